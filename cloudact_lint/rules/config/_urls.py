"""Which addresses are one's own: services on this machine, in this cluster, in this cloud project."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from cloudact_lint.config.settings import Settings
from cloudact_lint.lazy import lazy_pattern

URL = lazy_pattern(
    r"\s*(?:https?|wss?)://(?:[^\s/@]*@)?(?P<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(?P<port>:\d+)?(?P<rest>[/?#{][\s\S]*)?\s*"
)
"""A whole string that is an address with a literal host; holes are ``{}``."""

_LOOPBACK = lazy_pattern(
    r"localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}"
    r"|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|host\.docker\.internal|.+\.(local|localhost|internal|lan|intranet)"
    r"|.+\.svc(\.cluster\.local)?"
)
_CLOUD = lazy_pattern(r".+\.(run\.app|cloudfunctions\.net|appspot\.com|supabase\.co)")
_NOT_OWN = lazy_pattern(r"metadata(\.google\.internal)?|.*example.*|your.*|my[-_.].*|.*\.\..*")
_BARE = lazy_pattern(r"[a-z][a-z0-9_-]*")


def own_host(text: str, settings: Settings, allowed: tuple[str, ...] = ()) -> str:
    """The host (with its port) that ``text`` addresses, if it is of an own or local service; else empty."""
    match = URL.fullmatch(text)
    if match is None or re.search(r"\s", text.strip()):
        return ""
    host, port, rest = match["host"].lower(), match["port"] or "", match["rest"] or ""
    if any(fnmatchcase(host, pattern) or host == pattern for pattern in (*settings.allowed_hosts, *allowed)):
        return ""
    if _is_own(host, port, settings) and not (rest.startswith("{") and not _completes(host, port)):
        return host + port
    return ""


def _completes(host: str, port: str) -> bool:
    """Whether a hole right after the host can only be a path: ``http://localhost:8000{path}``."""
    return bool(port) or bool(re.search(r"\.[a-z]+$|^localhost$", host))


def _is_own(host: str, port: str, settings: Settings) -> bool:
    if any(fnmatchcase(f"{host}{port}", pattern) or fnmatchcase(host, pattern) for pattern in settings.service_hosts):
        return True
    if _NOT_OWN.fullmatch(host):
        return False
    return bool(_LOOPBACK.fullmatch(host) or _CLOUD.fullmatch(host) or (port and _BARE.fullmatch(host)))


def is_local(host: str) -> bool:
    """Whether a host is this machine or this cluster, whatever the environment."""
    return bool(_LOOPBACK.fullmatch(host.rpartition(":")[0] or host))
