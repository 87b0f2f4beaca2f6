"""Every request that the code of a project makes over HTTP, wrappers followed to whoever says what is asked for."""

from __future__ import annotations

from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.fields import Fields
from cloudact_lint.project.network.methods import Methods
from cloudact_lint.project.network.model import Hop, NetworkCall
from cloudact_lint.project.network.sites import Request, requests
from cloudact_lint.project.network.urls import UrlRenderer, behind
from cloudact_lint.project.network.wrappers import Edges, deciding, is_known, parameters
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.rendered import Rendered
from cloudact_lint.project.scopes import Scope

MAX_DEPTH = 6
"""Over how many wrappers a request is followed."""
MAX_CALLS = 4_000
"""So many calls of one request: a wrapper called by wrappers called by wrappers."""
_BASES = ("base_url", "baseURL", "prefixUrl", "baseUrl")

Hops = tuple[Hop, ...]


class NetworkCalls:
    """The requests of a project. One for a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = BigQuery.of(project).resolver
        self.renderer = UrlRenderer(self.resolver)
        self.edges = Edges(self.resolver)
        self._methods = Methods(self.resolver, self.renderer)

    @classmethod
    def of(cls, project: Project) -> NetworkCalls:
        """The one of this project."""
        known = project.shared.get("network")
        if not isinstance(known, NetworkCalls):
            known = project.shared["network"] = cls(project)
        return known

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """Every call of a library, each once, wherever it stands."""
        return tuple(requests(self.project, self.resolver))

    @cached_property
    def calls(self) -> tuple[NetworkCall, ...]:
        """Every request, at the outermost wrapper that is known; sorted by place."""
        found = [call for request in self.requests for call in self._followed(request)]
        return tuple(sorted(found, key=lambda call: (call.path, call.at)))

    # Addresses ---------------------------------------------------------------------------

    def rendered_url(self, call: NetworkCall) -> Rendered | None:
        """The first of :meth:`rendered_urls`; not ``complete`` where there are several."""
        found = self.rendered_urls(call)
        if len(found) > 1:
            found[0].complete = False
        return found[0] if found else None

    def rendered_urls(self, call: NetworkCall) -> list[Rendered]:
        """Each address that a request may have: base and path, with a hole for what is not constant.

        What the callers on the way give for parameters is put in. A hole names the expression and where it is to
        be read. Empty where the library is given no address that could be seen.
        """
        return self._addresses(call.site, call.site_url, call.client, call.client_scope, call.env)

    def _addresses(
        self, site: CallSite, url: m.Expr | None, client: m.Call | None, client_scope: Scope | None, env: Env | None
    ) -> list[Rendered]:
        found = self.renderer.address(url, site.scope, site.call.at, env)
        base = self._base(client, client_scope)
        if base is None:
            return found
        return [text if text.text.startswith(("http://", "https://")) else behind(base, text) for text in found]

    def _base(self, client: m.Call | None, scope: Scope | None) -> Rendered | None:
        """The address that a client puts before each path."""
        if client is None or scope is None:
            return None
        fields = Fields.of(self.resolver)
        given = fields.of_keywords(client, scope, None, _BASES)
        if client.args and isinstance(client.args[0], m.Dict):
            given = fields.of_expr(client.args[0], scope, client.at, None, _BASES)
        for field in given:
            if field.state == "given" and field.expr is not None:
                made = self.renderer.address(field.expr, field.scope, field.at, None)
                return made[0] if made else None
        return None

    # Wrappers ----------------------------------------------------------------------------

    def _followed(self, request: Request) -> list[NetworkCall]:
        owner = request.use.client
        client, client_scope = (owner.call, owner.scope) if owner is not None else (None, None)
        self._left = MAX_CALLS
        chains = self._chains(request, client, client_scope, ())
        return [self._call(request, client, client_scope, hops) for hops, _ in chains]

    def _chains(
        self, request: Request, client: m.Call | None, client_scope: Scope | None, hops: Hops
    ) -> list[tuple[Hops, bool]]:
        """The ways to a request, each with whether its address is known there."""
        env = _env(hops)
        self._left -= 1
        addresses = self._addresses(request.site, request.url, client, client_scope, env)
        known = any(is_known(text) for text in addresses)
        if len(hops) >= MAX_DEPTH or self._left < 0:
            return [(hops, known)]
        found: list[tuple[Hops, bool]] = []
        for scope in self._deciding_functions(request, addresses, hops)[:1]:
            seen = {id(scope.function), *(id(hop.function.function) for hop in hops)}
            for hop in self.edges.to(scope):
                if not any(id(outer.function) in seen for outer in _around(hop.site.scope)):  # it calls itself
                    found.extend(self._chains(request, client, client_scope, (hop, *hops)))
        if any(good for _, good in found):
            return found
        return [(hops, known)]

    def _deciding_functions(self, request: Request, addresses: list[Rendered], hops: Hops) -> list[Scope]:
        """The functions whose parameters bring the path, or the method."""
        around = _around(hops[0].site.scope if hops else request.site.scope)
        found: list[Scope] = []
        asked = [pair for text in addresses for pair in deciding(text)]
        if request.method is not None and not hops:
            asked.append((request.method, request.site.scope))
        for expr, at in asked:
            for owner, _ in parameters(expr, at):
                if owner in around and owner not in found:
                    found.append(owner)
        return found

    def _call(self, request: Request, client: m.Call | None, client_scope: Scope | None, hops: Hops) -> NetworkCall:
        env = _env(hops)
        url, scope = request.url, request.site.scope
        options = request.options
        if hops:
            url, options, scope = self._given(request, hops[0])
        return NetworkCall(
            request.site, request.use.library, self._methods.of(request, env), url, scope, options, client,
            client_scope, request.use.verb, request.use.client is not None, request.url, request.options, hops, env,
        )  # fmt: skip

    def _given(self, request: Request, hop: Hop) -> tuple[m.Expr | None, m.Expr | None, Scope]:
        """What the outermost call gives for the address and the options: the first argument of each kind."""
        call = hop.site.call
        options = next((arg for arg in call.args if isinstance(arg, m.Dict)), None)
        texts: list[m.Expr] = [arg for arg in call.args if not isinstance(arg, (m.Dict, m.Const, m.Star))]
        texts += [value for name, value in call.keywords if name in ("url", "path", "endpoint", "uri")]
        url = next((arg for arg in texts if _looks_like_path(arg)), texts[0] if texts else None)
        return url, options if request.options is not None else None, hop.site.scope


def _looks_like_path(expr: m.Expr) -> bool:
    return isinstance(expr, m.Text) and any(isinstance(p, m.Hole) or "/" in p.text for p in expr.parts)


def _around(scope: Scope | None) -> list[Scope]:
    """A scope and those that it is in."""
    found: list[Scope] = []
    while scope is not None:
        found.append(scope)
        scope = scope.parent
    return found


def _env(hops: Hops) -> Env | None:
    env: Env | None = None
    for hop in hops:
        env = Env(hop.function.function, hop.site.call, hop.site.scope, env)
    return env
