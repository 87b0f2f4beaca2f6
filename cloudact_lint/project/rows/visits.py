"""Which functions have to do with rows of queries: found from the queries on, caller by caller."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.project.bigquery import FUNCTIONS, PYTHON_METHODS, TYPESCRIPT_METHODS
from cloudact_lint.project.focus import around_focus
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.rows.flow import Flow
from cloudact_lint.project.rows.here import Here
from cloudact_lint.project.rows.shapes import known
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name

QUERIES = frozenset(
    name.rpartition(".")[2]
    for table in (PYTHON_METHODS, TYPESCRIPT_METHODS, FUNCTIONS)
    for name, action in table.items()
    if action == "query"
)
MAX_LEVELS = 5
_COMMON = {
    "get", "items", "keys", "values", "append", "update", "pop", "join", "format", "strip", "split", "replace", "run",
    "main", "execute", "list", "dict", "copy", "read", "load", "filter", "map", "__init__", "__enter__", "__call__",
}  # fmt: skip
"""Names that too much else has: rows that such functions give are followed in their own file only."""


def find(flow: Flow) -> list[Scope]:
    """The scopes in which rows of queries come up; ``flow`` learns which functions give rows."""
    project = flow.project
    found = list(_running(flow, _files(project, QUERIES)))
    fresh = _names(flow, found)
    for _ in range(MAX_LEVELS):
        if not fresh:
            break
        flow.giving |= fresh
        flow.forget()
        new = list(_calling(project, fresh, found))
        fresh = _names(flow, [*found, *new])
        found.extend(new)
    return found


def _files(project: Project, names: Iterable[str]) -> list[str]:
    near = around_focus(project)
    paths = (path for path in project.files_calling(*names) if not project.is_test(path))
    return [path for path in paths if near is None or path in near]


def _running(flow: Flow, paths: list[str]) -> Iterator[Scope]:
    """The scopes that start queries, and those around them."""
    seen: set[int] = set()
    for path in paths:
        for site in flow.project.calls_in(path):
            if last_name(site.call.func) not in QUERIES or id(site.scope) in seen:
                continue
            operation = flow.bigquery.operation(CallSite(site.call, site.scope))
            if operation is None or operation.action != "query":
                continue
            scope: Scope | None = site.scope
            while scope is not None:
                if id(scope) not in seen and scope.kind != "class":
                    seen.add(id(scope))
                    yield scope
                scope = scope.parent


def _names(flow: Flow, scopes: list[Scope]) -> set[str]:
    """The names of those functions that give rows."""
    found: set[str] = set()
    for scope in scopes:
        function = scope.function
        if function is None or not function.name or function.name in flow.giving or scope.parent is None:
            continue
        value = flow.resolver.definition(function, scope.parent)
        if isinstance(value, FunctionValue) and known(flow.returned(value, None, Here(scope, None))):
            found.add(function.name)
    return found


def _calling(project: Project, names: set[str], before: list[Scope]) -> Iterator[Scope]:
    """Further scopes that call one of ``names``."""
    seen = {id(scope) for scope in before}
    home = {scope.path for scope in before if scope.function is not None and scope.function.name in names & _COMMON}
    for path in sorted({*_files(project, names - _COMMON), *home}):
        index = project.records[path]
        telling = {name for name, called in index.functions if not names.isdisjoint(called)}
        typescript = index.language == "typescript"
        for scope in project.scopes(path):
            if id(scope) in seen or scope.kind == "class":
                continue
            if typescript or scope.function is None or scope.function.name in telling:
                seen.add(id(scope))
                yield scope
