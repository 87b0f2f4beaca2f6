"""CA707: a handler catches whatever goes wrong and lets nobody know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.facts.handlers import QUIET
from cloudact_lint.findings import Finding, Severity
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.failures.catches import Catch, catches
from cloudact_lint.project.failures.traces import Traces
from cloudact_lint.project.project import Project
from cloudact_lint.rule import Language, Rule, RuleMeta
from cloudact_lint.rules.operations._examples_swallowed import INVALID
from cloudact_lint.rules.operations._examples_swallowed_silent import VALID
from cloudact_lint.rules.operations._swallowing import Judge, Swallowed

_LANGUAGES: tuple[Language, ...] = ("python", "notebook", "typescript")
_BECAUSE = {
    "passes": (
        "whatever went wrong, a missing permission, a timeout or a typo, leaves no trace and the code goes on as if "
        "nothing had happened. Log it, or catch only what is expected"
    ),
    "answers": (
        "the caller cannot tell that from a real answer, and nobody learns that something failed. Log it and raise "
        "it or return it, or catch only what is expected"
    ),
    "development": (
        "in production, where it matters, the failure leaves no trace. Log it wherever the program runs"
    ),
    "probe": (
        "a missing permission or a timeout is taken for 'it is not there'. Catch only the "
        "exception that says so (NotFound), and let the rest out"
    ),
    "away": "the user is sent elsewhere and nobody learns why. Log it first",
    "clean-up": "what could not be cleaned up stays behind, and nobody knows. Log it, be it as a debug message",
}  # fmt: skip


class SwallowedException(Rule):
    """CA707."""

    meta = RuleMeta(
        code="CA707",
        slug="swallowed-exception",
        summary="A broad handler that makes a failure vanish",
        severity=Severity.MEDIUM,
        default="on",
        languages=_LANGUAGES,
        why=(
            "`except Exception: return None` was written for the one thing that may go wrong, and catches all others "
            "too: a revoked permission, an expired token, a renamed column, a typo. The caller gets an empty list and "
            "cannot tell it from 'there is nothing'; a check whether a month was loaded already says no when BigQuery "
            "times out, and the month is loaded twice. Nothing stands in the log when somebody asks why.\n\n"
            'A message that is written only `if (process.env.NODE_ENV === "development")` is no better: the failures '
            "that matter happen in production."
        ),
        instead=(
            "Catch what you expect (`except NotFound`, `except (ValueError, KeyError)`) and let the rest out. Where "
            "everything must be caught, log it with its traceback (`logger.exception(…)`, `console.error(…, error)`) "
            "and raise it again, count it, or return something that says it failed."
        ),
        silent=(
            "the handler, in some branch or through a helper of the repository, logs, prints, raises, counts, stores "
            "or hands on the exception, returns or shows an error, or answers with a status of 400 and more; retry "
            "loops that tell when they give up; optional imports; clean-ups in `finally`, in functions such as `close` "
            "and before the original failure is raised again; what only closes, measures or logs; in TypeScript, "
            "conversions (`JSON.parse`, `new URL`, `Intl`, `response.json()`) and what browsers may refuse "
            "(`localStorage`, the clipboard) with a fallback.\n\n"
            "Advice only: Python conversions (`int(x)`, `json.loads`), where a narrower `except` is easily written; "
            "clean-ups while another failure is handled; handlers that only lead the user to another page."
        ),
        bug_hunt=(48,),
        cwe=(390, 391),
        references=(
            "https://docs.python.org/3/tutorial/errors.html#handling-exceptions",
            "https://cloud.google.com/python/docs/reference/google-api-core/latest/google.api_core.exceptions",
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Look at every broad handler that does not plainly log or raise."""
        paths = [path for path in project.paths(*_LANGUAGES) if project.asked(path) and _may_matter(project, path)]
        if not paths:
            return
        judge = Judge(Traces.of(BigQuery.of(project).resolver))
        for path in paths:
            typescript = project.records[path].language == "typescript"
            for catch in _catches(project, path, typescript):
                swallowed = judge.of(catch, typescript)
                if swallowed is not None:
                    yield self._finding(catch, swallowed)

    def _finding(self, catch: Catch, swallowed: Swallowed) -> Finding:
        return self.finding(
            catch.path,
            catch.at,
            _message(catch, swallowed),
            kind=swallowed.kind,
            confidence=swallowed.confidence,
            anchor=f"{catch.function.qualname if catch.function else ''}:{swallowed.called}",
        )


def _may_matter(project: Project, path: str) -> bool:
    index = project.records[path]
    if QUIET in index.tags:
        return True
    return ("catch" if index.language == "typescript" else "suppress") in index.calls


def _catches(project: Project, path: str, typescript: bool) -> Iterator[Catch]:
    promises = typescript and "catch" in project.records[path].calls
    for scope in project.scopes(path):
        yield from catches(scope, typescript, promises)


def _message(catch: Catch, swallowed: Swallowed) -> str:
    around = f" around '{swallowed.called}'" if swallowed.called else ""
    because = _BECAUSE.get(swallowed.sort)
    if because is None:
        around = around or " around a conversion"
        because = (
            "mistakes in the code itself go the same way. Catch what its input can break (ValueError, KeyError)"
            if catch.form in ("except", "suppress")
            else "an input that cannot be read goes unnoticed. Log it, or say in the answer that it was left out"
        )
    if catch.caught == "except:":
        because += "; a bare 'except' also stops Ctrl-C and cancelled tasks"
    return f"'{catch.caught}'{around} {swallowed.does}: {because}"
