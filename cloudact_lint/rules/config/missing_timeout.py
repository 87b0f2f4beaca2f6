"""CA105: a request over the network that nothing bounds in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Kind, Location, Related, Severity, Span
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.config import _examples_timeout, _examples_timeout_silent

if TYPE_CHECKING:
    from cloudact_lint.project.network.limits import Limit
    from cloudact_lint.project.network.model import NetworkCall
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.config._waits import Unbounded

_GIVE = {
    "requests": "give `timeout=(5, 30)`, in seconds to connect and to answer",
    "urllib": "give `timeout=30`, in seconds",
    "urllib3": "give `timeout=urllib3.Timeout(connect=5, read=30)`, best to the pool",
    "httpx": "give `timeout=httpx.Timeout(30, connect=5)`, best to the client",
    "aiohttp": "give `timeout=aiohttp.ClientTimeout(total=30)`, best to the session",
    "axios": "give `timeout: 30_000`, in milliseconds, best to the instance",
    "got": "give `timeout: { request: 30_000 }`",
    "ofetch": "give `timeout: 30_000`, in milliseconds",
}
_FOREVER = "if the other side accepts the connection and never answers, it waits for ever"
_FIVE_MINUTES = "if the other side accepts the connection and never answers, it waits some five minutes"
_NODE = frozenset(("fetch", "undici"))


class MissingTimeout(Rule):
    """CA105."""

    meta = RuleMeta(
        code="CA105",
        slug="missing-timeout",
        summary="A request over the network with no timeout",
        severity=Severity.MEDIUM,
        default="on",
        languages=("python", "typescript", "notebook"),
        why=(
            "A service that accepts a connection and then hangs is the commonest way in which one slow service stops "
            "another: every worker ends up waiting, and nothing is logged, because nothing failed. Requests and "
            "urllib wait for ever unless told otherwise; so do Axios and Got. A `fetch` on a server gives up only "
            "after some five minutes, long after whoever asked has gone."
        ),
        instead=(
            "Say how long an answer may take, at the call or once where the client is made:\n\n"
            "```python\n"
            "requests.get(url, timeout=(5, 30))\n"
            "client = httpx.AsyncClient(timeout=httpx.Timeout(30, connect=5))\n"
            "```\n\n"
            "```ts\n"
            "await fetch(url, { signal: AbortSignal.timeout(30_000) })\n"
            "const api = axios.create({ baseURL, timeout: 30_000 })\n"
            "```"
        ),
        silent=(
            "HTTPX and Ky, whose defaults are 5 and 10 s, unless they are switched off; sessions whose class, "
            "adapter or `partial` brings a timeout; clients and options that cannot be seen; calls within "
            "`asyncio.timeout`, `wait_for`, `Promise.race` or a wrapper that says it bounds them; any abort "
            "`signal`; relative addresses in a browser. A wrapper is reported where it makes the request, not at its "
            "callers. Advice: `fetch` in browsers and scripts, notebooks, aiohttp's default of five minutes, and "
            "BigQuery queries waited for without `timeout` or `job_timeout_ms`."
        ),
        references=(
            "https://requests.readthedocs.io/en/latest/user/advanced/#timeouts",
            "https://www.python-httpx.org/advanced/timeouts/",
            "https://docs.aiohttp.org/en/stable/client_quickstart.html#timeouts",
            "https://developer.mozilla.org/docs/Web/API/AbortSignal/timeout_static",
            "https://axios-http.com/docs/req_config",
        ),
        bug_hunt=(36,),
        cwe=(400,),
    )
    valid = _examples_timeout_silent.VALID
    invalid = _examples_timeout.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every request once, however many callers its wrapper has; then queries that are waited for."""
        from cloudact_lint.project.network.timeouts import Timeouts
        from cloudact_lint.rules.config._waits import unbounded_waits

        timeouts = Timeouts.of(project)
        by_site: dict[int, list[tuple[NetworkCall, Limit]]] = {}
        for call in timeouts.network.calls:
            by_site.setdefault(id(call.site.call), []).append((call, timeouts.limit(call)))
        reported: set[tuple[str, Span]] = set()
        streaming = {id(call.client) for call in timeouts.network.calls if call.verb == "stream"}
        for found in by_site.values():
            for finding in self._judge(project, found, streaming):
                place = (finding.location.path, finding.location.span)
                if place not in reported and project.asked(finding.location.path):
                    reported.add(place)
                    yield finding
        for unbounded in unbounded_waits(project):
            if project.asked(unbounded.path):
                yield self._waits(unbounded)

    def _waits(self, unbounded: Unbounded) -> Finding:
        count = len(unbounded.waits)
        first = unbounded.waits[0]
        if not unbounded.at_client and count == 1:
            path, at, what = first.path, first.call.at, "this waits for the query"
            instead = "give `timeout=…`, or the job `job_timeout_ms`"
        elif not unbounded.at_client:
            path, at, what = unbounded.path, unbounded.at, f"code waits for this query, in {count} places"
            instead = "give the job `job_timeout_ms`"
        else:
            many = f"{count} queries" if count > 1 else "a query"
            path, at, what = unbounded.path, unbounded.at, f"code waits for {many} of this client"
            instead = "give the client a `default_query_job_config` with `job_timeout_ms`, or each `result(timeout=…)`"
        return self.finding(
            path,
            at,
            f"nothing bounds how long {what}: one that hangs in the queue holds its worker; {instead}",
            kind="advice",
            related=[Related(Location(site.path, site.call.at), "waited for here") for site in unbounded.waits[:3]]
            if (path, at) != (first.path, first.call.at)
            else (),
            anchor="client" if unbounded.at_client else _anchor(first.scope.function),
        )

    def _judge(
        self, project: Project, found: list[tuple[NetworkCall, Limit]], streaming: set[int]
    ) -> Iterator[Finding]:
        """What is to be said of one request, by the callers that are known."""
        bad = next((pair for pair in found if pair[1].state in ("missing", "off")), None)
        if bad is None:
            slow = next((pair for pair in found if pair[0].library == "aiohttp" and pair[1].state == "default"), None)
            if slow is not None:
                call, limit = slow
                yield self.finding(
                    *_place(call, limit),
                    f"{_shown(call)} has no timeout of its own: {limit.how}, long after whoever asked has gone; "
                    f"{_GIVE['aiohttp']}",
                    kind="advice",
                    anchor=_anchor(call.site.scope.function),
                )
            return
        call, limit = bad
        kind = self._kind(project, call)
        if kind is None:
            return
        if limit.state == "off" and call.client is not None and id(call.client) in streaming:
            kind = "advice"  # a stream may be quiet for long
        some = len([pair for pair in found if pair[1].state == "given"])
        yield self.finding(
            *_place(call, limit),
            _message(project, call, limit, some),
            kind=kind,
            confidence=Confidence.HIGH if call.library not in _NODE else Confidence.MEDIUM,
            related=_related(call) if some else (),
            anchor=_anchor(call.site.scope.function),
        )

    def _kind(self, project: Project, call: NetworkCall) -> Kind | None:
        from cloudact_lint.project.network.runtime import Runtimes

        language = project.records[call.site.path].language
        if language == "notebook":
            return "advice"
        if language == "python":
            return "on"
        runtime = Runtimes.for_project(project).of(call.site.path)
        if runtime == "server":
            return None if _is_data(project, call) else "on"
        return None if _is_data(project, call) or _is_relative(project, call) else "advice"


def _place(call: NetworkCall, limit: Limit) -> tuple[str, Span]:
    """The client, where it says so or could say it for all its requests; else the request."""
    if limit.at is not None and limit.path and (limit.path != call.site.path or limit.at != call.site.call.at):
        return limit.path, limit.at
    return call.site.path, call.site.call.at


def _message(project: Project, call: NetworkCall, limit: Limit, some: int) -> str:
    what = _shown(call)
    at_client = _place(call, limit) != (call.site.path, call.site.call.at)
    if at_client and call.client is not None:
        what = f"requests of `{_dotted(call.client.func)}`"
    if limit.state == "off":
        state = "have their timeout switched off" if at_client else "has its timeout switched off"
    else:
        state = "have no timeout" if at_client else "has no timeout"
    if call.library in _NODE:
        state = state.replace("timeout", "signal that would end it")
    if limit.how:
        state += f" ({limit.how})"
    if some:
        state += ", and not all callers give one"
    harm = _FIVE_MINUTES if call.library in _NODE else _FOREVER
    if at_client:
        harm = harm.replace("it waits", "they wait")
    return f"{what} {state}: {harm}; {_instead(project, call)}"


def _instead(project: Project, call: NetworkCall) -> str:
    from cloudact_lint.project.network.hints import BOUNDED, known_function

    if call.library in ("fetch", "undici", "node-fetch"):
        known = known_function(project, call.site.path, BOUNDED)
        own = call.site.scope.function.name if call.site.scope.function is not None else ""
        other = f", or call `{known}`" if known and known != own else ""
        return f"give `signal: AbortSignal.timeout(30_000)`{other}"
    return _GIVE.get(call.library, "give a timeout")


def _related(call: NetworkCall) -> list[Related]:
    if not call.through:
        return []
    return [Related(Location(call.path, call.at), "called without one here")]


def _is_relative(project: Project, call: NetworkCall) -> bool:
    from cloudact_lint.project.network.calls import NetworkCalls

    texts = NetworkCalls.of(project).rendered_urls(call)
    return bool(texts) and all(text.text.startswith(("/", "./", "?")) for text in texts)


def _is_data(project: Project, call: NetworkCall) -> bool:
    """An address that is no one else's: ``data:``, ``blob:``, ``file:``."""
    from cloudact_lint.project.network.calls import NetworkCalls

    texts = NetworkCalls.of(project).rendered_urls(call)
    return bool(texts) and all(text.text.startswith(("data:", "blob:", "file:")) for text in texts)


def _shown(call: NetworkCall) -> str:
    return f"`{_dotted(call.site.call.func)}`"


def _dotted(expr: object) -> str:
    from cloudact_lint.facts import model as m

    if isinstance(expr, m.Attr):
        base = _dotted(expr.base)
        return f"{base}.{expr.name}" if base else expr.name
    if isinstance(expr, m.Call):
        return f"{_dotted(expr.func)}()"
    return expr.id if isinstance(expr, m.Name) else ""


def _anchor(function: object) -> str:
    return getattr(function, "qualname", "")
