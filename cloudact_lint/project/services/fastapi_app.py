"""FastAPI and Starlette: the routes of an application, through its routers at any depth.

A path is put together as FastAPI does: the prefix given to ``include_router``, that of the router, then the
route's own. What cannot be read is left out and makes the application incomplete; no path is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cloudact_lint.facts import model as m
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services import parameters
from cloudact_lint.project.services.built import Built, Registration, gap
from cloudact_lint.project.services.model import Framework, Route
from cloudact_lint.project.services.objects import Objects
from cloudact_lint.project.services.reading import METHODS, Dependencies, Reader, is_in_schema, response_model
from cloudact_lint.project.values import Literal
from cloudact_lint.project.walking import last_name

MAX_ROUTES = 20_000
"""Routes of one application: routers included again and again end here."""
MAX_DEPTH = 12
"""Routers within routers."""
_SOCKETS = {"websocket", "websocket_route", "add_websocket_route", "add_api_websocket_route", "WebSocketRoute"}
_ROUTES = {"route", "api_route", "add_route", "add_api_route", "Route", "APIRoute"}


@dataclass(frozen=True, slots=True)
class Way:
    """How a router is reached: the prefixes and dependencies so far, and the routers on the way."""

    prefix: str = ""
    dependencies: Dependencies = ()
    through: tuple[int, ...] = ()
    in_schema: bool = True


_STRAIGHT = Way()


class FastApiRoutes:
    """Gathers the routes of one application."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.read = Reader(objects)
        self.routes: list[Route] = []
        self.mounts: list[str] = []
        self.mounted: list[Built] = []
        """Applications that answer below this one."""
        self.reached: set[int] = set()
        self.gaps: list[str] = []
        """What could not be told, with its place."""

    def add(self, built: Built, way: Way = _STRAIGHT) -> None:
        """Everything that ``built`` answers, reached by ``way``."""
        if id(built) in way.through:
            return
        making = built.making
        if len(self.routes) >= MAX_ROUTES or len(way.through) >= MAX_DEPTH:
            self.gaps.append(gap("more routes than are looked at", making))
            return
        self.reached.add(id(built))
        own = self.read.prefix(making, "prefix") if built.maker.sort == "router" else ""
        if own is None:
            self.gaps.append(gap("a prefix", making))
            return
        way = Way(
            way.prefix + own,
            way.dependencies + self.read.dependencies(making),
            (*way.through, id(built)),
            way.in_schema and is_in_schema(making),
        )
        self._listed(making.argument(-1, "routes"), built.scope, built, way)
        for registration in built.registrations:
            self._register(registration, built, way)

    def _register(self, registration: Registration, built: Built, way: Way) -> None:
        verb = registration.verb
        if verb == "include_router":
            self._include(registration, way)
        elif verb == "mount":
            self._mount(registration, way)
        elif verb == "host":  # app.host("links.example.com", other): another application, under a name of its own
            given = registration.argument(1, "app")
            self.mounted.extend(self.read.built(registration, given)[0] if given is not None else ())
        elif verb in METHODS or verb in _ROUTES or verb in _SOCKETS:
            self._route(registration, built, way)

    # Routers and mounts ------------------------------------------------------------------

    def _include(self, registration: Registration, way: Way) -> None:
        given = registration.argument(0, "router")
        prefix = self.read.prefix(registration, "prefix")
        if given is None or registration.loose or prefix is None:
            self.gaps.append(gap("a prefix" if prefix is None else "routers of a loop", registration))
            return
        found, whole = self.read.built(registration, given)
        if not whole or not found:
            self.gaps.append(gap("a router", registration))
        inner = Way(
            way.prefix + prefix,
            way.dependencies + self.read.dependencies(registration),
            way.through,
            way.in_schema and is_in_schema(registration),
        )
        for router in found:
            self.add(router, inner)

    def _mount(self, registration: Registration, way: Way) -> None:
        prefix = self.read.text(registration, 0, "path")
        given = registration.argument(1, "app")
        if prefix is None or given is None or registration.loose:
            self.gaps.append(gap("a mount", registration))
            return
        prefix = way.prefix + "/" + prefix.strip("/") if prefix.strip("/") else way.prefix
        found, _ = self.read.built(registration, given)
        below = [item for item in found if item.maker.framework != "flask"]
        for item in below:
            self.mounted.append(item)
            self.add(item, replace(way, prefix=prefix))
        if not below:
            self.mounts.append(prefix or "/")

    def _listed(self, given: m.Expr | None, scope: Scope, built: Built, way: Way, depth: int = 0) -> None:
        """``Starlette(routes=[Route("/x", handler), Mount("/y", routes=[…])])``."""
        if given is None:
            return
        for value in self.read.resolver.resolve(given, scope):
            items = value.expr.items if isinstance(value, Literal) and isinstance(value.expr, m.Seq) else (given,)
            for item in items:
                if not isinstance(item, m.Call) or not isinstance(value, Literal) or depth > MAX_DEPTH:
                    self.gaps.append(gap("a list of routes", Registration("routes", built.call, built.scope)))
                    continue
                listed = Registration(last_name(item.func), item, value.scope)
                if listed.verb == "Mount":
                    self._mounted(listed, built, way, depth)
                else:
                    self._register(listed, built, way)

    def _mounted(self, listed: Registration, built: Built, way: Way, depth: int) -> None:
        inner = listed.argument(-1, "routes")
        if inner is None:
            self._mount(listed, way)
            return
        prefix = self.read.text(listed, 0, "path")
        if prefix is None:
            self.gaps.append(gap("a mount", listed))
            return
        below = replace(way, prefix=way.prefix + "/" + prefix.strip("/"))
        self._listed(inner, listed.scope, built, below, depth + 1)

    # Routes ------------------------------------------------------------------------------

    def _route(self, registration: Registration, built: Built, way: Way) -> None:
        path = self.read.text(registration, 0, "path")
        if path is None or registration.loose:
            self.gaps.append(gap("a path", registration))
            return
        verb = registration.verb
        handler = registration.function
        if handler is None:
            handler = self.read.function(registration, registration.argument(1, "endpoint", "route"))
        full = way.prefix + path
        full = full if full.startswith("/") else "/" + full
        framework: Framework = "starlette" if built.maker.framework == "starlette" else "fastapi"
        dependencies = way.dependencies + self.read.dependencies(registration)
        taken = parameters.of_route(handler, dependencies, full, self.read.resolver)
        model, model_scope = response_model(registration, handler)
        methods = frozenset(("WEBSOCKET",)) if verb in _SOCKETS else self.read.methods(registration)
        self.routes.append(
            Route(
                frozenset((verb.upper(),)) if verb in METHODS else methods,
                full,
                registration.path,
                registration.at,
                framework,
                handler,
                taken.params,
                model,
                model_scope,
                self.read.status(registration),
                taken.dependencies,
                registration.call,
                way.in_schema and is_in_schema(registration) and verb not in _SOCKETS,
            )
        )
