"""Which service the base of an address stands for, and what its path is there.

A base is a host as written, an environment variable, or nothing: then the address is on the caller's own origin, which
is a Next.js application of its own, or a development server that hands some paths on (see ``forwards``).
"""

from __future__ import annotations

from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.fields import Fields
from cloudact_lint.project.network.model import NetworkCall
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.addresses import Split, Template, UrlHole, joined, shown, split, stripped_end
from cloudact_lint.project.services.detect import directory
from cloudact_lint.project.services.directory import Directory
from cloudact_lint.project.services.forwards import forwards
from cloudact_lint.project.services.model import Service
from cloudact_lint.project.services.urls import Urls
from cloudact_lint.project.values import FunctionValue

_MAX_CALLERS = 8
_BASE_OPTIONS = ("base_url", "baseURL", "prefixUrl", "baseUrl", "prefix")


class Target(NamedTuple):
    """One address that a call may have."""

    service: Service | None
    path: Template
    why: str = ""
    """Where ``service`` is None: what is not known. ``outside``: a host that is none of ours."""
    open_front: bool = False
    """Whether more may stand before ``path`` than can be seen: the path of a base from the environment."""
    assumed: bool = False
    """Whether the service is the most likely one, not a certain one."""
    base: str = ""
    """What names the service: a variable, a host, ``/``."""


class Bases:
    """Answers for one project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.directory: Directory = directory(project)
        self.urls = Urls.of(project)
        self._following = False

    def targets(self, call: NetworkCall) -> tuple[Target, ...]:
        """Every address that a call may have."""
        found: dict[tuple[int, str, str], Target] = {}
        for template in self._templates(call):
            for target in self.of(template, call.path):
                found.setdefault((id(target.service), shown(target.path), target.why), target)
        return tuple(_told(list(found.values())))

    def _templates(self, call: NetworkCall) -> list[Template]:
        if call.site_url is None:
            return []
        site = call.site
        found = self.urls.templates(call.site_url, site.scope, site.call.at, call.env)
        bases = self._client_bases(call)
        if not bases:
            return list(found)
        return [_behind(base, path) if _relative(path) else path for path in found for base in bases]

    def _client_bases(self, call: NetworkCall) -> tuple[Template, ...]:
        """What a client puts before each path: ``httpx.Client(base_url=…)``, ``axios.create({baseURL: …})``."""
        client, scope = call.client, call.client_scope
        if client is not None and scope is not None:
            if client.args and isinstance(client.args[0], m.Dict):
                return self._field(client.args[0], scope, client.at, None)
            for name, value in client.keywords:
                if name in _BASE_OPTIONS:
                    return self.urls.templates(value, scope, client.at, None)
        options = call.options
        if call.library in ("axios", "ky", "got", "ofetch") and isinstance(options, m.Dict):
            return self._field(options, call.url_scope, call.at, None)
        return ()

    def _field(self, display: m.Dict, scope: Scope, at: Span | None, env: None) -> tuple[Template, ...]:
        for field in Fields.of(self.urls.resolver).of_expr(display, scope, at, env, _BASE_OPTIONS):
            if field.state == "given" and field.expr is not None:
                return self.urls.templates(field.expr, field.scope, field.at, field.env)
        return ()

    # One address -------------------------------------------------------------------------

    def of(self, template: Template, caller: str) -> list[Target]:
        """The targets of one address, asked for in the file ``caller``."""
        parts = split(template)
        if parts.base == "/" and self.project.records[caller].language == "typescript":
            return self._own_origin(parts.path, caller)
        if parts.base is None or parts.base == "/":
            return [Target(None, parts.path, "no base")]
        if isinstance(parts.base, str):
            service = self.directory.at(parts.base, caller)
            if service is None:
                return [Target(None, parts.path, _which_host(parts.base), base=parts.base)]
            assumed = not self.directory.is_sure(parts.base, service)
            return [Target(service, parts.path, base=parts.base, assumed=assumed)]
        return self._hole(parts, parts.base, caller)

    def _hole(self, parts: Split, hole: UrlHole, caller: str) -> list[Target]:
        if hole.kind != "variable":
            given = self._given(hole) if hole.kind == "value" else []
            unknown = Target(None, parts.path, "a base that is put in at run time")
            return [t for template, path in given for t in self.of(joined((*template, *parts.path)), path)] or [unknown]
        service, paths = self.directory.named(hole.name, caller)
        if service is None:
            return [Target(None, parts.path, f"the variable {hole.name}", base=hole.name)]
        if not parts.path:
            return [Target(service, (), base=hole.name, open_front=not paths)]
        glued = parts.glued and not (isinstance(parts.path[0], str) and parts.path[0].startswith("/"))
        known = sorted(paths) if paths and not hole.origin else [""]
        fronts: list[Template] = [(front + ("/" if glued else ""),) for front in known]
        opened = not paths and not hole.origin
        return [Target(service, joined((*front, *parts.path)), base=hole.name, open_front=opened) for front in fronts]

    def _given(self, hole: UrlHole) -> list[tuple[Template, str]]:
        """What callers give for a base that is a parameter of the function the request stands in."""
        scope, expr = hole.scope, hole.expr
        if self._following or scope is None or not isinstance(expr, m.Name):
            return []
        while scope is not None and expr.id not in scope.bindings:
            scope = scope.parent
        if scope is None or scope.function is None or scope.parent is None:
            return []
        param = next((binding.param for binding in scope.bindings[expr.id] if binding.kind == "param"), None)
        function = self.urls.resolver.definition(scope.function, scope.parent)
        if param is None or not isinstance(function, FunctionValue):
            return []
        found: list[tuple[Template, str]] = []
        self._following = True
        try:
            for site in Callers.of(self.urls.resolver).of_function(function)[:_MAX_CALLERS]:
                given = argument_for(site.call, function, param)
                ways = self.urls.templates(given, site.scope, site.call.at) if given is not None else ()
                found += [(way, site.path) for way in ways or ((UrlHole("value", given, site.scope),),)]
        finally:
            self._following = False
        return found

    def _own_origin(self, path: Template, caller: str) -> list[Target]:
        for forward in forwards(self.project):
            behind = forward.behind(path, caller)
            if behind is not None:
                found = [t._replace(base="/") for way in behind for t in self.of(way, forward.file)]
                if forward.rewritten:
                    found = [target._replace(open_front=True) for target in found]
                return found
        own = self.directory.of_file(caller)
        if own is not None and any(a.framework == "next" for a in own.applications):
            return [Target(own, path, base="/")]
        if own is not None and own.applications and not self.directory.is_frontend(own):
            return [Target(own, path, base="/", assumed=True)]  # pages that a service serves itself
        return [Target(None, path, "the origin that serves the page", base="/")]


def _told(targets: list[Target]) -> list[Target]:
    """Without those that are only another spelling of one that is known: a variable, or else its usual value.

    The own origin (``process.env.API_URL ?? ""``) is what is left where a variable is not set: perhaps the usual case.
    """
    named = {shown(target.path) for target in targets if target.base not in ("", "/")}
    targets = [t._replace(assumed=True) if t.base == "/" and shown(t.path) in named else t for t in targets]
    known = {shown(target.path) for target in targets if target.service is not None and target.base != "/"}
    kept = [t for t in targets if t.service is not None or shown(t.path) not in known]
    exact = {(id(t.service), shown(t.path)) for t in kept if not t.open_front}
    return [t for t in kept if not t.open_front or (id(t.service), shown(t.path)) not in exact]


def _relative(template: Template) -> bool:
    first = template[0] if template else ""
    return (isinstance(first, UrlHole) and first.kind != "variable") or (isinstance(first, str) and "://" not in first)


def _behind(base: Template, path: Template) -> Template:
    rooted = bool(path) and isinstance(path[0], str) and path[0].startswith(("/", "?"))
    return joined((*stripped_end(base, "/"), *(() if rooted or not path else ("/",)), *path))


def _which_host(host: str) -> str:
    local = host.partition(":")[0] in ("localhost", "127.0.0.1", "0.0.0.0") or host.startswith(":")
    return f"no service listens at {host}" if local else "outside"
