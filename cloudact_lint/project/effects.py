"""What a function changes in BigQuery, step by step, also through the helpers it calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cloudact_lint.facts import model as m
from cloudact_lint.facts.records import SqlStatement
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bigquery import BigQuery, Operation
from cloudact_lint.project.flow import Frames, calls
from cloudact_lint.project.near import MAX_DEPTH, STARTERS, Near
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.tables import Named, Tables
from cloudact_lint.project.text import Rendered
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name

_SQL_VERBS = {
    "INSERT": "insert", "UPDATE": "update", "DELETE": "delete", "MERGE": "merge", "TRUNCATE": "truncate",
    "CREATE": "create-table", "DROP": "drop", "ALTER": "alter", "CALL": "call", "LOAD": "load",
}  # fmt: skip
_ACTION_VERBS = {
    "insert-rows": "insert", "load": "load", "copy": "copy", "create-dataset": "create-dataset",
    "create-table": "create-table", "delete-dataset": "delete-dataset", "delete-table": "drop",
}  # fmt: skip
_HARMLESS = {"if-not-exists", "or-replace", "overwrite"}


@dataclass(frozen=True, slots=True, eq=False)
class Write:
    """One change of something in BigQuery.

    ``verb``: insert, load, update, delete, truncate, merge, create-table, create-dataset,
    drop, delete-dataset, alter, call, copy. ``table`` names what is changed: its last name
    part, or the expression that gives it. ``frames`` are the branches of the function looked
    at; ``via`` the helpers between it and the call that does it. ``harmless`` changes nothing
    when done again: IF NOT EXISTS, ``exists_ok``, MERGE.
    """

    verb: str
    table: str
    path: str
    span: Span
    site: CallSite
    operation: Operation
    frames: Frames
    sql: Rendered | None = None
    statement: SqlStatement | None = None
    harmless: bool = False
    via: tuple[FunctionValue, ...] = ()
    outer: CallSite | None = None
    """The call in the function looked at, where ``via`` is not empty."""
    loose: Scope | None = None
    """Where ``table`` is an expression and no name: the scope it is read in. Two are only the same there."""

    @property
    def here(self) -> CallSite:
        """The call that stands in the function looked at."""
        return self.outer or self.site

    def same_table(self, other: Write) -> bool:
        """Whether two writes surely change one table."""
        return self.table == other.table and self.table != "?" and self.loose is other.loose


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A query that only reads: the call that starts it and the last name parts of its tables."""

    call: m.Call
    tables: frozenset[str]


class Effects:
    """Answers what functions write. One for a project; answers are remembered."""

    def __init__(self, bigquery: BigQuery) -> None:
        self.bigquery = bigquery
        self.project = bigquery.project
        self.tables = Tables(bigquery)
        self.near = Near(bigquery)
        self._direct: dict[int, tuple[Write, ...]] = {}
        self._all: dict[int, tuple[Write, ...]] = {}
        self._open: set[int] = set()
        self._calls: dict[int, list[tuple[m.Call, Frames]]] = {}
        self._own: dict[int, list[Write]] = {}
        self._wrappers: dict[int, tuple[m.Param, Operation] | None] = {}

    @classmethod
    def of(cls, bigquery: BigQuery) -> Effects:
        """The one of this project."""
        known = bigquery.project.shared.get("effects")
        if not isinstance(known, Effects):
            known = bigquery.project.shared["effects"] = cls(bigquery)
        return known

    def direct(self, scope: Scope) -> tuple[Write, ...]:
        """What the calls that stand in a function itself change."""
        key = id(scope)
        if key not in self._direct:
            self._direct[key] = tuple(
                write for call, frames in self.telling_calls(scope) for write in self._writes(call, frames, scope)
            )
        return self._direct[key]

    def of_function(self, scope: Scope) -> tuple[Write, ...]:
        """What a function changes, in order, helpers of the repository included."""
        key = id(scope)
        if key in self._all:
            return self._all[key]
        if id(scope) in self._open or not self.may_write(scope):
            return ()
        self._open.add(id(scope))
        found: list[Write] = []
        try:
            for call, frames in self.telling_calls(scope):
                own = self._writes(call, frames, scope)
                found.extend(own)
                if not own:
                    found.extend(self._through(call, frames, scope))
        finally:
            self._open.discard(id(scope))
        self._all[key] = tuple(found)
        return self._all[key]

    def reads(self, scope: Scope) -> list[Read]:
        """The SELECTs that stand in a function itself."""
        found: list[Read] = []
        for call, _ in self.telling_calls(scope):
            operation = self.bigquery.operation(CallSite(call, scope))
            if operation is None or operation.action != "query":
                continue
            for rendered in self.bigquery.renderer.alternatives(self.bigquery.sql_of(operation), scope, call.at):
                script = self.project.sql(rendered.text)
                if any(statement.kind == "SELECT" for statement in script.statements):
                    found.append(
                        Read(call, frozenset(table.parts[-1].strip("`") for table in script.tables if table.parts))
                    )
        return found

    def helpers(self, call: m.Call, scope: Scope) -> list[FunctionValue]:
        """The repository's functions that a call runs, itself or by handing them to an executor."""
        if last_name(call.func) in STARTERS:
            found: list[FunctionValue] = []
            for arg in call.args:
                if isinstance(arg, (m.Name, m.Attr)):
                    values = self.bigquery.resolver.resolve(arg, scope, call.at)
                    found.extend(value for value in values if isinstance(value, FunctionValue))
            return found
        return self.bigquery.functions_called(call, scope)

    def file_may_write(self, path: str) -> bool:
        """A cheap look at whether any function of a file can have an effect; loads nothing."""
        return self.near.file_may_write(path)

    def may_write(self, scope: Scope) -> bool:
        """A cheap look at whether a function, or a file as such, can have any effect."""
        return self.near.may_write(scope)

    def telling_calls(self, scope: Scope) -> list[tuple[m.Call, Frames]]:
        """The calls that are an operation or run a function that may write."""
        key = id(scope)
        if key not in self._calls:
            names = self.near.telling_names if self.may_write(scope) else frozenset[str]()
            self._calls[key] = [
                (call, frames) for call, frames in (calls(scope.body) if names else ()) if last_name(call.func) in names
            ]
        return self._calls[key]

    def _through(self, call: m.Call, frames: Frames, scope: Scope) -> Iterator[Write]:
        site = CallSite(call, scope)
        for function in self.helpers(call, scope)[:3]:
            body = self.project.child(function.function, function.scope)
            for write in self.of_function(body):
                if len(write.via) >= MAX_DEPTH:
                    continue
                table, loose = self.handed_in(write.table, write.loose, call, function, site)
                yield replace(write, table=table, loose=loose, frames=frames, via=(function, *write.via), outer=site)

    def handed_in(
        self, table: str, loose: Scope | None, call: m.Call, function: FunctionValue, site: CallSite
    ) -> Named:
        """A table that a helper takes as a parameter, by the caller's argument."""
        param = next((param for param in function.function.params if param.name == table), None)
        given = argument_for(call, function, param) if param is not None and loose is not None else None
        return self.tables.table_of(given, site) if given is not None else (table, loose)

    # One call ----------------------------------------------------------------------------

    def _writes(self, call: m.Call, frames: Frames, scope: Scope) -> list[Write]:
        key = id(call)
        if key not in self._own:
            self._own[key] = self._written(CallSite(call, scope), frames)
        return self._own[key]

    def _written(self, site: CallSite, frames: Frames) -> list[Write]:
        call = site.call
        operation = self.bigquery.operation(site)
        if operation is None:
            return self._through_wrapper(site, frames)
        if operation.action == "query":
            return self._query(operation, frames, self.bigquery.sql_of(operation))
        verb = _ACTION_VERBS.get(operation.action)
        if verb is None:
            return []
        table, loose = self.tables.of_operation(operation)
        harmless = any(
            name in ("exists_ok", "not_found_ok") and literal_key(value) is True for name, value in call.keywords
        )
        return [Write(verb, table, site.path, call.at, site, operation, frames, harmless=harmless, loose=loose)]

    def _through_wrapper(self, site: CallSite, frames: Frames) -> list[Write]:
        """A call that hands SQL to a function of the repository that runs it."""
        given = self.sql_given(site)
        if given is None:
            return []
        expr, inner = given
        operation = Operation("query", site, last_name(site.call.func), None, inner.certain)
        return self._query(operation, frames, expr)

    def sql_given(self, site: CallSite) -> tuple[m.Expr, Operation] | None:
        """The argument that a call hands over to be run as SQL, and the operation that runs it."""
        if not isinstance(site.call.func, (m.Attr, m.Name)) or last_name(site.call.func) not in self.near.runners:
            return None
        for function in self.bigquery.functions_called(site.call, site.scope)[:3]:
            runs = self._sql_parameter(function)
            given = argument_for(site.call, function, runs[0]) if runs is not None else None
            if given is not None and runs is not None:
                return given, runs[1]
        return None

    def _sql_parameter(self, function: FunctionValue) -> tuple[m.Param, Operation] | None:
        """The parameter whose value a function runs as SQL, itself or through another such function."""
        key = id(function.function)
        if key not in self._wrappers:
            self._wrappers[key] = None  # while it is being looked for
            self._wrappers[key] = self._find_sql_parameter(function)
        return self._wrappers[key]

    def _find_sql_parameter(self, function: FunctionValue) -> tuple[m.Param, Operation] | None:
        body = self.project.child(function.function, function.scope)
        params = {param.name: param for param in function.function.params}
        for scope in (body, *self.project.nested(body)):
            for call, _ in self.telling_calls(scope):
                site = CallSite(call, scope)
                operation = self.bigquery.operation(site)
                if operation is not None:
                    expr = self.bigquery.sql_of(operation) if operation.action == "query" else None
                elif (given := self.sql_given(site)) is not None:
                    expr, operation = given
                else:
                    continue
                if isinstance(expr, m.Name) and expr.id in params and operation is not None:
                    return params[expr.id], operation
        return None

    def _query(self, operation: Operation, frames: Frames, expr: m.Expr | None) -> list[Write]:
        site = operation.site
        found: list[Write] = []
        for rendered in self.bigquery.renderer.alternatives(expr, site.scope, site.call.at):
            script = self.project.sql(rendered.text).statements if " " in rendered.text else ()
            passing = {s.target.parts[-1] for s in script if s.target is not None and "temp" in s.flags}
            for statement in script:
                verb = _SQL_VERBS.get(statement.kind.split()[0])
                if verb is None or _is_passing(statement, passing):
                    continue
                path, span = rendered.span(statement.offset, statement.offset + len(statement.kind))
                harmless = verb == "merge" or not _HARMLESS.isdisjoint(statement.flags)
                table, loose = self.tables.target_of(statement.target, rendered, site.scope)
                found.append(
                    Write(
                        verb, table, path or site.path, span, site, operation, frames, rendered, statement, harmless,
                        loose=loose,
                    )
                )
        return found


def _is_passing(statement: SqlStatement, passing: set[str]) -> bool:
    """Whether a statement writes a temporary table, or only runs where another one failed."""
    if "temp" in statement.flags or "handler" in statement.flags:
        return True
    target = statement.target
    return target is not None and (target.parts[-1] in passing or target.parts[0].upper() == "_SESSION")
