"""Which names of other people's libraries make requests over HTTP, and how their arguments are read.

Names are dotted from the module, as the resolver gives them. Sources: the API pages of Requests
(https://requests.readthedocs.io/en/latest/api/), HTTPX (https://www.python-httpx.org/api/), aiohttp
(https://docs.aiohttp.org/en/stable/client_reference.html), urllib (https://docs.python.org/3/library/urllib.request.html),
urllib3 (https://urllib3.readthedocs.io/), Fetch (https://developer.mozilla.org/docs/Web/API/Window/fetch), Axios
(https://axios-http.com/docs/api_intro), Ky, Got, ofetch and Angular's HttpClient.
"""

from __future__ import annotations

from typing import NamedTuple

from cloudact_lint.project.network.model import Library
from cloudact_lint.project.values import External, Instance, Member, Value

VERBS = frozenset(("get", "post", "put", "patch", "delete", "head", "options"))
_BY_ARGUMENT = frozenset(("request", "stream", "urlopen"))
PYTHON_NAMES = VERBS | _BY_ARGUMENT | {"send", "open"}
TYPESCRIPT_NAMES = VERBS | {"fetch", "$fetch", "ofetch", "axios", "ky", "got", "request", "raw", "native"}
PYTHON_MODULES = frozenset((
    "requests", "httpx", "aiohttp", "urllib", "urllib3", "requests_oauthlib", "requests_cache", "requests_toolbelt",
    "cachecontrol", "google.auth.transport",
))  # fmt: skip
TYPESCRIPT_MODULES = frozenset((
    "axios", "ky", "got", "node-fetch", "cross-fetch", "isomorphic-fetch", "undici", "ofetch", "@angular/common/http",
    "node-fetch-native", "ky-universal",
))  # fmt: skip


class Use(NamedTuple):
    """What calling a value of a library does: its library, the word that tells the method, the client, if any."""

    library: Library
    verb: str
    client: Instance | None


_FUNCTIONS: dict[str, Library] = {
    "requests": "requests", "requests.api": "requests", "httpx": "httpx", "aiohttp": "aiohttp", "urllib3": "urllib3",
    "urllib.request": "urllib",
}  # fmt: skip
_CLIENTS: dict[str, Library] = {
    "requests.Session": "requests", "requests.session": "requests", "requests.sessions.Session": "requests",
    "requests.sessions.session": "requests", "requests_oauthlib.OAuth1Session": "requests",
    "requests_oauthlib.OAuth2Session": "requests", "requests_cache.CachedSession": "requests",
    "cachecontrol.CacheControl": "requests", "requests_toolbelt.sessions.BaseUrlSession": "requests",
    "google.auth.transport.requests.AuthorizedSession": "requests",
    "httpx.Client": "httpx", "httpx.AsyncClient": "httpx", "aiohttp.ClientSession": "aiohttp",
    "aiohttp.client.ClientSession": "aiohttp", "urllib3.PoolManager": "urllib3", "urllib3.ProxyManager": "urllib3",
    "urllib3.HTTPConnectionPool": "urllib3", "urllib3.HTTPSConnectionPool": "urllib3",
    "urllib3.poolmanager.PoolManager": "urllib3", "urllib.request.build_opener": "urllib",
    "@angular/common/http.HttpClient": "angular",
}  # fmt: skip
_FETCH: dict[str, Library] = {
    "builtins.fetch": "fetch", "builtins.window.fetch": "fetch", "builtins.globalThis.fetch": "fetch",
    "builtins.self.fetch": "fetch", "undici.fetch": "fetch", "node-fetch": "node-fetch",
    "node-fetch.default": "node-fetch", "cross-fetch": "node-fetch", "cross-fetch.default": "node-fetch",
    "cross-fetch.fetch": "node-fetch", "isomorphic-fetch": "node-fetch", "isomorphic-fetch.default": "node-fetch",
    "node-fetch-native": "node-fetch", "node-fetch-native.default": "node-fetch",
    "node-fetch-native.fetch": "node-fetch",
}  # fmt: skip
# Packages whose export is called itself, has a function for each method, and makes instances with defaults.
_CALLABLE: dict[str, Library] = {
    "axios": "axios", "axios.default": "axios", "axios.axios": "axios", "ky": "ky", "ky.default": "ky",
    "ky-universal.default": "ky", "got": "got", "got.default": "got", "got.got": "got", "ofetch.$fetch": "ofetch",
    "ofetch.ofetch": "ofetch", "ofetch.default": "ofetch", "builtins.$fetch": "ofetch", "undici": "undici",
}  # fmt: skip
_MAKERS = frozenset(("create", "extend"))


def use_of(value: Value) -> Use | None:
    """What calling ``value`` does; None if it makes no request."""
    if isinstance(value, External):
        return _outside(value.name, None)
    if isinstance(value, Member):
        return _outside(value.full_name, value.owner)
    if isinstance(value, Instance) and isinstance(value.of, External):  # axios.create({…})(url)
        head, library = _callable(value.of.name)
        if library is not None and head.rpartition(".")[2] in _MAKERS:
            return Use(library, "", value)
    return None


def _outside(name: str, owner: Instance | None) -> Use | None:
    library = _FETCH.get(name)
    if library is not None:
        return Use(library, "fetch", None)
    head, _, verb = name.rpartition(".")
    library = _CLIENTS.get(head)
    if library is not None:
        known = verb in VERBS or verb in ("request", "send") or (library, verb) in _CLIENT_VERBS
        return Use(library, verb, owner) if known else None
    library = _FUNCTIONS.get(head)
    if library is not None:
        return Use(library, verb, None) if verb in _MODULE_VERBS[library] else None
    rest, library = _callable(name)
    if library is None:
        return None
    words = rest.split(".") if rest else []
    if words and (words[-1] in VERBS or words[-1] in ("request", "stream", "raw", "native")):
        verb = words.pop()
    else:
        verb = ""
    if any(word not in _MAKERS for word in words) or (words and not verb):
        return None
    return Use(library, verb, owner)


_MODULE_VERBS: dict[Library, frozenset[str]] = {
    "requests": VERBS | {"request"}, "httpx": VERBS | {"request", "stream"}, "aiohttp": frozenset(("request",)),
    "urllib3": frozenset(("request",)), "urllib": frozenset(("urlopen",)),
}  # fmt: skip
_CLIENT_VERBS = frozenset((
    ("httpx", "stream"), ("urllib3", "urlopen"), ("urllib3", "request_encode_body"), ("urllib3", "request_encode_url"),
    ("urllib", "open"),
))  # fmt: skip


def _callable(name: str) -> tuple[str, Library | None]:
    """What follows the name of such a package, and its library."""
    best = ""
    for known in _CALLABLE:
        if len(known) > len(best) and (name == known or name.startswith(f"{known}.")):
            best = known
    return (name[len(best) + 1 :], _CALLABLE[best]) if best else (name, None)
