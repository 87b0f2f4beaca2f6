"""Secrets that are known by their shape alone, wherever they stand in a file.

The shapes are those that the issuers document: a prefix that names the kind, then characters from a fixed set.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.findings import Kind, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.integration._secret_values import counts_up, is_random, stands_for

_TOKEN = r"[0-9A-Za-z_-]"
_WRITTEN: tuple[tuple[str, str, str, str], ...] = (
    ("AWS access key ID", "AKIA", "AKIA ASIA", r"(?:AKIA|ASIA)([0-9A-Z]{16})\b"),
    ("Google API key", "AIza", "AIza", rf"AIza({_TOKEN}{{35}})(?!{_TOKEN})"),
    ("Google OAuth client secret", "GOCSPX-", "GOCSPX-", rf"GOCSPX-({_TOKEN}{{28}})"),
    ("Google OAuth access token", "ya29.", "ya29.", rf"ya29\.({_TOKEN}{{40,}})"),
    ("GitHub token", "gh…_", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_([0-9A-Za-z]{36,251})"),
    ("GitHub token", "github_pat_", "github_pat_", r"github_pat_([0-9A-Za-z]{22}_[0-9A-Za-z]{59})"),
    ("GitLab token", "glpat-", "glpat-", rf"glpat-({_TOKEN}{{20,}})"),
    ("Slack token", "xox…-", "xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs-", r"xox[abeoprs]-([0-9A-Za-z-]{24,})"),
    ("Slack webhook", "hooks.slack.com/", "hooks.slack.com", r"hooks\.slack\.com/services/(T\w{8,}/B\w{8,}/\w{20,})"),
    ("Stripe live key", "…_live_", "sk_live_ rk_live_", r"(?:sk|rk)_live_([0-9A-Za-z]{16,})"),
    ("Stripe test key", "…_test_", "sk_test_ rk_test_", r"(?:sk|rk)_test_([0-9A-Za-z]{16,})"),
    ("Stripe webhook secret", "whsec_", "whsec_", r"whsec_([0-9A-Za-z+/]{24,})"),
    ("Anthropic API key", "sk-ant-", "sk-ant-", rf"sk-ant-[a-z]+\d\d-({_TOKEN}{{60,}})"),
    ("OpenAI API key", "sk-", "sk-", rf"sk-(?:proj|svcacct|admin|None)-({_TOKEN}{{32,}})"),
    ("OpenAI API key", "sk-", "sk-", r"sk-([0-9A-Za-z]{40,64})\b"),
    ("SendGrid API key", "SG.", "SG.", rf"SG\.({_TOKEN}{{22}}\.{_TOKEN}{{43}})"),
    ("Twilio API key", "SK", "SK", r"SK([0-9a-f]{32})\b"),
    ("npm token", "npm_", "npm_", r"npm_([0-9A-Za-z]{36})\b"),
    ("PyPI token", "pypi-", "pypi-AgE", rf"pypi-(AgE{_TOKEN}{{50,}})"),
    ("Hugging Face token", "hf_", "hf_", r"hf_([A-Za-z0-9]{34})\b"),
    ("Databricks token", "dapi", "dapi", r"dapi([0-9a-f]{32})\b"),
    ("DigitalOcean token", "do…_v1_", "dop_v1_ doo_v1_ dor_v1_", r"do[opr]_v1_([0-9a-f]{64})"),
    ("Supabase secret key", "sb_secret_", "sb_secret_", rf"sb_secret_({_TOKEN}{{20,}})"),
    ("Supabase access token", "sbp_", "sbp_", r"sbp_([0-9a-f]{40})\b"),
    ("Linear API key", "lin_api_", "lin_api_", r"lin_api_([0-9A-Za-z]{40})"),
    ("Groq API key", "gsk_", "gsk_", r"gsk_([0-9A-Za-z]{52})\b"),
    ("New Relic API key", "NRAK-", "NRAK-", r"NRAK-([0-9A-Z]{27})\b"),
    ("Shopify token", "shp…_", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_([0-9a-f]{32})\b"),
    ("Azure storage account key", "AccountKey=", "AccountKey=", r"AccountKey=([0-9A-Za-z+/]{86}==)"),
)  # fmt: skip
"""What it is, what is shown of it, how it begins, and a pattern with the secret part in a group of its own."""
_BEGINNINGS = tuple(one.encode() for _, _, beginnings, _ in _WRITTEN for one in beginnings.split())
_LONG = lazy_pattern(rb"[0-9A-Za-z_-]{20,}")
_OTHERS = (b"SG.", b"AccountKey=", b"ya29.", b"hooks.slack.com", b"PRIVATE KEY-----")
"""Beginnings that are not followed by letters, digits and dashes alone."""
_PEM = lazy_pattern(r"-----BEGIN (?:(RSA|EC|DSA|OPENSSH) )?PRIVATE KEY-----((?:[A-Za-z0-9+/=\s\"',+]|\\[nr])*)")
_EXAMPLE = lazy_pattern(
    r"(?i)\bexamples?\b|\be\.g\.|placeholder|\bsample|looks? like|such as|for instance|documentation"
)
_LINE = lazy_pattern(r"[A-Za-z0-9+/]{40,}")
_JWT = lazy_pattern(rf"(?<![\w.-])eyJ{_TOKEN}{{8,}}\.(eyJ{_TOKEN}{{8,}})\.({_TOKEN}{{16,}})")
_ADDRESS = lazy_pattern(
    r"://(?P<user>[^\s:/@\"'`<>{}$%()\\]*):(?P<password>[^\s/@\"'`<>{}$()\\]{3,120})@(?P<host>[\w.-]+)"
)
_WITH_PASSWORD = lazy_pattern(rb"://[^\s:/@\"'`<>{}$%()\\]*:[^\s/@\"'`<>{}$()\\]{3,120}@")
_SCHEME = lazy_pattern(r"[a-z][a-z0-9+.-]{1,24}$")
_LOCAL = lazy_pattern(r"localhost|127\.|0\.0\.0\.0|host\.docker|[\w-]+$")
_NO_HOST = lazy_pattern(
    r"(?:.*\.)?(?:example|test|invalid|localhost|acme)(?:\.(?:com|org|net|io))?$|host(?:name)?$|server$"
)

_COMPILED: dict[str, re.Pattern[str]] = {}


def may_hold(data: bytes) -> bool:
    """A quick look whether a file may hold a secret of a known shape: no pattern of all of them is as fast."""
    if any(word.startswith(_BEGINNINGS) or word.startswith(b"eyJ") for word in _LONG.findall(data)):
        return True
    return any(other in data for other in _OTHERS) or _WITH_PASSWORD.search(data) is not None


_SEVERITIES = {
    "Stripe test key": Severity.MEDIUM,
    "AWS access key ID": Severity.HIGH,  # an id that comes with a secret
    "Google API key": Severity.HIGH,  # may be restricted to one site
}


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
    yield from _tokens(text)
    if "PRIVATE KEY-----" in text:
        yield from _keys(text)
    if "eyJ" in text:
        yield from _signed(text)
    if "@" in text:
        yield from _addresses(text)


def _tokens(text: str) -> Iterator[Shaped]:
    for what, shown, beginnings, written in _WRITTEN:
        if not any(beginning in text for beginning in beginnings.split()):
            continue
        if what == "Twilio API key" and "twilio" not in text.lower():
            continue
        pattern = _COMPILED.get(written)
        if pattern is None:
            pattern = _COMPILED[written] = re.compile(rf"(?:{written})")
        for match in pattern.finditer(text):
            if _is_real(match[1]) and not _goes_on(text, match.start()) and not _is_meant(what, match, text):
                yield Shaped(what, shown, match.start(), match.end(), _SEVERITIES.get(what, Severity.CRITICAL))


def _goes_on(text: str, start: int) -> bool:
    """Whether a shape only begins in the middle of a longer word."""
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")


def _is_meant(what: str, match: re.Match[str], text: str) -> bool:
    """Whether a token is there to be seen: an example in words, or a Firebase web configuration."""
    line = text.rfind("\n", 0, match.start()) + 1
    if _EXAMPLE.search(text, max(line, match.start() - 120), match.start()):
        return True
    return what == "Google API key" and "authDomain" in text[max(match.start() - 600, 0) : match.end() + 600]


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
        before = _SCHEME.search(text[max(match.start() - 25, 0) : match.start()])
        scheme = before[0] if before is not None else ""
        if not scheme or stands_for(password) or password.lower() in (user.lower(), scheme) or password[0] == "%":
            continue
        if _NO_HOST.match(host) or password.isdigit() or password.startswith("["):
            continue
        if _LOCAL.match(host) and not is_random(password, 12):
            continue
        yield Shaped(f"password in a {scheme} address", f"{scheme}://…", *match.span("password"))
