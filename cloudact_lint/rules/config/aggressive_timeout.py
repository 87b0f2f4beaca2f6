"""CA106: a timeout so short that an answer that would have come is given up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Severity, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.config import _examples_short

if TYPE_CHECKING:
    from cloudact_lint.project.network.calls import NetworkCalls
    from cloudact_lint.project.network.model import NetworkCall
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.scopes import Scope

# What is asked only to learn whether somebody answers at once.
_PROBES = lazy_pattern(
    r"(?i)health|(?<![a-z])ping(?![a-z])|ready|readiness|liveness|(?<![a-z])(?:is_)?alive|probe|heartbeat|warm_?up"
    r"|(?<![a-z])livez|status_?check|check_?status|metadata\.google|computemetadata|get_metadata|169\.254\.|is_?up(?![a-z])|is_?available|reachable"
)


class AggressiveTimeout(Rule):
    """CA106."""

    meta = RuleMeta(
        code="CA106",
        slug="aggressive-timeout",
        summary="A timeout shorter than the other side may need",
        severity=Severity.LOW,
        default="advice",
        languages=("python", "typescript", "notebook"),
        why=(
            "A cold start, a new TLS connection, a retry inside the other service or a busy minute take seconds. A "
            "timeout shorter than that fails requests that would have been answered, and what was asked for may "
            "have been done all the same: a retry then does it twice."
        ),
        instead=(
            "Give the answer at least some seconds, and keep the short limit for the connection: "
            "`httpx.Timeout(30, connect=2)`, `timeout=(2, 30)`. Set the floors to what your services need with the "
            "options of this rule."
        ),
        silent=(
            "times that are not constant; limits of the connection alone above `connect-floor`; health checks, pings "
            "and probes, by the name of the function or the address; tests."
        ),
        options=(
            Option("floor", 5, "seconds that a request over HTTP should have at least for its answer"),
            Option("connect-floor", 1, "seconds that it should have at least to connect"),
            Option("query-floor", 10, "seconds that a BigQuery query should have at least"),
        ),
        references=(
            "https://requests.readthedocs.io/en/latest/user/advanced/#timeouts",
            "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/",
        ),
        bug_hunt=(36,),
    )
    valid = _examples_short.VALID
    invalid = _examples_short.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every limit once, wherever it is said; then queries."""
        from cloudact_lint.project.network.timeouts import Timeouts
        from cloudact_lint.rules.config._waits import short_waits

        timeouts = Timeouts.of(project)
        floor, connect, query = (
            float(project.settings.option(self.meta, name)) for name in ("floor", "connect-floor", "query-floor")
        )
        reported: set[tuple[str, Span]] = set()
        for call in timeouts.network.calls:
            limit = timeouts.limit(call)
            if limit.state != "given" or limit.varies or limit.at is None or (limit.path, limit.at) in reported:
                continue
            said = _too_short(limit.seconds, limit.connect, floor, connect)
            if said and project.asked(limit.path) and not _is_probe(call, timeouts.network):
                reported.add((limit.path, limit.at))
                yield self.finding(
                    limit.path,
                    limit.at,
                    f"{said}: a cold start or a busy minute of the other side takes longer, and a request that "
                    "would have been answered fails; give it more, or make clear that it is a probe",
                    confidence=Confidence.MEDIUM,
                    anchor=_function(call.site.scope),
                )
        for site, seconds in short_waits(project, query):
            if project.asked(site.path) and not _PROBES.search(_function(site.scope)):
                yield self.finding(
                    site.path,
                    site.call.at,
                    f"the query has {_time(seconds)}, less than {_time(query)}: waiting for a slot alone can take "
                    "longer, and the job is billed whether or not somebody waits for it; give it more",
                    confidence=Confidence.MEDIUM,
                    anchor=_function(site.scope),
                )


def _too_short(seconds: float | None, connect: float | None, floor: float, connect_floor: float) -> str:
    if seconds is not None and 0 < seconds < floor:
        return f"the answer has {_time(seconds)}, less than {_time(floor)}"
    if connect is not None and 0 < connect < connect_floor:
        return f"connecting has {_time(connect)}, less than {_time(connect_floor)}"
    return ""


def _time(seconds: float) -> str:
    return f"{seconds:g} s" if seconds >= 1 else f"{seconds * 1000:g} ms"


def _is_probe(call: NetworkCall, network: NetworkCalls) -> bool:
    names = [_function(site.scope) for site in (call.site, *call.through)]
    texts = [text.text for text in network.rendered_urls(call)]
    return any(_PROBES.search(word) for word in (*names, *texts, call.path.rpartition("/")[2]))


def _function(scope: Scope) -> str:
    return scope.function.qualname if scope.function is not None else ""
