"""Applications and their routes, as frozen data.

Paths of routes are templates as FastAPI writes them, whatever the framework: ``/orgs/{org_slug}``, and
``{rest:path}`` for a parameter that takes slashes. They begin with a slash and hold every prefix on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, FunctionValue

Framework = Literal["fastapi", "starlette", "flask", "next", "express"]
ANY_METHOD = "*"
"""The method of a route that answers whatever is asked."""


@dataclass(frozen=True, slots=True)
class RouteParam:
    """A parameter of a route; ``name`` is the one on the wire (an alias, if there is one)."""

    name: str
    where: Literal["path", "query", "body", "header", "cookie", "form", "file", "dependency"]
    required: bool
    annotation: m.Expr | None
    param: m.Param | None
    """As the handler declares it; None where only the path names it."""
    scope: Scope | None
    """Where ``annotation`` is to be read."""


@dataclass(frozen=True, slots=True, eq=False)
class Middleware:
    """What every request passes: ``add_middleware(X, …)``, ``@app.middleware("http")``, ``CORS(app)``."""

    name: str
    """The last name of the class or function."""
    full_name: str
    """With its module, as far as known: ``fastapi.middleware.cors.CORSMiddleware``."""
    call: m.Call | None
    """The call that adds it, with its options; None for a decorated function."""
    function: FunctionValue | None
    path: str
    at: Span
    scope: Scope
    cls: ClassValue | None = None
    """The repository's own class, where it is one."""


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One path and the methods it answers."""

    methods: frozenset[str]
    """In upper case; ``{ANY_METHOD}`` for all."""
    path: str
    file: str
    """Where it is declared: the decorator, ``add_api_route`` call, or exported function."""
    at: Span
    framework: Framework
    handler: FunctionValue | None
    params: tuple[RouteParam, ...] = ()
    response_model: m.Expr | None = None
    """``response_model=…``, else what the handler's annotation says it returns; None when neither does."""
    response_scope: Scope | None = None
    status_code: int | None = None
    dependencies: tuple[tuple[m.Expr, Scope], ...] = ()
    """What ``Depends`` and ``Security`` name: of the application, its routers, the decorator, the parameters."""
    decorator: m.Call | None = None
    in_schema: bool = True
    """``include_in_schema``."""


@dataclass(frozen=True, slots=True, eq=False)
class Application:
    """One ASGI, WSGI or Next.js application: what one process or deployment answers."""

    framework: Framework
    file: str
    at: Span
    name: str
    """The variable that holds it, or the function that makes it."""
    folder: str
    """The folder of its service, relative to the project's root (``""`` for the root itself)."""
    scope: Scope | None
    call: m.Call | None
    """``FastAPI(…)``."""
    routes: tuple[Route, ...] = ()
    middlewares: tuple[Middleware, ...] = ()
    handlers: tuple[tuple[str, FunctionValue], ...] = ()
    """Exception handlers, by the last name of what they handle."""
    mounts: tuple[str, ...] = ()
    """Prefixes under which other applications or static files answer."""
    complete: bool = True
    """False where a router, a prefix or a middleware could not be told: what is absent may be there."""
    gaps: tuple[str, ...] = ()
    """What could not be told, for people: ``src/main.py:12: a router``."""


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """A part of the repository that runs by itself, and how others come to call it."""

    name: str
    """As compose files call it, else the name of its folder."""
    folder: str
    applications: tuple[Application, ...] = ()
    ports: frozenset[int] = frozenset()
    hosts: frozenset[str] = frozenset()
    """``host`` or ``host:port`` at which it can be reached."""
    variables: frozenset[str] = frozenset()
    """Environment variables that hold its address."""
    evidence: tuple[str, ...] = field(default=(), compare=False)
    """How each of these is known, for people."""

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes of all its applications."""
        return tuple(route for application in self.applications for route in application.routes)

    @property
    def complete(self) -> bool:
        """Whether all its routes are known."""
        return all(application.complete for application in self.applications)
