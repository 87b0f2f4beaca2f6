"""Where nodes of a TypeScript tree stand, and what the characters of its strings are.

tree-sitter counts rows by line feeds and columns in UTF-8 bytes; reports count code points,
and a lone carriage return ends a row too. Files that are plain ASCII need no conversion.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from cloudact_lint.facts.model import Piece
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.source.text import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

_WIDE = lazy_pattern(rb"[\x80-\xbf]+")
_ESCAPE = lazy_pattern(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u\{([0-9a-fA-F]{1,8})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))"
)
_SIMPLE = {
    "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0",
    "\n": "", "\r\n": "", "\r": "", "\u2028": "", "\u2029": "",
}  # fmt: skip


class Places:
    """Answers for one file what text a node has and where it stands."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        text = source.text
        self.data = text.encode("utf-8", "surrogatepass")
        self._ascii = text if source.is_ascii else None
        # Without a lone carriage return the rows are tree-sitter's, and so are the columns of ASCII rows.
        self._by_rows = "\r" not in text or not re.search(r"\r(?!\n)", text)
        self._wide_rows: set[int] = set()
        self._wide_at: list[int] = []
        self._wide_before: list[int] = []
        if self._ascii is None:
            self._wide_rows = {row for row, line in enumerate(self.data.split(b"\n")) if not line.isascii()}
            extra = 0
            for match in _WIDE.finditer(self.data):
                extra += match.end() - match.start()
                self._wide_at.append(match.end())
                self._wide_before.append(extra)

    def slice(self, start: int, end: int) -> str:
        """The text between two byte offsets."""
        if self._ascii is not None:
            return self._ascii[start:end]
        return self.data[start:end].decode("utf-8", "replace")

    def text(self, node: Node) -> str:
        """The source of a node."""
        return self.slice(node.start_byte, node.end_byte)

    def place(self, byte: int) -> tuple[int, int]:
        """Row and column of a byte offset."""
        index = bisect_right(self._wide_at, byte)
        return self.source.place(byte - (self._wide_before[index - 1] if index else 0))

    def start(self, node: Node) -> tuple[int, int]:
        """Row and column where a node begins."""
        row, column = node.start_point
        if self._by_rows and row not in self._wide_rows:
            return row + 1, column + 1
        return self.place(node.start_byte)

    def end(self, node: Node) -> tuple[int, int]:
        """Row and column just past a node."""
        row, column = node.end_point
        if self._by_rows and row not in self._wide_rows:
            return row + 1, column + 1
        return self.place(node.end_byte)

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        row, column = self.start(node)
        end_row, end_column = self.end(node)
        return Span(row, column, end_row, end_column)


def read_piece(raw: str, row: int, column: int) -> Piece:
    """The characters that ``raw`` stands for, the inside of a string that begins at a place."""
    if "\\" not in raw:
        return Piece(_unix(raw), ((0, row, column),))
    text: list[str] = []
    places = [(0, row, column)]
    length = at = 0
    for match in _ESCAPE.finditer(raw):
        plain = _unix(raw[at : match.start()])
        row, column = _after(plain, row, column)
        value = _unescape(match)
        text += (plain, value)
        length += len(plain) + len(value)
        at = match.end()
        row, column = _after(_unix(match.group()), row, column)
        if places[-1][0] == length:
            places.pop()
        places.append((length, row, column))
    text.append(_unix(raw[at:]))
    return Piece("".join(text), tuple(places))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _after(text: str, row: int, column: int) -> tuple[int, int]:
    """The place behind ``text`` that begins at a place."""
    last = text.rfind("\n")
    return (row, column + len(text)) if last < 0 else (row + text.count("\n"), len(text) - last)


def _unescape(match: re.Match[str]) -> str:
    high, low, braced, four, two, simple = match.groups()
    if simple is not None:
        return _SIMPLE.get(simple, simple)
    if high is not None:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    value = int(braced or four or two, 16)
    return chr(value) if value < 0xD800 or 0xDFFF < value < 0x110000 else "\ufffd"
