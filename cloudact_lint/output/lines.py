"""Source lines for excerpts, read again from disk: a warm run has parsed nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from cloudact_lint.findings import Location, Span
from cloudact_lint.output.notebook_rows import cell_rows
from cloudact_lint.source.text import SourceFile, UndecodableError, decode

_KEPT = 32
"""Files kept in memory: findings come sorted by file, related places jump."""


class SourceLines:
    """Reads lines of files under a root. Missing and unreadable files have empty lines."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._files: dict[str, Sequence[Sequence[str]]] = {}
        self._cell_rows: dict[str, list[list[int]]] = {}

    def __call__(self, path: str, row: int, cell: int | None = None) -> str:
        """The text of a row (from 1) of a file, or of a notebook's code cell (from 1)."""
        if path not in self._files:
            while len(self._files) >= _KEPT:
                del self._files[next(iter(self._files))]
            self._files[path] = self._read(path)
        parts, index = self._files[path], (cell or 1) - 1
        if not 0 <= index < len(parts):
            return ""
        lines = parts[index]
        return lines[row - 1] if 0 < row <= len(lines) else ""

    def file_row(self, where: Location) -> int:
        """The row of a place in the file itself; in a notebook, whose rows count in cells, row 1 if it is not known."""
        if where.cell is None:
            return where.span.row
        if where.path not in self._cell_rows:
            self._cell_rows[where.path] = self._read_cell_rows(where.path)
        cells = self._cell_rows[where.path]
        rows = cells[where.cell - 1] if 0 < where.cell <= len(cells) else []
        return rows[where.span.row - 1] if 0 < where.span.row <= len(rows) else 1

    def _read_cell_rows(self, path: str) -> list[list[int]]:
        try:
            return cell_rows(decode((Path(self._root) / path).read_bytes(), "notebook")[0])
        except (OSError, UndecodableError, ValueError):
            return []

    def _read(self, path: str) -> Sequence[Sequence[str]]:
        try:
            data = (Path(self._root) / path).read_bytes()
            if path.lower().endswith(".ipynb"):
                return [source.lines for source in _cells(path, data)]
            return [SourceFile.from_bytes(path, data).lines]
        except (OSError, UndecodableError, ValueError, RecursionError):
            return []


def _cells(path: str, data: bytes) -> list[SourceFile]:
    notebook: Any = json.loads(decode(data, "notebook")[0])
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return [
        SourceFile(path, "python", b"", "".join(source) if isinstance(source, list) else str(source))
        for cell in cells or ()
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
        for source in [cell.get("source", "")]
    ]


def masked(
    read: Callable[[str, int, int | None], str], secrets: Iterable[Location]
) -> Callable[[str, int, int | None], str]:
    """A reader of lines that shows ``*`` for every character of these places: reports go to logs that many can read."""
    spans: dict[tuple[str, int | None], list[Span]] = defaultdict(list)
    for where in secrets:
        spans[where.path, where.cell].append(where.span)
    if not spans:
        return read

    def line(path: str, row: int, cell: int | None = None) -> str:
        text = read(path, row, cell)
        for span in spans.get((path, cell), ()):
            if span.row <= row <= span.end_row:
                start = span.column - 1 if row == span.row else 0
                end = span.end_column - 1 if row == span.end_row else len(text)
                text = text[:start] + "*" * len(text[start:end]) + text[end:]
        return text

    return line
