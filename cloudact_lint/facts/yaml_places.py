"""Where the characters of a YAML scalar stand: blocks, folds and escapes undone."""

from __future__ import annotations

import re

from cloudact_lint.facts.text_places import line_places
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.source.text import SourceFile

_PROPERTIES = lazy_pattern(r"(?:[&!][^\s]*\s+)+")
_ESCAPE = lazy_pattern(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.S)
_FOLD = lazy_pattern(r"[ \t]*\r?\n[ \t]*")
_Places = tuple[tuple[int, int, int], ...]


def scalar_places(source: SourceFile, value: str, start: int, end: int, style: str | None) -> _Places:
    """Places of ``value``, which stands at the offsets ``start`` to ``end`` in the style given.

    ``style`` is ``|``, ``>``, ``'``, ``"`` or None for a plain scalar.
    """
    if (match := _PROPERTIES.match(source.text, start, end)) is not None:
        start = match.end()
    if style in ("|", ">"):
        return _block(source, value, start, style)
    if style in ("'", '"'):
        start += 1
        if source.text.startswith(value, start):
            return ((0, *source.place(start)),) if "\n" not in value else _quoted(source, value, start, end - 1, style)
        return _quoted(source, value, start, end - 1, style)
    if source.text.startswith(value, start):
        return ((0, *source.place(start)),)
    return _lines(source, value, source.text[start:end].splitlines(keepends=True), start)


def _block(source: SourceFile, value: str, start: int, style: str) -> _Places:
    row = source.place(start)[0]
    if style == ">":
        begin = source.line_starts[row] if row < len(source.line_starts) else len(source.text)
        lines = source.text[begin : begin + 2 * len(value) + 4096].splitlines(keepends=True)
        return _lines(source, value, lines, begin)
    found, offset = [], 0
    for index, line in enumerate(value.split("\n")):
        written = source.line(row + 1 + index)
        if line:
            indent = len(written) - len(line) if written.endswith(line) else len(written) - len(written.lstrip())
            found.append((offset, row + 1 + index, indent + 1))
        offset += len(line) + 1
    return tuple(found) or ((0, row, 1),)


def _lines(source: SourceFile, value: str, lines: list[str], begin: int) -> _Places:
    """Find the text of each source line in ``value``, one after the other."""
    found, offset = [], 0
    for line in lines:
        body = line.strip()
        if body:
            at = value.find(body, offset)
            if at < 0:
                break
            found.append((at, *source.place(begin + line.index(body))))
            offset = at + len(body)
        begin += len(line)
    return tuple(found) or ((0, *source.place(begin)),)


def _quoted(source: SourceFile, value: str, start: int, end: int, style: str) -> _Places:
    """Undo a quoted scalar character by character; what does not come out right keeps its start."""
    text, at, offset = source.text, start, 0
    found = [(0, *source.place(start))]
    while at < end and offset <= len(value):
        char = text[at]
        if style == '"' and char == "\\":
            match = _ESCAPE.match(text, at)
            width = match.end() - at if match else 1
            if text[at + 1 : at + 2] in ("\n", "\r"):
                fold = _FOLD.match(text, at + 1)
                width = (fold.end() if fold else at + 2) - at
                offset -= 1
            at, offset = at + width, offset + 1
        elif style == "'" and text.startswith("''", at):
            at, offset = at + 2, offset + 1
        elif (fold := _FOLD.match(text, at)) is not None:
            breaks, at = 0, fold.end()
            while (more := _FOLD.match(text, at)) is not None:
                breaks, at = breaks + 1, more.end()
            offset += max(1, breaks)
        else:
            at, offset = at + 1, offset + 1
            continue
        found.append((offset, *source.place(at)))
    return line_places(found)
