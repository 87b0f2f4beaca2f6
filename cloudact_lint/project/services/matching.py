"""Which routes an address may reach: a path with holes against templates of routes.

A hole that stands for a whole segment may be any one segment; where only part of a segment is put in, the rest has to
fit. Static segments win over parameters, as frameworks have it that look for the most specific route, or have the
specific one declared first. A slash at the end makes no difference: FastAPI, Flask and Next.js redirect.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.services.addresses import Template, UrlHole, segments
from cloudact_lint.project.services.model import ANY_METHOD, Route

_PARAMETER = lazy_pattern(r"\{([^{}:]*)(?::([^{}]*))?\}")
Fit = Literal["exact", "loose"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One segment of a path as called. ``text`` has ``\\0`` where something is put in."""

    text: str
    slashes: Literal["no", "perhaps", "likely"] = "no"

    @property
    def whole(self) -> bool:
        """Whether all of it is put in."""
        return self.text.strip("\0") == "" and self.text != ""


def asked_segments(path: Template) -> tuple[Asked, ...]:
    """The segments of a path as called."""
    found: list[Asked] = []
    for parts in segments(path):
        text, slashes = "", "no"
        for part in parts:
            if isinstance(part, UrlHole):
                text += "\0"
                if slashes != "likely" and part.slashes != "no":
                    slashes = part.slashes
            else:
                text += part
        found.append(Asked(text, slashes))  # type: ignore[arg-type]
    # In the middle of a path only what is called one holds slashes; at its end anything may be the rest of it.
    return tuple(
        each if each.slashes == "likely" or index == len(found) - 1 else Asked(each.text)
        for index, each in enumerate(found)
    )


@dataclass(frozen=True, slots=True)
class Declared:
    """One segment of a route: ``static`` text, or a ``pattern`` where it has parameters; ``rest`` takes slashes."""

    static: str | None
    pattern: str = ""
    rest: bool = False


@lru_cache(maxsize=8192)
def declared_segments(path: str) -> tuple[Declared, ...]:
    """The segments of a route's template."""
    found: list[Declared] = []
    for part in _outside_braces(path):
        if not part:
            continue
        match = _PARAMETER.search(part)
        if match is None:
            found.append(Declared(part))
        elif any(one.group(2) in ("path", "path?") for one in _PARAMETER.finditer(part)):
            found.append(Declared(None, "", True))
        else:
            found.append(Declared(None, "\0" if match.group() == part else _PARAMETER.sub("\0", part)))
    return tuple(found)


def _outside_braces(path: str) -> list[str]:
    """Split on slashes that are not part of a parameter's pattern."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(path):
        depth += (char == "{") - (char == "}")
        if char == "/" and depth <= 0:
            parts.append(path[start:index])
            start = index + 1
    return [*parts, path[start:]]


# Matching ------------------------------------------------------------------------------------


class Routes:
    """The routes of one service, ready to be asked."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._split = [(route, declared_segments(route.path)) for route in self.routes]
        self._by_length: dict[int, list[tuple[Route, tuple[Declared, ...]]]] = defaultdict(list)
        self._open: list[tuple[Route, tuple[Declared, ...]]] = []
        for route, parts in self._split:
            if any(part.rest for part in parts):
                self._open.append((route, parts))
            else:
                self._by_length[len(parts)].append((route, parts))

    def matching(
        self, path: Sequence[Asked], method: str = "", prefix: bool = False
    ) -> tuple[tuple[Route, ...], Fit]:
        """The routes whose path may be this one, the most specific ones only: those that answer ``method``, if any do.

        ``prefix``: what stands before ``path`` is not known. ``loose``: it takes a hole that holds slashes.
        """
        exact = [
            (rank, route) for route, parts in self._candidates(len(path), prefix)
            if (rank := _rank(path, parts, prefix)) is not None
        ]
        if exact:
            exact = [(rank, route) for rank, route in exact if answers(route, method)] or exact
            best = max(rank for rank, _ in exact)
            return _first(route for rank, route in exact if rank == best), "exact"
        if any(part.slashes != "no" for part in path):
            likely = [route for route, parts in self._split if _loosely(path, parts, prefix)]
            return tuple([route for route in likely if answers(route, method)] or likely), "loose"
        return (), "exact"

    def _candidates(self, length: int, prefix: bool) -> Iterable[tuple[Route, tuple[Declared, ...]]]:
        if prefix:
            return [item for item in self._split if len(item[1]) >= length or item in self._open]
        return [*self._by_length.get(length, ()), *self._open]


def answers(route: Route, method: str) -> bool:
    """Whether a route answers a method; ``""`` is any. HEAD and OPTIONS are answered by frameworks themselves."""
    if not method or ANY_METHOD in route.methods or method in route.methods or method == "OPTIONS":
        return True
    return method == "HEAD" and "GET" in route.methods


def _first(routes: Iterable[Route]) -> tuple[Route, ...]:
    """Of routes with one path and one method the first: the others are never reached."""
    found: dict[tuple[tuple[Declared, ...], frozenset[str]], Route] = {}
    for route in routes:
        found.setdefault((declared_segments(route.path), route.methods), route)
    return tuple(found.values())


def is_catch_all(route: Route) -> bool:
    """Whether a route takes any path below a prefix: the pages of a front end, a proxy."""
    parts = declared_segments(route.path)
    return bool(parts) and parts[-1].rest


_Rank = tuple[int, ...]


def _rank(path: Sequence[Asked], parts: Sequence[Declared], prefix: bool) -> _Rank | None:
    """How well a path fits a route, segment by segment; None if it does not."""
    if prefix and len(parts) > len(path):
        parts = parts[len(parts) - len(path) :]
    rank: list[int] = []
    for index, part in enumerate(parts):
        if part.rest:
            after = parts[index + 1 :]
            if len(path) - index < len(after):
                return None
            tail = _rank(path[len(path) - len(after) :], after, False)
            return None if tail is None else (*rank, 0, *tail)
        if index >= len(path):
            return None
        score = _score(path[index], part)
        if score is None:
            return None
        rank.append(score)
    return tuple(rank) if len(path) == len(parts) else None


def _score(asked: Asked, part: Declared) -> int | None:
    """4: the same text; 3: a value for a parameter; 2: a text for one; 1: a value where a text is wanted."""
    if part.static is not None:
        if "\0" not in asked.text:
            return 4 if asked.text == part.static else None
        return 1 if asked.whole or overlap(asked.text, part.static) else None
    if part.pattern == "\0":
        return 3 if "\0" in asked.text else 2
    if asked.whole:
        return 1
    return 3 if overlap(asked.text, part.pattern) else None


def _loosely(path: Sequence[Asked], parts: Sequence[Declared], prefix: bool) -> bool:
    """Whether a path may be that of a route if what is put in holds slashes, or nothing at all."""
    wanted = [_ANY if part.rest else "/" + (part.static if part.static is not None else part.pattern) for part in parts]
    given = [_ANY] if prefix else []
    for part in path:
        text = part.text.replace(_WORD, _ANY) if part.slashes != "no" else part.text
        given.append(text if text == _ANY else "/" + text)
    return overlap("".join(given), "".join(wanted))


_WORD, _ANY = "\0", "\1"
"""Holes: of a text without slashes, and of any text."""


@lru_cache(maxsize=16384)
def overlap(one: str, other: str) -> bool:
    """Whether there is a text that two texts with holes can both be."""
    seen: set[tuple[int, int]] = set()
    todo = [(0, 0)]
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        i, j = at
        a, b = one[i : i + 1], other[j : j + 1]
        if not a and not b:
            return True
        if a in _HOLES:
            todo.append((i + 1, j))
            if b and (a == _ANY or b != "/"):
                todo.append((i, j + 1))
        if b in _HOLES:
            todo.append((i, j + 1))
            if a and (b == _ANY or a != "/"):
                todo.append((i + 1, j))
        if a == b and a not in _HOLES:
            todo.append((i + 1, j + 1))
    return False


_HOLES = (_WORD, _ANY)
