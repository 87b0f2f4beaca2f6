"""What a read of a column is."""

from __future__ import annotations

from dataclasses import dataclass

from cloudact_lint.findings import Span
from cloudact_lint.project.rows.guards import is_tested
from cloudact_lint.project.rows.shapes import Frame, Row
from cloudact_lint.project.scopes import Scope


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """One read: ``key`` of what ``shapes`` are, all rows or DataFrames.

    ``how`` is ``item`` (``row["x"]``), ``attribute``, ``default`` (``row.get("x")``), ``column`` (of a DataFrame) or
    ``model`` (``Order(**row)``, of which it is a required field). Of an attribute ``at`` is the expression around
    it, and ``base`` what it is an attribute of.
    """

    scope: Scope
    at: Span
    key: str
    how: str
    shapes: tuple[Row | Frame, ...]
    base: str = ""
    root: str = ""
    """The name that the expression read from begins with."""

    def is_tested(self) -> bool:
        """Whether the code around tests that the row has the column."""
        return bool(self.root) and is_tested(self.root, self.key, self.scope)
