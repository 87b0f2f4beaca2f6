"""Ties statements to the catalog. ``Binder.of(project)`` is the one that all rules share."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.bound import Bound
from cloudact_lint.project.sql.texts import SqlText, SqlTexts


class Binder:
    """Answers what statements mean; answers are remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[int, tuple[Bound, ...]] = {}

    @classmethod
    def of(cls, project: Project) -> Binder:
        """The one of this project."""
        known = project.shared.get("binder")
        if not isinstance(known, Binder):
            known = project.shared["binder"] = cls(project)
        return known

    def bind(self, text: SqlText) -> tuple[Bound, ...]:
        """The statements of a text, in order; those that could not be parsed are left out."""
        return self._known.get(id(text), ())

    def all(self) -> Iterator[Bound]:
        """The statements of every text of the project."""
        for text in SqlTexts.of(self.project).all():
            yield from self.bind(text)
