"""Every table the project speaks of. ``Catalog.of(project)`` is the one that all rules share."""

from __future__ import annotations

from collections.abc import Sequence

from cloudact_lint.project.catalog.collect import Feed, Found, from_files, new, table_of
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
        self.feeds: tuple[Feed, ...] = ()
        """Configuration that loads rows by one schema into another table."""
        self._by_dataset: dict[tuple[str, str], Table] = {}
        self._build()

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
        names = [part for whole in parts for part in whole.replace("`", "").split(".")]
        if not names or any(name.upper() == "INFORMATION_SCHEMA" for name in names):
            return None
        last = names[-1].lower().partition("$")[0]
        if "{" in last:
            return None
        if len(names) > 1:
            exact = self._by_dataset.get((names[-2].lower(), last))
            if exact is not None:
                return exact
        return self.tables.get(last) or self.tables.get(last.rstrip("*").rstrip("_"))

    def schema_folders(self) -> dict[str, list[str]]:
        """Folders that hold schema files, each with its files."""
        found: dict[str, list[str]] = {}
        for path in self.project.paths("schema"):
            if not self.project.is_test(path):
                facts = self.project.facts(path).schema
                if facts is not None and facts.tables:
                    found.setdefault(path.rpartition("/")[0], []).append(path)
        return found

    def _build(self) -> None:
        found = new()
        self.feeds = tuple(from_files(self.project, found))
        for name in sorted(found):
            self.tables[name] = table_of(name, found[name], {})
            self._split(name, found[name])

    def _split(self, name: str, entry: Found) -> None:
        """Tables of one name in several datasets, by dataset."""
        datasets = {item.schema.parts[-2].lower() for item in entry.definitions if len(item.schema.parts) > 1}
        if len(datasets) < 2:
            return
        for dataset in datasets:
            own = Found(
                [d for d in entry.definitions if len(d.schema.parts) < 2 or d.schema.parts[-2].lower() == dataset],
                entry.layouts, entry.added, entry.views, entry.open, entry.written,
            )
            self._by_dataset[(dataset, name)] = table_of(name, own, {})
