"""Addresses as data: what a URL expression may come out as, literal characters and holes in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name

HoleKind = Literal["value", "segment", "variable", "query"]
_WORDS = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PATHS = frozenset((
    "path", "paths", "pathname", "endpoint", "route", "url", "uri", "suffix", "tail", "rest", "href", "subpath",
    "resource", "address",
))  # fmt: skip
_SINGLE = frozenset((
    "id", "ids", "uuid", "key", "name", "code", "date", "day", "month", "year", "number", "index", "token", "email",
    "hash", "version", "type", "kind", "status", "count",
))  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class UrlHole:
    """What is put into an address at run time.

    ``kind``: ``variable`` is an environment variable, by ``name``; ``segment`` was encoded, so that it holds no slash;
    ``query`` holds ``a=b&c=d``; ``value`` may be anything. ``origin``: of a base, only scheme and host are taken.
    """

    kind: HoleKind
    expr: m.Expr | None
    scope: Scope | None
    name: str = ""
    origin: bool = False

    @property
    def words(self) -> list[str]:
        """The words of what it is called in the code."""
        return words(self.name or _called(self.expr))

    @property
    def slashes(self) -> Literal["no", "perhaps", "likely"]:
        """Whether what is put in may hold slashes, going by its name where nothing else tells."""
        if self.kind == "segment":
            return "no"
        known = self.words
        if not known:
            return "perhaps"
        if known[-1] in _PATHS:
            return "likely"
        return "no" if known[-1] in _SINGLE or "slug" in known else "perhaps"


Part = str | UrlHole
Template = tuple[Part, ...]


def words(name: str) -> list[str]:
    """The words of a name, lower case: ``PIPELINE_SERVICE_URL``, ``apiBaseUrl``, ``02-api-service``."""
    return [word.lower() for word in _WORDS.findall(name)]


def _called(expr: m.Expr | None) -> str:
    while isinstance(expr, m.Call):
        expr = expr.func
    if isinstance(expr, m.Sub):
        key = literal_key(expr.index)
        return key if isinstance(key, str) else _called(expr.base)
    return last_name(expr) if expr is not None else ""


def joined(parts: Iterable[Part]) -> Template:
    """Parts with neighbouring texts put together and empty ones left out."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, str):
            if not part:
                continue
            if found and isinstance(found[-1], str):
                found[-1] += part
                continue
        found.append(part)
    return tuple(found)


def text_of(template: Template) -> str | None:
    """The text of a template without holes, else None."""
    if not template:
        return ""
    return template[0] if len(template) == 1 and isinstance(template[0], str) else None


def shown(template: Template) -> str:
    """For people and for matching: ``/orgs/{}/members``."""
    return "".join(part if isinstance(part, str) else "{}" for part in template)


def stripped_end(template: Template, characters: str) -> Template:
    """A template without these characters at its end."""
    if template and isinstance(template[-1], str):
        return joined((*template[:-1], template[-1].rstrip(characters)))
    return template


# Taking apart --------------------------------------------------------------------------------

_AUTHORITY = lazy_pattern(r"(?i)^(?:https?|wss?)://")


@dataclass(frozen=True, slots=True)
class Split:
    """An address taken apart. ``base`` is a host as written, a hole, ``/`` for the caller's own origin, or None.

    ``path`` begins with a slash unless ``glued``: then it follows a base that may end within a path.
    """

    base: str | UrlHole | None
    path: Template
    glued: bool = False


def split(template: Template) -> Split:
    """Base and path of an address, without its query and fragment."""
    template = _without_query(template)
    if not template:
        return Split(None, ())
    first = template[0]
    if isinstance(first, UrlHole):
        if first.kind == "query":
            return Split(None, ())
        rest = template[1:]
        return Split(first, rest, bool(rest) and not (isinstance(rest[0], str) and rest[0].startswith("/")))
    if match := _AUTHORITY.match(first):
        return _absolute(joined((first[match.end() :], *template[1:])))
    if first.startswith("/") and not first.startswith("//"):
        return Split("/", template)
    return Split(None, template)


def _absolute(rest: Template) -> Split:
    host: list[Part] = []
    for index, part in enumerate(rest):
        if isinstance(part, str) and "/" in part:
            before, _, after = part.partition("/")
            host.append(before)
            return Split(_host(joined(host)), joined(("/" + after, *rest[index + 1 :])))
        host.append(part)
    return Split(_host(joined(host)), ())


def _host(authority: Template) -> str | UrlHole | None:
    """The host as text; one that is put in is told by its hole, or by its port alone (``:8000``)."""
    known = text_of(authority)
    if known is not None:
        return known.rpartition("@")[2].lower() or None
    last = authority[-1]
    if isinstance(last, str) and re.fullmatch(r":\d+", last):
        hole = next((part for part in authority if isinstance(part, UrlHole)), None)
        return hole if hole is not None and hole.kind == "variable" else last
    first = authority[0]
    return first if isinstance(first, UrlHole) else None


def _without_query(template: Template) -> Template:
    kept: list[Part] = []
    for part in template:
        if isinstance(part, UrlHole):
            if part.kind == "query":
                break
            kept.append(part)
            continue
        cut = min((at for at in (part.find("?"), part.find("#")) if at >= 0), default=-1)
        if cut >= 0:
            kept.append(part[:cut])
            break
        kept.append(part)
    return joined(kept)


def segments(path: Template) -> Iterator[Template]:
    """The parts of a path between slashes; empty ones are left out."""
    here: list[Part] = []
    for part in path:
        if isinstance(part, UrlHole):
            here.append(part)
            continue
        first, *others = part.split("/")
        here.append(first)
        for other in others:
            if made := joined(here):
                yield made
            here = [other]
    if made := joined(here):
        yield made
