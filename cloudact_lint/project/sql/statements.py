"""Binds one statement: which scopes its clauses see, and what its targets are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts.sql_model import Named, Set, Source, Sx, Tree
from cloudact_lint.project.sql.bound import Bound, ColumnUse, TableUse
from cloudact_lint.project.sql.names import Frame
from cloudact_lint.project.sql.queries import QueryBinder
from cloudact_lint.project.sql.relations import PSEUDO_COLUMNS, Relation

if TYPE_CHECKING:
    from cloudact_lint.project.sql.binder import Environment


class StatementBinder:
    """Fills a :class:`Bound`."""

    def __init__(self, bound: Bound, environment: Environment) -> None:
        self.bound = bound
        self.tree = bound.tree
        self.environment = environment
        self.queries = QueryBinder(bound, environment)

    def run(self) -> None:
        """Bind the whole statement."""
        tree, kind = self.tree, self.tree.statement.kind
        ctes = self.queries.with_ctes(tree.ctes, {}, None)
        self._declare(tree)
        if kind == "MERGE":
            self._merge(tree, ctes)
        elif kind in ("UPDATE", "DELETE"):
            self._change(tree, ctes)
        else:
            if kind in ("INSERT", "ALTER", "TRUNCATE", "DROP") and tree.target is not None:
                relation = self._target(tree.target)
                if kind == "INSERT":
                    self._columns(tree.columns, relation, tree.target)
                elif kind == "ALTER":
                    self._columns(tree.drops, relation, tree.target, "alter")
            if tree.query is not None:
                made = self.queries.query(tree.query, None, ctes)
                self.bound.results = made.results()
            for row in tree.rows:
                for value in row:
                    self.queries.expression(value, "value", None, ctes)
        for value in tree.exprs:
            self.queries.expression(value, "script", None, ctes)

    def _declare(self, tree: Tree) -> None:
        """Names that the statements after this one may use."""
        variables = self.environment.variables
        if tree.statement.kind in ("DECLARE", "FOR"):
            for item in tree.columns:
                variables[item.name.lower()] = tree.type
        if tree.statement.kind == "CREATE":
            for name in tree.params:
                variables[name.split(" ")[0].lower()] = ""

    # Targets -----------------------------------------------------------------------------

    def _target(self, source: Source) -> Relation:
        """The relation that a statement writes."""
        table, local = self.environment.table(source)
        self.bound.target = table
        known = local is not None and table is None
        self.bound.tables.append(TableUse(source, table, "write", local=known))
        relation = local or (self.environment.binder.relation(table) if table else Relation(open=True))
        return relation.called(source)

    def _columns(self, names: tuple[Named, ...], relation: Relation, source: Source, clause: str = "insert") -> None:
        """A list of columns of the target."""
        for item in names:
            ref = Sx("column", item.name, (), item.start, item.end)
            self._in_target(ref, item.name, relation, source, clause)

    def _in_target(self, ref: Sx, name: str, relation: Relation, source: Source, clause: str) -> None:
        parts = name.lower().split(".")
        if len(parts) > 1 and parts[0] in relation.names:
            parts = parts[1:]
        first = parts[0]
        if first in relation.columns:
            found = relation.columns[first]
            item = found.field
            for part in parts[1:]:
                item = next((f for f in item.fields if f.name.lower() == part), None) if item else None
            kind = found.type if len(parts) == 1 else ""
            use = ColumnUse(ref, ".".join(parts), clause, relation.table, item, False, (), kind, source)
        else:
            missing = not relation.open and "{}" not in first and first not in PSEUDO_COLUMNS
            searched = (relation.table,) if relation.table is not None else ()
            use = ColumnUse(ref, first, clause, None, None, missing and bool(searched), searched, "", source)
        self.bound.columns.append(use)
        self.bound.uses[id(ref)] = use

    # DML ---------------------------------------------------------------------------------

    def _change(self, tree: Tree, ctes: dict[str, Relation]) -> None:
        """UPDATE and DELETE."""
        if tree.target is None:
            return
        target = self._target(tree.target)
        frame = Frame([target])
        for source in tree.sources:
            frame.relations.append(self.queries.source(source, frame, ctes, None))
        for source in tree.sources:
            if source.on is not None:
                self.queries.expression(source.on, "on", frame, ctes)
        self._sets(tree.sets, target, tree.target, frame, ctes)
        if tree.where is not None:
            self.queries.expression(tree.where, "where", frame, ctes)

    def _sets(
        self, sets: tuple[Set, ...], target: Relation, source: Source, frame: Frame, ctes: dict[str, Relation]
    ) -> None:
        for item in sets:
            if item.column.kind == "column":
                self._in_target(item.column, item.column.name, target, source, "set")
            self.queries.expression(item.value, "value", frame, ctes)

    def _merge(self, tree: Tree, ctes: dict[str, Relation]) -> None:
        if tree.target is None:
            return
        target = self._target(tree.target)
        frame = Frame([target])
        for source in tree.sources:
            frame.relations.append(self.queries.source(source, frame, ctes, None))
        if tree.where is not None:
            self.queries.expression(tree.where, "merge-on", frame, ctes)
        for when in tree.whens:
            if when.condition is not None:
                self.queries.expression(when.condition, "where", frame, ctes)
            self._columns(when.columns, target, tree.target)
            inserted = Frame(frame.relations[1:])
            for value in when.values:
                self.queries.expression(value, "value", inserted, ctes)
            self._sets(when.sets, target, tree.target, frame, ctes)
