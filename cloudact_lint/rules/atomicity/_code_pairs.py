"""Two writes of one table that belong together and run apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cloudact_lint.facts.sql_text import looks_like_sql
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.effects import Effects, Write
from cloudact_lint.project.flow import exclusive, left_between
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.rules.atomicity._code_appends import DEFAULT, dispositions, is_scratch
from cloudact_lint.rules.atomicity._code_guards import answers
from cloudact_lint.rules.atomicity._undo import undone

PairKind = Literal["replace", "retire", "move", "transfer"]
_FALSE = r"(?:FALSE|0|'N'|'F'|'false')"
_TRUE = r"(?:TRUE|1|'Y'|'T'|'true')"
_GONE = (
    r"expired|revoked|inactive|deleted|superseded|closed|archived|replaced|disabled|retired|deactivated|cancell?ed"
    r"|historical"
)
_RETIRES = lazy_pattern(
    rf"""(?ix)
      \b (?:is_?|_)? (?:active|enabled|current|latest|valid|live|primary)(?:_flag|_record|_row|_version)?
        \s*=\s* {_FALSE}(?!\w)
    | \b (?:is_?)? (?:deleted|revoked|superseded|archived|expired|disabled|retired)(?:_flag)? \s*=\s* {_TRUE}(?!\w)
    | \b (?:end_date|valid_(?:to|until|end|through)|effective_(?:to|until|end)\w*|
        (?:expired|revoked|deleted|deactivated|closed|superseded|archived|retired|replaced)_(?:at|on|date|ts|time))
        \s*= (?!\s*NULL\b)
    | \b \w*(?:status|state) \s*=\s* '(?:{_GONE})' """
)
_SET = lazy_pattern(r"(?is)\bSET\b(.*?)(?:\bWHERE\b|\bFROM\b|$)")
_OLDER = lazy_pattern(r"(?i)<=?|\bdate_sub\b|\btimestamp_sub\b")
_ARITHMETIC = lazy_pattern(r"(?i)\b(\w+)\s*=\s*(?:\w+\.)?\1\s*([+-])")


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """``first`` takes rows away, ``second`` puts others in their place; between them there are none, or too many."""

    kind: PairKind
    first: Write
    second: Write
    scope: Scope
    mended: bool
    """Both stand in one transaction, or the function takes the first back when the second fails."""


def candidates(project: Project, effects: Effects, *languages: str) -> Iterator[Scope]:
    """The functions (and files as such) that may write; files that cannot are never loaded."""
    for path in project.paths(*languages):
        if not project.asked(path) or not effects.file_may_write(path):
            continue
        for scope in project.scopes(path):
            if scope.kind != "class" and effects.may_write(scope):
                yield scope


def pairs(project: Project) -> list[Pair]:
    """All pairs of the project; worked out once."""
    known = project.shared.get("write-pairs")
    if not isinstance(known, list):
        effects = Effects.of(BigQuery.of(project))
        known = [
            pair
            for scope in candidates(project, effects, "python", "notebook", "typescript")
            for pair in _pairs(scope, effects)
        ]
        project.shared["write-pairs"] = known
    return known


def _pairs(scope: Scope, effects: Effects) -> Iterator[Pair]:
    writes = [w for w in effects.of_function(scope) if not any(frame.kind == "handler" for frame in w.frames)]
    seen: set[tuple[int, Span]] = set()
    for index, first in enumerate(writes):
        found = next((pair for second in writes[index + 1 :] if (pair := _pair(first, second, scope, effects))), None)
        if found is None or (id(found.second.here.call), found.second.span) in seen:
            continue
        seen.add((id(found.second.here.call), found.second.span))
        yield found


def _pair(first: Write, second: Write, scope: Scope, effects: Effects) -> Pair | None:
    if first.via and second.via and first.here.call is second.here.call:
        return None  # the helper's own matter
    if is_scratch(first.table) or not _follows(first, second):
        return None
    kind = _takes_away(first)
    if kind is None or not first.same_table(second) or not _puts_back(second, effects.bigquery):
        kind = _special(first, second, effects)
    if kind is None or answers(first, second, scope):
        return None
    mended = _atomic(first, second) or undone(first, second, scope, effects) or _in_session(scope, effects)
    return Pair(kind, first, second, scope, mended)


def _follows(first: Write, second: Write) -> bool:
    if exclusive(first.frames, second.frames) or left_between(first.frames, second.frames):
        return False
    return not any(frame.kind == "finally" and frame not in first.frames for frame in second.frames)


def _atomic(first: Write, second: Write) -> bool:
    """Whether one job does both: statements of one script inside one transaction."""
    if first.here.call is not second.here.call:
        return False
    if first.sql is not second.sql or first.statement is None or second.statement is None:
        return True
    return first.statement.transaction > 0 and first.statement.transaction == second.statement.transaction


def _takes_away(write: Write) -> PairKind | None:
    """``replace`` for DELETE and TRUNCATE, ``retire`` for an UPDATE that closes rows."""
    if write.verb == "truncate":
        return "replace"
    if write.verb == "delete" and write.statement is not None:
        where = statement_text(write)
        aged = not write.statement.keys and _OLDER.search(where) and "where" in write.statement.flags
        return None if aged else "replace"
    if write.verb == "update" and retires(write):
        return "retire"
    return None


def retires(write: Write) -> bool:
    """Whether an UPDATE closes rows: ``SET is_active = FALSE``, ``SET end_date = …``."""
    given = _SET.search(statement_text(write))
    return given is not None and _RETIRES.search(given.group(1)) is not None


def statement_text(write: Write) -> str:
    """The SQL of a write's statement."""
    if write.sql is None or write.statement is None:
        return ""
    return write.sql.text[write.statement.offset : write.statement.offset + write.statement.length]


def _puts_back(write: Write, bigquery: BigQuery) -> bool:
    if write.verb not in ("insert", "load", "copy") or write.harmless:
        return False
    if write.verb == "insert":
        return True
    adding = {"WRITE_APPEND", "WRITE_EMPTY", DEFAULT}
    return write.statement is not None or dispositions(write.operation, bigquery) <= adding


def _special(first: Write, second: Write, effects: Effects) -> PairKind | None:
    """Rows copied to another table and then deleted; an amount taken here and added there."""
    if first.verb == "insert" and second.verb in ("delete", "truncate") and not first.same_table(second):
        return "move" if _reads_from(first, second, effects) else None
    if first.verb == second.verb == "update" and first.same_table(second):
        a, b = (_ARITHMETIC.search(statement_text(w)) for w in (first, second))
        if a is not None and b is not None and a.group(1).lower() == b.group(1).lower() and a.group(2) != b.group(2):
            return "transfer"
    return None


def _reads_from(first: Write, second: Write, effects: Effects) -> bool:
    """Whether an ``INSERT … SELECT`` reads the table that ``second`` empties, by the same columns."""
    if first.statement is None or first.sql is None or "select" not in first.statement.flags or first.via or second.via:
        return False
    start, end = first.statement.offset, first.statement.offset + first.statement.length
    for ref in effects.project.sql(first.sql.text).tables:
        named = effects.tables.target_of(ref, first.sql, first.site.scope) if start <= ref.offset < end else None
        if named == (second.table, second.loose):
            return True
    return False


def _in_session(scope: Scope, effects: Effects) -> bool:
    """Whether a function begins a transaction in a query of its own: a session."""
    for call, _ in effects.telling_calls(scope):
        site = CallSite(call, scope)
        operation = effects.bigquery.operation(site)
        given = effects.sql_given(site) if operation is None else None
        expr = (
            given[0]
            if given
            else effects.bigquery.sql_of(operation)
            if operation and operation.action == "query"
            else None
        )
        for rendered in effects.bigquery.renderer.alternatives(expr, scope, call.at):
            if looks_like_sql(rendered.text) or "BEGIN" in rendered.text.upper():
                statements = effects.project.sql(rendered.text).statements
                if len(statements) == 1 and statements[0].kind.startswith("BEGIN"):
                    return True
    return False


def paired(project: Project) -> set[int]:
    """Ids of the calls that add rows as half of a pair: their finding, if any, is the pair's."""
    known = project.shared.get("paired-calls")
    if not isinstance(known, set):
        halves = [pair.first if pair.kind == "move" else pair.second for pair in pairs(project)]
        known = {id(write.site.call) for write in halves} | {id(write.here.call) for write in halves}
        project.shared["paired-calls"] = known
    return known
