"""CA305: a function reports failure in what it returns, and a caller never looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.config.globs import matcher
from cloudact_lint.facts import model as m
from cloudact_lint.findings import Confidence, Finding, Kind, Location, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.effects import Effects
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name, scope_calls
from cloudact_lint.rule import Language, Rule, RuleMeta
from cloudact_lint.rules.atomicity._examples_ignored import INVALID, VALID
from cloudact_lint.rules.atomicity._ignoring import Ignored, ignored
from cloudact_lint.rules.atomicity._outcomes import Outcome, Outcomes
from cloudact_lint.rules.atomicity.unguarded_provisioning import failing_calls

_BEST_EFFORT = lazy_pattern(
    r"(?i)(?:^|_)(?:log|logs|audit|notify|notification|notifications|alert|alerts|track|tracking|record|metric|metrics"
    r"|telemetry|emit|publish|email|slack|warm|warmup|prefetch|clean_?up|close|shutdown|stop|flush|invalidate|ping"
    r"|heartbeat|health|report|cache|rollback|undo|revert|try|maybe|best_effort)(?:_|$)"
)
_LANGUAGES: tuple[Language, ...] = ("python", "notebook")
_INSERTS = frozenset(("insert_rows_json", "insert_rows"))


class IgnoredResultStatus(Rule):
    """CA305."""

    meta = RuleMeta(
        code="CA305",
        slug="ignored-result-status",
        summary="A reported failure that the caller never looks at",
        severity=Severity.HIGH,
        default="on",
        languages=_LANGUAGES,
        why=(
            'A function that answers `{"status": "FAILED"}`, `(False, error)` or a list of errors raises nothing. '
            "A caller that does not read that goes on as if all were well: an organisation is called onboarded whose "
            "tables were never made, rows that BigQuery refused are counted as written. `insert_rows_json` is of that "
            "kind: it raises only when the request fails, and *returns* the rows that were refused."
        ),
        instead=(
            'Look at the status and raise (`if result["status"] != "SUCCESS": raise …`, `if errors: raise …`), or let '
            "the callee raise, so that nobody can forget."
        ),
        silent=(
            "the result is tested, returned, stored or handed on; the callee is not a known function of the "
            "repository, or one of several; notifications, logs, audits, metrics and clean-ups, by name; error "
            "handlers; functions that CA301 speaks of, where the call is one of the steps."
        ),
        bug_hunt=(15,),
        cwe=(252,),
        references=(
            "https://cloud.google.com/python/docs/reference/bigquery/latest/google.cloud.bigquery.client.Client"
            "#google_cloud_bigquery_client_Client_insert_rows_json",
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Look at every call of a function that reports failure, then at streamed rows."""
        bigquery = BigQuery.of(project)
        effects = Effects.of(bigquery)
        outcomes = Outcomes(project, bigquery.resolver)
        yield from self._functions(project, effects, outcomes)
        for site in _calls(project, _INSERTS):
            operation = bigquery.operation(site) if not _spared(site) else None
            found = ignored(site.call, site.scope, project) if operation is not None else None
            if operation is None or found is None or _in_handler(found) or self._yields(site, effects):
                continue
            yield self._refused(operation.method, site, found, operation.certain)

    def _functions(self, project: Project, effects: Effects, outcomes: Outcomes) -> Iterator[Finding]:
        names = frozenset(_reporting(project, outcomes))
        for site in _calls(project, names):
            outcome = _reported(site, effects, outcomes) if not _spared(site) else None
            found = ignored(site.call, site.scope, project, outcome.pair) if outcome is not None else None
            if outcome is None or found is None or _in_handler(found) or self._yields(site, effects):
                continue
            yield self._finding(last_name(site.call.func), site, outcome, found)

    def _finding(self, name: str, site: CallSite, outcome: Outcome, found: Ignored) -> Finding:
        kind: Kind = "advice" if _SETS_UP.search(name) and found.how.startswith("only") else "on"
        return self.finding(
            site.path,
            site.call.at,
            f"'{name}' reports failure as {outcome.says} and raises nothing, but {found.how}: when it fails, the code "
            "goes on as if it had not. Look at the status and raise, or let the callee raise",
            kind=kind,
            confidence=Confidence.HIGH if "thrown" in found.how else Confidence.MEDIUM,
            related=[Related(Location(outcome.path, outcome.at), "reports failure here")],
            anchor=f"{site.scope.function.qualname if site.scope.function else ''}:{name}",
        )

    def _refused(self, method: str, site: CallSite, found: Ignored, certain: bool) -> Finding:
        return self.finding(
            site.path,
            site.call.at,
            f"{method} returns the rows that BigQuery refused and raises nothing, but {found.how}: refused rows are "
            "lost and counted as written. Keep the list and raise if it is not empty",
            confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
            anchor=f"{site.scope.function.qualname if site.scope.function else ''}:{method}",
        )

    @staticmethod
    def _yields(site: CallSite, effects: Effects) -> bool:
        """Whether CA301 already speaks of what happens when this very call fails."""
        if not any(write.here.call is site.call for write in effects.of_function(site.scope)):
            return False
        return id(site.call) in failing_calls(site.scope, effects, matcher(effects.project.settings.append_only_tables))


_SETS_UP = lazy_pattern(r"(?i)^(?:get|fetch|load|read|list|find|parse|search)_")


def _reporting(project: Project, outcomes: Outcomes) -> Iterator[str]:
    """Names of functions that report failure and that somebody calls."""
    asked = [project.records[path] for path in project.paths(*_LANGUAGES) if project.asked(path)]
    called = frozenset(name for index in asked for name in index.calls if not _BEST_EFFORT.search(name))
    for path in project.paths(*_LANGUAGES):
        index = project.records[path]
        if "failure-result" in index.tags and not index.defines.isdisjoint(called) and not project.is_test(path):
            for function, _ in outcomes.candidates(path, called):
                yield function.function.name


def _calls(project: Project, names: frozenset[str]) -> Iterator[CallSite]:
    """Calls by one of these names; functions that have none are not walked."""
    for path in project.paths(*_LANGUAGES):
        index = project.records[path]
        if not project.asked(path) or names.isdisjoint(index.calls):
            continue
        telling = {name for name, called in index.functions if not names.isdisjoint(called)}
        for scope in project.scopes(path):
            if scope.function is None or scope.function.name in telling:
                for call in scope_calls(scope):
                    if last_name(call.func) in names:
                        yield CallSite(call, scope)


def _reported(site: CallSite, effects: Effects, outcomes: Outcomes) -> Outcome | None:
    """How the callee reports failure, if all it can be does."""
    values = effects.bigquery.resolver.resolve(site.call.func, site.scope, site.call.at)
    found: Outcome | None = None
    for value in values:
        outcome = outcomes.of(value) if isinstance(value, FunctionValue) else None
        if outcome is None or (found is not None and found.pair != outcome.pair):
            return None
        found = outcome
    return found


def _spared(site: CallSite) -> bool:
    """Callers whose work is best effort: logs, audits, clean-ups, and a function that calls itself."""
    function = site.scope.function
    if function is None:
        return False
    return _BEST_EFFORT.search(function.name) is not None or function.name == last_name(site.call.func)


def _in_handler(found: Ignored) -> bool:
    return any(
        frame.kind in ("handler", "finally") or (isinstance(frame.statement, m.With) and _suppresses(frame.statement))
        for frame in found.frames
    )


def _suppresses(statement: m.With) -> bool:
    return any(isinstance(value, m.Call) and last_name(value.func) == "suppress" for value, _ in statement.items)
