"""What a function changes in BigQuery, step by step, also through the helpers it calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.facts.model import SqlStatement
from cloudact_lint.facts.sql_text import looks_like_sql
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bigquery import FUNCTIONS, METHOD_NAMES, PYTHON_METHODS, BigQuery, Operation
from cloudact_lint.project.flow import Frames, calls
from cloudact_lint.project.project import CallSite, last_name
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.text import Rendered
from cloudact_lint.project.values import FunctionValue, Instance, Literal

MAX_DEPTH = 3
_SQL_VERBS = {
    "INSERT": "insert", "UPDATE": "update", "DELETE": "delete", "MERGE": "merge", "TRUNCATE": "truncate",
    "CREATE": "create-table", "DROP": "drop", "ALTER": "alter", "CALL": "call",
}  # fmt: skip
_ACTION_VERBS = {
    "insert-rows": "insert", "load": "load", "copy": "copy", "create-dataset": "create-dataset",
    "create-table": "create-table", "delete-dataset": "delete-dataset", "delete-table": "drop",
}  # fmt: skip
_PYTHON_NAMES = frozenset(name.rpartition(".")[2] for table in (PYTHON_METHODS, FUNCTIONS) for name in table)
_HOLE = re.compile(r"__h\d+__")
_STARTERS = {"run_in_executor", "to_thread", "submit", "create_task", "ensure_future"}


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

    @property
    def here(self) -> CallSite:
        """The call that stands in the function looked at."""
        return self.outer or self.site


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
        self._direct: dict[int, tuple[Write, ...]] = {}
        self._all: dict[int, tuple[Write, ...]] = {}
        self._open: set[int] = set()
        self._calls: dict[int, list[tuple[m.Call, Frames]]] = {}

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
            self._direct[key] = tuple(w for call, frames in self._telling_calls(scope) for w in self._writes(call, frames, scope))
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
            for call, frames in self._telling_calls(scope):
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
        for call, _ in self._telling_calls(scope):
            operation = self.bigquery.operation(CallSite(call, scope))
            if operation is None or operation.action != "query":
                continue
            for rendered in self.bigquery.renderer.alternatives(self.bigquery.sql_of(operation), scope, call.at):
                script = self.project.sql(rendered.text)
                if any(statement.kind == "SELECT" for statement in script.statements):
                    found.append(Read(call, frozenset(table.parts[-1].strip("`") for table in script.tables if table.parts)))
        return found

    def helpers(self, call: m.Call, scope: Scope) -> list[FunctionValue]:
        """The repository's functions that a call runs, itself or by handing them to an executor."""
        if last_name(call.func) in _STARTERS:
            found: list[FunctionValue] = []
            for arg in call.args:
                if isinstance(arg, (m.Name, m.Attr)):
                    values = self.bigquery.resolver.resolve(arg, scope, call.at)
                    found.extend(value for value in values if isinstance(value, FunctionValue))
            return found
        return self.bigquery.functions_called(call, scope)

    @cached_property
    def _writers(self) -> frozenset[str]:
        """Names of functions that may write, themselves or through others."""
        return self.project.reaching(_PYTHON_NAMES, MAX_DEPTH)

    @cached_property
    def _telling_names(self) -> frozenset[str]:
        return METHOD_NAMES | self._writers | _STARTERS

    def file_may_write(self, path: str) -> bool:
        """A cheap look at whether any function of a file can have an effect; loads nothing."""
        index = self.project.records[path]
        return any(name in self._writers for name, _ in index.functions)

    def may_write(self, scope: Scope) -> bool:
        """A cheap look at whether a function can have any effect."""
        if scope.function is None or not scope.path.endswith((".py", ".pyi", ".ipynb")):
            return True
        return scope.function.name in self._writers

    def _telling_calls(self, scope: Scope) -> list[tuple[m.Call, Frames]]:
        """The calls that are an operation or run a function that may write."""
        key = id(scope)
        if key not in self._calls:
            names = self._telling_names
            self._calls[key] = [(call, frames) for call, frames in calls(scope.body) if last_name(call.func) in names]
        return self._calls[key]

    def _through(self, call: m.Call, frames: Frames, scope: Scope) -> Iterator[Write]:
        site = CallSite(call, scope)
        for function in self.helpers(call, scope)[:3]:
            body = self.project.child(function.function, function.scope)
            for write in self.of_function(body):
                if len(write.via) >= MAX_DEPTH:
                    continue
                table = self._handed_in(write.table, call, function, site)
                yield replace(write, table=table, frames=frames, via=(function, *write.via), outer=site)

    def _handed_in(self, table: str, call: m.Call, function: FunctionValue, site: CallSite) -> str:
        """A table that a helper takes as a parameter, by the caller's argument."""
        param = next((param for param in function.function.params if param.name == table), None)
        given = argument_for(call, function, param) if param is not None else None
        return self.table_of(given, site) if given is not None else table

    # One call ----------------------------------------------------------------------------

    def _writes(self, call: m.Call, frames: Frames, scope: Scope) -> list[Write]:
        site = CallSite(call, scope)
        operation = self.bigquery.operation(site)
        if operation is None:
            return []
        if operation.action == "query":
            return self._query(operation, frames)
        verb = _ACTION_VERBS.get(operation.action)
        if verb is None:
            return []
        table = self._table_name(operation)
        harmless = any(
            name in ("exists_ok", "not_found_ok") and literal_key(value) is True for name, value in call.keywords
        )
        return [Write(verb, table, scope.path, call.at, site, operation, frames, harmless=harmless)]

    def _query(self, operation: Operation, frames: Frames) -> list[Write]:
        site = operation.site
        expr = self.bigquery.sql_of(operation)
        found: list[Write] = []
        for rendered in self.bigquery.renderer.alternatives(expr, site.scope, site.call.at):
            if not looks_like_sql(rendered.text):
                continue
            script = self.project.sql(rendered.text)
            for statement in script.statements:
                verb = _SQL_VERBS.get(statement.kind.split()[0])
                if verb is None or "temp" in statement.flags:
                    continue
                path, span = rendered.span(statement.offset, statement.offset + len(statement.kind))
                harmless = verb == "merge" or "if-not-exists" in statement.flags or "or-replace" in statement.flags
                table = self._target_name(statement, rendered)
                found.append(
                    Write(verb, table, path or site.path, span, site, operation, frames, rendered, statement, harmless)
                )
        return found

    def _target_name(self, statement: SqlStatement, rendered: Rendered) -> str:
        target = statement.target
        if target is None or not target.parts:
            return "?"
        last = target.parts[-1].strip("`")
        if "{}" not in last:
            return last
        text = rendered.text[target.offset : target.offset + target.length]
        words = _HOLE.findall(text)
        for hole in rendered.holes:
            if words and hole.name == words[-1] and hole.offset >= target.offset:
                return expression_name(hole.value)
        return last

    def _table_name(self, operation: Operation) -> str:
        expr = operation.argument(0, "table", "table_id", "destination", "dataset", "dataset_ref")
        position = 1 if operation.action in ("load", "copy") else 0
        if position:
            expr = operation.argument(1, "destination")
        call = operation.call
        if expr is None and isinstance(call.func, m.Attr) and isinstance(call.func.base, m.Call):
            expr = call.func.base.args[0] if call.func.base.args else None  # TypeScript: dataset(d).table(t).insert()
        return self.table_of(expr, operation.site) if expr is not None else "?"

    def table_of(self, expr: m.Expr, site: CallSite) -> str:
        """The last name part of the table that an expression stands for, or the expression itself."""
        rendered = self.bigquery.renderer.render(expr, site.scope, site.call.at)
        if rendered is not None and rendered.text:
            last = rendered.text.strip("`").split(".")[-1]
            if not _HOLE.search(last):
                return last
            for hole in rendered.holes:
                if hole.name in last:
                    return expression_name(hole.value)
        for value in self.bigquery.resolver.resolve(expr, site.scope, site.call.at):
            inner = _reference_argument(value)
            if inner is not None and isinstance(value, Instance) and value.scope is not None and inner is not expr:
                assert value.call is not None
                return self.table_of(inner, CallSite(value.call, value.scope))
        return expression_name(expr)


def _reference_argument(value: object) -> m.Expr | None:
    """The table name inside ``bigquery.Table(name)``, ``client.dataset(d).table(name)`` and the like."""
    if isinstance(value, Instance) and value.call is not None and not isinstance(value, Literal):
        last = value.name.rpartition(".")[2]
        if last in ("Table", "TableReference", "Dataset", "DatasetReference", "table", "dataset", "from_string", "get_table"):
            args = value.call.args
            return args[-1] if args else None
    return None


def expression_name(expr: m.Expr) -> str:
    """An expression in a few words, the same for the same expression: ``self.table``."""
    if isinstance(expr, m.Name):
        return expr.id
    if isinstance(expr, m.Attr):
        return f"{expression_name(expr.base)}.{expr.name}"
    if isinstance(expr, m.Call):
        return f"{expression_name(expr.func)}({', '.join(expression_name(arg) for arg in expr.args)})"
    if isinstance(expr, m.Text):
        return "".join(p.text if isinstance(p, m.Piece) else "{" + expression_name(p.value) + "}" for p in expr.parts)
    if isinstance(expr, m.Sub):
        return f"{expression_name(expr.base)}[{expression_name(expr.index)}]"
    return str(expr.value) if isinstance(expr, m.Const) else "?"
