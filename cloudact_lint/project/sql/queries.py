"""Binds queries: sources, clauses and what they produce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts.sql_model import Cte, Output, Query, Source, Sx
from cloudact_lint.project.sql.bound import Bound, ColumnUse, Result, TableUse
from cloudact_lint.project.sql.names import DATE_PARTS, UNKNOWN, Found, Frame, look_up
from cloudact_lint.project.sql.relations import Relation, of_fields, of_results, type_name

if TYPE_CHECKING:
    from cloudact_lint.project.sql.binder import Environment

Ctes = dict[str, Relation]
_MAX_DEPTH = 60
"""Levels of queries inside queries that are followed."""


class QueryBinder:
    """Works on the queries of one statement."""

    def __init__(self, bound: Bound, environment: Environment) -> None:
        self.bound = bound
        self.environment = environment
        self._depth = 0

    # Queries -----------------------------------------------------------------------------

    def query(self, query: Query, outer: Frame | None, ctes: Ctes) -> Relation:
        """Bind a query and all inside it; the relation it produces."""
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                return Relation(open=True)
            ctes = self.with_ctes(query.ctes, ctes, outer)
            made = self._branches(query, outer, ctes) if query.branches else self._select(query, outer, ctes)
        finally:
            self._depth -= 1
        self.bound.query_results[id(query)] = made.results()
        return made

    def with_ctes(self, own: tuple[Cte, ...], ctes: Ctes, outer: Frame | None) -> Ctes:
        """The CTEs around, and those that a WITH adds."""
        known = dict(ctes)
        for cte in own:
            known[cte.name.lower()] = Relation(open=True)  # as a recursive one sees itself
            made = self.query(cte.query, outer, known)
            if cte.columns and not made.open and len(cte.columns) == len(made.columns):
                renamed = zip(cte.columns, made.columns.values())
                made = of_results(Result(name, r.type, r.value, r.field, r.table) for name, r in renamed)
            known[cte.name.lower()] = made
        return known

    def _branches(self, query: Query, outer: Frame | None, ctes: Ctes) -> Relation:
        made = [self.query(branch, outer, ctes) for branch in query.branches]
        first = made[0]
        merged: list[Result] = []
        others = [list(m.columns.values()) for m in made[1:] if not m.open]
        for index, result in enumerate(first.columns.values()):
            same = [o[index] for o in others if index < len(o)]
            field = result.field if all(o.field is result.field for o in same) else None
            kind = result.type if all(o.type in (result.type, "") for o in same) else ""
            merged.append(Result(result.name, kind, result.value, field, result.table if field else None))
        relation = of_results(merged, any(m.open for m in made))
        frame = Frame([relation])
        for item in query.order:
            self.expression(item, "order", frame, ctes)
        return relation

    def _select(self, query: Query, outer: Frame | None, ctes: Ctes) -> Relation:
        frame = Frame([], outer, open=query.source_holes)
        for source in query.sources:
            frame.relations.append(self.source(source, frame, ctes, query))
        for source in query.sources:
            if source.on is not None:
                self.expression(source.on, "on", frame, ctes)
        if query.where is not None:
            self.expression(query.where, "where", frame, ctes)
        results, is_open = self._outputs(query, frame, ctes)
        frame.aliases = {r.name.lower(): r for r in results if r.name}
        for clause, items in (
            ("group", query.group), ("having", (query.having,)), ("qualify", (query.qualify,)), ("order", query.order),
        ):  # fmt: skip
            for item in items:
                if item is not None:
                    self.expression(item, clause, frame, ctes)
        for item in query.windows:
            self.expression(item, "window", frame, ctes)
        frame.aliases = {}
        return of_results(results, is_open)

    def _outputs(self, query: Query, frame: Frame, ctes: Ctes) -> tuple[list[Result], bool]:
        results: list[Result] = []
        is_open = False
        for output in query.outputs:
            value = output.value
            if value.kind == "star":
                for entry in value.args:
                    for inner in entry.args if entry.kind in ("except", "replace") else (entry,):
                        self.expression(inner, "select", frame, ctes)
                found, unknown = self._star(value, frame)
                results += found
                is_open = is_open or unknown
            elif value.kind == "hole":
                is_open = True
            else:
                self.expression(value, "select", frame, ctes)
                results.append(self._result(output))
                is_open = is_open or "{}" in output.name
        return results, is_open or query.source_holes or query.as_value

    def _result(self, output: Output) -> Result:
        value = output.value
        use = self.bound.use_of(value) if value.kind == "column" else None
        name = output.name or (value.name.rpartition(".")[2] if value.kind == "column" else "")
        kind = (use.type if use else "") or self.bound.type_of(value)
        return Result(name, kind, value, use.field if use else None, use.table if use else None)

    def _star(self, star: Sx, frame: Frame) -> tuple[list[Result], bool]:
        if any(entry.kind not in ("except", "replace") for entry in star.args):
            return [], True  # the fields of a STRUCT that an expression makes
        wanted = star.name.lower()
        chosen = [r for r in frame.relations if not wanted or wanted in r.names]
        if not chosen and wanted:
            found = look_up(wanted.split("."), frame)
            if found.field is not None and found.field.type == "STRUCT" and found.field.mode != "REPEATED":
                chosen = [of_fields(found.field.fields, found.result.table if found.result else None)]
        dropped = {entry.name.lower() for entry in star.args if entry.kind == "except"}
        replaced = {entry.name.lower(): entry for entry in star.args if entry.kind == "replace"}
        results = []
        for relation in chosen:
            for name, result in relation.columns.items():
                if name in replaced:
                    results.append(Result(result.name, "", replaced[name].args[0] if replaced[name].args else None))
                elif name not in dropped:
                    results.append(result)
        return results, not chosen or frame.open or any(r.open for r in chosen)

    # Sources -----------------------------------------------------------------------------

    def source(self, source: Source, frame: Frame, ctes: Ctes, query: Query | None) -> Relation:
        """The relation that an entry of FROM gives, under its names."""
        if source.kind == "query" and source.query is not None:
            return self.query(source.query, frame.parent, ctes).called(source)
        if source.kind == "unnest":
            return self._unnest(source, frame, ctes)
        if source.kind == "table":
            return self._table(source, frame, ctes, query).called(source)
        if source.value is not None:
            self.expression(source.value, "from", frame, ctes)
        return Relation(open=True).called(source)

    def _table(self, source: Source, frame: Frame, ctes: Ctes, query: Query | None) -> Relation:
        parts = source.parts
        name = ".".join(parts).lower()
        if len(parts) == 1 and name in ctes:
            self.bound.tables.append(TableUse(source, None, "read", True, query))
            return ctes[name]
        if len(parts) > 1 and any(parts[0].lower() in relation.names for relation in frame.relations):
            self.bound.tables.append(TableUse(source, None, "read", True, query))
            return self._elements(look_up([p.lower() for p in parts], frame), source)
        table, local = self.environment.table(source)
        is_local = local is not None
        if table is None and local is None and len(parts) == 1:
            found = look_up([name], frame)
            if found.status == "column":
                self.bound.tables.append(TableUse(source, None, "read", True, query))
                return self._elements(found, source)
        self.bound.tables.append(TableUse(source, table, "read", is_local, query))
        if local is not None:
            return local
        return self.environment.binder.relation(table) if table is not None else Relation(open=True)

    def _elements(self, found: Found, source: Source) -> Relation:
        """The elements of an array column that stands in FROM."""
        if found.field is not None and found.field.fields:
            return of_fields(found.field.fields, found.result.table if found.result else None)
        return Relation(open=True)

    def _unnest(self, source: Source, frame: Frame, ctes: Ctes) -> Relation:
        value = source.value
        relation = Relation(open=True)
        if value is not None:
            self.expression(value, "from", frame, ctes)
            relation = self._element_relation(value, source, frame)
        relation = relation.called(source)
        if source.offset:
            relation.columns = {**relation.columns, source.offset.lower(): Result(source.offset, "INT64", None)}
        return relation

    def _element_relation(self, value: Sx, source: Source, frame: Frame) -> Relation:
        if value.kind == "column":
            found = look_up(value.name.lower().split("."), frame)
            if found.field is not None and found.field.fields:
                return of_fields(found.field.fields, found.result.table if found.result else None)
        if value.kind == "array" and value.args and value.args[0].kind == "struct":
            names = [(f.name, self.bound.type_of(f.args[0]) if f.args else "") for f in value.args[0].args]
            if all(name and "{}" not in name for name, _ in names):
                return of_results(Result(name, kind, None) for name, kind in names)
            return Relation(open=True)
        kind = self.bound.type_of(value)
        element = kind[6:-1] if kind.startswith("ARRAY<") and kind.endswith(">") else ""
        row = Result(source.alias, element, None)
        columns = {source.alias.lower(): row} if source.alias else {}
        return Relation(columns, not element or element.startswith("STRUCT"), row=row)

    # Expressions -------------------------------------------------------------------------

    def expression(self, expr: Sx, clause: str, frame: Frame | None, ctes: Ctes) -> None:
        """Bind every column of an expression, and the queries inside it."""
        stack: list[tuple[Sx, bool]] = [(expr, False)]
        while stack:
            node, in_call = stack.pop()
            if node.kind == "column":
                self._column(node, clause, frame, in_call)
            if node.query is not None:
                self.query(node.query, frame, ctes)
            if node.args:
                called = node.kind in ("call", "interval", "other")
                stack.extend((arg, called) for arg in reversed(node.args))

    def _column(self, ref: Sx, clause: str, frame: Frame | None, in_call: bool) -> None:
        parts = ref.name.lower().split(".")
        found = look_up(parts, frame)
        if found.status == "missing":
            variable = parts[0] in self.environment.variables
            word = in_call and len(parts) == 1 and parts[0] in DATE_PARTS
            if variable or word or (found.relation is None and not found.searched and not _derived(frame)):
                found = UNKNOWN
        kind = ""
        if found.status == "column" and found.result is not None:
            whole = found.field is found.result.field
            kind = found.result.type if whole else type_name(found.field) if found.field else ""
        elif found.status == "unknown":
            kind = self.environment.variables.get(parts[0], "") if len(parts) == 1 else ""
        use = ColumnUse(
            ref,
            found.name or ref.name,
            clause,
            found.result.table if found.result else None,
            found.field,
            found.status == "missing",
            found.searched,
            kind,
            found.relation.source if found.relation else None,
        )
        self.bound.columns.append(use)
        self.bound.uses[id(ref)] = use


def _derived(frame: Frame | None) -> bool:
    """Whether there is any source in sight whose columns are known."""
    while frame is not None:
        if frame.relations:
            return True
        frame = frame.parent
    return False
