"""A text that strings make, with the place in a file that each character comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.scopes import Scope

MAX_LENGTH = 400_000
"""Characters; what would make a text longer is left out."""


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

    # Building ----------------------------------------------------------------------------

    def add(self, other: Rendered) -> None:
        """Put ``other`` behind this text; its holes get new numbers."""
        if len(self.text) + len(other.text) > MAX_LENGTH:
            self.complete = False
            return
        base, text = len(self.text), other.text
        shift = 0
        for hole in other.holes:
            name = f"__h{len(self.holes)}__"
            start = hole.offset + shift
            text = text[:start] + name + text[start + len(hole.name) :]
            self.holes.append(HoleMark(name, base + start, hole.value, hole.scope))
            shift += len(name) - len(hole.name)
        # Marks behind a renamed hole move with it; names differ in length only past nine holes.
        moved = [(h.offset, len(r.name) - len(h.name)) for h, r in zip(other.holes, self.holes[-len(other.holes) :])]
        for mark in other.marks:
            by = sum(delta for offset, delta in moved if offset < mark.offset) if shift else 0
            self.marks.append(Mark(base + mark.offset + by, mark.path, mark.row, mark.column))
        self.text += text
        self.complete = self.complete and other.complete

    def add_piece(self, piece: m.Piece, path: str) -> None:
        """Put literal characters of a file behind this text."""
        base = len(self.text)
        if base + len(piece.text) > MAX_LENGTH:
            self.complete = False
            return
        self.marks.extend(Mark(base + offset, path, row, column) for offset, row, column in piece.places)
        self.text += piece.text

    def add_part_of(self, source: Rendered, start: int, end: int) -> None:
        """Put ``source.text[start:end]`` behind this text; its holes keep their names."""
        if start >= end:
            return
        base = len(self.text) - start
        self.marks.append(Mark(len(self.text), *source.place(start)))
        self.marks.extend(
            Mark(base + mark.offset, mark.path, mark.row, mark.column)
            for mark in source.marks
            if start < mark.offset < end
        )
        self.holes.extend(
            HoleMark(h.name, base + h.offset, h.value, h.scope) for h in source.holes if start <= h.offset < end
        )
        self.text += source.text[start:end]
