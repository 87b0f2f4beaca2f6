"""CA601: a request of an integration that is tried once, or a retry that never sees what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.config.globs import matches
from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.integration import _examples_retry, _examples_retry_silent

if TYPE_CHECKING:
    from cloudact_lint.project.network.calls import NetworkCalls
    from cloudact_lint.project.network.model import NetworkCall
    from cloudact_lint.project.network.runtime import Runtimes
    from cloudact_lint.project.network.unfiring import Unfiring
    from cloudact_lint.project.project import Project

_INTEGRATION = lazy_pattern(r"(?i)integrat|provider|connector|client|processor|adapter|extractor|gateway")
_OUTSIDE = lazy_pattern(r"^https?://(?!localhost|127\.|0\.0\.0\.0|10\.|host\.docker)[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_INTERNAL = lazy_pattern(r"(?i)\.(?:internal|local|localhost|svc|lan|test|example)(?:[:/]|$)|\.svc\.cluster")
_PROBES = lazy_pattern(r"(?i)health|(?<![a-z])ping(?![a-z])|readiness|liveness|heartbeat|probe|livez|metadata")
_SCRIPTS = lazy_pattern(r"(?:^|/)(?:scripts?|bin|tools|notebooks|examples?|migrations?)/")
_LIBRARIES = {
    "requests": "mount an `HTTPAdapter(max_retries=Retry(…))` on its session, or decorate the function with tenacity",
    "httpx": "decorate the function with tenacity, or give the client `HTTPTransport(retries=3)` for lost connections",
    "aiohttp": "decorate the function with tenacity",
    "urllib": "decorate the function with tenacity",
}


class MissingRetry(Rule):
    """CA601."""

    meta = RuleMeta(
        code="CA601",
        slug="missing-retry",
        summary="A request to another service that is tried once, or a retry that cannot fire",
        severity=Severity.MEDIUM,
        default="advice",
        languages=("python", "typescript"),
        why=(
            "Every network drops connections, and every provider answers 429 and 503 now and then. Code that asks "
            "once turns each of these into a failed integration or a failed run, where a second try some seconds "
            "later would have done.\n\n"
            "Worse is a retry that looks as if it were there: `fetch` fulfils its promise whatever the status, and "
            "Requests and HTTPX raise for one only after `raise_for_status()`. A loop that waits for an error with a "
            "status, around code that throws none, never tries again on a 5xx or a 429. That is reported as a mistake."
        ),
        instead=(
            "Try again, a few times, with growing pauses, what may be done twice:\n\n"
            "```python\n"
            "@retry(stop=stop_after_attempt(3), wait=wait_exponential_jitter())\n"
            "def usage(url: str) -> dict:\n"
            "    response = requests.get(url, timeout=30)\n"
            "    response.raise_for_status()\n"
            "    return response.json()\n"
            "```\n\n"
            "and look at the status where the retry can see it:\n\n"
            "```ts\n"
            "try {\n"
            "  const response = await fetch(url, { signal })\n"
            "  if (response.status >= 500) throw new ApiError(response.status)\n"
            "  return response\n"
            "} catch (error) { … }\n"
            "```"
        ),
        silent=(
            "Requests that a decorator, a loop, a function that they are handed to, a policy of the client or session, "
            "a task queue, or a caller tries again; urllib3, Ky, Got and ofetch, which do so themselves; code that "
            "runs in browsers; scripts, health checks and tests; code that is neither named after integrations nor "
            "calls a public host. Of retries: errors that cannot be followed, code that asks for the status itself."
        ),
        options=(
            Option(
                "paths",
                (),
                "globs of the code whose requests should be tried again; empty: what is named after integrations, "
                "providers, connectors, clients, processors or adapters, and requests to public hosts",
            ),
        ),
        references=(
            "https://developer.mozilla.org/docs/Web/API/Window/fetch#exceptions",
            "https://www.python-httpx.org/exceptions/",
            "https://tenacity.readthedocs.io/en/latest/",
            "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/",
        ),
        bug_hunt=(12,),
        cwe=(754,),
    )
    valid = _examples_retry_silent.VALID
    invalid = _examples_retry.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Retries that cannot fire, then requests without one."""
        from cloudact_lint.project.network.unfiring import UnfiringRetries

        for found in UnfiringRetries(project).find():
            yield self._cannot_fire(found)
        yield from self._missing(project)

    # Retries that cannot fire ------------------------------------------------------------

    def _cannot_fire(self, found: Unfiring) -> Finding:
        library = found.request.use.library
        related = [Related(Location(found.test.path, found.test.at), "waited for here")]
        if library in ("fetch", "node-fetch", "undici"):
            why = "fetch resolves whatever the status"
            instead = "throw it before the `try` ends (`if (!response.ok) throw …`), or test `response.status` there"
        else:
            why = f"{library} raises for no status without `raise_for_status()`"
            instead = "call `raise_for_status()` on the answer before it is returned"
        where = ""
        if found.thrown_at is not None:
            path, at, name = found.thrown_at
            where = f", and `{found.error}` is thrown " + (f"by `{name}`, outside it" if name else "outside it")
            related.append(Related(Location(path, at), "thrown here"))
        error = f"an error with `{found.error}`" if found.error[:1].islower() else f"`{found.error}`"
        return self.finding(
            found.path,
            found.at,
            f"this retry never sees {error}: {why}{where}. So {_statuses(found.statuses)} is never tried again, only "
            f"a lost connection or a timeout; {instead}",
            kind="on",
            related=related,
            anchor=found.scope.function.qualname if found.scope.function is not None else "",
        )

    # Requests without a retry ------------------------------------------------------------

    def _missing(self, project: Project) -> Iterator[Finding]:
        from cloudact_lint.project.network.retries import Retries

        retries = Retries.of(project)
        paths = tuple(project.settings.option(self.meta, "paths"))
        groups: dict[tuple[int, str], list[NetworkCall]] = {}
        for call in retries.network.calls:
            if _concerns(call, project, retries.network, paths) and retries.retry(call) is None:
                cause = call.client if call.client is not None and not call.hops else call.site.call
                groups.setdefault((id(cause), call.path), []).append(call)
        for calls in groups.values():
            yield self._once(calls, project)

    def _once(self, calls: list[NetworkCall], project: Project) -> Finding:
        first = calls[0]
        what = _shown(first)
        if len({id(call.site.call) for call in calls}) > 1:
            many = f"{len(calls)} requests of one client are"
        else:
            many = f"{len(calls)} requests through {what} are" if len(calls) > 1 else f"{what} is"
        return self.finding(
            first.path,
            first.at,
            f"{many} tried once: a dropped connection, a 429 or a 503 of the other side fails what was asked for; "
            f"{_instead(first, project)}{_careful(calls)}",
            confidence=Confidence.MEDIUM,
            related=[Related(Location(call.path, call.at), "and here") for call in calls[1:4]],
            anchor=_function(first),
        )


def _statuses(numbers: frozenset[int]) -> str:
    words = []
    if not numbers or any(number >= 500 for number in numbers):
        words.append("a 5xx")
    words.extend(f"a {number}" for number in sorted(numbers) if number < 500)
    return " or ".join(words)


def _concerns(call: NetworkCall, project: Project, network: NetworkCalls, paths: tuple[str, ...]) -> bool:
    """Whether a request is one of an integration, that somebody waits for on a server."""
    from cloudact_lint.project.network.runtime import Runtimes

    language = project.records[call.path].language
    if not project.asked(call.path) or language == "notebook":
        return False
    if paths:
        return matches(call.path, paths)
    if _SCRIPTS.search(call.path) or (language == "typescript" and _in_browser(Runtimes.for_project(project), call)):
        return False
    addresses = [text.text for text in network.rendered_urls(call)]
    if any(_PROBES.search(word) for word in (_function(call), *addresses)):
        return False
    classes = _function(call).rpartition(".")[0]
    if _INTEGRATION.search(f"{call.path} {classes}"):
        return True
    return any(_OUTSIDE.match(text) and not _INTERNAL.search(text) for text in addresses)


def _in_browser(runtimes: Runtimes, call: NetworkCall) -> bool:
    return runtimes.of(call.site.path) in ("browser", "script") or runtimes.of(call.path) == "browser"


def _instead(call: NetworkCall, project: Project) -> str:
    from cloudact_lint.project.network.hints import RETRIED, known_function

    known = known_function(project, call.path, RETRIED)
    if known and known not in {hop.function.function.name for hop in call.hops}:
        return f"go through `{known}`, which tries again"
    return _LIBRARIES.get(call.library, "go through a function that tries again with growing pauses")


def _careful(calls: list[NetworkCall]) -> str:
    safe = all(call.method in ("GET", "HEAD", "OPTIONS") for call in calls)
    return "" if safe else " - where it may be done twice"


def _shown(call: NetworkCall) -> str:
    from cloudact_lint.project.walking import last_name

    site = call.hops[0].site if call.hops else call.site
    return f"`{last_name(site.call.func)}`"


def _function(call: NetworkCall) -> str:
    function = call.outermost.scope.function
    return function.qualname if function is not None else ""
