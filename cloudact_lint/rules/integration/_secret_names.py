"""What a thing is called when it is a secret: ``api_key``, ``clientSecret``, ``DB_PASSWORD``.

The last words decide: ``api_key_id``, ``token_type``, ``secret_name`` and ``password_hash`` are no secrets.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from cloudact_lint.lazy import lazy_pattern

Sort = Literal["", "password", "key", "token"]
"""What kind of secret a name means; empty for none."""

_WORD = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORD = ("password", "passwd", "passphrase", "passcode", "pwd", "pass")
_KEYED = frozenset({
    "api", "access", "secret", "private", "signing", "encryption", "auth", "role", "root", "admin", "master", "hmac",
    "account", "subscription", "consumer", "jwt", "crypt", "cipher", "aes", "app", "session", "cookie", "functions",
})  # fmt: skip
"""Words before ``key`` that make it one that opens something."""
_OPEN = frozenset({
    "public", "publishable", "anon", "anonymous", "page", "next", "previous", "csrf", "xsrf", "pad", "eos", "bos",
    "unk", "mask", "sep", "cls", "continuation", "continue", "sync", "cursor", "cancel", "cancellation", "idempotency",
    "start", "stop", "end", "special", "design", "syntax", "lex", "delimiter", "separator", "newline", "max",
    "min", "input", "output", "prompt", "completion", "total", "count", "num", "fcm", "push", "device", "di",
    "injection",
    "abort", "first", "last", "prev", "current", "word", "comma", "image", "video", "audio", "site",
})  # fmt: skip
"""Words before ``token``, ``key`` or ``secret`` that make it something everybody may see."""
_TAIL = frozenset({
    "value", "raw", "plain", "plaintext", "default", "prod", "production", "dev", "development", "staging", "stage",
    "test",
    "local", "live", "str", "string", "b64", "base64", "json", "old", "new", "v1", "v2",
})  # fmt: skip
"""Words after the noun that change nothing."""
_SHOWN = frozenset({
    "example", "examples", "sample", "samples", "placeholder", "placeholders", "mock", "mocks", "fake", "dummy",
    "test", "tests", "testing", "fixture", "fixtures", "description", "label", "labels", "hint", "help", "title",
    "message", "messages", "error", "errors", "schema", "docs", "field", "fields", "route", "routes", "path",
    "paths", "url", "urls", "enum", "type", "types", "icon", "text", "i18n", "translations", "locale", "pattern",
    "regex", "header", "hash", "hashed", "encrypted", "public", "selector", "selectors", "event", "events", "mask",
})  # fmt: skip


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case: ``apiKey`` and ``API_KEY`` alike."""
    return tuple(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=4096)
def secret_sort(name: str) -> Sort:
    """What kind of secret ``name`` means, if it means one."""
    parts = list(words(name.rpartition(".")[2] if "/" not in name else ""))
    while len(parts) > 1 and (parts[-1] in _TAIL or parts[-1].isdigit()):
        parts.pop()
    if not parts:
        return ""
    last, before = parts[-1], parts[:-1]
    if last in _PASSWORD:
        return (
            "password" if last != "pass" or (before and before[-1] in ("db", "user", "smtp", "admin", "root")) else ""
        )
    one = last[:-1] if last.endswith("s") and not last.endswith("ss") else last
    if not _OPEN.isdisjoint(before):
        return ""
    if one in ("apikey", "secretkey", "privatekey", "accesskey", "authkey", "appkey") or one in (
        "secret",
        "credential",
    ):
        return "key"
    if one == "key":
        return "key" if before and before[-1] in _KEYED else ""
    return "token" if one in ("token", "authtoken", "accesstoken", "bearer", "pat", "jwt") else ""


def is_shown(names: tuple[str, ...]) -> bool:
    """Whether one of the names around a text says that it is an example, a label or the like."""
    return any(not _SHOWN.isdisjoint(words(name)) for name in names)


def is_container(name: str) -> bool:
    """Whether a name means several secrets: ``secrets``, ``API_KEYS``, ``credentials``."""
    return bool(re.search(r"(?i)(?:secrets|credentials|passwords|api_?keys|tokens|creds)$", name)) and not is_shown(
        (name,)
    )
