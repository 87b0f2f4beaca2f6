"""Text for terminals: colours, display widths, and source lines with a span underlined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from cloudact_lint.findings import Span

TAB = 4
WIDTH = 120
"""Longer lines (minified code, SQL on one line) are cut to this many characters around the span."""
BEFORE = 40
"""Characters kept before the span in a line that is cut."""

_STYLES = {
    "critical": "1;35", "high": "1;31", "medium": "1;33", "low": "1;36",
    "bold": "1", "dim": "2", "gutter": "1;34", "good": "1;32",
}
_CONTROLS = {code: 0x2400 + code for code in range(32)} | {127: 0x2421}
_CONTROLS |= dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)
_CONTROLS |= dict.fromkeys((0x2028, 0x2029), 0xFFFD)
_LINE_CONTROLS = {code: shown for code, shown in _CONTROLS.items() if code not in (9, 10)}


class Excerpt(NamedTuple):
    """One source line as shown, and the marks under it."""

    text: str
    marks: str


def paint(text: str, style: str, color: bool) -> str:
    """``text`` in a style, if colours are wanted."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if color and text else text


def harmless(text: str) -> str:
    """``text`` without characters that would steer a terminal or reorder a line; tabs and line feeds stay."""
    return text if text.isascii() and text.isprintable() else text.replace("\r\n", "\n").translate(_LINE_CONTROLS)


def one_line(text: str) -> str:
    """``text`` with line breaks and runs of blanks folded."""
    return harmless(" ".join(text.split()))


def sentence(text: str, *, capital: bool = False) -> str:
    """``text`` ending in a full stop, unless it ends like a sentence; with a capital if its first word is plain."""
    text = text.strip()
    if capital and re.match(r"[a-z]+(\s|$)", text):
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def width(char: str) -> int:
    """How many terminal columns a character takes."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def excerpt(line: str, span: Span, mark: str = "^") -> Excerpt:
    """The first row of ``span`` in ``line``; a span of several rows is marked to the end of the line."""
    start = min(max(span.column - 1, 0), len(line))
    end = span.end_column - 1 if span.end_row == span.row else len(line.rstrip())
    end = min(max(end, start), len(line))
    left, right = 0, len(line)
    if right > WIDTH:
        left = max(0, min(start - BEFORE, right - WIDTH))
        right = min(right, left + WIDTH)
    shown, offsets = _expand(line[left:right])
    first, last = offsets[start - left], offsets[min(end, right) - left]
    head = "..." if left else ""
    tail = "..." if right < len(line) else ""
    marks = " " * (first + len(head)) + mark * max(last - first, 1)
    if span.end_row > span.row:
        marks += f" to line {span.end_row}"
    return Excerpt((head + shown).rstrip() + tail, marks)


def _expand(text: str) -> tuple[str, list[int]]:
    """``text`` with tabs as blanks, and the terminal column at which each character begins (and the last ends)."""
    if text.isascii() and text.isprintable():
        return text, list(range(len(text) + 1))
    shown: list[str] = []
    offsets = [0]
    for char in text:
        at = offsets[-1]
        if char == "\t":
            char, size = " " * (TAB - at % TAB), TAB - at % TAB
        else:
            char = char.translate(_CONTROLS)
            size = width(char)
        shown.append(char)
        offsets.append(at + size)
    return "".join(shown), offsets


def table(rows: Sequence[tuple[str, ...]], right: tuple[int, ...] = ()) -> str:
    """Rows in columns two blanks apart; columns whose index is in ``right`` are right-aligned."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.rjust(size) if at in right else cell.ljust(size)
            for at, (cell, size) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "".join(line.rstrip() + "\n" for line in lines)
