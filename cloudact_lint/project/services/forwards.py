"""Servers of front ends that hand some paths on: rewrites of Next.js, proxies of Vite, Angular and Create React App.

Sources: https://nextjs.org/docs/app/api-reference/config/next-config-js/rewrites, https://vite.dev/config/server-options,
https://angular.dev/tools/cli/serve, https://create-react-app.dev/docs/proxying-api-requests-in-development/.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.addresses import Template, joined, stripped_end
from cloudact_lint.project.services.urls import Urls
from cloudact_lint.project.tsconfig import read_json
from cloudact_lint.project.walking import scope_expressions, walk

_CONFIG = lazy_pattern(r"(?:^|/)(next|vite|vue|webpack[\w.-]*)\.config(?:\.\w+)?\.(?:js|mjs|cjs|ts|mts)$")
_REST = lazy_pattern(r":\w+\*$|\*+$|:\w+\(\.\*\)$")


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """Paths that begin with ``prefix``, asked for in ``folder``, go to one of ``targets``."""

    folder: str
    file: str
    prefix: str
    targets: tuple[Template, ...]
    keeps: bool
    """Whether the prefix stays in the path there."""
    rewritten: bool = False
    """Whether code changes the path on the way."""
    exact: bool = False

    def behind(self, path: Template, caller: str) -> list[Template] | None:
        """The addresses that a path becomes; None if it is not handed on."""
        first = path[0] if path else ""
        if not isinstance(first, str) or not first.startswith(self.prefix):
            return None
        if self.folder and not caller.startswith(self.folder + "/"):
            return None
        after = first[len(self.prefix) :]
        if self.exact and (after or len(path) > 1):
            return None
        if after and not after.startswith(("/", "?")) and not self.prefix.endswith("/"):
            return None
        rest: Template = path if self.keeps else joined((after, *path[1:]))
        found = []
        for target in self.targets:
            base = stripped_end(target, "/")
            slash = () if (rest and isinstance(rest[0], str) and rest[0].startswith(("/", "?"))) or not rest else ("/",)
            found.append(joined((*base, *slash, *rest)))
        return found


def forwards(project: Project) -> tuple[Forward, ...]:
    """Every path that a front end's server hands on, the longest prefixes first."""
    known = project.shared.get("forwards")
    if not isinstance(known, tuple):
        found = [*_from_code(project), *_from_json(project)]
        known = project.shared["forwards"] = tuple(sorted(found, key=lambda forward: -len(forward.prefix)))
    return known


def _from_code(project: Project) -> Iterator[Forward]:
    for path in project.paths("typescript"):
        match = _CONFIG.search(path)
        module = project.module(path) if match is not None and not project.is_test(path) else None
        if match is None or module is None:
            continue
        for scope in project.scopes(path):
            yield from _rewrites(project, scope) if match.group(1) == "next" else _proxies(project, scope)


def _rewrites(project: Project, scope: Scope) -> Iterator[Forward]:
    """``{ source: "/backend/:path*", destination: `${API_URL}/:path*` }``."""
    urls, folder = Urls.of(project), posixpath.dirname(scope.path)
    for display in _displays(scope):
        entries = {literal_key(key): value for key, value in display.items if key is not None}
        source = literal_key(entries.get("source"))
        if not isinstance(source, str) or "destination" not in entries or "permanent" in entries:
            continue
        rest = _REST.search(source)
        prefix = source[: rest.start()] if rest else source
        ways = urls.templates(entries["destination"], scope, display.at, None)
        targets = tuple(_without_rest(way) if rest else way for way in ways)
        yield Forward(
            folder, scope.path, prefix.rstrip("/") or "/", targets, False,
            rewritten=":" in prefix or "(" in prefix, exact=rest is None,
        )


def _without_rest(way: Template) -> Template:
    if way and isinstance(way[-1], str):
        return joined((*way[:-1], _REST.sub("", way[-1])))
    return way


def _proxies(project: Project, scope: Scope) -> Iterator[Forward]:
    """``proxy: { "/api": "http://localhost:8000", "/ws": { target: …, rewrite: … } }``."""
    urls, folder = Urls.of(project), posixpath.dirname(scope.path)
    for display in _displays(scope):
        for key, value in display.items:
            if key is None or literal_key(key) != "proxy" or not isinstance(value, m.Dict):
                continue
            for name, entry in value.items:
                prefix = literal_key(name) if name is not None else None
                if not isinstance(prefix, str):
                    continue
                options = entry.items if isinstance(entry, m.Dict) else ((m.Text((), value.at), entry),)
                named = {literal_key(k) or "target": v for k, v in options if k is not None}
                if "target" in named:
                    ways = urls.templates(named["target"], scope, value.at, None)
                    rewritten = "rewrite" in named or "pathRewrite" in named
                    yield Forward(folder, scope.path, _plain(prefix), ways, True, rewritten)


def _displays(scope: Scope) -> Iterator[m.Dict]:
    for expr in scope_expressions(scope):
        for node in walk(expr):
            if isinstance(node, m.Dict):
                yield node


def _plain(prefix: str) -> str:
    """``^/api/.*`` and ``/api/**`` are prefixes as well."""
    return re.sub(r"(?:/?\*+|/?\.\*)$", "", prefix.lstrip("^")) or "/"


def _from_json(project: Project) -> Iterator[Forward]:
    root = Path(project.settings.root)
    for folder, package in project.typescript_imports.packages().items():
        target = package.get("proxy")
        path = posixpath.join(folder, "package.json")
        if isinstance(target, str):
            yield Forward(folder, path, "/", ((target,),), True)
        for name in ("proxy.conf.json", "src/proxy.conf.json"):
            for prefix, entry in read_json(root / folder / name).items():
                yield from _angular(folder, posixpath.join(folder, name), prefix, entry)


def _angular(folder: str, file: str, prefix: str, entry: Any) -> Iterator[Forward]:
    target = entry.get("target") if isinstance(entry, dict) else entry
    if isinstance(target, str):
        rewrite = entry.get("pathRewrite") if isinstance(entry, dict) else None
        strips = isinstance(rewrite, dict) and list(rewrite.values()) == [""]
        yield Forward(folder, file, _plain(prefix), ((target,),), not strips, bool(rewrite) and not strips)

