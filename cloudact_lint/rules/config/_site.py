"""A string in code and everything around it that says what it is for.

Python and TypeScript are read by different parsers; both reduce a string to a :class:`Site`,
so that the rules of this family decide once for both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cloudact_lint.config.defaults import TEST_PATHS
from cloudact_lint.config.globs import matches
from cloudact_lint.config.settings import Settings
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.source.text import SourceFile

FrameKind = Literal[
    "arg", "assign", "class", "compare", "concat", "dictkey", "except", "expr", "fallback", "function", "guard",
    "import", "jsx-attr", "jsx-text", "key", "param", "raise", "return", "sequence", "subscript", "ternary", "type",
]


class Frame(NamedTuple):
    """One thing that a string stands in.

    ``name``: the callee of an ``arg``, the target of an ``assign``, the name of a ``key``, ``param``,
    ``function``, ``class`` or attribute. ``detail``: position or keyword of an ``arg``; keys beside
    a ``key``; bases and decorators of a ``class``; the source of the test of a ``guard`` or
    ``ternary`` and of what is tried before a ``fallback``. ``first``: the string that is the
    first argument of the call that an ``arg`` belongs to.
    """

    kind: FrameKind
    name: str = ""
    detail: str = ""
    first: str = ""

_WIDE = ("class", "function", "guard", "ternary", "key", "assign")


@dataclass(frozen=True, slots=True)
class Site:
    """A string literal: its characters (holes are ``{}``), its place and its frames, innermost first."""

    text: str
    runs: tuple[tuple[int, int], ...]
    """(offset in ``text``, offset in the file) pairs: from each, characters run on one to one."""
    start: int
    end: int
    frames: tuple[Frame, ...]
    source: SourceFile
    scope: str
    """The source of the function around it, or of the file."""

    def span(self, start: int = -1, end: int = -1) -> Span:
        """Where the characters from ``start`` to ``end`` stand, or the whole literal."""
        if start < 0:
            return self.source.span(self.start, self.end)
        return self.source.span(self._offset(start), self._offset(end - 1) + 1)

    def _offset(self, at: int) -> int:
        begin, offset = self.runs[max(bisect_right(self.runs, (at, 1 << 60)) - 1, 0)]
        return offset + at - begin

    @property
    def near(self) -> tuple[Frame, ...]:
        """The frames of the statement that the string is a part of, up to the function around it."""
        for index, frame in enumerate(self.frames):
            if frame.kind in ("function", "class", "jsx-attr"):
                return self.frames[: index + 1]
        return self.frames

    def first(self, *kinds: FrameKind) -> Frame | None:
        """The innermost frame of one of ``kinds``."""
        return next(self.all(*kinds), None)

    def all(self, *kinds: FrameKind) -> Iterator[Frame]:
        """All frames of ``kinds``, innermost first; from outside the function only what holds for all of it."""
        wide = [kind for kind in kinds if kind in _WIDE]
        near = self.near
        yield from (frame for frame in near if frame.kind in kinds)
        yield from (frame for frame in self.frames[len(near) :] if frame.kind in wide)

    @property
    def names(self) -> Iterator[str]:
        """All that the string is called: what it is assigned to and filed under, and the keywords it is passed by."""
        passed = False
        for frame in self.near:
            if frame.kind == "arg":
                passed = True
                if not frame.detail.isdigit():
                    yield frame.detail
            elif frame.kind in ("assign", "key", "param", "jsx-attr") and not passed:
                yield frame.name

    @property
    def bound(self) -> str:
        """The name that the string is given to by an assignment, a key, a keyword or a parameter, or empty."""
        for frame in self.near:
            if frame.kind in ("assign", "key", "param", "jsx-attr"):
                return frame.name
            if frame.kind == "arg":
                return "" if frame.detail.isdigit() else frame.detail
        return ""


class SiteBuilder:
    """Collects the parts of one literal."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._runs: list[tuple[int, int]] = []
        self._length = 0

    def literal(self, text: str, offset: int) -> None:
        """Characters as written, from ``offset`` of the file on."""
        if text:
            self._runs.append((self._length, offset))
            self._text.append(_plain(text))
            self._length += len(text)

    def hole(self, offset: int) -> None:
        """An expression inside the string."""
        self._runs.append((self._length, offset))
        self._text.append("{}")
        self._length += 2

    def build(
        self, source: SourceFile, start: int, end: int, frames: tuple[Frame, ...], scope: Callable[[], str]
    ) -> Site:
        """The site."""
        runs = tuple(self._runs) or ((0, start),)
        return Site("".join(self._text), runs, start, end, frames, source, scope())


_ESCAPE = lazy_pattern(r"\\(?:\r\n|[\s\S])")


def _plain(text: str) -> str:
    """``text`` with escapes replaced by what they mean, padded to the same length."""
    return _ESCAPE.sub(_meaning, text) if "\\" in text else text


def _meaning(escape: re.Match[str]) -> str:
    char = escape[0][-1]
    kept = "\n" if char in "n\n" else char if char in "\"'`\\/" else " "
    return " " * (len(escape[0]) - 1) + kept


_TEST_NAME = lazy_pattern(
    r"(^|/)(tests?|testing|__\w*(?:tests?|mocks?|e2e|fixtures?)\w*__|fixtures?|e2e|cypress|\.storybook)/"
    r"|[-_.]((?:server|client|unit|int|integration)?test|tests|spec|e2e|stories)\.\w+$|(^|/)(test[-_][^/]*|conftest\.py|setupTests\.\w+|setupProxy\.\w+)$"
    r"|(^|/)(playwright|vitest|jest|cypress|karma|wdio|webpack|vite|codegen)[^/]*\.config\.\w+$|(^|/)vitest\.[^/]*$"
    r"|(^|/)(samples|mocks?|fixtures?)\.\w+$"
)

_ENVIRONMENT_FILE = lazy_pattern(r"(^|/)environments?/[^/]+$|(^|/)environment(\.\w+)?\.[jt]s$")


def is_environment_file(path: str) -> bool:
    """Whether a file is there to hold the settings of one environment, as Angular's ``environments/environment.ts``."""
    return _ENVIRONMENT_FILE.search(path) is not None


def is_test(path: str, settings: Settings) -> bool:
    """Whether a file is test code or the configuration of a test runner or a dev server."""
    return matches(path, settings.test_paths or TEST_PATHS) or is_surely_test(path)


def is_surely_test(path: str) -> bool:
    """Whether a file is test code whatever is configured: such files need not be parsed."""
    return _TEST_NAME.search(path) is not None
