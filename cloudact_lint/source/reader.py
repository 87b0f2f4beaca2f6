"""Single lines of files, for reports: each file is read once, and never fails to be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cloudact_lint.source.notebook import read_notebook
from cloudact_lint.source.text import SourceFile, UndecodableError


class Lines:
    """The lines of a project's files; ``overlays`` stand in for what is on disk.

    Rows of a notebook are those of its joined code cells.
    """

    def __init__(self, root: str, overlays: Mapping[str, bytes] | None = None) -> None:
        self._root = Path(root)
        self._overlays = overlays or {}
        self._files: dict[str, SourceFile | None] = {}

    def overlay(self, texts: Mapping[str, bytes]) -> None:
        """Let these stand in for what is on disk."""
        self._overlays = {**self._overlays, **texts}

    def line(self, path: str, row: int) -> str:
        """The text of a row, empty where there is none."""
        if path not in self._files:
            self._files[path] = self._read(path)
        source = self._files[path]
        return source.line(row) if source else ""

    def _read(self, path: str) -> SourceFile | None:
        try:
            data = self._overlays.get(path)
            if data is None:
                data = (self._root / path).read_bytes()
            if path.endswith(".ipynb"):
                return read_notebook(path, data)[0]
            return SourceFile.from_bytes(path, data)
        except (OSError, UndecodableError):
            return None
