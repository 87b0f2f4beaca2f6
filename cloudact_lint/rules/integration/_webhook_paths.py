"""Which routes another service calls to tell of something: by their paths, and by what their handlers are called."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.integration._secret_names import words

_ONE = frozenset({"webhook", "hook", "callback", "ipn"})
_MANY = frozenset({"webhooks", "hooks", "callbacks"})
_OF_SETTINGS = frozenset({
    "channel", "channels", "config", "configs", "configuration", "preferences", "settings", "setting", "subscription",
    "subscriptions", "admin", "manage", "endpoints",
})  # fmt: skip
"""Before the word: the addresses that one's own users want to be called at are kept here."""
_OF_USERS = frozenset({
    "add", "bulk", "cancel", "config", "configs", "create", "delete", "deliveries", "delivery", "disable", "enable",
    "event-types",
    "events", "export", "history", "list", "logs", "new", "ping", "preview", "register", "resend", "retry", "rotate",
    "search",
    "secret", "secrets", "settings", "stats", "subscribe", "test", "test-params", "toggle", "trigger", "unsubscribe",
    "update",
    "validate",
})  # fmt: skip
"""After the word: something is done with such an address."""
_LOGIN = frozenset({
    "auth", "oauth", "oauth2", "oidc", "sso", "saml", "login", "signin", "signup", "sign-in", "authorize", "openid",
    "acs", "nextauth",
})  # fmt: skip
_PARTNER = lazy_pattern(r"(?i)provider|source|vendor|service|integration|partner|platform|sender|channel_?type")
_NAMED = frozenset({"webhook", "webhooks", "ipn"})
_TAKES = frozenset(
    {
        "receive",
        "received",
        "receiver",
        "handle",
        "handler",
        "process",
        "incoming",
        "inbound",
        "on",
        "consume",
        "listener",
    }
)
_CHANGES = frozenset({
    "add", "create", "delete", "get", "list", "put", "register", "remove", "save", "send", "set", "test", "trigger",
    "update",
    "upsert", "retry", "rotate", "configure", "enable", "disable", "resend", "validate", "redeliver", "invoke",
    "fire", "call",
    "post", "notify",
})  # fmt: skip


def is_incoming(path: str, handler: str, patterns: tuple[str, ...] = ()) -> bool:
    """Whether a route that is posted to is a webhook of another service."""
    if any(fnmatchcase(path, pattern) for pattern in patterns):
        return True
    segments = [part for part in path.split("/") if part]
    for index, segment in enumerate(segments):
        word = _word(segment)
        if word and not _LOGIN.intersection(part.lower() for part in segments):
            return _is_theirs(word, segments[:index], segments[index + 1 :], handler)
    return _is_taking(handler)


def _word(segment: str) -> str:
    """The word in a segment: ``webhook`` in ``stripe-webhook``."""
    if segment.startswith("{"):
        return ""
    last = re.split(r"[-_.]", segment.lower())[-1]
    return last if last in _ONE or last in _MANY else ""


def _is_theirs(word: str, before: list[str], after: list[str], handler: str) -> bool:
    if not _OF_SETTINGS.isdisjoint(part.lower() for part in before) or any(part.lower() in _OF_USERS for part in after):
        return False
    if word in _ONE:
        return not (after and after[0].startswith("{") and not _PARTNER.search(after[0]))
    if not after:
        return _is_taking(handler)
    return bool(_PARTNER.search(after[0])) if after[0].startswith("{") else True


def _is_taking(handler: str) -> bool:
    """``handle_stripe_webhook``, ``stripe_webhook``; not ``create_webhook`` or ``redeliver_webhook_event``."""
    parts = words(handler)
    if _NAMED.isdisjoint(parts) or not _CHANGES.isdisjoint(parts):
        return False
    return not _TAKES.isdisjoint(parts) or (parts[-1] in _NAMED and len(parts) < 4)
