"""CA303 in code: calls that add rows which a second run adds again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cloudact_lint.config.globs import matcher
from cloudact_lint.findings import Confidence, Finding, Kind
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.effects import Effects, Write
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.rule import Rule
from cloudact_lint.rules.atomicity._code_appends import Append, appending_query, appends, destination_of, is_scratch
from cloudact_lint.rules.atomicity._code_guards import Guard, guard, is_bulk
from cloudact_lint.rules.atomicity._code_pairs import candidates, paired
from cloudact_lint.rules.atomicity._records import OUTCOMES

LANGUAGES = ("python", "notebook", "typescript")
_RECORDING = lazy_pattern(r"(?i)^_*(?:log|track|audit|record|emit|report|trace)_")
"""Functions that write down what happened."""
_HARM = {
    "": "a retry or a second run adds the same rows again, and nothing in BigQuery refuses them",
    "raced": "the look-up before it stops no second request at the same moment, "
    "and BigQuery enforces no key: both add the row",
    "refused": "the look-up that refuses duplicates stops no second request at the same moment, "
    "and BigQuery enforces no key",
    "sifted": "two runs at once both find the rows missing, and BigQuery enforces no key",
}


def code_appends(rule: Rule, project: Project) -> Iterator[Finding]:
    """The findings of CA303 in Python and TypeScript."""
    effects = Effects.of(BigQuery.of(project))
    append_only = matcher(project.settings.append_only_tables)
    pairs = paired(project)
    for scope in candidates(project, effects, *LANGUAGES):
        yield from _appending_queries(rule, scope, effects, append_only)
        seen: set[tuple[str, object]] = set()
        for write in effects.direct(scope):
            append = appends(write, effects.bigquery)
            if append is None or id(write.site.call) in pairs or (write.path, write.span) in seen:
                continue
            table = write.table.lower()
            if append_only(table) or is_scratch(table) or _made_anew(write, scope, effects):
                continue
            seen.add((write.path, write.span))
            how = guard(write, scope, effects)
            if how != "seeded" and not (not how and _records(write, scope)):
                yield _finding(rule, write, append, how, scope)


def _appending_queries(
    rule: Rule, scope: Scope, effects: Effects, append_only: Callable[[str], bool]
) -> Iterator[Finding]:
    """Query jobs that append what they select to a destination table."""
    appending = "append" in effects.project.records[scope.path].tags
    for call, _ in effects.telling_calls(scope) if appending else ():
        operation = effects.bigquery.operation(CallSite(call, scope))
        append = appending_query(operation, effects.bigquery) if operation is not None else None
        destination = (
            destination_of(operation, effects.bigquery) if operation is not None and append is not None else None
        )
        if operation is None or append is None or destination is None:
            continue
        table, loose = effects.tables.table_of(destination, CallSite(call, scope))
        if not append_only(table.lower()) and not is_scratch(table):
            kind: Kind = "advice" if loose is not None and _names_parameter(table, scope) else append.kind
            yield rule.finding(
                scope.path,
                call.at,
                f"{append.words} {table}: {_HARM['']}; {append.remedy}",
                kind=kind,
                anchor=f"{scope.function.qualname if scope.function else ''}:{table}",
            )


def _finding(rule: Rule, write: Write, append: Append, how: Guard, scope: Scope) -> Finding:
    generic = _is_parameter(write, scope)
    kind: Kind = "advice" if generic or how in ("refused", "sifted") else append.kind
    name = "a table that is not named here" if write.table == "?" else write.table
    message = f"{append.words} {name}: {_HARM[how]}; {append.remedy}"
    certain = write.operation.certain and kind == "on"
    function = scope.function.qualname if scope.function is not None else ""
    return rule.finding(
        write.path,
        write.span,
        message,
        kind=kind,
        anchor=f"{function}:{write.table}",
        confidence=Confidence.HIGH if certain and not how else Confidence.MEDIUM,
    )


def _records(write: Write, scope: Scope) -> bool:
    """Whether one row says what just happened: doing that twice is two rows."""
    recording = scope.function is not None and _RECORDING.match(scope.function.name)
    return bool(recording or OUTCOMES.search(write.table)) and not is_bulk(write)


def _is_parameter(write: Write, scope: Scope) -> bool:
    """Whether the table is the caller's business: a generic writer."""
    return write.loose is not None and _names_parameter(write.table, scope)


def _names_parameter(table: str, scope: Scope) -> bool:
    here: Scope | None = scope
    while here is not None:
        if here.function is not None and any(param.name == table for param in here.function.params):
            return True
        here = here.parent
    return False


def _made_anew(write: Write, scope: Scope, effects: Effects) -> bool:
    """Whether the function makes the table itself, always and from nothing."""
    for other in effects.direct(scope):
        if other.site.call is write.site.call and other.span == write.span:
            break
        anew = other.verb in ("drop", "truncate") or (other.verb == "create-table" and "or-replace" in _flags(other))
        strict = other.verb == "create-table" and not other.harmless
        anew = anew or _deleted_with(other, write)
        if (anew or strict) and other.same_table(write) and other.frames == write.frames[: len(other.frames)]:
            return True
    return False


def _deleted_with(other: Write, write: Write) -> bool:
    """Whether ``other`` deletes the rows that come again, in the same script and transaction."""
    if other.verb != "delete" or other.sql is not write.sql or other.statement is None or write.statement is None:
        return False
    return 0 < other.statement.transaction == write.statement.transaction


def _flags(write: Write) -> tuple[str, ...]:
    return write.statement.flags if write.statement is not None else ()
