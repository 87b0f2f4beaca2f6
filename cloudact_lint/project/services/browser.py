"""Which TypeScript runs in browsers: all of a single-page front end, and what Next.js sends to the client."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.focus import imported_by
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.next_app import depends_on
from cloudact_lint.project.tsconfig import read_json

_PAGE = lazy_pattern(r"(?:^|/)pages/(?!api/)")
_ON_SERVER = ("express", "fastify", "koa", "@nestjs/core", "hono")
_IN_BROWSER = ("react-dom", "@angular/core", "vue", "svelte", "solid-js", "preact", "react-scripts")


def browser_files(project: Project) -> frozenset[str]:
    """The files whose requests browsers make, by https://nextjs.org/docs/app/api-reference/directives/use-client."""
    known = project.shared.get("browser-files")
    if not isinstance(known, frozenset):
        known = project.shared["browser-files"] = _find(project)
    return known


def _find(project: Project) -> frozenset[str]:
    packages: dict[str, dict[str, Any]] = {}
    found: set[str] = set()
    entries: list[str] = []
    for path in project.paths("typescript"):
        package = _package(project, posixpath.dirname(path), packages)
        if depends_on(package, "next"):
            if "use-client" in project.records[path].tags or _PAGE.search(path):
                entries.append(path)
        elif depends_on(package, *_IN_BROWSER) and not depends_on(package, *_ON_SERVER):
            found.add(path)
    seen: set[str] = set()
    while entries:  # what a client module imports is sent along, but for the actions that it only calls
        path = entries.pop()
        if path in seen or path not in project.records or "use-server" in project.records[path].tags:
            continue
        seen.add(path)
        for item in project.records[path].imports:
            entries.extend(imported_by(project, path, item))
    return frozenset(found | seen)


def _package(project: Project, folder: str, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The nearest package.json at or above a folder."""
    if folder not in known:
        package = read_json(Path(project.settings.root) / folder / "package.json")
        if not package and folder:
            package = _package(project, posixpath.dirname(folder), known)
        known[folder] = package
    return known[folder]
