"""Where the characters of a Python string literal stand in its source.

``ast`` gives no exact positions inside f-strings before Python 3.12, and none inside escapes
or implicit concatenation in any version, so the literal's own source is read again here.
"""

from __future__ import annotations

import re
import unicodedata

from cloudact_lint.facts.model import Piece
from cloudact_lint.lazy import lazy_pattern

_OPEN = lazy_pattern(r"([rRbBuUfFtT]{0,2})(\"\"\"|'''|\"|')")
_SKIP = lazy_pattern(r"(?:\s|\\\n|#[^\n]*)*")
_ESCAPE = lazy_pattern(r"\\(\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|.)", re.DOTALL)
_SIMPLE = {"\n": "", "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_QUOTE_OR_BRACE = lazy_pattern(r"\"\"\"|'''|[\"'{}]")


def _decode(escape: str) -> str:
    first = escape[0]
    if escape in _SIMPLE:
        return _SIMPLE[escape]
    if first in "01234567":
        return chr(int(escape, 8))
    if first in "xuU" and len(escape) > 1:
        value = int(escape[1:], 16)
        return chr(value) if value < 0x110000 else "\ufffd"
    if first == "N" and len(escape) > 2:
        try:
            return unicodedata.lookup(escape[2:-1])
        except KeyError:
            return "\ufffd"
    return escape if first in "\\'\"" else "\\" + escape


class _Reader:
    """Reads one literal, or several that are concatenated by standing side by side."""

    def __init__(self, raw: str, row: int, column: int) -> None:
        self.raw, self.row, self.column, self.at = raw, row, column, 0
        self.parts: list[Piece | tuple[int, int]] = []
        self.text: list[str] = []
        self.length = 0
        self.places: list[tuple[int, int, int]] = []

    def place(self, index: int) -> tuple[int, int]:
        before = self.raw.rfind("\n", 0, index)
        if before < 0:
            return self.row, self.column + index
        return self.row + self.raw.count("\n", 0, index), index - before

    def add(self, text: str, index: int, mark: bool) -> None:
        if mark:
            self.places.append((self.length, *self.place(index)))
        self.text.append(text)
        self.length += len(text)

    def close_piece(self) -> None:
        if self.text:
            self.parts.append(Piece("".join(self.text), tuple(self.places)))
        self.text, self.places, self.length = [], [], 0

    def hole(self, start: int) -> int:
        """Pass over ``{…}`` from its opening brace; the index after its closing one."""
        depth, at, raw = 0, start, self.raw
        while match := _QUOTE_OR_BRACE.search(raw, at):
            word, at = match.group(), match.end()
            if word == "{":
                depth += 1
            elif word == "}":
                depth -= 1
                if depth == 0:
                    return at
            elif (close := raw.find(word, at)) >= 0:
                at = close + len(word)
        return len(raw)

    def body(self, start: int, quote: str, is_raw: bool, is_format: bool) -> int:
        """Read up to the closing quote; the index after it."""
        at, raw, mark = start, self.raw, True
        while at < len(raw):
            if raw.startswith(quote, at):
                return at + len(quote)
            char = raw[at]
            if char == "\\":
                match = _ESCAPE.match(raw, at)
                if is_raw or not match:
                    self.add(raw[at : at + 2], at, mark)
                    at, mark = at + 2, False
                    continue
                self.add(_decode(match.group(1)), at, True)
                at, mark = match.end(), True
            elif is_format and char in "{}":
                if raw.startswith(char * 2, at):
                    self.add(char, at, True)
                    at, mark = at + 2, True
                elif char == "{":
                    end = self.hole(at)
                    self.close_piece()
                    self.parts.append((at, end))
                    at, mark = end, True
                else:
                    at += 1
            else:
                stop = at + 1
                while stop < len(raw) and raw[stop] not in "\\{}\"'":
                    stop += 1
                self.add(raw[at:stop], at, mark)
                at, mark = stop, False
        return at

    def read(self) -> list[Piece | tuple[int, int]]:
        at = 0
        while True:
            skipped = _SKIP.match(self.raw, at)
            at = skipped.end() if skipped else at
            opening = _OPEN.match(self.raw, at)
            if not opening:
                break
            prefix = opening.group(1).lower()
            at = self.body(opening.end(), opening.group(2), "r" in prefix, "f" in prefix or "t" in prefix)
        self.close_piece()
        return self.parts


def read_literal(raw: str, row: int, column: int) -> list[Piece | tuple[int, int, int, int]]:
    """The pieces of a literal's source in order; holes are (row, column, end row, end column).

    ``raw`` is the source of the whole expression with ``\\n`` line ends, ``row`` and
    ``column`` (1-based) where it begins.
    """
    reader = _Reader(raw, row, column)
    parts: list[Piece | tuple[int, int, int, int]] = []
    for part in reader.read():
        parts.append(part if isinstance(part, Piece) else (*reader.place(part[0]), *reader.place(part[1])))
    return parts
