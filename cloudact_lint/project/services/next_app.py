"""Next.js applications: route handlers of the App Router, API routes of the Pages Router, middleware, server actions.

Sources: https://nextjs.org/docs/app/api-reference/file-conventions (route.js, dynamic segments, route groups, parallel
routes, proxy.js, formerly middleware.js) and https://nextjs.org/docs/pages/building-your-application/routing/api-routes.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.bindings import Binding
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.model import ANY_METHOD, Application, Middleware, Route
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import scope_expressions, walk

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ENDINGS = r"\.(?:ts|tsx|js|jsx|mjs|mts)$"
_CONFIG = lazy_pattern(r"(?:^|/)next\.config\.(?:js|mjs|cjs|ts|mts)$")
_ROUTE = lazy_pattern(r"(?:^|/)app/(?:.*/)?route" + _ENDINGS)
_PAGE = lazy_pattern(r"(?:^|/)pages/api/.*" + _ENDINGS)
_MIDDLEWARE = lazy_pattern(r"^(?:src/)?(?:middleware|proxy)" + _ENDINGS)
_ENDING = lazy_pattern(_ENDINGS)
_START = Span(1, 1, 1, 1)


def next_applications(project: Project) -> tuple[Application, ...]:
    """The Next.js applications of a project, by folder."""
    known = project.shared.get("next-applications")
    if not isinstance(known, tuple):
        known = project.shared["next-applications"] = tuple(_Finder(project).applications())
    return known


def server_actions(project: Project) -> tuple[FunctionValue, ...]:
    """The functions of modules that begin with ``"use server"``: Next.js lets browsers call each of them."""
    known = project.shared.get("server-actions")
    if not isinstance(known, tuple):
        found: list[FunctionValue] = []
        for path in project.paths("typescript"):
            if "use-server" not in project.records[path].tags or project.is_test(path):
                continue
            module = project.module(path)
            if module is not None:
                found += [FunctionValue(s, module) for s in module.flat if isinstance(s, m.Function) and s.is_async]
        known = project.shared["server-actions"] = tuple(found)
    return known


class _Finder:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver: Resolver = BigQuery.of(project).resolver
        paths = [path for path in project.paths("typescript") if not path.endswith(".d.ts")]
        self.configs = {posixpath.dirname(path): path for path in paths if _CONFIG.search(path)}
        packages = project.typescript_imports.packages().items()
        self.roots = {folder for folder, package in packages if depends_on(package, "next")} | set(self.configs)
        self.paths = paths

    def applications(self) -> Iterator[Application]:
        """One for each folder that holds a Next.js application."""
        handlers: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for path in self.paths:
            routed = bool(_ROUTE.search(path))
            if routed or _PAGE.search(path):
                root = self._root(path, sure=routed)
                if root is not None:
                    handlers[root].append((path, "app" if routed else "pages"))
        for root in sorted(self.roots | handlers.keys()):
            yield self._application(root, handlers.get(root, []))

    def _root(self, path: str, sure: bool) -> str | None:
        """The folder of the application that a handler belongs to."""
        folder = posixpath.dirname(path)
        while True:
            if folder in self.roots and _inside(path, folder) is not None:
                return folder
            if not folder:
                break
            folder = posixpath.dirname(folder)
        if not sure or not any(item.module.startswith("next") for item in self.project.records[path].imports):
            return None
        before = path.partition("/app/")[0] if "/app/" in path and not path.startswith("app/") else ""
        return before.removesuffix("/src") if before != "src" else ""

    def _application(self, root: str, handlers: list[tuple[str, str]]) -> Application:
        config = Config.read(self.project, self.configs.get(root))
        routes: list[Route] = []
        complete = config.complete
        for path, kind in handlers:
            made = list(self._handlers(path, kind, config.base_path + route_path(_inside(path, root) or path, kind)))
            routes += made
            complete = complete and bool(made)
        file = self.configs.get(root) or (handlers[0][0] if handlers else posixpath.join(root, "package.json"))
        return Application(
            "next", file, _START, posixpath.basename(root) or "next", root, None, None, tuple(routes),
            tuple(self._middlewares(root)), complete=complete,
        )

    def _handlers(self, path: str, kind: str, url: str) -> Iterator[Route]:
        module = self.project.module(path)
        if module is None:
            return
        if kind == "pages":
            handler, at = self._function("default", module)
            for each in _optional(url):
                yield Route(frozenset((ANY_METHOD,)), each, path, at, "next", handler)
            return
        for method in METHODS:
            if method in module.bindings or self._from_star(method, module):
                handler, at = self._function(method, module)
                for each in _optional(url):
                    yield Route(frozenset((method,)), each, path, at, "next", handler)

    def _from_star(self, method: str, module: Scope) -> bool:
        if not any(isinstance(s, m.Import) and s.local == "*" and s.reexport for s in module.flat):
            return False
        return any(isinstance(v, FunctionValue) for v in self.resolver.members.exported(module.path, method))

    def _function(self, name: str, module: Scope) -> tuple[FunctionValue | None, Span]:
        """The function that a module exports under a name, and where it says so."""
        bindings: list[Binding] = module.bindings.get(name, [])
        at = bindings[-1].at if bindings else _START
        for value in self.resolver.members.exported(module.path, name):
            if isinstance(value, FunctionValue):
                return value, Span(at.row, at.column, at.row, at.column + len(name)) if at.row else at
        return None, at

    def _middlewares(self, root: str) -> Iterator[Middleware]:
        for path in self.paths:
            inner = _under(path, root)
            if inner is None or not _MIDDLEWARE.match(inner):
                continue
            module = self.project.module(path)
            for name in ("middleware", "proxy", "default"):
                if module is not None and name in module.bindings:
                    function, at = self._function(name, module)
                    yield Middleware(name, name, None, function, "", at, module)
                    break


# Files and paths -----------------------------------------------------------------------------


def depends_on(package: dict[str, object], *names: str) -> bool:
    """Whether a package.json names one of these among what it needs."""
    for key in ("dependencies", "devDependencies"):
        listed = package.get(key)
        if isinstance(listed, dict) and any(name in listed for name in names):
            return True
    return False


def _under(path: str, folder: str) -> str | None:
    if not folder:
        return path
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else None


def _inside(path: str, root: str) -> str | None:
    """A handler's path below ``app`` or ``pages`` of the application at ``root``."""
    inner = _under(path, root)
    if inner is None:
        return None
    inner = inner.removeprefix("src/")
    for folder in ("app/", "pages/"):
        if inner.startswith(folder):
            return inner[len(folder) :]
    return None


def route_path(inner: str, kind: str) -> str:
    """The path that a file answers: ``orgs/[id]/(admin)/route.ts`` gives ``/orgs/{id}``.

    A catch-all is ``{rest:path}``, an optional one ``{rest:path?}``.
    """
    stem = _ENDING.sub("", inner)
    parts = stem.split("/")
    if kind == "app" or parts[-1] == "index":
        parts = parts[:-1]
    found: list[str] = []
    for part in parts:
        if (part.startswith("(") and part.endswith(")")) or part.startswith("@"):
            continue
        if part.startswith("[[...") and part.endswith("]]"):
            found.append(f"{{{part[5:-2]}:path?}}")
        elif part.startswith("[...") and part.endswith("]"):
            found.append(f"{{{part[4:-1]}:path}}")
        elif part.startswith("[") and part.endswith("]"):
            found.append(f"{{{part[1:-1]}}}")
        else:
            found.append(part.replace("%5F", "_"))
    return "/" + "/".join(found)


def _optional(url: str) -> list[str]:
    """Both paths of an optional catch-all."""
    if not url.endswith(":path?}"):
        return [url]
    return [url[: url.rfind("/")] or "/", url.replace(":path?}", ":path}")]


class Config:
    """What next.config says of paths."""

    def __init__(self, base_path: str = "", complete: bool = True) -> None:
        self.base_path, self.complete = base_path, complete

    @classmethod
    def read(cls, project: Project, path: str | None) -> Config:
        """The configuration in a file; without one, that of Next.js."""
        module = project.module(path) if path is not None else None
        config = cls()
        for key, value in _settings(module) if module is not None else ():
            if key == "basePath":
                literal = literal_key(value)
                if isinstance(literal, str):
                    config.base_path = literal.rstrip("/")
                else:
                    config.complete = False
            elif key == "pageExtensions":
                config.complete = False
        return config


def _settings(module: Scope) -> Iterator[tuple[str, m.Expr]]:
    """Every key of every display in a configuration, wherever it is put together."""
    for expr in scope_expressions(module):
        for node in walk(expr):
            if isinstance(node, m.Dict):
                for key, value in node.items:
                    name = literal_key(key) if key is not None else None
                    if isinstance(name, str):
                        yield name, value
    for statement in module.flat:
        if isinstance(statement, m.Assign) and isinstance(statement.target, m.Attr) and statement.value is not None:
            yield statement.target.name, statement.value
