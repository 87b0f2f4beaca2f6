"""Which table an expression or a place in a SQL text means."""

from __future__ import annotations

import re

from cloudact_lint.facts import model as m
from cloudact_lint.facts.records import TableRef
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery, Operation
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.text import Rendered
from cloudact_lint.project.values import Instance, Literal
from cloudact_lint.project.walking import last_name

_HOLE = lazy_pattern(r"__h\d+__")
Named = tuple[str, Scope | None]
"""A table: its name, or an expression with the scope it is read in."""


class Tables:
    """Names tables. Those that only an expression names are told apart by where that is read."""

    def __init__(self, bigquery: BigQuery) -> None:
        self.bigquery = bigquery

    def target_of(self, target: TableRef | None, rendered: Rendered, scope: Scope) -> Named:
        """The last name part of a table in a text, and where it is read if it is an expression."""
        if target is None or not target.parts:
            return "?", None
        last = target.parts[-1].strip("`")
        if "{}" not in last:
            return last, None
        text = rendered.text[target.offset : target.offset + target.length].strip("`")
        return self._spelled(re.split(r"[.:]", text)[-1].strip("`"), rendered, scope)

    def _spelled(self, last: str, rendered: Rendered, scope: Scope) -> Named:
        """A name with holes, each replaced by its expression."""
        holes = {hole.name: hole for hole in rendered.holes if hole.name in last}
        if set(holes) == {last}:
            return expression_name(holes[last].value), _home(holes[last].value, holes[last].scope)
        for name, hole in holes.items():
            last = last.replace(name, "{" + expression_name(hole.value) + "}")
        return last, next((_home(hole.value, hole.scope) for hole in holes.values()), scope)

    def of_operation(self, operation: Operation) -> Named:
        """The table, or dataset, that a call other than a query changes."""
        call, site = operation.call, operation.site
        if operation.client is not None and operation.client.name.startswith("@google-cloud/"):
            base = call.func.base if isinstance(call.func, m.Attr) else call.func
            if last_name(call.func) not in ("createDataset", "createTable"):
                return self.table_of(base, site)  # dataset(d).table(t).insert(rows)
        expr = operation.argument(0, "table", "table_id", "destination", "dataset", "dataset_ref", "destination_table")
        if operation.action in ("load", "copy"):
            expr = operation.argument(1, "destination", "destination_table")
        return self.table_of(expr, site) if expr is not None else ("?", None)

    def table_of(self, expr: m.Expr, site: CallSite) -> Named:
        """The last name part of the table that an expression stands for, or the expression itself and its scope."""
        rendered = self.bigquery.renderer.render(expr, site.scope, site.call.at)
        if rendered is not None and rendered.text:
            last = re.split(r"[.:]", rendered.text.strip("`"))[-1]
            if not _HOLE.search(last):
                return last, None
            if any(hole.name in last for hole in rendered.holes):
                return self._spelled(last, rendered, site.scope)
        for value in self.bigquery.resolver.resolve(expr, site.scope, site.call.at):
            inner = _reference_argument(value)
            if inner is not None and isinstance(value, Instance) and value.scope is not None and inner is not expr:
                assert value.call is not None
                return self.table_of(inner, CallSite(value.call, value.scope))
        return expression_name(expr), _home(expr, site.scope)


def _home(expr: m.Expr, scope: Scope) -> Scope:
    """Where an expression always means the same: the class for ``self.table``, else the function."""
    root = expr
    while isinstance(root, (m.Attr, m.Sub)):
        root = root.base
    if isinstance(root, m.Name) and root.id == "self" and root is not expr:
        return scope.owner_class() or scope
    return scope


def _reference_argument(value: object) -> m.Expr | None:
    """The table name inside ``bigquery.Table(name)``, ``client.dataset(d).table(name)`` and the like."""
    if isinstance(value, Instance) and value.call is not None and not isinstance(value, Literal):
        last = value.name.rpartition(".")[2]
        if last in (
            "Table",
            "TableReference",
            "Dataset",
            "DatasetReference",
            "table",
            "dataset",
            "from_string",
            "get_table",
        ):
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
