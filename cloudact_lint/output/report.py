"""What a run found, ready to be written: the one thing every format is made from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cloudact_lint import __version__
from cloudact_lint.findings import Finding, Location
from cloudact_lint.output.lines import SourceLines, masked
from cloudact_lint.rule import RuleMeta

if TYPE_CHECKING:
    from cloudact_lint.facts.records import SqlCounts

LineReader = Callable[[str, int, "int | None"], str]
"""From path, row and notebook cell to the text of that line; empty where there is none."""

NoqaRow = Callable[[Finding], "int | None"]
"""The row on which a ``# noqa`` for a finding must stand, or None where none can."""


class InternalError(NamedTuple):
    """Something in the analyser broke; everything else went on."""

    message: str
    code: str = ""
    """The rule that crashed, if it was one."""
    path: str = ""
    detail: str = ""
    """The traceback, for a bug report."""


class Style(NamedTuple):
    """How to write for a reader: colours, and what paths are relative to."""

    color: bool = False
    absolute: bool = False
    base: str = ""
    """Absolute folder that shown paths start from; the project root when empty."""


def _default_lines(path: str, row: int, cell: int | None) -> str:
    return ""


def _own_row(finding: Finding) -> int | None:
    return finding.location.span.row if finding.location.path.endswith((".py", ".pyi", ".ipynb")) else None


@dataclass(frozen=True)
class Report:
    """Everything a run has to say. ``findings`` are sorted and include the suppressed ones."""

    findings: tuple[Finding, ...]
    root: str
    """Absolute path of the folder that the findings' paths are relative to."""
    rules: Mapping[str, RuleMeta] = field(default_factory=dict)
    files: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    """Sentences for the end: "a default config at FILE:LINE cures 4 of these"."""
    errors: tuple[InternalError, ...] = ()
    timings: tuple[tuple[str, float], ...] = ()
    """(phase or rule, seconds) pairs."""
    sql: SqlCounts | None = None
    """How much of the SQL was understood; None if that was not asked."""
    line: LineReader = _default_lines
    """Reads from ``root`` unless given; give one where text is not on disk (standard input)."""
    noqa_row: NoqaRow = _own_row
    version: str = __version__
    exit_code: int = 0
    _sources: SourceLines = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sources", SourceLines(self.root))
        read = self._sources if self.line is _default_lines else self.line
        object.__setattr__(self, "line", masked(read, (one.location for one in self.findings if one.secret)))

    def file_row(self, where: Location) -> int:
        """The row of a place in its file, also where the place counts rows in a notebook's cell."""
        return self._sources.file_row(where)

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings that nothing suppresses."""
        return tuple(finding for finding in self.findings if finding.suppression is None)

    @property
    def suppressed(self) -> int:
        """How many findings are suppressed."""
        return sum(finding.suppression is not None for finding in self.findings)

    def absolute(self, path: str) -> str:
        """A finding's path as the operating system writes it, from its root. ``-`` is standard input."""
        return path if path == "-" else os.path.normpath(os.path.join(self.root, path))  # noqa: PTH118

    def display(self, path: str, style: Style) -> str:
        """A finding's path as a reader should see it, with forward slashes unless absolute."""
        if path == "-" or (not style.absolute and style.base in ("", self.root)):
            return path
        full = self.absolute(path)
        if style.absolute:
            return full
        try:
            return os.path.relpath(full, style.base).replace(os.sep, "/")
        except ValueError:  # another drive
            return full

    def place(self, where: Location, style: Style) -> str:
        """``path:row:column``, or ``path:cell 3:row:column`` in a notebook."""
        cell = f":cell {where.cell}" if where.cell is not None else ""
        return f"{self.display(where.path, style)}{cell}:{where.span.row}:{where.span.column}"
