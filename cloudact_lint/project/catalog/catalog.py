"""Every table the project speaks of. ``Catalog.of(project)`` is the one that all rules share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cloudact_lint.facts.schema_model import SchemaProblem, TableLayout
from cloudact_lint.project.catalog.collect import Feed, Found, from_files, new, table_of
from cloudact_lint.project.catalog.evidence import read_by_code
from cloudact_lint.project.catalog.from_code import TAG, CodeTables
from cloudact_lint.project.catalog.from_sql import SqlTables
from cloudact_lint.project.catalog.table import Added, Layout, Table
from cloudact_lint.project.project import Project

MANY = 4
"""In so many datasets written out, a placeholder may be any of them, and the table's name alone says too little."""


class Catalog:
    """Tables by the last part of their names: project and dataset are usually placeholders."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.tables: dict[str, Table] = {}
        """By name in lower case, sorted; those of one name in several datasets by ``dataset.name``.

        Look them up with :meth:`table`.
        """
        self.routines: dict[str, tuple[str, object]] = {}
        """Procedures and functions by last name part in lower case: (path, tree of the CREATE)."""
        self.feeds: tuple[Feed, ...] = ()
        """Configuration that loads rows by one schema into another table."""
        self.problems: tuple[tuple[str, SchemaProblem], ...] = ()
        """What is wrong with schemas in code, with the file; files of their own tell it themselves."""
        self.datasets = 0
        """How many datasets the tables' own descriptions write out."""
        self._files: dict[str, Table] = {}
        """Tables whose file has another name than the one written in it, by that of the file: programs go by either."""
        self._merged: dict[str, Table] = {}
        """What is known of tables of one name in several datasets, together: for names without a dataset."""
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

        Placeholders (``{}``) in project and dataset fit anything, and so do those that the repository
        does not tell; but a dataset or project that is written out in both places is another one
        where it differs. A table name that is one, or
        holds one, is not known. INFORMATION_SCHEMA views are not known. Wildcards (``events_*``)
        mean the table of that name, if there is one.
        """
        names = [part for whole in parts for part in whole.replace("`", "").split(".")]
        if not names or any(name.upper() == "INFORMATION_SCHEMA" for name in names):
            return None
        last = names[-1].lower().partition("$")[0]
        if "{" in last:
            return None
        plain = last.rstrip("*").rstrip("_")
        exact = self.tables.get(f"{names[-2].lower()}.{last}") if len(names) > 1 else None
        found = exact or self.tables.get(last) or self._merged.get(last) or self.tables.get(plain)
        found = found or self._files.get(last)
        if found is None or not may_mean(names, found):
            return None
        anyone = len(names) > 1 and names[-2].strip("_-") in ("{}", "{}_{}", "{}{}") and _places(found)
        return None if anyone and self.datasets > MANY else found

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
        feeds = from_files(self.project, found)
        sql = SqlTables(self.project, found, self.routines)
        sql.read()
        code = CodeTables(self.project, found)
        code.read()
        self.problems = tuple(code.problems)
        # A file named after its own table is no second schema.
        self.feeds = tuple(feed for feed in (*feeds, *code.feeds) if feed.schema.lower() != feed.table.lower())
        for entry in found.values():
            _finish(entry)
        for name, other in sql.likes:
            if not found[name].definitions and other in found:
                found[name].definitions = list(found[other].definitions)
        evidence = self._evidence(found)
        for name in sorted(found):
            datasets = _datasets(found[name])
            if len(datasets) < 2:
                self.tables[name] = table_of(name, found[name], evidence)
                continue
            self._merged[name] = table_of(name, found[name], evidence)
            for dataset in sorted(datasets):
                self.tables[f"{dataset}.{name}"] = table_of(name, _of_dataset(found[name], dataset), evidence)
        self.tables = dict(sorted(self.tables.items()))
        for table in self.tables.values():
            for definition in table.definitions:
                stem = definition.path.rpartition("/")[2].partition(".")[0].lower()
                if definition.schema.form == "table" and stem not in self.tables:
                    self._files.setdefault(stem, table)
        self.datasets = len({parts[-2].lower() for table in self.tables.values() for parts in _places(table)})

    def _evidence(self, found: dict[str, Found]) -> dict[str, int]:
        """How surely programs read each file that competes with others to describe a table."""
        rivals = {d.path for entry in found.values() if len(entry.definitions) > 1 for d in entry.definitions}
        schemas = [path for path in rivals if self.project.records[path].language == "schema"]
        folders = read_by_code(self.project, TAG, (path.rpartition("/")[0] for path in schemas)) if schemas else {}
        return {path: folders[path.rpartition("/")[0]] for path in schemas}


def may_mean(names: Sequence[str], table: Table) -> bool:
    """Whether a path, cut into names, can mean a table: no literal part of its dataset and project differs."""
    known = _places(table)
    if not known or len(known) < len(table.definitions):
        return True
    return any(all(_same(one, other) for one, other in zip(names[-2::-1], parts[-2::-1])) for parts in known)


def _places(table: Table) -> list[Sequence[str]]:
    """The whole names under which a table is described, as far as they are written out."""
    found = [d.schema.parts for d in table.definitions] + [table.parts]
    return [parts for parts in found if len(parts) > 1 and "{" not in parts[-2]]


def _same(one: str, other: str) -> bool:
    """Whether two parts may be one name; a placeholder stands for any text within it."""
    if "{}" not in one and "{}" not in other:
        return "{" in one or "{" in other or one.lower() == other.lower()
    if "{}" in one and "{}" in other:
        return True
    pattern, text = (one, other) if "{}" in one else (other, one)
    return re.fullmatch(".*".join(map(re.escape, pattern.lower().split("{}"))), text.lower()) is not None


def _datasets(entry: Found) -> set[str]:
    """The datasets in which there is a table of this name, as far as they are written out."""
    found = {_dataset(item.schema.parts) for item in entry.definitions}
    found |= {_dataset(item.parts) for item in (*entry.views, *entry.made)}
    return found - {""}


def _of_dataset(entry: Found, dataset: str) -> Found:
    """What is said of the table in one dataset, or of one whose dataset is not known."""
    fits = ("", dataset)
    return replace(
        entry,
        definitions=[item for item in entry.definitions if _dataset(item.schema.parts) in fits],
        layouts=[item for item in entry.layouts if _dataset(item.layout.parts) in fits],
        views=[item for item in entry.views if _dataset(item.parts) in fits],
        made=[item for item in entry.made if _dataset(item.parts) in fits],
    )


def _dataset(parts: Sequence[str]) -> str:
    """The dataset of a name in lower case, empty where it is not known."""
    return parts[-2].lower() if len(parts) > 1 and "{" not in parts[-2] else ""


def _finish(entry: Found) -> None:
    """What can only be said when everything is known: layouts of CREATE TABLE AS, columns under their new names."""
    for path, schema in entry.ctas:
        layout = TableLayout(schema.name, schema.partition, schema.cluster or None, schema.at, schema.parts)
        entry.layouts.append(Layout(path, layout))
    for old, new_name in entry.renamed:
        fields = (item for definition in entry.definitions for item in definition.schema.fields)
        known = next(((d.path, f) for d in entry.definitions for f in fields if f.name.lower() == old.lower()), None)
        if known is not None:
            entry.added.append(Added(known[0], known[1]._replace(name=new_name)))
