"""Where TypeScript code runs: in a browser, on a server, or as a script that a person starts."""

from __future__ import annotations

from typing import Literal

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.focus import importers
from cloudact_lint.project.project import Project

Runtime = Literal["browser", "server", "script", "unknown"]
_HOOKS = frozenset((
    "useState", "useEffect", "useRef", "useCallback", "useMemo", "useReducer", "useContext", "useLayoutEffect",
    "useTransition", "useSWR", "useQuery", "useMutation", "useRouter",
))  # fmt: skip
_BROWSER_MODULES = frozenset((
    "react-dom", "react-dom/client", "vue", "svelte", "@angular/core", "swr", "react-router-dom", "solid-js",
    "next/navigation",
))  # fmt: skip
_SERVER_MODULES = frozenset((
    "server-only", "next/server", "next/headers", "express", "fastify", "koa", "hono", "fs", "node:fs", "fs/promises",
    "http", "node:http", "path", "node:path", "child_process", "os", "crypto", "@nestjs/common", "next-auth", "pg",
    "mongoose", "mongodb", "@prisma/client", "worker_threads", "next/cache",
))  # fmt: skip
_SERVER_PATHS = lazy_pattern(r"(?:^|/)(?:pages/api/|app/.*/?route\.[jt]sx?$|middleware\.[jt]s$|server/|backend/)")
_SCRIPT_PATHS = lazy_pattern(r"(?:^|/)(?:scripts?|bin|tools|examples?|benchmarks?|migrations?)/")
_PAGES = lazy_pattern(r"(?:^|/)app/(?:.*/)?(?:page|layout|template|default|sitemap|robots)\.[jt]sx?$")
_CONFIGS = ("next.config.js", "next.config.mjs", "next.config.ts", "middleware.ts", "app/layout.tsx")
_DEPTH = 5


class Runtimes:
    """Tells where files run. One for a project; answers are remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[str, Runtime] = {}

    @classmethod
    def for_project(cls, project: Project) -> Runtimes:
        """The one of this project."""
        known = project.shared.get("runtimes")
        if not isinstance(known, Runtimes):
            known = project.shared["runtimes"] = cls(project)
        return known

    def of(self, path: str) -> Runtime:
        """Where a file runs; "unknown" where nothing tells."""
        if path not in self._known:
            self._known[path] = "unknown"  # while files that import each other are looked at
            self._known[path] = self._find(path, 0)
        return self._known[path]

    def _find(self, path: str, depth: int) -> Runtime:
        index = self.project.records[path]
        if index.language != "typescript":
            return "server"
        if "use-client" in index.tags:
            return "browser"
        if "use-server" in index.tags or _SERVER_PATHS.search(path):
            return "server"
        if _SCRIPT_PATHS.search(path):
            return "script"
        modules = {item.module for item in index.imports}
        if not modules.isdisjoint(_SERVER_MODULES):
            return "server"
        if not modules.isdisjoint(_BROWSER_MODULES) or any(item.name in _HOOKS for item in index.imports):
            return "browser"
        if _PAGES.search(path) and self._next(path):
            return "server"
        return self._by_importers(path, depth)

    def _next(self, path: str) -> bool:
        """Whether a file is of a Next.js application, by what is beside its ``app`` folder."""
        root = path[: path.rfind("app/")]
        return any(f"{root}{name}" in self.project.records for name in _CONFIGS) or any(
            item.module == "next" or item.module.startswith("next/") for item in self.project.records[path].imports
        )

    def _by_importers(self, path: str, depth: int) -> Runtime:
        """A module that does not tell itself runs where those that import it do."""
        if depth >= _DEPTH:
            return "unknown"
        seen: set[Runtime] = set()
        for other in sorted(importers(self.project, path)):
            if other != path and not self.project.is_test(other):
                if other not in self._known:
                    self._known[other] = "unknown"
                    self._known[other] = self._find(other, depth + 1)
                seen.add(self._known[other])
        seen.discard("unknown")
        if {"server", "browser"} <= seen:
            return "unknown"  # both, and which of its functions where is not looked at
        return "server" if "server" in seen else "browser" if "browser" in seen else "script" if seen else "unknown"
