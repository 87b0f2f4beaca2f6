"""Places as editors count them: lines from 0, characters in the units that were agreed on."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from cloudact_lint.findings import Span

Encoding = types.PositionEncodingKind


def units(text: str, encoding: Encoding | str) -> int:
    """How many units of an encoding a text takes."""
    if encoding == Encoding.Utf32 or text.isascii():
        return len(text)
    if encoding == Encoding.Utf8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def position(lines: Sequence[str], row: int, column: int, encoding: Encoding | str) -> types.Position:
    """A row and column (from 1, in code points) of a text; beyond its end, the end."""
    if row > len(lines):
        return types.Position(len(lines) - 1, units(lines[-1], encoding)) if lines else types.Position(0, 0)
    return types.Position(row - 1, units(lines[row - 1][: max(column, 1) - 1], encoding))


def range_of(lines: Sequence[str], span: Span, encoding: Encoding | str) -> types.Range:
    """A span of a text."""
    start = position(lines, span.row, span.column, encoding)
    end = position(lines, span.end_row, span.end_column, encoding)
    if (end.line, end.character) <= (start.line, start.character):
        # Nothing to underline: take the rest of the line.
        text = lines[start.line] if start.line < len(lines) else ""
        end = types.Position(start.line, max(units(text, encoding), start.character + 1))
    return types.Range(start, end)


def column_of(line: str, character: int, encoding: Encoding | str) -> int:
    """The column (from 1, in code points) of a character that an editor counted."""
    if encoding == Encoding.Utf32 or line.isascii():
        return min(character, len(line)) + 1
    at = 0
    for column, char in enumerate(line, 1):
        if at >= character:
            return column
        at += units(char, encoding)
    return len(line) + 1
