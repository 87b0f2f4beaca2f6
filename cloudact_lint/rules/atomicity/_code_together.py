"""CA302 in code: writes of one table that belong together and run as separate jobs."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.findings import Confidence, Finding, Location, Related
from cloudact_lint.project.project import Project
from cloudact_lint.rule import Rule
from cloudact_lint.rules.atomicity._code_pairs import Pair, pairs
from cloudact_lint.rules.atomicity._code_split import SplitRun, split_runs

_FIRST = {"delete": "deletes rows of", "truncate": "empties", "update": "closes rows of", "insert": "copies rows of"}
_SECOND = {"insert": "inserts", "load": "loads", "copy": "copies"}


def code_together(rule: Rule, project: Project) -> Iterator[Finding]:
    """The findings of CA302 in Python and TypeScript."""
    for pair in pairs(project):
        if not pair.mended:
            yield _finding(rule, pair)
    for run in split_runs(project):
        yield _split(rule, run)


def _finding(rule: Rule, pair: Pair) -> Finding:
    first, second = pair.first, pair.second
    name = "this file" if pair.scope.function is None else f"'{pair.scope.function.name}'"
    same_job = first.here.call is second.here.call
    apart = "statements of a script without a transaction" if same_job else "separate jobs"
    path, span = (second.here.path, second.here.call.at) if second.via else (second.path, second.span)
    through = f" (in '{second.via[-1].function.name}')" if second.via else ""
    message = f"{name} {_steps(pair)}{through} as {apart}: {_harm(pair)}; {_remedy(pair)}"
    where = first.here.call.at if first.via else first.span
    related = [
        Related(
            Location(first.here.path if first.via else first.path, where),
            f"{_FIRST[first.verb]} {_told(first.table)} first",
        )
    ]
    certain = first.operation.certain and second.operation.certain and first.loose is None
    return rule.finding(
        path,
        span,
        message,
        related=related,
        anchor=f"{pair.scope.function.qualname if pair.scope.function else ''}:{second.table}",
        confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
    )


def _steps(pair: Pair) -> str:
    first, second = pair.first, pair.second
    if pair.kind == "move":
        return f"copies rows of {_told(second.table)} to {_told(first.table)} and then deletes them there"
    if pair.kind == "transfer":
        return f"takes from one row of {_told(first.table)} and adds to another"
    return (
        f"{_FIRST[first.verb]} {_told(first.table)} and then {_SECOND.get(second.verb, second.verb)} their successors"
    )


def _harm(pair: Pair) -> str:
    if pair.kind == "move":
        return (
            "rows that arrive between the two are deleted without having been copied, and a failure leaves them in both"
        )
    if pair.kind == "transfer":
        return "when the second fails the sum is wrong for good"
    gone = "the old rows are gone and the new ones missing" if pair.kind == "replace" else "no row is valid any more"
    return f"when the second fails {gone}, and readers meet that state in between every time"


def _remedy(pair: Pair) -> str:
    if pair.second.verb == "insert" and pair.second.statement is None:
        return (
            "load the rows into a staging table and swap them in with one MERGE or one BEGIN TRANSACTION … COMMIT "
            "script (streamed rows take part in no transaction)"
        )
    if pair.second.verb in ("load", "copy"):
        return "load with WRITE_TRUNCATE (one atomic job), or into a staging table and swap in one transaction"
    return "run both in one script between BEGIN TRANSACTION and COMMIT TRANSACTION, or as one MERGE"


def _told(table: str) -> str:
    return "a table" if table == "?" else table


def _split(rule: Rule, run: SplitRun) -> Finding:
    seen = run.text is not None
    message = (
        "the SQL is cut at its semicolons and each piece runs as a job of its own: when one fails those before it stay "
        "done, a BEGIN TRANSACTION in it cannot span them, and a semicolon inside a literal or comment breaks a "
        "statement in two; "
        "pass the whole script to one query() with BEGIN TRANSACTION … COMMIT TRANSACTION in it"
    )
    return rule.finding(
        run.scope.path,
        run.run.call.at,
        message,
        kind="on" if seen else "advice",
        confidence=Confidence.HIGH if seen else Confidence.LOW,
        related=[Related(Location(run.scope.path, run.cut.at), "cut here")],
        anchor=f"{run.scope.function.qualname if run.scope.function else ''}:split",
    )
