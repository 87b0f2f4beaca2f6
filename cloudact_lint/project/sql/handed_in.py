"""Tables whose name a function gets from its callers: known where all of them give the same."""

from __future__ import annotations

import re

from cloudact_lint.facts import model as m
from cloudact_lint.facts.sql_model import Source
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.sql.texts import SqlText
from cloudact_lint.project.values import FunctionValue

_HOLE = lazy_pattern(r"__h\d+__")
_MOST_CALLERS = 12
_DEPTH = 3


def handed_in(project: Project, text: SqlText, source: Source) -> tuple[str, ...] | None:
    """The parts of a table's name in place of the parameter that a text has there, None if they are not known."""
    if not source.parts or source.parts[-1] != "{}":
        return None
    last = re.split(r"[.:]", text.text[source.start : source.end].strip("`"))[-1].strip("`")
    hole = next((hole for hole in text.rendered.holes if hole.name == last), None)
    if hole is None or not isinstance(hole.value, m.Name):
        return None
    name = _given(project, hole.value.id, hole.scope, _DEPTH)
    if not name:
        return None
    parts = tuple("{}" if _HOLE.search(part) else part for part in name.split("."))
    return (*source.parts[:-1], *parts) if len(parts) == 1 else parts


def _given(project: Project, name: str, scope: Scope, depth: int) -> str:
    """The text that every caller gives for a parameter; empty if they differ or one is not known."""
    bindings = scope.bindings.get(name, ())
    function = scope.function
    if depth < 0 or function is None or scope.parent is None or len(bindings) != 1 or bindings[0].param is None:
        return ""
    bigquery = BigQuery.of(project)
    value = bigquery.resolver.definition(function, scope.parent)
    if not isinstance(value, FunctionValue):
        return ""
    sites = Callers.of(bigquery.resolver).of_function(value)
    if not sites or len(sites) > _MOST_CALLERS:
        return ""
    found: set[str] = set()
    for site in sites:
        expr = argument_for(site.call, value, bindings[0].param)
        rendered = bigquery.renderer.render(expr, site.scope, site.call.at)
        given = rendered.text.strip("`") if rendered is not None and rendered.complete else ""
        if not given and isinstance(expr, m.Name):
            given = _given(project, expr.id, site.scope, depth - 1)
        if not given or _HOLE.search(re.split(r"[.:]", given)[-1]):
            return ""
        found.add(given)
    tables = {text.replace(":", ".").rpartition(".")[2] for text in found}
    return sorted(found)[0].replace(":", ".") if len(tables) == 1 else ""
