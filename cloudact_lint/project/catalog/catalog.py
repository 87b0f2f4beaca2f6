"""Every table the project speaks of. ``Catalog.of(project)`` is the one that all rules share."""

from __future__ import annotations

from collections.abc import Sequence

from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.project import Project


class Catalog:
    """Tables by the last part of their names: project and dataset are usually placeholders."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.tables: dict[str, Table] = {}
        """By name in lower case, sorted."""
        self.routines: dict[str, tuple[str, object]] = {}
        """Procedures and functions by last name part in lower case: (path, tree of the CREATE)."""

    @classmethod
    def of(cls, project: Project) -> Catalog:
        """The one of this project."""
        known = project.shared.get("catalog")
        if not isinstance(known, Catalog):
            known = project.shared["catalog"] = cls(project)
        return known

    def table(self, parts: Sequence[str]) -> Table | None:
        """The table that a path in SQL or code means; None if it is not known here.

        Placeholders (``{}``) in project and dataset fit anything; a table name that is one, or
        holds one, is not known. INFORMATION_SCHEMA views are not known. Wildcards (``events_*``)
        mean the table of that name, if there is one.
        """
        return self.tables.get(parts[-1].lower()) if parts else None

    def schema_folders(self) -> dict[str, list[str]]:
        """Folders that hold schema files, each with its files."""
        return {}
