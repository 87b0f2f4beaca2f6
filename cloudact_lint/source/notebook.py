"""Jupyter notebooks as one module: the code cells joined, with the way back to each cell.

Magics and shell escapes are blanked, so rows and columns stay. A ``%%bigquery`` cell is
kept aside as :class:`MagicCell`: it starts a query job.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Any, NamedTuple

from cloudact_lint.findings import Location, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.source.text import SourceFile, UndecodableError, decode

_MAGIC = lazy_pattern(r"^[ \t]*(?:%|!|\?)|^[^#'\"\n]*\S\?{1,2}[ \t]*$", re.MULTILINE)
# A magic goes on in the next line behind a backslash, as in a shell.
_ASSIGNED_MAGIC = lazy_pattern(r"^([ \t]*[\w.\[\], ]+=[ \t]*)([%!](?:.*\\\n)*.*)$", re.MULTILINE)


class MagicCell(NamedTuple):
    """A cell such as ``%%bigquery df --project x``: its words, the text below and its first row."""

    words: tuple[str, ...]
    body: str
    row: int


def read_notebook(path: str, data: bytes) -> tuple[SourceFile, tuple[MagicCell, ...]]:
    """The code cells of a notebook as one source. Raises UndecodableError."""
    text, encoding = decode(data, "notebook")
    try:
        document = json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise UndecodableError(f"not a notebook: {error}") from None
    except RecursionError:
        raise UndecodableError("not a notebook: nested too deeply") from None
    cells, rows, magics, row = [], [], [], 1
    for raw in _code_cells(document):
        code, magic = _clean(raw, row)
        cells.append(code)
        rows.append(row)
        magics.extend(magic)
        row += code.count("\n") + 1
    source = SourceFile(path, "notebook", data, "\n".join(cells), encoding, tuple(rows))
    return source, tuple(magics)


def to_cell(location: Location, cell_rows: tuple[int, ...]) -> Location:
    """A place in the joined text as a place in its cell."""
    if not cell_rows or location.cell is not None:
        return location
    cell = max(bisect_right(cell_rows, location.span.row), 1)
    shift = cell_rows[cell - 1] - 1
    row, column, end_row, end_column = location.span
    return Location(location.path, Span(row - shift, column, end_row - shift, end_column), cell)


def _code_cells(document: Any) -> list[str]:
    if not isinstance(document, dict):
        raise UndecodableError("not a notebook: no object at its top")
    cells = document.get("cells")
    if cells is None:  # format 3
        sheets = document.get("worksheets")
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or ()] \
            if isinstance(sheets, list) else []
    if not isinstance(cells, list):
        raise UndecodableError("not a notebook: its cells are no list")
    found = []
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", cell.get("input", ""))
            text = "".join(map(str, source)) if isinstance(source, list) else str(source)
            found.append(text.replace("\r\n", "\n").replace("\r", "\n"))
    return found


def _clean(code: str, row: int) -> tuple[str, list[MagicCell]]:
    head = len(code) - len(code.lstrip())
    if code.startswith("%%", head):
        line, _, body = code[head:].partition("\n")
        at = row + code.count("\n", 0, head)
        words = tuple(line.split())
        if words[0] in ("%%capture", "%%time", "%%timeit", "%%python", "%%python3"):
            return _blank(code[:head] + " " * len(line) + code[head + len(line):]), []
        return "\n" * code.count("\n"), [MagicCell(words, body, at)]
    return _blank(code), []


def _blank(code: str) -> str:
    if "%" not in code and "!" not in code and "?" not in code:
        return code
    code = _ASSIGNED_MAGIC.sub(lambda match: match[1] + "None" + "\n" * match[2].count("\n"), code)
    lines, inside, continued = [], False, False
    for line in code.split("\n"):
        if continued:
            continued = line.rstrip().endswith("\\")
            lines.append("")
            continue
        magic = not inside and _MAGIC.match(line)
        continued = bool(magic) and line.rstrip().endswith("\\")
        # `pass` keeps a block whose only statement was a magic a block.
        indent = len(line) - len(line.lstrip())
        lines.append(line[:indent] + "pass" if magic and line.strip() else line)
        if (line.count('"""') + line.count("'''")) % 2:
            inside = not inside
    return "\n".join(lines)
