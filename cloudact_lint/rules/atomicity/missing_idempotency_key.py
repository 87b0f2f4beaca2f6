"""CA304: a POST route that adds its rows again when the client asks again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cloudact_lint.config.globs import matcher
from cloudact_lint.facts import model as m
from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.effects import Effects, Write
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.applications import applications
from cloudact_lint.project.services.around import Around
from cloudact_lint.project.services.model import Application, Route, RouteParam
from cloudact_lint.project.services.parameters import fields_of
from cloudact_lint.project.services.writes import writes_of
from cloudact_lint.project.values import ClassValue
from cloudact_lint.project.walking import scope_expressions, walk
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.atomicity._code_appends import appends, is_scratch
from cloudact_lint.rules.atomicity._code_guards import guard
from cloudact_lint.rules.atomicity._examples_idempotency import INVALID, VALID
from cloudact_lint.rules.integration._applications import PYTHON, head, shows

_NAMES = ("idempoten", "dedup", "client_token", "client_request_id", "client_ref", "external_id", "insert_id", "nonce")
_GIVEN = ("path", "body", "form", "file")
_REPLACES = ("delete", "update", "merge", "truncate")


class MissingIdempotencyKey(Rule):
    """Reports POST routes that insert into BigQuery and cannot tell a repeated request from a new one."""

    meta = RuleMeta(
        code="CA304",
        slug="missing-idempotency-key",
        summary="a POST route that inserts and takes no idempotency key",
        severity=Severity.MEDIUM,
        default="advice",
        languages=("python",),
        why=(
            "A client whose connection breaks does not know whether its POST arrived, so it, its proxy or its user "
            "sends it again. The second request looks like a new one, and BigQuery has no unique key to refuse it: two "
            "channels, two orders, two runs."
        ),
        instead=(
            "Take an `Idempotency-Key` header, keep it with the answer in the transaction that inserts, and answer a "
            "repeated one from there. Where the client gives the row's own key, MERGE on it instead."
        ),
        silent=(
            "Routes that read a key: a header, a query parameter, a field of the body, in a dependency, a middleware "
            "or a helper (option `key-names`); MERGE; an anti-join; a look-up of the same table that decides whether "
            "to insert; rows deleted, updated or merged before in the same handler; streaming with row ids; "
            "append-only tables; jobs that take nothing from the client; tests."
        ),
        options=(Option("key-names", _NAMES, "Parts of names of keys that tell a repeated request."),),
        references=(
            "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/",
            "https://google.aip.dev/155",
        ),
        bug_hunt=(42,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each handler."""
        names = re.compile("|".join(map(re.escape, project.settings.option(self.meta, "key-names"))))
        seen: set[int] = set()
        for application, route in _routes(project):
            if route.handler is None or id(route.handler.function) in seen:
                continue
            seen.add(id(route.handler.function))
            param = next((p for p in route.params if names.search(_plain(p.name))), None)
            if param is not None and _is_read(param, route, project):
                continue
            # A key that is asked for and not read misleads the client, whatever else guards the table.
            write = next(_appending(project, route) if param is not None else _repeating(project, route), None)
            if write is not None and (param is not None or not _reads_key(names, project, application, route)):
                yield self._finding(route, write, param)

    def _finding(self, route: Route, write: Write, param: RouteParam | None) -> Finding:
        table = f"`{write.table}`" if write.loose is None and write.table != "?" else "a table"
        taken = f"takes `{param.name}` and never reads it" if param is not None else "reads no idempotency key"
        return self.finding(
            route.file,
            head(route.decorator) if route.decorator is not None else route.at,
            f"`POST {route.path}` adds rows to {table} and {taken}: a client that asks again after a lost answer adds "
            "them a second time; keep an `Idempotency-Key` with the answer, and answer a repeated one from there",
            confidence=Confidence.MEDIUM,
            related=[Related(Location(write.path, write.span), "rows are added here")],
            anchor=route.path,
        )


def _routes(project: Project) -> Iterator[tuple[Application, Route]]:
    for application in applications(project):
        if application.framework in PYTHON:
            for route in application.routes:
                # Without anything from the client it starts a job, which has a state of its own.
                given = route.framework == "flask" or any(param.where in _GIVEN for param in route.params)
                if given and "POST" in route.methods and project.asked(route.file) and not shows(route.file):
                    yield application, route


# Inserts ---------------------------------------------------------------------------------


def _appending(project: Project, route: Route) -> Iterator[Write]:
    """The inserts of a handler into tables in which a row that stands twice is wrong."""
    bigquery = BigQuery.of(project)
    append_only = matcher(project.settings.append_only_tables)
    for write in writes_of(project, route):
        if any(frame.kind == "handler" for frame in write.frames):
            continue  # it undoes something
        added = appends(write, bigquery)
        kept = not append_only(write.table.lower()) and not is_scratch(write.table)
        if kept and added is not None and added.kind == "on":
            yield write


def _repeating(project: Project, route: Route) -> Iterator[Write]:
    """Those that nothing keeps from happening again."""
    for write in _appending(project, route):
        found = _guarded(project, route, write)
        if found == "refused" and not write.via:
            return  # whatever follows is refused with it
        if not found and not _is_replaced(project, route, write):
            yield write


def _is_replaced(project: Project, route: Route, write: Write) -> bool:
    """Whether rows of the same table are deleted, updated or merged before."""
    for other in writes_of(project, route):
        if other is write:
            return False
        undoing = any(frame.kind == "handler" for frame in other.frames)
        if other.verb in _REPLACES and not undoing and (other.table, other.loose) == (write.table, write.loose):
            return True
    return False


def _guarded(project: Project, route: Route, write: Write) -> str:
    """How a look-up decides that the rows are added, in the handler or in a helper on the way."""
    effects = Effects.of(BigQuery.of(project))
    functions = [route.handler, *write.via]
    for function in functions:
        if function is None:
            continue
        scope = project.child(function.function, function.scope)
        for own in effects.of_function(scope):
            if own.site.call is write.site.call and own.span == write.span and (found := guard(own, scope, effects)):
                return found
    return ""


# Keys ------------------------------------------------------------------------------------


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


def _reads_key(names: re.Pattern[str], project: Project, application: Application, route: Route) -> bool:
    """Whether a key is read anywhere on the way: a field of the body, a middleware, a helper, off the request."""
    around = Around.of(project)
    if any(names.search(_plain(word)) for word in around.words(application)):
        return True
    if any(names.search(_plain(name)) for param in route.params for name in _body_fields(param, around)):
        return True
    return route.handler is not None and any(names.search(_plain(word)) for word in around.words_of(route.handler))


def _body_fields(param: RouteParam, around: Around) -> Iterator[str]:
    if param.where != "body" or param.annotation is None or param.scope is None:
        return
    for value in around.resolver.resolve(param.annotation, param.scope):
        if isinstance(value, ClassValue):
            for statement, _ in fields_of(value, around.resolver):
                if isinstance(statement.target, m.Name):
                    yield statement.target.id


def _is_read(param: RouteParam, route: Route, project: Project) -> bool:
    """Whether the handler uses a parameter that it takes; one of a dependency is the dependency's own."""
    if param.param is None or route.handler is None or param.param not in route.handler.function.params:
        return True
    scope = project.child(route.handler.function, route.handler.scope)
    used = (node for expr in scope_expressions(scope) for node in walk(expr) if isinstance(node, m.Name))
    return any(node.id == param.param.name for node in used)
