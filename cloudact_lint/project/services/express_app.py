"""Express: applications and routers of TypeScript and JavaScript, what is used on them and what they answer.

By https://expressjs.com/en/guide/routing.html: ``app.use(path, …)`` puts middleware and routers below a path, a
route's last handler answers. ``/users/:id`` becomes ``/users/{id}``; paths that are patterns are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.built import Built, Maker, Registration, gap
from cloudact_lint.project.services.model import ANY_METHOD, Middleware, Route, RouteParam
from cloudact_lint.project.services.objects import Objects
from cloudact_lint.project.services.parameters import names_in
from cloudact_lint.project.values import External, FunctionValue, Instance, LambdaValue, Literal, Member, Unknown, Value
from cloudact_lint.project.walking import last_name, scope_calls

APP, ROUTER = Maker("express", "app"), Maker("express", "router")
_MADE_BY = {
    "express": APP, "express.default": APP, "express.express": APP,
    "express.Router": ROUTER, "express.default.Router": ROUTER,
}  # fmt: skip
_METHODS = frozenset(("get", "post", "put", "patch", "delete", "head", "options"))
_VERBS = _METHODS | {"use", "all"}
_TYPES = frozenset(("Express", "Application", "Router", "IRouter", "IRoute", "Core"))
_PARAMETER = lazy_pattern(r":(\w+)(?:\([^)]*\))?")
_PATTERN = lazy_pattern(r"[*?+()\\{}]")
MAX_DEPTH = 12
"""Routers within routers."""


def find(objects: Objects) -> None:
    """Every ``express()`` and ``Router()`` of the project, with what is put on it."""
    homes: set[str] = set()
    for path, index in sorted(objects.project.records.items()):
        if index.language != "typescript" or objects.project.is_test(path):
            continue
        named = {item.local for item in index.imports if item.module == "express"}
        if not named:
            continue
        homes.add(path)
        for site in objects.project.calls_in(path):
            if last_name(site.call.func) == "Router" or last_name(site.call.func) in named:
                for value in objects.resolver.resolve(site.call.func, site.scope, site.call.at):
                    maker = _MADE_BY.get(value.name) if isinstance(value, External) else None
                    if maker is not None:
                        objects.add(maker, site)
    if any(item.maker.framework == "express" for item in objects.built.values()):
        _collect(objects, homes)


def _collect(objects: Objects, homes: set[str]) -> None:
    names = {item.name for item in objects.built.values() if item.maker.framework == "express"} | {"app", "router"}
    for path, index in sorted(objects.project.records.items()):
        if index.language != "typescript" or objects.project.is_test(path) or _VERBS.isdisjoint(index.calls):
            continue
        if path in homes or any(
            objects.project.typescript_imports.resolve(path, item.module) in homes for item in index.imports
        ):
            for scope in objects.project.scopes(path):
                for call in scope_calls(scope):
                    _registered(objects, scope, call, names)


def _registered(objects: Objects, scope: Scope, call: m.Call, names: set[str]) -> None:
    func = call.func
    if not isinstance(func, m.Attr) or func.name not in _VERBS or not call.args:
        return
    base, path = func.base, None
    while isinstance(base, m.Call) and isinstance(base.func, m.Attr) and base.func.name in _VERBS | {"route"}:
        if base.func.name == "route" and base.args:  # app.route("/x").get(…).post(…)
            path = base.args[0]
        base = base.func.base
    if not (last_name(base) in names or _typed(base, scope)):
        return
    made = m.Call(func, (path, *call.args), call.keywords, call.at) if path is not None else call
    for item in objects.of(base, scope, call.at)[0]:
        if item.maker.framework == "express":
            item.registrations.append(Registration(func.name, made, scope))


def _typed(base: m.Expr, scope: Scope) -> bool:
    """Whether a name is a parameter of a type of Express."""
    if not isinstance(base, m.Name) or scope.function is None:
        return False
    kinds = [param.annotation for param in scope.function.params if param.name == base.id]
    return any(kind is not None and last_name(kind) in _TYPES for kind in kinds)


@dataclass(slots=True)
class ExpressRoutes:
    """Gathers the routes and the middleware of one application."""

    objects: Objects
    routes: list[Route] = field(default_factory=list)
    middlewares: list[Middleware] = field(default_factory=list)
    mounts: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    reached: set[int] = field(default_factory=set)
    mounted: list[Built] = field(default_factory=list)

    def add(self, built: Built, prefix: str = "", through: tuple[int, ...] = ()) -> None:
        """Everything that an application or router answers below ``prefix``."""
        if id(built) in through:
            return
        if len(through) >= MAX_DEPTH:
            self.gaps.append(gap("more routers than are looked at", built.making))
            return
        self.reached.add(id(built))
        for registration in sorted(built.registrations, key=lambda item: item.at):
            if registration.verb == "use":
                self._use(registration, prefix, (*through, id(built)))
            else:
                self._route(registration, prefix)

    def _use(self, registration: Registration, prefix: str, through: tuple[int, ...]) -> None:
        paths = self._paths(registration)
        given = registration.call.args[1:] if paths is not None else registration.call.args
        for arg in _flat(given):
            found, _ = self.objects.of(arg, registration.scope, registration.at)
            for router in found:
                if router.maker.sort == "app":
                    self.mounted.append(router)
                if paths == []:
                    self.gaps.append(gap("a path", registration))
                for path in paths if paths is not None else [""]:
                    self.add(router, prefix + path, through)
            if not found:
                self._middleware(arg, registration, prefix + (paths[0] if paths else ""), len(through) == 1)

    def _middleware(self, arg: m.Expr, registration: Registration, prefix: str, outermost: bool) -> None:
        values = self.objects.resolver.resolve(arg, registration.scope, registration.at)
        for value in values:
            name, full, function = _what(value)
            if isinstance(value, Unknown) or not name:
                self.gaps.append(gap("what is used", registration))
                continue
            if full.endswith(".static"):
                self.mounts.append(prefix or "/")
            if outermost and not prefix:
                at, scope = registration.at, registration.scope
                call = arg if isinstance(arg, m.Call) else registration.call
                self.middlewares.append(Middleware(name, full, call, function, scope.path, at, scope))

    def _route(self, registration: Registration, prefix: str) -> None:
        paths = self._paths(registration)
        if not paths:
            if len(registration.call.args) > 1 or registration.verb == "all":  # app.get("trust proxy") is a setting
                self.gaps.append(gap("a path", registration))
            return
        if len(registration.call.args) < 2:
            return
        values = self.objects.resolver.resolve(registration.call.args[-1], registration.scope, registration.at)
        handler = next((value for value in values if isinstance(value, FunctionValue)), None)
        methods = frozenset((ANY_METHOD,)) if registration.verb == "all" else frozenset((registration.verb.upper(),))
        for path in paths:
            full = (prefix + path).rstrip("/") or "/"
            params = tuple(RouteParam(name, "path", True, None, None, None) for name in names_in(full))
            self.routes.append(
                Route(
                    methods, full, registration.path, registration.at, "express", handler, params,
                    decorator=registration.call,
                )
            )  # fmt: skip

    def _paths(self, registration: Registration) -> list[str] | None:
        """The paths that the first argument gives; None where it is none, empty where it cannot be read."""
        first = registration.call.args[0]
        texts = [first]
        for value in self.objects.resolver.resolve(first, registration.scope, registration.at):
            if isinstance(value, Literal) and isinstance(value.expr, m.Seq):
                texts = list(value.expr.items)
        found: list[str] = []
        for item in texts:
            text = self.objects.text(item, registration.scope, registration.at)
            if text is None:
                return [] if isinstance(item, (m.Text, m.Bin, m.Other)) else None
            template = _PARAMETER.sub(lambda match: f"\0{match[1]}\1", text)
            if _PATTERN.search(template):
                return []
            path = template.replace("\0", "{").replace("\1", "}")
            found.append("/" + path.strip("/") if path.strip("/") else "")
        return found


def _flat(args: tuple[m.Expr, ...]) -> Iterator[m.Expr]:
    """Handlers in lists count each."""
    for arg in args:
        if isinstance(arg, m.Seq):
            yield from _flat(arg.items)
        else:
            yield arg


def _what(value: Value) -> tuple[str, str, FunctionValue | None]:
    """The last name, the full name and the function of a middleware."""
    if isinstance(value, FunctionValue):
        return value.function.name or "(anonymous)", value.function.qualname or "(anonymous)", value
    if isinstance(value, LambdaValue):
        return "(anonymous)", "(anonymous)", None
    if isinstance(value, External):
        return value.name.rpartition(".")[2], value.name, None
    if isinstance(value, Member):
        return value.name, value.full_name, None
    if isinstance(value, Instance):
        return value.name.removesuffix(".default").rpartition(".")[2], value.name, None
    return "", "", None
