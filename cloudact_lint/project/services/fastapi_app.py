"""FastAPI and Starlette: the routes of an application, through its routers at any depth.

A path is put together as FastAPI does: the prefix given to ``include_router``, that of the router, then the
route's own. What cannot be read is left out and makes the application incomplete; no path is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services import parameters
from cloudact_lint.project.services.built import Built, Registration, in_turn
from cloudact_lint.project.services.model import ANY_METHOD, Framework, Route
from cloudact_lint.project.services.objects import Objects
from cloudact_lint.project.values import External, FunctionValue, Instance, Literal
from cloudact_lint.project.walking import last_name

Dependencies = tuple[tuple[m.Expr, Scope], ...]

MAX_ROUTES = 20_000
"""Routes of one application: routers included again and again end here."""
MAX_DEPTH = 12
"""Routers within routers."""
_METHODS = {"get", "post", "put", "patch", "delete", "head", "options", "trace"}
_SOCKETS = {"websocket", "websocket_route", "add_websocket_route", "add_api_websocket_route"}
_ROUTES = {"route", "api_route", "add_route", "add_api_route"}
_STATUS = lazy_pattern(r"HTTP_(\d{3})_\w+$")


@dataclass(frozen=True, slots=True)
class Way:
    """How a router is reached: the prefixes and dependencies so far, and the routers on the way."""

    prefix: str = ""
    dependencies: Dependencies = ()
    through: tuple[int, ...] = ()
    in_schema: bool = True


class FastApiRoutes:
    """Gathers the routes of one application."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.resolver = objects.resolver
        self.routes: list[Route] = []
        self.mounts: list[str] = []
        self.mounted: list[Built] = []
        """Applications that answer below this one."""
        self.reached: set[int] = set()
        self.complete = True

    def add(self, built: Built, way: Way) -> None:
        """Everything that ``built`` answers, reached by ``way``."""
        if id(built) in way.through or len(way.through) >= MAX_DEPTH:
            return
        if len(self.routes) >= MAX_ROUTES:
            self.complete = False
            return
        self.reached.add(id(built))
        making = built.making
        own = self._prefix(making, "prefix") if built.maker.sort == "router" else ""
        if own is None:
            self.complete = False
            return
        way = Way(
            way.prefix + own,
            way.dependencies + self._dependencies(making),
            (*way.through, id(built)),
            way.in_schema and _is_in_schema(making),
        )
        self._listed(making.argument(0 if built.maker.framework == "starlette" else -1, "routes"), built.scope, way)
        for registration in built.registrations:
            self._register(registration, built, way)

    def _register(self, registration: Registration, built: Built, way: Way) -> None:
        verb = registration.verb
        if verb == "include_router":
            self._include(registration, way)
        elif verb == "mount":
            self._mount(registration, way)
        elif verb in _METHODS or verb in _ROUTES or verb in _SOCKETS:
            if registration.loose:
                self.complete = False
                return
            self._route(registration, built, way)

    # Routers and mounts ------------------------------------------------------------------

    def _include(self, registration: Registration, way: Way) -> None:
        given = registration.argument(0, "router")
        prefix = self._prefix(registration, "prefix")
        if given is None or registration.loose or prefix is None:
            self.complete = False
            return
        expr, scope = in_turn(given, registration.scope, registration.turn)
        found, whole = self.objects.of(expr, scope, registration.at if scope is registration.scope else None)
        if not whole or not found:
            self.complete = False
        inner = Way(
            way.prefix + prefix,
            way.dependencies + self._dependencies(registration),
            way.through,
            way.in_schema and _is_in_schema(registration),
        )
        for router in found:
            self.add(router, inner)

    def _mount(self, registration: Registration, way: Way) -> None:
        prefix = self._text(registration, 0, "path")
        given = registration.argument(1, "app")
        if prefix is None or given is None or registration.loose:
            self.complete = False
            return
        prefix = way.prefix + "/" + prefix.strip("/") if prefix.strip("/") else way.prefix
        expr, scope = in_turn(given, registration.scope, registration.turn)
        found, _ = self.objects.of(expr, scope, registration.at if scope is registration.scope else None)
        if not found:
            self.mounts.append(prefix or "/")
        for item in found:
            if item.maker.framework == "flask":
                self.mounts.append(prefix or "/")
                continue
            self.mounted.append(item)
            self.add(item, replace(way, prefix=prefix))

    def _listed(self, given: m.Expr | None, scope: Scope, way: Way, depth: int = 0) -> None:
        """``Starlette(routes=[Route("/x", handler), Mount("/y", routes=[…])])``."""
        if given is None or depth > MAX_DEPTH:
            return
        values = self.resolver.resolve(given, scope)
        for value in values:
            if not isinstance(value, Literal) or not isinstance(value.expr, m.Seq):
                self.complete = False
                continue
            for item in value.expr.items:
                if not isinstance(item, m.Call):
                    self.complete = False
                    continue
                listed = Registration(last_name(item.func), item, value.scope)
                if listed.verb in ("Route", "APIRoute", "WebSocketRoute"):
                    self._route(listed, None, way)
                elif listed.verb == "Mount":
                    prefix = self._text(listed, 0, "path")
                    inner = listed.argument(-1, "routes")
                    if prefix is not None and inner is not None:
                        below = replace(way, prefix=way.prefix + "/" + prefix.strip("/"))
                        self._listed(inner, value.scope, below, depth + 1)
                    elif prefix is not None and listed.argument(1, "app") is not None:
                        self._mount(listed, way)
                    else:
                        self.complete = False

    # Routes ------------------------------------------------------------------------------

    def _route(self, registration: Registration, built: Built | None, way: Way) -> None:
        path = self._text(registration, 0, "path")
        if path is None:
            self.complete = False
            return
        verb = registration.verb
        handler = registration.function or self._handler(registration)
        full = way.prefix + path
        full = full if full.startswith("/") else "/" + full
        framework: Framework = "starlette" if built is not None and built.maker.framework == "starlette" else "fastapi"
        own = self._dependencies(registration)
        found = parameters.of_handler(handler, full, self.resolver) if handler is not None else None
        dependencies = way.dependencies + own
        inherited = parameters.of_dependencies(list(dependencies), full, self.resolver)
        in_path = [] if found is not None else parameters.of_path(full)
        params = (*(found.params if found is not None else in_path), *inherited)
        model, model_scope = _response_model(registration, handler)
        self.routes.append(
            Route(
                self._methods(registration),
                full,
                registration.path,
                registration.at,
                framework,
                handler,
                params,
                model,
                model_scope,
                self._status(registration),
                dependencies + (found.dependencies if found is not None else ()),
                registration.call,
                way.in_schema and _is_in_schema(registration) and verb not in _SOCKETS,
            )
        )

    def _handler(self, registration: Registration) -> FunctionValue | None:
        given = registration.argument(1, "endpoint", "route")
        if given is None:
            return None
        expr, scope = in_turn(given, registration.scope, registration.turn)
        values = self.resolver.resolve(expr, scope)
        return next((value for value in values if isinstance(value, FunctionValue)), None)

    def _methods(self, registration: Registration) -> frozenset[str]:
        verb = registration.verb
        if verb in _METHODS:
            return frozenset((verb.upper(),))
        if verb in _SOCKETS or verb == "WebSocketRoute":
            return frozenset(("WEBSOCKET",))
        given = registration.argument(-1, "methods")
        if given is None:
            return frozenset(("GET",))
        names: set[str] = set()
        for value in self.resolver.resolve(given, registration.scope, registration.at):
            if not isinstance(value, Literal) or not isinstance(value.expr, m.Seq):
                return frozenset((ANY_METHOD,))
            for item in value.expr.items:
                name = literal_key(item)
                if not isinstance(name, str):
                    return frozenset((ANY_METHOD,))
                names.add(name.upper())
        return frozenset(names) or frozenset((ANY_METHOD,))

    def _status(self, registration: Registration) -> int | None:
        given = registration.argument(-1, "status_code")
        if given is None:
            return None
        for value in self.resolver.resolve(given, registration.scope, registration.at):
            if isinstance(value, Literal) and isinstance(value.expr, m.Const) and isinstance(value.expr.value, int):
                return value.expr.value
            if isinstance(value, External) and (match := _STATUS.search(value.name)) is not None:
                return int(match.group(1))
        return None

    # Arguments ---------------------------------------------------------------------------

    def _prefix(self, registration: Registration, name: str) -> str | None:
        """A prefix as given, ``""`` where none is; None where it cannot be read."""
        given = registration.argument(-1, name)
        if given is None:
            return "" if not any(key is None for key, _ in registration.call.keywords) else None
        text = self._text(registration, -1, name)
        return text.rstrip("/") if text is not None else None

    def _text(self, registration: Registration, position: int, name: str) -> str | None:
        given = registration.argument(position, name)
        if given is None:
            return None
        expr, scope = in_turn(given, registration.scope, registration.turn)
        return self.objects.text(expr, scope, registration.at if scope is registration.scope else None)

    def _dependencies(self, registration: Registration) -> Dependencies:
        """What ``dependencies=[Depends(x)]`` names."""
        given = registration.argument(-1, "dependencies")
        return tuple(self._depended(given, registration.scope, registration)) if given is not None else ()

    def _depended(self, given: m.Expr, scope: Scope, registration: Registration) -> Iterator[tuple[m.Expr, Scope]]:
        at = registration.at if scope is registration.scope else None
        for value in self.resolver.resolve(given, scope, at):
            if not isinstance(value, Literal) or not isinstance(value.expr, m.Seq):
                continue
            for item in value.expr.items:
                for single in self.resolver.resolve(item, value.scope):
                    call = single.call if isinstance(single, Instance) else None
                    where = single.scope if isinstance(single, Instance) else None
                    if call is not None and where is not None and last_name(call.func) in _DEPENDS and call.args:
                        yield call.args[0], where


_DEPENDS = {"Depends", "Security"}
# Annotations of what is sent as it is: they are no model of the response.
_RESPONSES = {
    "Response", "JSONResponse", "ORJSONResponse", "UJSONResponse", "HTMLResponse", "PlainTextResponse",
    "RedirectResponse", "StreamingResponse", "FileResponse", "EventSourceResponse",
}  # fmt: skip


def _is_in_schema(registration: Registration) -> bool:
    given = registration.argument(-1, "include_in_schema")
    return not (isinstance(given, m.Const) and given.value is False)


def _response_model(registration: Registration, handler: FunctionValue | None) -> tuple[m.Expr | None, Scope | None]:
    """``response_model=…``, else what the handler says that it returns, as FastAPI does."""
    given = registration.argument(-1, "response_model")
    if given is not None:
        return (None, None) if isinstance(given, m.Const) and given.value is None else (given, registration.scope)
    returns = handler.function.returns if handler is not None else None
    if returns is None or handler is None or last_name(returns) in _RESPONSES:
        return None, None
    if isinstance(returns, m.Const):
        return None, None
    return returns, handler.scope
