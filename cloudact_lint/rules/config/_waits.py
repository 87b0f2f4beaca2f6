"""BigQuery queries that code waits for, and how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bigquery import BigQuery, Operation, is_client
from cloudact_lint.project.fields import Fields
from cloudact_lint.project.focus import reachable
from cloudact_lint.project.network.numbers import Numbers
from cloudact_lint.project.origins import Origins
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import External, Instance
from cloudact_lint.project.walking import last_name

_WAITS = frozenset(("result", "query_and_wait"))
_JOB_TIMEOUT = ("job_timeout_ms",)
_DEFAULTS = ("default_query_job_config", "_default_query_job_config")


@dataclass(slots=True)
class Unbounded:
    """Queries waited for that one configuration would bound: those of one client, else those of one start."""

    path: str
    at: Span
    waits: list[CallSite]
    at_client: bool


def unbounded_waits(project: Project) -> Iterable[Unbounded]:
    """``client.query(…).result()`` and ``query_and_wait(…)`` that neither a timeout nor the job's own bounds."""
    bigquery = BigQuery.of(project)
    found: dict[tuple[str, Span], Unbounded] = {}
    for site, query in waits(project, bigquery):
        if not _open(site, query, bigquery):
            continue
        built = _built(query, bigquery)
        place = built or (query.site.path, query.call.at)
        found.setdefault(place, Unbounded(*place, [], built is not None)).waits.append(site)
    return found.values()


def short_waits(project: Project, floor: float) -> Iterator[tuple[CallSite, float]]:
    """Queries that have less than ``floor`` seconds, with these."""
    bigquery = BigQuery.of(project)
    fields, numbers = Fields.of(bigquery.resolver), Numbers(bigquery.resolver)
    for site, query in waits(project, bigquery):
        given = [(field, 1.0) for field in fields.of_keywords(site.call, site.scope, None, ("timeout", "wait_timeout"))]
        config = query.argument(1, "job_config")
        if config is not None:
            own = fields.of_expr(config, query.site.scope, query.call.at, None, _JOB_TIMEOUT)
            given += [(field, 0.001) for field in own]
        known = [
            value * unit
            for field, unit in given
            if field.state == "given"
            for value in numbers.of(field.expr, field.scope, field.at, field.env)
        ]
        if known and 0 < min(known) < floor:
            yield site, min(known)


def waits(project: Project, bigquery: BigQuery) -> Iterator[tuple[CallSite, Operation]]:
    """Every wait for a query, with its start."""
    within = reachable(project)
    for path in project.files_calling(*_WAITS):
        index = project.records[path]
        if index.language == "typescript" or project.is_test(path) or (within is not None and path not in within):
            continue
        if "bigquery" not in index.tags and not any("bq" in item.local.lower() for item in index.imports):
            continue
        for site in project.calls_in(path):
            if last_name(site.call.func) in _WAITS:
                query = _query(site, bigquery)
                if query is not None:
                    yield site, query


def _query(site: CallSite, bigquery: BigQuery) -> Operation | None:
    """The start of the query that is waited for."""
    func = site.call.func
    if last_name(func) == "query_and_wait" or not isinstance(func, m.Attr):
        return bigquery.operation(site)
    starts: list[CallSite] = []
    if isinstance(func.base, m.Call):
        starts.append(CallSite(func.base, site.scope))
    else:
        for value in bigquery.resolver.resolve(func.base, site.scope, site.call.at):
            if isinstance(value, Instance) and value.call is not None and value.scope is not None:
                starts.append(CallSite(value.call, value.scope))
    for start in starts:
        operation = bigquery.operation(start)
        if operation is not None and operation.action == "query" and operation.certain:
            return operation
    return None


def _open(site: CallSite, query: Operation, bigquery: BigQuery) -> bool:
    if site.call.args and last_name(site.call.func) == "result":
        return False
    words = ("timeout", "wait_timeout") if last_name(site.call.func) == "query_and_wait" else ("timeout",)
    fields = Fields.of(bigquery.resolver)
    if any(item.state != "missing" for item in fields.of_keywords(site.call, site.scope, None, words)):
        return False
    config = query.argument(1, "job_config")
    if config is not None:
        given = fields.of_expr(config, query.site.scope, query.call.at, None, _JOB_TIMEOUT)
        if any(item.state in ("given", "unknown") for item in given):
            return False
    client = query.call.func.base if isinstance(query.call.func, m.Attr) else None
    for default in fields.of_expr(client, query.site.scope, query.call.at, None, _DEFAULTS):
        if default.state == "given":
            given = fields.of_expr(default.expr, default.scope, default.at, default.env, _JOB_TIMEOUT)
            if any(item.state in ("given", "unknown") for item in given):
                return False
    return True


def _built(query: Operation, bigquery: BigQuery) -> tuple[str, Span] | None:
    """Where the client is made, also one that callers hand in."""
    if not isinstance(query.call.func, m.Attr):
        return None
    for leaf in Origins.of(bigquery.resolver).leaves(query.call.func.base, query.site.scope, query.call.at):
        if isinstance(leaf.expr, m.Call) and is_client(_made(leaf.expr, leaf.scope, bigquery)):
            return leaf.scope.path, leaf.expr.at
    return None


def _made(call: m.Call, scope: Scope, bigquery: BigQuery) -> str:
    values = bigquery.resolver.resolve(call.func, scope, call.at)
    return next((value.name for value in values if isinstance(value, External)), "")
