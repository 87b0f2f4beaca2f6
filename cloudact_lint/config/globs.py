"""Globs over paths relative to the project root, as in a .gitignore.

A pattern without a slash, or with one only at its end, matches at any depth; any other is
anchored at the root. A pattern that matches a folder matches everything in it; with a slash
at its end it matches nothing but folders. ``*`` and ``?`` stop at a slash, ``**`` does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_CLASS = re.compile(r"\[!?\]?[^\]]*\]")


@lru_cache(maxsize=256)
def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """A test whether a path matches one of ``patterns``; made once for equal patterns."""
    if not patterns:
        return lambda path: False
    match = re.compile("|".join(f"(?:{_translate(pattern)})" for pattern in patterns), re.DOTALL).fullmatch
    return lambda path: match(path) is not None


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether ``path`` matches one of ``patterns``."""
    return matcher(patterns)(path)


def _translate(pattern: str) -> str:
    folder = pattern.endswith("/")
    body = pattern.rstrip("/").removeprefix("./")
    head = "" if "/" in body else "(?:.*/)?"
    return head + _body(body.removeprefix("/")) + ("/.*" if folder else "(?:/.*)?")


def _body(body: str) -> str:
    out, at = [], 0
    while at < len(body):
        if body.startswith("**/", at):
            out.append("(?:.*/)?")
            at += 3
        elif body.startswith("**", at):
            out.append(".*")
            at += 2
        elif body[at] == "*":
            out.append("[^/]*")
            at += 1
        elif body[at] == "?":
            out.append("[^/]")
            at += 1
        elif found := _CLASS.match(body, at):
            out.append(_class(found.group()))
            at = found.end()
        else:
            out.append(re.escape(body[at]))
            at += 1
    return "".join(out)


def _class(text: str) -> str:
    inner = text[1:-1]
    negated = inner.startswith("!")
    chars = re.sub(r"([\\\[\]^&~|])", r"\\\1", inner[negated:])
    candidate = f"[{'^' if negated else ''}{chars}]"
    try:
        re.compile(candidate)
    except re.error:
        return re.escape(text)
    return candidate
