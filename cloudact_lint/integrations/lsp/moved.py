"""Where something is after lines were changed: what stands below a change moves with its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from cloudact_lint.findings import Finding, Span


class Move(NamedTuple):
    """Rows from ``first`` on moved by ``by``; rows before did not. All 1-based."""

    first: int = 1
    by: int = 0

    @classmethod
    def between(cls, old: list[str] | None, new: list[str] | None) -> Move:
        """From the lines of a text to those of another; what cannot be known did not move."""
        if old is None or new is None or old is new or len(old) == len(new):
            return cls()
        same = min(len(old), len(new))
        start = next((at for at in range(same) if old[at] != new[at]), same)
        end = next((at for at in range(same - start) if old[-1 - at] != new[-1 - at]), same - start)
        return cls(len(old) - end + 1, len(new) - len(old))

    def span(self, span: Span) -> Span:
        """A span after the move."""
        if not self.by:
            return span
        row = span.row + (self.by if span.row >= self.first else 0)
        end = span.end_row + (self.by if span.end_row >= self.first else 0)
        return Span(max(row, 1), span.column, max(end, row, 1), span.end_column)


def moved(finding: Finding, move: Move) -> Finding:
    """A finding whose own file changed; its fixes are for the text as it was, and say so by its hash."""
    if not move.by:
        return finding
    return replace(finding, location=finding.location._replace(span=move.span(finding.location.span)))
