"""Calls that put rows into a table: which table, and which rows as far as they are seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery, Operation, dict_value
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.focus import around_focus
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.rows.records import Records
from cloudact_lint.project.rows.values import Place, Record
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import FunctionValue, Instance
from cloudact_lint.project.walking import last_name, walk

METHODS = {
    "insert_rows_json": ("rows", 0, ("table",), 1, ("json_rows",)),
    "insert_rows": ("rows", 0, ("table",), 1, ("rows",)),
    "insert_rows_from_dataframe": ("frame", 0, ("table",), 1, ("dataframe",)),
    "load_table_from_json": ("rows", 1, ("destination",), 0, ("json_rows",)),
    "load_table_from_dataframe": ("frame", 1, ("destination",), 0, ("dataframe",)),
}
"""For each method: what it takes, then position and name of the table, position and name of the rows."""
MAX_THROUGH = 3
_HOLE = lazy_pattern(r"__h\d+__")
_FRAMES = {"DataFrame", "from_records", "from_dicts"}
_TABLES = {"Table", "TableReference", "table", "from_string", "get_table", "from_api_repr"}
_CHANGING = {
    "ignore_unknown_values", "schema_update_options", "schema", "autodetect", "write_disposition",
}  # fmt: skip
_LENIENT = {"ignore_unknown_values", "ignoreUnknownValues", "schema_update_options", "schemaUpdateOptions"}


@dataclass(frozen=True, slots=True, eq=False)
class Insert:
    """Rows put into a table by one call. ``lenient``: keys that the table does not have are let pass.

    ``name`` is the table's name in the code; a schema file may have another inside.
    """

    site: CallSite
    method: str
    name: str
    table: Table
    records: tuple[Record, ...]
    lenient: bool
    through: tuple[CallSite, ...] = ()
    """Calls of the helpers between the rows and the call."""


class Inserts:
    """Finds them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.bigquery = BigQuery.of(project)
        self.records = Records(self.bigquery)

    @classmethod
    def of(cls, project: Project) -> tuple[Insert, ...]:
        """All of a project, once for each way that rows take."""
        known = project.shared.get("inserts")
        if not isinstance(known, tuple):
            known = project.shared["inserts"] = tuple(cls(project)._all())
        return known

    def _all(self) -> Iterator[Insert]:
        near = around_focus(self.project)
        for path in self.project.files_calling(*METHODS, "insert"):
            if self.project.is_test(path) or not self._may(path) or (near is not None and path not in near):
                continue
            for site in self.project.calls_in(path):
                name = last_name(site.call.func)
                if name not in METHODS and name != "insert":
                    continue
                operation = self.bigquery.operation(site)
                if operation is not None and operation.action in ("insert-rows", "load"):
                    yield from self._of_operation(operation, None, (), 0)

    def _may(self, path: str) -> bool:
        index = self.project.records[path]
        return not index.calls.isdisjoint(METHODS) or "bigquery" in index.tags

    def _of_operation(
        self, operation: Operation, env: Env | None, through: tuple[CallSite, ...], depth: int
    ) -> Iterator[Insert]:
        """The call read as such, then through each caller where table or rows are handed in."""
        self.records.wanted = {}
        site = operation.site
        parts = self._table_parts(operation, env)
        table = Catalog.of(self.project).table(parts) if parts else None
        records = self._records(operation, env) if table is not None or env is None else []
        wanted = dict(self.records.wanted)
        if table is not None and records and _is_known(table):
            name = parts[-1].partition("$")[0]
            yield Insert(site, operation.method, name, table, tuple(records), self._lenient(operation), through)
        if depth >= MAX_THROUGH:
            return
        for function, scope in wanted.values():
            value = self.bigquery.resolver.definition(function, scope)
            if not isinstance(value, FunctionValue):
                continue
            for caller in Callers.of(self.bigquery.resolver).of_function(value):
                outer = _within(env, Env(function, caller.call, caller.scope))
                yield from self._of_operation(operation, outer, (*through, caller), depth + 1)

    # Rows --------------------------------------------------------------------------------

    def _records(self, operation: Operation, env: Env | None) -> list[Record]:
        site = operation.site
        here = Place(site.scope, site.call.at, env)
        if operation.method == "insert":
            return self._node_rows(operation, here)
        kind, _, _, position, names = METHODS[operation.method]
        given = operation.argument(position, *names)
        if given is None:
            return []
        return self.records.rows(given, here) if kind == "rows" else self._framed(given, here)

    def _node_rows(self, operation: Operation, here: Place) -> list[Record]:
        given = operation.argument(0)
        found = (self.records.rows(given, here) or self.records.record(given, here)) if given is not None else []
        options = operation.argument(1)
        words = [literal_key(node) for node in walk(options) if isinstance(node, m.Text)] if options is not None else []
        if "raw" in words:
            return self.records.inside(found, "json")
        return found

    def _framed(self, expr: m.Expr, here: Place) -> list[Record]:
        """The columns of a DataFrame that is made here out of rows or lists."""
        if isinstance(expr, m.Name):
            return self.records.frame(expr, here, self._framed)
        if isinstance(expr, m.Call) and last_name(expr.func) in _FRAMES and expr.args:
            first = expr.args[0]
            given = [name for name, _ in expr.keywords]
            if "columns" in given:
                return []
            return self.records.rows(first, here) or self.records.record(first, here)
        return []

    # Tables ------------------------------------------------------------------------------

    def _table_parts(self, operation: Operation, env: Env | None) -> tuple[str, ...]:
        call, scope = operation.call, operation.site.scope
        if operation.method == "insert":
            expr = call.func.base if isinstance(call.func, m.Attr) else None
        else:
            _, position, names, _, _ = METHODS.get(operation.method, ("", 99, ("",), 0, ()))
            expr = operation.argument(position, *names)
        text = self._table_text(expr, Place(scope, call.at, env), 0) if expr is not None else ""
        return tuple(part.strip("`") for part in re.split(r"[.:]", text)) if text else ()

    def _table_text(self, expr: m.Expr, here: Place, depth: int) -> str:
        """The name of a table, with ``{}`` for what is not known; empty if nothing is."""
        if depth > 6:
            return ""
        given = self.records.argument_of(expr, here.scope, here.env)
        if given is not None:
            return self._table_text(given[0], given[1], depth + 1)
        found = self.bigquery.renderer.alternatives(expr, here.scope, here.at)
        if len(found) > 1 and len({item.text for item in found}) > 1:
            return ""
        for rendered in found[:1]:
            text = rendered.text
            last = re.split(r"[.:]", text)[-1]
            for hole in rendered.holes:
                # Projects and datasets may be anything: only the table's own name is worth asking callers for.
                inner = self.records.argument_of(hole.value, hole.scope, here.env) if hole.name in last else None
                known = self._table_text(inner[0], inner[1], depth + 1) if inner is not None else ""
                text = text.replace(hole.name, known or "{}")
            return _HOLE.sub("{}", text)
        for value in self.bigquery.resolver.resolve(expr, here.scope, here.at):
            if isinstance(value, Instance) and value.call is not None and value.scope is not None and value.call.args:
                last = value.name.rpartition(".")[2]
                if last in _TABLES and value.call.args[-1] is not expr:
                    env = here.env if _shares(value.scope, here.scope) else None
                    return self._table_text(value.call.args[-1], Place(value.scope, value.call.at, env), depth + 1)
        return ""

    def _lenient(self, operation: Operation) -> bool:
        """Whether the call takes keys that the table does not have."""
        call, scope = operation.call, operation.site.scope
        nodes: list[m.Expr] = [*call.args[1:]]
        for name, value in call.keywords:
            if name is None or name in _LENIENT:
                return literal_key(value) is not False
            if name == "job_config":
                nodes.append(value)
        if operation.action == "insert-rows":
            options = operation.argument(1) if operation.method == "insert" else None
            given = dict_value(options, "ignoreUnknownValues") if isinstance(options, m.Dict) else None
            return given is not None or (options is not None and not isinstance(options, m.Dict))
        config = operation.argument(99, "job_config")
        if config is None:
            return False
        return _speaks(self.bigquery, config, scope, operation)


def _speaks(bigquery: BigQuery, config: m.Expr, scope: Scope, operation: Operation) -> bool:
    """Whether a load job's configuration lets other columns in, or may."""
    for statement in scope.flat:
        target = statement.target if isinstance(statement, m.Assign) else None
        if isinstance(target, m.Attr) and target.base == config and target.name in _CHANGING:
            return True
    values = bigquery.resolver.resolve(config, scope, operation.call.at)
    for value in values:
        if not isinstance(value, Instance) or value.call is None:
            return True
        for name, given in value.call.keywords:
            if name is None or name in {*_LENIENT, "schema"}:
                return True
            if name == "autodetect" and literal_key(given) is not False:
                return True
            if name == "write_disposition" and "TRUNCATE" in f"{last_name(given)}{literal_key(given)}":
                return True
    return not values


def _is_known(table: Table) -> bool:
    return table.kind == "table" and not table.open and bool(table.fields)


def _within(inner: Env | None, outer: Env) -> Env:
    """A call looked through, with another outside it."""
    if inner is None:
        return outer
    return Env(inner.function, inner.call, inner.scope, _within(inner.outer, outer))


def _shares(scope: Scope, other: Scope) -> bool:
    """Whether one of two scopes is around the other."""
    for a, b in ((scope, other), (other, scope)):
        here: Scope | None = a
        while here is not None and here.function is not None:
            if here is b:
                return True
            here = here.parent
    return False


def records_of(project: Project) -> Records:
    """The one of this project that answers what rows hold."""
    known = project.shared.get("records")
    if not isinstance(known, Records):
        known = project.shared["records"] = Records(BigQuery.of(project))
    return known
