"""Whether a request is tried again when it fails, and by what.

Defaults are those of the libraries' documentation: urllib3 tries three times more
(https://urllib3.readthedocs.io/en/stable/user-guide.html#retrying-requests), Ky and Got twice, ofetch once
(https://github.com/unjs/ofetch#%EF%B8%8F-auto-retry); Requests, HTTPX, aiohttp, Axios and fetch never do.
"""

from __future__ import annotations

from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.annotations import called, literal_key
from cloudact_lint.project.bindings import inside, statements
from cloudact_lint.project.network.around import calls_around, function_scopes, loops_around
from cloudact_lint.project.network.calls import NetworkCalls
from cloudact_lint.project.network.model import NetworkCall
from cloudact_lint.project.network.sessions import Sessions, decorator_names, speaks_of
from cloudact_lint.project.origins_base import key_name
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.scopes import Scope, dotted
from cloudact_lint.project.values import ClassValue
from cloudact_lint.project.walking import last_name, statement_expressions, walk

RETRYING = lazy_pattern(r"(?i)retr(?:y|ies|ier|ying)|back_?off|on_exception|on_predicate|stamina|resilien|tenacity")
_ATTEMPTS = lazy_pattern(r"(?i)attempt|retr(?:y|ies)|(?:^|_)tr(?:y|ies)(?:$|_)|tries|back_?off")
_SLEEPS = lazy_pattern(r"(?i)sleep|delay|wait|back_?off|set_?timeout|pause")
_KEYWORDS = frozenset(("retries", "max_retries", "autoretry_for", "retry", "retry_policy", "max_attempts", "attempts"))
_QUEUES = frozenset(("actor",))
"""Decorators of task queues that try again unless told otherwise: dramatiq."""
_BY_DEFAULT = frozenset(("urllib3", "ky", "got", "ofetch"))
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Retry:
    """What tries again, and where it says so."""

    how: str
    path: str
    at: Span


class Retries:
    """Answers what tries requests again. One for a project."""

    def __init__(self, network: NetworkCalls) -> None:
        self.network = network
        self.project = network.project
        self.sessions = Sessions(self.project, network.resolver)
        self._callers: dict[int, Retry | None] = {}

    @classmethod
    def of(cls, project: Project) -> Retries:
        """The one of this project."""
        known = project.shared.get("retries")
        if not isinstance(known, Retries):
            known = project.shared["retries"] = cls(NetworkCalls.of(project))
        return known

    def retry(self, call: NetworkCall) -> Retry | None:
        """What tries a request again, as it is asked for by this caller."""
        if call.library in _BY_DEFAULT:
            return Retry(f"{call.library} itself", call.site.path, call.site.call.at)
        found = self._policy(call)
        for site in (call.site, *reversed(call.through)):
            found = found or self.around(site)
        return found or self._by_callers(call.outermost.scope, _DEPTH)

    # The client --------------------------------------------------------------------------

    def _policy(self, call: NetworkCall) -> Retry | None:
        """A policy of the client, the session or the library."""
        keywords = {name for name, _ in call.site.call.keywords if name}
        if keywords & {"retries", "retry"}:
            return Retry("an argument", call.site.path, call.site.call.at)
        client, scope = call.client, call.client_scope
        if client is None or scope is None:
            return None
        place = (scope.path, client.at)
        for name, value in client.keywords:
            if name in _KEYWORDS or (name in ("transport", "mounts", "connector") and _speaks(value)):
                return Retry("the client", *place)
        cls = self.sessions.own_class(client, scope)
        if cls is not None:
            names = ("request", "send", "__init__", call.verb, "_request")
            if any(speaks_of(body, "retr") for body in self.sessions.methods(cls, *dict.fromkeys(names))):
                return Retry("the client's class", *place)
        for made, where, adapter in self.sessions.mounted(client, scope):
            if any(name == "max_retries" and literal_key(value) != 0 for name, value in made.keywords) or made.args:
                return Retry("an adapter", where.path, made.at)
            bodies = self.sessions.methods(adapter, "send", "__init__") if isinstance(adapter, ClassValue) else ()
            if any(speaks_of(body, "retr") for body in bodies):
                return Retry("an adapter", where.path, made.at)
        return self._of_axios(call) if call.library == "axios" else None

    def _of_axios(self, call: NetworkCall) -> Retry | None:
        """``axiosRetry(instance, …)``, or an interceptor that asks again."""
        assert call.client_scope is not None
        for scope in self.project.scopes(call.client_scope.path):
            for statement in scope.flat:
                for expr in statement_expressions(statement):
                    for node in walk(expr):
                        if isinstance(node, m.Call) and (
                            RETRYING.search(called(node)) or dotted(node.func).endswith(".interceptors.response.use")
                        ):
                            return Retry(f"'{called(node)}'", scope.path, node.at)
        return None

    # Around ------------------------------------------------------------------------------

    def around(self, site: CallSite) -> Retry | None:
        """What tries a call again where it stands: a decorator, a loop, or a function that it is handed to."""
        for name, node in decorator_names(site.scope):
            if RETRYING.search(dotted(node.func if isinstance(node, m.Call) else node)) or name in _QUEUES:
                return Retry(f"'@{name}'", site.path, node.at if isinstance(node, m.Call) else site.call.at)
            given = {key for key, _ in node.keywords if key} if isinstance(node, m.Call) else set()
            if given & _KEYWORDS:
                return Retry(f"'@{name}'", site.path, site.call.at)
        for loop, scope in loops_around(site):
            if is_retry_loop(loop, site.call):
                return Retry("a loop", scope.path, loop.at)
        for outer in calls_around(site):
            if RETRYING.search(_words(outer)):
                return Retry(f"'{last_name(outer.func)}'", site.path, outer.at)
        return None

    def _by_callers(self, scope: Scope, depth: int) -> Retry | None:
        """Whether a known caller of the function tries it again."""
        function = next((item for item in function_scopes(scope) if item.function is not None), None)
        if function is None or not depth:
            return None
        key = id(function.function)
        if key not in self._callers:
            self._callers[key] = None
            for hop in self.network.edges.to(function):
                found = self.around(hop.site) or self._by_callers(hop.site.scope, depth - 1)
                if found is not None:
                    self._callers[key] = found
                    break
        return self._callers[key]


def is_retry_loop(loop: m.Loop, call: m.Call) -> bool:
    """Whether a loop goes round again when a call in it fails."""
    heads = [node for head in (loop.target, loop.source) if head is not None for node in walk(head)]
    if any(_ATTEMPTS.search(last_name(node)) for node in heads if isinstance(node, (m.Name, m.Attr))):
        return True
    caught = [
        statement
        for statement in statements(loop.body)
        if isinstance(statement, m.Try) and statement.handlers and inside(call.at, statement.at)
    ]
    if not caught:
        return False
    return any(
        isinstance(node, m.Call) and _SLEEPS.search(called(node))
        for statement in statements(loop.body)
        for expr in statement_expressions(statement)
        for node in walk(expr)
    )


def _speaks(value: m.Expr) -> bool:
    """Whether an expression names retries: ``HTTPTransport(retries=3)``."""
    for node in walk(value):
        if isinstance(node, m.Call) and any(name and "retr" in name for name, _ in node.keywords):
            return True
        if isinstance(node, (m.Name, m.Attr)) and RETRYING.search(last_name(node)):
            return True
        if isinstance(node, m.Text) and "retr" in key_name(node):
            return True
    return False


def _words(call: m.Call) -> str:
    """What a call is written as: ``self.retry_policy.execute``, ``Retrying(…)``."""
    func: m.Expr = call.func
    words = []
    while isinstance(func, (m.Attr, m.Call)):
        if isinstance(func, m.Attr):
            words.append(func.name)
            func = func.base
        else:
            func = func.func
    return " ".join((last_name(func), *words))
