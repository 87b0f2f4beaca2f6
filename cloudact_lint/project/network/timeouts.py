"""Which limit of time a request has: at its call, its client or session, or around it.

Defaults are those of the libraries' documentation: Requests and urllib wait for ever, HTTPX 5 s
(https://www.python-httpx.org/advanced/timeouts/), aiohttp 300 s in all
(https://docs.aiohttp.org/en/stable/client_quickstart.html#timeouts), Ky 10 s, Axios and Got for ever. Browsers and
Node.js end a fetch after some five minutes without an answer.
"""

from __future__ import annotations

from dataclasses import replace

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.annotations import called
from cloudact_lint.project.bindings import inside
from cloudact_lint.project.fields import Field, Fields
from cloudact_lint.project.network.around import calls_around, function_scopes
from cloudact_lint.project.network.calls import NetworkCalls
from cloudact_lint.project.network.limits import GIVEN, UNKNOWN, Limit, TimeoutValues
from cloudact_lint.project.network.model import NetworkCall
from cloudact_lint.project.network.sessions import Sessions, decorator_names, speaks_of
from cloudact_lint.project.network.signals import Signals
from cloudact_lint.project.origins import Env
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue
from cloudact_lint.project.walking import last_name

_AROUND = lazy_pattern(
    r"(?i)^(?:wait_for|timeout|timeout_at|fail_after|move_on_after|race|\w*_?with_?timeout|p?timeout)$"
)
_DECORATED = lazy_pattern(r"(?i)timeout|time_limit|deadline")
_OPENERS = frozenset(("timeout", "timeout_at", "fail_after", "move_on_after"))
_LONG = 300.0
_DEPTH = 2


class Timeouts:
    """Answers how long requests may take. One for a project."""

    def __init__(self, network: NetworkCalls) -> None:
        self.network = network
        self.project = network.project
        self.resolver = network.resolver
        self.fields = Fields.of(self.resolver)
        self.values = TimeoutValues(self.resolver)
        self.sessions = Sessions(self.project, self.resolver)
        self.signals = Signals(self.resolver, self.values)

    @classmethod
    def of(cls, project: Project) -> Timeouts:
        """The one of this project."""
        known = project.shared.get("timeouts")
        if not isinstance(known, Timeouts):
            known = project.shared["timeouts"] = cls(NetworkCalls.of(project))
        return known

    def limit(self, call: NetworkCall) -> Limit:
        """What bounds a request, as it is asked for by this caller."""
        found = self._stated(call)
        if found.state in ("missing", "off", "default") and self.surrounded(call):
            return GIVEN
        return found

    def _stated(self, call: NetworkCall) -> Limit:
        if any(isinstance(arg, m.Star) for arg in call.site.call.args):
            return UNKNOWN
        if call.library in ("requests", "httpx", "aiohttp", "urllib3"):
            return self._python(call)
        if call.library == "urllib":
            return self._urllib(call)
        return self._typescript(call)

    # Python ------------------------------------------------------------------------------

    def _python(self, call: NetworkCall) -> Limit:
        site = call.site
        where = (site.path, site.call.at)
        found = self._merged(self.fields.of_keywords(site.call, site.scope, call.env, ("timeout",)), where)
        if found is not None:
            return found
        if call.library == "requests":
            return self._requests(call)
        if call.client is None or call.client_scope is None:
            return UNKNOWN if call.by_client else self._default(call.library)
        made = (call.client_scope.path, call.client.at)
        of_client = self._merged(
            self.fields.of_keywords(call.client, call.client_scope, None, ("timeout",)), made
        ) or self._by_class(call)
        return of_client or self._default(call.library, made)

    def _default(self, library: str, where: tuple[str, Span] | None = None) -> Limit:
        path, at = where or ("", None)
        if library == "httpx":
            return Limit("default", 5.0, path=path, at=at, how="HTTPX gives up after 5 s")
        if library == "aiohttp":
            return Limit("default", _LONG, path=path, at=at, how="aiohttp gives up after 300 s")
        return Limit("missing", path=path, at=at)

    def _requests(self, call: NetworkCall) -> Limit:
        """Requests has no timeout for a session; an adapter, a class or ``partial`` may bring one."""
        if call.client is None or call.client_scope is None:
            return UNKNOWN if call.by_client else Limit("missing")
        if called(call.client) == "AuthorizedSession":
            return Limit("default", 120.0, how="AuthorizedSession gives up after 120 s")
        found = self._by_class(call)
        if found is not None:
            return found
        for _, _, adapter in self.sessions.mounted(call.client, call.client_scope):
            if isinstance(adapter, ClassValue) and any(
                speaks_of(body, "timeout") for body in self.sessions.methods(adapter, "send", "__init__")
            ):
                return GIVEN
            if isinstance(adapter, str) and "timeout" in adapter.lower():
                return GIVEN
        for name in ("request", "send", "get", "post"):
            for statement, _ in self.sessions.set_on(call.client, call.client_scope, name):
                if isinstance(statement.value, m.Call) and any(
                    word == "timeout" for word, _ in statement.value.keywords
                ):
                    return GIVEN
        if any(self.sessions.set_on(call.client, call.client_scope, "timeout")):
            return Limit("missing", how="'timeout' set on a session of Requests has no effect")
        return Limit("missing")

    def _by_class(self, call: NetworkCall) -> Limit | None:
        """A class of the repository whose own ``request`` or ``send`` sees to a timeout."""
        cls = self.sessions.own_class(call.client, call.client_scope)
        if cls is None:
            return None
        names = ("request", "send", "__init__", call.verb, "_request")
        bodies = self.sessions.methods(cls, *dict.fromkeys(names))
        return GIVEN if any(speaks_of(body, "timeout") for body in bodies) else None

    def _urllib(self, call: NetworkCall) -> Limit:
        site = call.site
        where = (site.path, site.call.at)
        if len(site.call.args) > 2:
            return self.values.of(site.call.args[2], site.scope, site.call.at, call.env, where)
        found = self._merged(self.fields.of_keywords(site.call, site.scope, call.env, ("timeout",)), where)
        if found is not None:
            return found
        return GIVEN if any(what == "socket" for what, _ in self.sessions.defaults) else Limit("missing")

    # TypeScript --------------------------------------------------------------------------

    def _typescript(self, call: NetworkCall) -> Limit:
        if call.library == "angular":
            return UNKNOWN  # ends with its subscription
        site = call.site
        where = (site.path, site.call.at)
        options = call.site_options
        signal = self._options(options, site.scope, site.call.at, call.env, ("signal", "cancelToken"))
        if any(field.state in ("given", "unknown") for field in signal):
            if any(field.state in ("missing", "nothing") for field in signal):
                return Limit("missing")
            known = any(field.state == "given" for field in signal)
            return self.signals.limit(signal, where) if known else UNKNOWN
        if call.library in ("fetch", "undici"):
            ineffective = call.library == "fetch" and self._states(options, site.scope, site.call.at, call.env)
            return Limit("missing", how="fetch has no option 'timeout': it is ignored" if ineffective else "")
        given = self._options(options, site.scope, site.call.at, call.env, ("timeout",))
        found = self._merged(given, where, 0.001)
        if found is not None:
            return found
        return self._instance(call)

    def _states(self, options: m.Expr | None, scope: Scope, at: Span, env: Env | None) -> bool:
        return any(field.state == "given" for field in self._options(options, scope, at, env, ("timeout",)))

    def _options(
        self, options: m.Expr | None, scope: Scope, at: Span, env: Env | None, names: tuple[str, ...]
    ) -> list[Field]:
        if options is None:
            return [Field("missing", None, scope)]
        return self.fields.of_expr(options, scope, at, env, names)

    def _instance(self, call: NetworkCall) -> Limit:
        """``axios.create({ timeout })``, ``ky.extend({ timeout })``."""
        if call.client is not None and call.client_scope is not None:
            made = (call.client_scope.path, call.client.at)
            options = call.client.args[0] if call.client.args else None
            given = self._options(options, call.client_scope, call.client.at, None, ("timeout",))
            found = self._merged(given, made, 0.001)
            if found is not None:
                return found
            if any(self.sessions.set_on(call.client, call.client_scope, "timeout")):
                return GIVEN
            state = Limit("missing", path=made[0], at=made[1])
        elif call.by_client:
            return UNKNOWN
        else:
            state = Limit("missing")
        if call.library == "ky":
            return Limit("default", 10.0, how="Ky gives up after 10 s")
        if call.library == "axios" and any(what == "axios" for what, _ in self.sessions.defaults):
            return GIVEN
        return state

    def _merged(self, fields: list[Field], where: tuple[str, Span], unit: float = 1.0) -> Limit | None:
        """What the fields say together; None where none is given."""
        if all(field.state in ("missing", "nothing") for field in fields):
            return None
        limits = []
        for field in fields:
            if field.state == "given":
                limit = self.values.of_field(field, where, unit)
                zero = isinstance(field.expr, m.Const) and field.expr.value == 0
                limits.append(replace(limit, state="off") if zero else limit)
            elif field.state == "unknown":
                limits.append(UNKNOWN)
            else:
                limits.append(Limit("missing"))
        for state in ("off", "missing", "unknown"):
            for limit in limits:
                if limit.state == state:
                    return limit
        return min(limits, key=lambda limit: limit.seconds if limit.seconds is not None else 1e9)

    # Around ------------------------------------------------------------------------------

    def surrounded(self, call: NetworkCall) -> bool:
        """Whether something around the request ends it: ``wait_for``, ``timeout``, ``Promise.race``, a decorator."""
        if any(self._within(site) for site in (call.site, *call.through)):
            return True
        return self._called_within(call.outermost.scope, _DEPTH)

    def _within(self, site: CallSite) -> bool:
        if any(_DECORATED.search(name) for name, _ in decorator_names(site.scope)):
            return True
        for statement in site.scope.flat:
            opened = statement.items if isinstance(statement, m.With) and inside(site.call.at, statement.at) else ()
            if any(isinstance(value, m.Call) and called(value) in _OPENERS for value, _ in opened):
                return True
        return any(_AROUND.match(last_name(outer.func)) for outer in calls_around(site))

    def _called_within(self, scope: Scope, depth: int) -> bool:
        """Whether every known caller of the function bounds the call."""
        function = next((item for item in function_scopes(scope) if item.function is not None), None)
        if function is None or not depth:
            return False
        hops = self.network.edges.to(function)
        return bool(hops) and all(
            self._within(hop.site) or self._called_within(hop.site.scope, depth - 1) for hop in hops
        )

