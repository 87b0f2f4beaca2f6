"""Where an attribute stands: facts know only the expression around it, so the file is looked at once more."""

from __future__ import annotations

import re
from pathlib import Path

from cloudact_lint.findings import Span
from cloudact_lint.project.project import Project


def attribute_span(project: Project, path: str, around: Span, base: str, name: str) -> Span:
    """The place of ``base.name`` within ``around``; ``around`` itself where it cannot be found."""
    if path.endswith(".ipynb"):
        return around
    try:
        from cloudact_lint.source.text import SourceFile

        source = SourceFile.from_bytes(path, (Path(project.settings.root) / path).read_bytes())
    except (OSError, ValueError):
        return around
    pattern = re.compile(rf"(?:\b{re.escape(base)}\s*|[\])]\s*)(?:\?|!)?\.\s*({re.escape(name)})\b")
    for row in range(around.row, min(around.end_row, len(source.lines)) + 1):
        line = source.lines[row - 1]
        start = around.column - 1 if row == around.row else 0
        found = pattern.search(line, start)
        if found is not None and (row < around.end_row or found.end() < around.end_column):
            return Span(row, found.start(1) + 1, row, found.end(1) + 1)
    return around
