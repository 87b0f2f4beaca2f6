"""Routes of Express and its like, as far as webhooks need them: ``app.post("/webhook", …, handler)``.

By https://expressjs.com/en/guide/using-middleware.html: what ``app.use`` adds holds for the routes after it; a router
passes what its application has added before it, and what stands beside it in the call that adds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import External, FunctionValue, Instance, LambdaValue
from cloudact_lint.project.walking import last_name

_FRAMEWORKS = ("express", "fastify", "koa", "@koa/router", "koa-router", "hono", "restify", "polka")
_MAKERS = {
    "express",
    "Router",
    "express.Router",
    "express.express",
    "fastify",
    "Fastify",
    "Hono",
    "Koa",
    "polka",
    "restify",
}
_METHODS = ("post", "all", "put")
_Passed = tuple[m.Expr, Scope, "Span | None"]


class ExpressRoute(NamedTuple):
    """A route: its path, its handler, and what runs before it, as written."""

    path: str
    file: str
    at: Span
    name: str
    handler: FunctionValue | None
    before: tuple[_Passed, ...]
    sure: bool
    """Whether it is known where its router is added."""


def express_routes(project: Project) -> Iterator[ExpressRoute]:
    """Every route that is posted to, whose path is written out."""
    resolver = BigQuery.of(project).resolver
    for path in project.files_calling(*_METHODS):
        index = project.records[path]
        if index.language != "typescript" or not any(item.module in _FRAMEWORKS for item in index.imports):
            continue
        if not project.asked(path):
            continue
        sites = project.calls_in(path)
        for site in sites:
            func = site.call.func
            if isinstance(func, m.Attr) and func.name in _METHODS and len(site.call.args) > 1:
                found = _route(site.call, func.base, site.scope, resolver, project)
                if found is not None:
                    yield found


def _route(call: m.Call, base: m.Expr, scope: Scope, resolver: Resolver, project: Project) -> ExpressRoute | None:
    template = literal_key(call.args[0])
    handler = call.args[-1]
    made = _made(base, scope, resolver)
    if not isinstance(template, str) or not template.startswith("/") or made is None:
        return None
    function = _function(handler, scope, resolver)
    if function is None and not isinstance(handler, (m.Call, m.Name, m.Attr)):
        return None
    before: list[_Passed] = [(arg, scope, call.at) for arg in call.args[1:-1]]
    if isinstance(handler, m.Call):
        before.append((handler, scope, call.at))
    before += _used(made[0], call.at, scope)
    sure = True
    if made[1]:
        more, sure = _mounting(made[0], scope, project, resolver)
        before += more
    path = "/" + "/".join(f"{{{part[1:]}}}" if part.startswith(":") else part for part in template.split("/") if part)
    name = function.function.name if function is not None else last_name(handler)
    return ExpressRoute(path, scope.path, call.at, name, function, tuple(before), sure)


def _made(base: m.Expr, scope: Scope, resolver: Resolver) -> tuple[m.Expr, bool] | None:
    """The application or router that something is, by the expression for it, and whether it is a router."""
    for value in resolver.resolve(base, scope):
        if isinstance(value, Instance) and isinstance(value.of, External):
            name = value.of.name
            if name in _MAKERS or name.rpartition(".")[2] in ("Router", "express", "default", "fastify", "Hono"):
                return base, name.endswith("Router")
    return None


def _function(expr: m.Expr, scope: Scope, resolver: Resolver) -> FunctionValue | None:
    """The handler itself, also within a wrapper such as ``asyncHandler(…)``."""
    if isinstance(expr, m.Call):
        inner = [_function(arg, scope, resolver) for arg in expr.args]
        return next((one for one in reversed(inner) if one is not None), None)
    for value in resolver.resolve(expr, scope):
        if isinstance(value, FunctionValue):
            return value
        if isinstance(value, LambdaValue):
            lambda_ = value.value
            body = (m.Return(lambda_.body, False, lambda_.at),)
            return FunctionValue(m.Function("", "", lambda_.params, (), None, body, False, lambda_.at), value.scope)
    return None


def _used(base: m.Expr, at: Span, scope: Scope) -> Iterator[_Passed]:
    """What ``base.use(…)`` adds before a place, in the same file."""
    from cloudact_lint.project.walking import scope_calls

    for each in (scope, *([scope.module] if scope.module is not scope else [])):
        for call in scope_calls(each):
            func = call.func
            if not isinstance(func, m.Attr) or func.name != "use" or func.base != base or call.at[:2] >= at[:2]:
                continue
            if call.args and not isinstance(literal_key(call.args[0]), str):
                yield from ((arg, each, call.at) for arg in call.args)


def _mounting(base: m.Expr, scope: Scope, project: Project, resolver: Resolver) -> tuple[list[_Passed], bool]:
    """What a router's requests pass where it is added, and whether that place was found."""
    wanted = _identity(base, scope, resolver)
    passed: list[_Passed] = []
    found = False
    for path in project.files_calling("use"):
        if project.records[path].language != "typescript" or project.is_test(path):
            continue
        for site in project.calls_in(path):
            func = site.call.func
            if not isinstance(func, m.Attr) or func.name != "use" or not site.call.args:
                continue
            last = site.call.args[-1]
            if isinstance(last, (m.Name, m.Attr)) and wanted and _identity(last, site.scope, resolver) == wanted:
                found = True
                passed += [(arg, site.scope, site.call.at) for arg in site.call.args[:-1]]
                passed += _used(func.base, site.call.at, site.scope)
    return passed, found


def _identity(expr: m.Expr, scope: Scope, resolver: Resolver) -> int:
    for value in resolver.resolve(expr, scope):
        if isinstance(value, Instance) and value.call is not None:
            return id(value.call)
    return 0
