"""The columns that the rows of a query have."""

from __future__ import annotations

from dataclasses import dataclass

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.project.rows.shapes import Source
from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.project.sql.bound import Bound
from cloudact_lint.project.sql.texts import SqlText

_MOST = 8
"""So many forms of a text are put together at most: there may be others then."""
_ANONYMOUS = lazy_pattern(r"f\d+_$")


@dataclass(frozen=True, slots=True, eq=False)
class Produced:
    """One text of a query and the names of the columns it gives, as written, in order."""

    text: SqlText
    bound: Bound
    names: tuple[str, ...]

    def has(self, key: str) -> bool:
        """Whether a row has a column of this name; those without one are called ``f0_``, ``f1_`` …"""
        wanted = key.lower()
        if any(name.lower() == wanted for name in self.names):
            return True
        return "" in self.names and _ANONYMOUS.match(wanted) is not None


def produced(project: Project, source: Source) -> tuple[Produced, ...] | None:
    """What each text of a query gives; None if that is not known of all of them."""
    if len(source.texts) >= _MOST:
        return None
    binder = Binder.of(project)
    found: list[Produced] = []
    for text in source.texts:
        bounds = binder.bind(text)
        if not text.complete or len(bounds) != 1 or len(text.parsed.trees) != 1:
            return None
        bound = bounds[0]
        if bound.tree.query is None or bound.tree.statement.kind != "SELECT" or bound.results is None:
            return None
        found.append(Produced(text, bound, tuple([result.name for result in bound.results])))
    return tuple(found) or None
