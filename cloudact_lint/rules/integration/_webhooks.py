"""The routes of a project that other services call, each with what asks who they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.services.applications import applications, unmounted_routes
from cloudact_lint.project.services.model import ANY_METHOD, Application, Middleware, Route
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name
from cloudact_lint.rules.integration._webhook_checks import Answer, Checks
from cloudact_lint.rules.integration._webhook_express import ExpressRoute, express_routes
from cloudact_lint.rules.integration._webhook_paths import is_incoming

_HOOKS = frozenset({"before_request", "before_app_request"})


class Webhook(NamedTuple):
    """A route, and what was found on the way to what it does."""

    name: str
    file: str
    at: Span
    answer: Answer
    sure: bool
    """Whether everything that a request passes is known."""
    handler: tuple[str, Span] | None = None


def webhooks(project: Project, paths: tuple[str, ...], names: frozenset[str]) -> Iterator[Webhook]:
    """Every webhook that nothing checks, or only a comparison."""
    checks = Checks(project, BigQuery.of(project).resolver, names)
    for application in applications(project):
        if application.framework == "express":
            continue  # with what each route passes on the way: below
        wanted = [route for route in application.routes if _is_webhook(route, paths)]
        if wanted:
            around = _of_application(application, checks)
            for route in wanted:
                yield from _of_route(route, application, around, checks)
    yield from _of_unknown(project, paths, checks)
    for each in express_routes(project):
        if is_incoming(each.path, each.name, paths):
            yield from _of_express(each, checks)


def _of_unknown(project: Project, paths: tuple[str, ...], checks: Checks) -> Iterator[Webhook]:
    """Handlers on an application that something outside the repository makes: what runs before them is not known."""
    known = {id(route.handler.function) for route in _all_routes(project) if route.handler is not None}
    for path in project.paths("python"):
        if "routes" not in project.records[path].tags or not project.asked(path):
            continue
        for scope in project.scopes(path):
            function = scope.function
            if function is None or scope.parent is None or id(function) in known:
                continue
            template = next(filter(None, map(_posted, function.decorators)), "")
            if not template or not is_incoming(template, "", paths):
                continue
            given = (param.default for param in function.params if isinstance(param.default, m.Call))
            answers = [checks.before(one, scope.parent) for one in (*function.decorators, *given)]
            answers.append(checks.of_function(FunctionValue(function, scope.parent)))
            if not {"checked", "unknown"} & set(answers):
                answer: Answer = "compared" if "compared" in answers else ""
                yield Webhook(f"POST {template}", path, function.at, answer, False)


def _all_routes(project: Project) -> Iterator[Route]:
    for application in applications(project):
        yield from application.routes
    yield from unmounted_routes(project)


def _posted(decorator: m.Expr) -> str:
    """The path of ``@app.post("/…")``."""
    if not isinstance(decorator, m.Call) or last_name(decorator.func) != "post" or not decorator.args:
        return ""
    found = literal_key(decorator.args[0])
    return found if isinstance(found, str) and found.startswith("/") else ""


def _is_webhook(route: Route, paths: tuple[str, ...]) -> bool:
    if not route.methods & {"POST", "PUT", ANY_METHOD}:
        return False
    name = route.handler.function.name if route.handler is not None else ""
    return is_incoming(route.path, "" if name in route.methods else name, paths)


def _of_application(application: Application, checks: Checks) -> Answer:
    """What every request of an application passes; middleware of Next.js asks for sessions, and lets webhooks by."""
    if application.framework == "next":
        return ""
    return "checked" if any(_of_middleware(each, checks) == "checked" for each in application.middlewares) else ""


def _of_middleware(middleware: Middleware, checks: Checks) -> Answer:
    if checks.says_check(middleware.name):
        return "checked"
    if middleware.function is not None:
        return checks.before_function(middleware.function)
    call = middleware.call
    return checks.before(call.args[0], middleware.scope) if call is not None and call.args else ""


def _of_route(route: Route, application: Application, around: Answer, checks: Checks) -> Iterator[Webhook]:
    if around == "checked" or route.handler is None:
        return
    handler = route.handler
    found: list[Answer] = [checks.before(expr, scope) for expr, scope in route.dependencies]
    found += [checks.before(one, handler.scope) for one in handler.function.decorators if one is not route.decorator]
    found += _before(route, checks)
    found.append(checks.of_function(handler))
    if "checked" in found or "unknown" in found:
        return
    method = "POST" if route.methods & {"POST", ANY_METHOD} else "PUT"
    place = (handler.scope.path, handler.function.at)
    name = f"{method} {route.path}"
    yield Webhook(name, route.file, route.at, "compared" if "compared" in found else "", True, place)


def _before(route: Route, checks: Checks) -> Iterator[Answer]:
    """``@blueprint.before_request`` beside the handler, or around it."""
    scope = route.handler.scope if route.handler is not None else None
    while scope is not None:
        for statement in scope.flat:
            if isinstance(statement, m.Function) and any(_hook(one) for one in statement.decorators):
                yield checks.before_function(FunctionValue(statement, scope))
        scope = scope.parent


def _hook(decorator: m.Expr) -> bool:
    return last_name(decorator.func if isinstance(decorator, m.Call) else decorator) in _HOOKS


def _of_express(route: ExpressRoute, checks: Checks) -> Iterator[Webhook]:
    found = [checks.before(expr, scope, at) for expr, scope, at in route.before]
    found.append(checks.of_function(route.handler) if route.handler is not None else "unknown")
    if "checked" in found or "unknown" in found:
        return
    place = (route.handler.scope.path, route.handler.function.at) if route.handler is not None else None
    answer: Answer = "compared" if "compared" in found else ""
    yield Webhook(f"POST {route.path}", route.file, route.at, answer, route.sure, place)
