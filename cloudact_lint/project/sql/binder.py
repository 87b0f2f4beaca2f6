"""Ties statements to the catalog. ``Binder.of(project)`` is the one that all rules share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloudact_lint.facts.sql_model import ColumnDef, Source, Tree
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.bound import Bound, Result
from cloudact_lint.project.sql.handed_in import handed_in
from cloudact_lint.project.sql.relations import Relation, of_results, of_table
from cloudact_lint.project.sql.statements import StatementBinder
from cloudact_lint.project.sql.texts import SqlText, SqlTexts


class Environment:
    """What the statements of one text leave for those after them: temporary tables and variables."""

    def __init__(self, binder: Binder, text: SqlText) -> None:
        self.binder = binder
        self.text = text
        self.local: dict[str, Relation] = {}
        self.variables: dict[str, str] = {}
        self.certain = text.source != "code" or text.site is not None
        """Whether the text surely runs on BigQuery."""

    def table(self, source: Source) -> tuple[Table | None, Relation | None]:
        """The table of the project that a path means, or the relation of a temporary one."""
        parts = source.parts
        if not parts:
            return None, Relation(open=True)
        name = parts[-1].lower()
        if (len(parts) == 1 or parts[0].upper() == "_SESSION") and name in self.local:
            return None, self.local[name]
        if any(part.upper() == "INFORMATION_SCHEMA" for part in parts):
            return None, Relation(open=True)
        if len(parts) == 1 and not self.certain:
            return None, None  # BigQuery asks for a dataset: this may be another database's table
        if name == "{}" and self.text.source == "code":
            parts = handed_in(self.binder.project, self.text, source) or parts
        return self.binder.catalog.table(parts), None

    def make(self, tree: Tree, bound: Bound) -> None:
        """Remember the temporary table that a CREATE makes."""
        if tree.target is None or not tree.target.parts:
            return
        parts = tree.target.parts
        if "temp" not in tree.statement.flags and parts[0].upper() != "_SESSION":
            return
        if tree.defs:
            relation = of_results(_columns(tree.defs))
        elif tree.query is not None:
            known = bound.results
            relation = of_results(known) if known is not None else Relation(open=True)
        elif tree.like is not None:
            table, local = self.table(tree.like)
            relation = local or (self.binder.relation(table) if table else Relation(open=True))
        else:
            relation = Relation(open=True)
        self.local[parts[-1].lower()] = relation


class Binder:
    """Answers what statements mean; answers are remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[int, list[Bound]] = {}
        self._kept: list[SqlText] = []
        self._relations: dict[int, Relation] = {}
        self._open: set[int] = set()

    @classmethod
    def of(cls, project: Project) -> Binder:
        """The one of this project."""
        known = project.shared.get("binder")
        if not isinstance(known, Binder):
            known = project.shared["binder"] = cls(project)
        return known

    @property
    def catalog(self) -> Catalog:
        """The tables of the project; made when the first name is looked up."""
        return Catalog.of(self.project)

    def bind(self, text: SqlText) -> Sequence[Bound]:
        """The statements of a text, in order; those that could not be parsed are left out."""
        key = id(text)
        if key not in self._known:
            self._kept.append(text)  # keeps its id its own
            self._known[key] = found = []  # statements may read views that those before them made
            for bound in self._bind(text):
                found.append(bound)
        return self._known[key]

    def all(self) -> Iterator[Bound]:
        """The statements of every text of the project."""
        for text in SqlTexts.of(self.project).all():
            yield from self.bind(text)

    def relation(self, table: Table) -> Relation:
        """The columns of a table or view."""
        key = id(table)
        if key in self._open:
            return Relation(open=True, table=table)  # defined by itself
        if key not in self._relations:
            self._open.add(key)
            self._relations[key] = self._relation(table)
            self._open.discard(key)
        return self._relations[key]

    def _relation(self, table: Table) -> Relation:
        written = of_table(table) if table.definitions else None
        if table.view is None or not isinstance(table.view_text, SqlText):
            return written or Relation(open=True, table=table)
        selected = self._selected(table)
        if written is None:
            return selected
        return Relation({**selected.columns, **written.columns}, selected.open or written.open, table)

    def _selected(self, table: Table) -> Relation:
        """The columns that the SELECT of a view produces."""
        assert isinstance(table.view_text, SqlText)
        for bound in self.bind(table.view_text):
            if bound.tree is table.view and bound.results is not None:
                names = [column.name for column in bound.tree.columns]
                found = [Result(r.name, r.type, None, r.field, table) for r in bound.results]
                if names and len(names) == len(found):
                    found = [Result(n, r.type, None, r.field, table) for n, r in zip(names, found)]
                relation = of_results(found)
                relation.table = table
                return relation
        return Relation(open=True, table=table)

    def _bind(self, text: SqlText) -> Iterator[Bound]:
        environment = Environment(self, text)
        for tree in text.parsed.trees:
            if tree.problem:
                continue
            bound = Bound(text, tree, variables=environment.variables)
            StatementBinder(bound, environment).run()
            if tree.statement.kind == "CREATE":
                environment.make(tree, bound)
            yield bound


def _columns(defs: tuple[ColumnDef, ...]) -> Iterator[Result]:
    for item in defs:
        yield Result(item.name, item.type, None)
