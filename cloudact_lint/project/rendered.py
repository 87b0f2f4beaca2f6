"""A text that strings make, with the place in a file that each character comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.scopes import Scope


@dataclass(frozen=True, slots=True)
class Mark:
    """From ``offset`` of the text on, the characters come from this place of a file."""

    offset: int
    path: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class HoleMark:
    """A hole: its name in the text, its expression and the scope that is read in."""

    name: str
    offset: int
    value: m.Expr
    scope: Scope


@dataclass(slots=True)
class Rendered:
    """A text with its origin. ``complete`` is false where something was cut or not understood."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    holes: list[HoleMark] = field(default_factory=list)
    complete: bool = True

    def place(self, offset: int) -> tuple[str, int, int]:
        """File, row and column of the character at ``offset``."""
        best = None
        for mark in self.marks:
            if mark.offset > offset:
                break
            best = mark
        if best is None:
            return ("", 1, 1) if not self.marks else (self.marks[0].path, self.marks[0].row, self.marks[0].column)
        between = self.text[best.offset : offset]
        rows = between.count("\n")
        if rows:
            return best.path, best.row + rows, len(between) - between.rfind("\n")
        return best.path, best.row, best.column + len(between)

    def span(self, start: int, end: int) -> tuple[str, Span]:
        """The file and span of ``text[start:end]``; ends with its first line where it runs over several."""
        path, row, column = self.place(start)
        other, end_row, end_column = self.place(max(end - 1, start))
        if other != path or (end_row, end_column) < (row, column):
            return path, Span(row, column, row, column + 1)
        return path, Span(row, column, end_row, end_column + 1)
