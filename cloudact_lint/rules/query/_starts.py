"""Every place of code where a query job starts, called or handed to something that calls it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.project.bigquery import (
    FUNCTIONS,
    PYTHON_METHODS,
    TYPESCRIPT_METHODS,
    BigQuery,
    Operation,
    names_bigquery,
)
from cloudact_lint.project.callers import passed_on
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import External, Literal, Partial
from cloudact_lint.project.walking import last_name

METHODS = {n for table in (PYTHON_METHODS, TYPESCRIPT_METHODS) for n, action in table.items() if action == "query"}
NAMES = METHODS | {name.rpartition(".")[2] for name, action in FUNCTIONS.items() if action == "query"}
OPERATORS = {
    "BigQueryInsertJobOperator": "configuration", "BigQueryInsertJobAsyncOperator": "configuration",
    "insert_job": "configuration",
    "BigQueryOperator": "keyword", "BigQueryExecuteQueryOperator": "keyword",
}  # fmt: skip
"""Airflow's, with how each is limited."""


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """One query start. ``call`` holds the arguments of the job, ``site`` the place.

    ``how`` says where its limit would stand: ``config`` (a ``job_config``), ``options`` (the
    argument itself), ``configuration`` (a job resource), ``keyword``.
    """

    site: CallSite
    call: m.Call
    operation: Operation | None
    how: str

    @property
    def client(self) -> m.Expr | None:
        """The expression of the client."""
        func = self.call.func
        return func.base if isinstance(func, m.Attr) else None


def starts(bigquery: BigQuery) -> list[Start]:
    """All query starts of the files that are asked, tests left out."""
    known = bigquery.project.shared.get("query-starts")
    if not isinstance(known, list):
        known = bigquery.project.shared["query-starts"] = list(_starts(bigquery))
    return known


def _starts(bigquery: BigQuery) -> Iterator[Start]:
    project = bigquery.project
    named = set(project.files_calling(*NAMES, *OPERATORS))
    importing = {path for path, index in project.records.items() if any(map(names_bigquery, index.imports))}
    for path in sorted(named | importing):
        if project.asked(path):
            yield from _in_file(bigquery, path)


def _in_file(bigquery: BigQuery, path: str) -> Iterator[Start]:
    aliases = _aliases(bigquery, path)
    handed: set[int] = set()
    for site in bigquery.project.calls_in(path):
        name = last_name(site.call.func)
        if name in NAMES or name in aliases:
            operation = bigquery.classify(site) if name in aliases else bigquery.operation(site)
            if operation is not None and operation.action == "query" and not _made_by_partial(bigquery, site):
                yield _start(bigquery, site, operation)
        elif name in OPERATORS and _is_airflow(bigquery, site):
            yield Start(site, site.call, None, OPERATORS[name])
        if not _may_hand_on(site.call):
            continue
        for reference, call in passed_on(site.call):
            if last_name(reference) in METHODS and id(reference) not in handed:
                operation = bigquery.classify(CallSite(call, site.scope))
                if operation is not None and operation.action == "query" and operation.certain:
                    handed.add(id(reference))
                    yield Start(site, call, operation, _how(bigquery, site.scope.path))


def _may_hand_on(call: m.Call) -> bool:
    """Cheaply, whether a query method is among the arguments."""
    for value in call.args:
        if type(value) is m.Attr and value.name in METHODS:
            return True
    return any(type(value) is m.Attr and value.name in METHODS for _, value in call.keywords)


def _start(bigquery: BigQuery, site: CallSite, operation: Operation) -> Start:
    for value in bigquery.resolver.resolve(site.call.func, site.scope, site.call.at):
        if isinstance(value, External):
            return Start(site, site.call, operation, "configuration")
    func = site.call.func
    if isinstance(func, m.Name):  # run = client.query; run(sql)
        method = _method(bigquery, site, func)
        if method is not None:
            call = m.Call(method, site.call.args, site.call.keywords, site.call.at)
            return Start(site, call, operation, _how(bigquery, site.path))
    return Start(site, site.call, operation, _how(bigquery, site.path))


def _method(bigquery: BigQuery, site: CallSite, name: m.Name) -> m.Expr | None:
    scope = site.scope
    while scope is not None:
        for binding in scope.bindings.get(name.id, ()):
            if isinstance(binding.value, m.Attr) and binding.value.name in METHODS:
                return binding.value
        if scope.parent is None:
            break
        scope = scope.parent
    return None


def _how(bigquery: BigQuery, path: str) -> str:
    return "options" if bigquery.project.records[path].language == "typescript" else "config"


def _aliases(bigquery: BigQuery, path: str) -> set[str]:
    """Names that a file gives to a query method: ``run = client.query``."""
    found: set[str] = set()
    for scope in bigquery.project.scopes(path):
        for statement in scope.flat:
            if (
                isinstance(statement, m.Assign)
                and isinstance(statement.value, m.Attr)
                and statement.value.name in METHODS
            ):
                found.add(last_name(statement.target))
    return found


def _made_by_partial(bigquery: BigQuery, site: CallSite) -> bool:
    """A call of a partial: the job was described, and is reported, where that was made."""
    return any(isinstance(v, Partial) for v in bigquery.resolver.resolve(site.call.func, site.scope, site.call.at))


def _is_airflow(bigquery: BigQuery, site: CallSite) -> bool:
    for value in bigquery.resolver.resolve(site.call.func, site.scope, site.call.at):
        name = getattr(value, "full_name", "") or getattr(value, "name", "")
        if "airflow" in name and "igquery" in name.lower():
            return True
    return False


# Commands --------------------------------------------------------------------------------

RUNNERS = {
    "run", "Popen", "check_output", "check_call", "call", "system", "popen", "getoutput", "execSync", "spawnSync",
    "exec", "spawn", "execFileSync", "create_subprocess_exec", "create_subprocess_shell",
}  # fmt: skip
_RUN_MODULES = {"subprocess", "os", "asyncio", "child_process", "node:child_process"}


def commands_run(bigquery: BigQuery) -> Iterator[tuple[CallSite, tuple[str, ...]]]:
    """Commands that code starts: the call, and the words as far as known."""
    project = bigquery.project
    for path in project.files_calling(*RUNNERS):
        index = project.records[path]
        if not project.asked(path) or not any(i.module in _RUN_MODULES for i in index.imports):
            continue
        for site in project.calls_in(path):
            if last_name(site.call.func) in RUNNERS and site.call.args:
                words = _words(bigquery, site)
                if words:
                    yield site, words


def _words(bigquery: BigQuery, site: CallSite) -> tuple[str, ...]:
    first = site.call.args[0]
    for value in bigquery.resolver.resolve(first, site.scope, site.call.at):
        if not isinstance(value, Literal):
            continue
        items = value.expr.items if isinstance(value.expr, m.Seq) else ()
        if items and literal_key(items[0]) == "bq":
            return tuple(_word(bigquery, item, value.scope, site) for item in items)
    if literal_key(first) == "bq":  # spawn("bq", ["query", …]), create_subprocess_exec("bq", …)
        rest = (
            site.call.args[1].items
            if len(site.call.args) > 1 and isinstance(site.call.args[1], m.Seq)
            else site.call.args[1:]
        )
        return ("bq", *(_word(bigquery, item, site.scope, site) for item in rest))
    text = (
        bigquery.renderer.render(first, site.scope, site.call.at)
        if isinstance(first, (m.Text, m.Bin, m.Name))
        else None
    )
    if text is None or not text.text.lstrip().startswith("bq "):
        return ()
    from cloudact_lint.facts.shell import commands

    found = commands(text.text)
    return found[0].words if found else ()


def _word(bigquery: BigQuery, item: m.Expr, scope: Scope, site: CallSite) -> str:
    if isinstance(item, m.Star):
        return "${unseen_flags[@]}"
    text = bigquery.renderer.render(item, scope, site.call.at)
    return text.text if text is not None else "?"
