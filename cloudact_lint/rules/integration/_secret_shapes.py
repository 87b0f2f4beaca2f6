"""Secrets that are known by their shape alone, wherever they stand in a file.

The shapes are those that the issuers document: a prefix that names the kind, then characters from a fixed set.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.findings import Kind, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.integration._secret_values import counts_up, is_random, stands_for

_TOKEN = r"[0-9A-Za-z_-]"
# (what it is, what is shown of it, pattern with the secret part in a group of its own, severity)
_SHAPES: tuple[tuple[str, str, str], ...] = (
    ("AWS access key ID", "AKIA", r"(?:AKIA|ASIA)([0-9A-Z]{16})\b"),
    ("Google API key", "AIza", rf"AIza({_TOKEN}{{35}})(?!{_TOKEN})"),
    ("Google OAuth client secret", "GOCSPX-", rf"GOCSPX-({_TOKEN}{{28}})"),
    ("Google OAuth access token", "ya29.", rf"ya29\.({_TOKEN}{{40,}})"),
    ("GitHub token", "gh…_", r"gh[pousr]_([0-9A-Za-z]{36,251})"),
    ("GitHub token", "github_pat_", r"github_pat_([0-9A-Za-z]{22}_[0-9A-Za-z]{59})"),
    ("GitLab token", "glpat-", rf"glpat-({_TOKEN}{{20,}})"),
    ("Slack token", "xox…-", r"xox[abeoprs]-([0-9A-Za-z-]{24,})"),
    ("Slack webhook", "hooks.slack.com/services/", r"hooks\.slack\.com/services/(T\w{8,}/B\w{8,}/\w{20,})"),
    ("Stripe live key", "…_live_", r"(?:sk|rk)_live_([0-9A-Za-z]{16,})"),
    ("Stripe test key", "…_test_", r"(?:sk|rk)_test_([0-9A-Za-z]{16,})"),
    ("Stripe webhook secret", "whsec_", r"whsec_([0-9A-Za-z+/]{24,})"),
    ("Anthropic API key", "sk-ant-", rf"sk-ant-[a-z]+\d\d-({_TOKEN}{{60,}})"),
    ("OpenAI API key", "sk-", rf"sk-(?:proj|svcacct|admin|None)-({_TOKEN}{{32,}})"),
    ("OpenAI API key", "sk-", r"sk-([0-9A-Za-z]{40,64})\b"),
    ("SendGrid API key", "SG.", rf"SG\.({_TOKEN}{{22}}\.{_TOKEN}{{43}})"),
    ("Twilio API key", "SK", r"SK([0-9a-f]{32})\b"),
    ("npm token", "npm_", r"npm_([0-9A-Za-z]{36})\b"),
    ("PyPI token", "pypi-", rf"pypi-(AgE{_TOKEN}{{50,}})"),
    ("Hugging Face token", "hf_", r"hf_([A-Za-z0-9]{34})\b"),
    ("Databricks token", "dapi", r"dapi([0-9a-f]{32})\b"),
    ("DigitalOcean token", "do…_v1_", r"do[opr]_v1_([0-9a-f]{64})"),
    ("Supabase secret key", "sb_secret_", rf"sb_secret_({_TOKEN}{{20,}})"),
    ("Supabase access token", "sbp_", r"sbp_([0-9a-f]{40})\b"),
    ("Linear API key", "lin_api_", r"lin_api_([0-9A-Za-z]{40})"),
    ("Groq API key", "gsk_", r"gsk_([0-9A-Za-z]{52})\b"),
    ("New Relic API key", "NRAK-", r"NRAK-([0-9A-Z]{27})\b"),
    ("Shopify token", "shp…_", r"shp(?:at|ca|pa|ss)_([0-9a-f]{32})\b"),
    ("Azure storage account key", "AccountKey=", r"AccountKey=([0-9A-Za-z+/]{86}==)"),
)  # fmt: skip
_ALL = lazy_pattern(r"(?<![0-9A-Za-z_])(?:" + "|".join(pattern for _, _, pattern in _SHAPES) + ")")
_PEM = lazy_pattern(r"-----BEGIN (?:(RSA|EC|DSA|OPENSSH) )?PRIVATE KEY-----((?:[A-Za-z0-9+/=\s\"',+]|\\[nr])*)")
_LINE = lazy_pattern(r"[A-Za-z0-9+/]{40,}")
_JWT = lazy_pattern(rf"(?<![\w.-])eyJ{_TOKEN}{{8,}}\.(eyJ{_TOKEN}{{8,}})\.({_TOKEN}{{16,}})")
_ADDRESS = lazy_pattern(
    r"\b(?P<scheme>[a-z][a-z0-9+.-]{1,24})://(?P<user>[^\s:/@\"'`<>{}$%()\\]*):"
    r"(?P<password>[^\s/@\"'`<>{}$()\\]{3,120})@(?P<host>[\w.-]+)"
)
_LOCAL = lazy_pattern(r"localhost|127\.|0\.0\.0\.0|host\.docker|[\w-]+$")
_NO_HOST = lazy_pattern(
    r"(?:.*\.)?(?:example|test|invalid|localhost|acme)(?:\.(?:com|org|net|io))?$|host(?:name)?$|server$"
)

PREFIXES = (
    rb"AKIA|ASIA|AIza|GOCSPX-|ya29\.|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|hooks\.slack\.com|[sr]k_(?:live|test)_"
    rb"|whsec_|sk-|SG\.|SK[0-9a-f]{32}|npm_|pypi-AgE|hf_|dapi[0-9a-f]|do[opr]_v1_|sb_secret_|sbp_|lin_api_|gsk_|NRAK-"
    rb"|shp(?:at|ca|pa|ss)_|AccountKey=|PRIVATE KEY-----|eyJ[\w-]{8,}\.eyJ|://[^\s:/@\"'`<>{}$%()\\]*:[^\s/@\"'`<>{}$()\\]{3,}@"
)
"""A pattern for the bytes of a file: without it there is no secret of a known shape."""


class Shaped(NamedTuple):
    """A secret of a known shape: what it is, the open part of it, and where it stands in the text."""

    what: str
    shown: str
    start: int
    end: int
    severity: Severity = Severity.CRITICAL
    kind: Kind = "on"


def shaped(text: str) -> Iterator[Shaped]:
    """Every secret of a known shape in the text of a file, comments and docstrings included."""
    for search in (_tokens, _keys, _signed, _addresses):
        yield from search(text)


def _tokens(text: str) -> Iterator[Shaped]:
    for match in _ALL.finditer(text):
        what, shown, _ = _SHAPES[(match.lastindex or 1) - 1]
        secret = match[match.lastindex or 1]
        if not _is_real(secret) or (what == "Twilio API key" and "twilio" not in text.lower()):
            continue
        if what == "Google API key" and "authDomain" in text[max(match.start() - 600, 0) : match.end() + 600]:
            continue  # a Firebase web configuration, made to be public
        severity = Severity.MEDIUM if what == "Stripe test key" else Severity.CRITICAL
        if what in ("AWS access key ID", "Google API key"):
            severity = Severity.HIGH  # an id that comes with a secret; a key that may be restricted to one site
        yield Shaped(what, shown, match.start(), match.end(), severity)


def _is_real(secret: str) -> bool:
    return len(set(secret)) >= 8 and not stands_for(secret) and not counts_up(secret, 6)


def _keys(text: str) -> Iterator[Shaped]:
    for match in _PEM.finditer(text):
        lines = _LINE.findall(match[2].replace("\\n", "\n").replace("\\r", "\n"))
        body = "".join(lines)
        if len(body) >= 64 and len(set(body)) > 20 and not counts_up(body, 8):
            name = f"{match[1]} private key" if match[1] else "private key"
            yield Shaped(name, "-----BEGIN", match.start(), match.end())


def _signed(text: str) -> Iterator[Shaped]:
    """JSON web tokens: what they allow stands in their second part, which is not encrypted."""
    for match in _JWT.finditer(text):
        claims = _claims(match[1])
        role = claims.get("role")
        if role == "service_role":
            yield Shaped("service-role key, which passes by all row level security,", "eyJ", *match.span())
            continue
        opens = claims.keys() & {"sub", "role", "scope", "scp", "aud", "email", "user_id"}
        if opens and role != "anon" and "John Doe" not in str(claims.get("name")) and is_random(match[2]):
            yield Shaped("signed token (JWT)", "eyJ", *match.span(), Severity.MEDIUM, "advice")


def _claims(payload: str) -> dict[str, object]:
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _addresses(text: str) -> Iterator[Shaped]:
    for match in _ADDRESS.finditer(text):
        password, host, user = match["password"], match["host"], match["user"]
        if stands_for(password) or password.lower() in (user.lower(), match["scheme"].lower()) or "%" in password[:1]:
            continue
        if _NO_HOST.match(host) or password.isdigit() or password.startswith("["):
            continue
        if _LOCAL.match(host) and not is_random(password, 12):
            continue
        yield Shaped(f"password in a {match['scheme']} address", f"{match['scheme']}://…", *match.span("password"))
