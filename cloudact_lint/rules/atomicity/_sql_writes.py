"""What SQL scripts write, which writes belong together, and which repeat: shared by CA302 and CA303.

A :class:`Change` says of one write only what the two rules ask, so that writes of a script
and writes that code starts one by one are judged by the same functions: :func:`torn` for
pairs that a failure tears apart, :func:`repeating` for rows that a second run adds again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cloudact_lint.config.globs import matcher
from cloudact_lint.context import FileContext
from cloudact_lint.facts.pipeline import walk
from cloudact_lint.facts.records import SqlScript, SqlStatement, TableRef
from cloudact_lint.facts.sql import analyze, looks_like_sql, other_dialect
from cloudact_lint.facts.text_places import Places, span_of
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.atomicity._blocks import Blocks
from cloudact_lint.rules.atomicity._records import OUTCOMES, RUNS

ADDS = frozenset(("insert", "load"))
TAKES = frozenset(("delete", "truncate", "update"))
_VERBS = {
    "INSERT": "insert", "LOAD": "load", "DELETE": "delete", "TRUNCATE": "truncate",
    "UPDATE": "update", "MERGE": "merge",
}  # fmt: skip
_ONCE = lazy_pattern(
    r"(^|/)(migrations?|seeds?|fixtures|backfills?|versions)/|(^|/)(V\d+|\d{3,14})[_-][^/]*$", re.IGNORECASE
)
_PARAMETER = lazy_pattern(r"@(\w*(?:id|key|slug|code|name|number|uuid|ref))\b", re.IGNORECASE)
_NOW = lazy_pattern(r"\bCURRENT_(?:TIMESTAMP|DATETIME)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One write of a table.

    ``verb`` is ``insert``, ``load``, ``delete``, ``truncate``, ``update`` or ``merge``;
    ``table`` names it for people, ``same`` is equal for writes of one table (None: unknown).
    ``reads`` are the tables it reads, in the terms of ``same``.
    """

    verb: str
    table: str
    same: str | None
    at: Any
    """Where it stands, in whatever terms the caller has."""
    flags: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    transaction: int = 0
    reads: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    outcome: bool = False
    """It records that something happened just now, in a table of such outcomes."""
    retention: bool = False
    """A DELETE of what is older than something, and of no key."""
    order: int = 0
    """Where it begins in its script."""


@dataclass(frozen=True, slots=True, eq=False)
class Torn:
    """Two writes that belong together and are not atomic; ``why`` is ``replace``, ``change``, ``move`` or ``key``."""

    first: Change
    second: Change
    why: str


def changes(script: SqlScript, text: str, append_only: Callable[[str], bool]) -> list[Change]:
    """The writes of lasting tables in a script that are not logs and not in an error handler."""
    temporary = {_same(s.target) for s in script.statements if s.kind == "CREATE" and "temp" in s.flags and s.target}
    found = []
    for statement in script.statements:
        verb, target = _VERBS.get(statement.kind), statement.target
        if verb is None or target is None or "temp" in statement.flags or "handler" in statement.flags:
            continue
        name = target.parts[-1]
        if _same(target) in temporary or target.parts[0].upper() == "_SESSION" or append_only(name.lower()):
            continue
        found.append(_change(verb, statement, target, script, text))
    return found


def _change(verb: str, statement: SqlStatement, target: TableRef, script: SqlScript, text: str) -> Change:
    end = statement.offset + statement.length
    body = text[statement.offset : end]
    reads = {
        _same(table)
        for table in script.tables
        if statement.offset <= table.offset < end and table.offset != target.offset
    }
    flags = statement.flags
    if "never-matches" in flags and not re.search(r"\bBY\s+SOURCE\b", body, re.IGNORECASE):
        verb = "insert"  # MERGE … ON FALSE that only inserts
    name = target.parts[-1]
    happened = OUTCOMES.search(name) is not None or RUNS.search(name) is not None
    outcome = "values" in flags and happened and _NOW.search(body) is not None
    where = re.split(r"\bWHERE\b", body, maxsplit=1, flags=re.IGNORECASE)[-1].replace("<=", "<")
    retention = verb == "delete" and "<" in where and not re.search(r"=|>|\bBETWEEN\b|\bIN\b", where, re.IGNORECASE)
    return Change(
        verb,
        text[target.offset : target.offset + target.length].strip("`").rpartition(".")[2].strip("`"),
        _same(target),
        Span(0, 0, 0, 0),
        flags,
        statement.keys,
        statement.transaction,
        frozenset(reads),
        frozenset(name.lower() for name in _PARAMETER.findall(body)),
        outcome,
        retention,
        statement.offset,
    )


def _same(target: TableRef) -> str:
    """Names a table within one script: its last part; all parts where that is only a placeholder."""
    last = target.parts[-1].lower()
    return last if last != "{}" else ".".join(target.parts).lower()


def torn(found: Sequence[Change], text: str = "") -> list[Torn]:
    """Pairs that a failure between them leaves half done, for they commit apart; one for each table.

    ``text`` is that of the script, to tell branches of an IF, and procedures, from steps.
    """
    pairs: dict[object, Torn] = {}
    blocks = Blocks(text) if text else None
    loose = [change for change in found if not change.outcome and not _settled(change, found)]
    for index, second in enumerate(loose):
        for first in loose[:index]:
            if first.transaction and first.transaction == second.transaction:
                continue
            why = _belongs(first, second)
            if not why or first in [pair.second for pair in pairs.values() if pair.why != why]:
                continue
            if blocks is not None and blocks.apart(first.order, second.order):
                continue
            pairs.setdefault((why, second.same), Torn(first, second, why))
    return list(pairs.values())


def _settled(change: Change, found: Sequence[Change]) -> bool:
    """Whether a write shares a transaction with the other one that it belongs to."""
    return change.transaction != 0 and any(
        other is not change
        and other.transaction == change.transaction
        and (_belongs(change, other) or _belongs(other, change))
        for other in found
    )


def _belongs(first: Change, second: Change) -> str:
    if first.same is None or second.same is None:
        return ""
    verbs = {first.verb, second.verb}
    if first.same == second.same:
        if first.retention or second.retention or not verbs & ADDS or not verbs & TAKES:
            return ""
        return "replace" if first.verb in ("delete", "truncate") else "change"
    moved = first.verb in ADDS and second.verb in ("delete", "truncate") and second.same in first.reads
    if moved and not {"anti-join", "anti-join-other"} & set(first.flags):
        return "move"
    shared = first.parameters & second.parameters
    if shared and verbs & {"insert", "update"} and "merge" not in verbs and second.verb != "delete":
        return "key" if first.verb in ("insert", "update") else ""
    return ""


def repeating(found: Sequence[Change]) -> list[Change]:
    """The writes that add the same rows again when the script runs again; one for each table."""
    kept: dict[object, Change] = {}
    for change in found:
        if change.verb not in ADDS or change.same is None or change.outcome:
            continue
        if {"anti-join", "anti-join-other", "guarded", "overwrite"} & set(change.flags) or change.same in change.reads:
            continue
        if any(other.same == change.same and other.verb not in ADDS and not other.retention for other in found):
            continue
        kept.setdefault(change.same, change)
    return list(kept.values())


# SQL files and SQL in YAML ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Script:
    """A SQL text of a file, with its writes; ``span`` gives the place of a change in the file."""

    text: str
    changes: list[Change]
    statements: dict[int, SqlStatement]
    places: Places
    context: FileContext
    created: frozenset[str]
    """Tables that the script makes anew."""

    def span(self, change: Change) -> Span:
        """From the verb to the end of the table's name."""
        statement = self.statements[change.order]
        assert statement.target is not None
        start, end = statement.offset, statement.target.offset + statement.target.length
        if self.places:
            return span_of(self.places, start, end, self.text)
        return self.context.source.span(start, end)


def scripts(context: FileContext) -> Iterator[Script]:
    """The SQL of a .sql file, or of the scalars of a YAML file."""
    facts = context.facts
    if facts.sql is not None:
        yield _script(facts.sql, context.source.text, (), context)
    for document in facts.yaml:
        for _, node in walk(document):
            text = node.value
            if text and len(text) > 20 and looks_like_sql(text) and not other_dialect(text):
                yield _script(analyze(text), text, node.places or ((0, node.at.row, node.at.column),), context)


def _script(script: SqlScript, text: str, places: Places, context: FileContext) -> Script:
    found = changes(script, text, matcher(context.settings.append_only_tables))
    created = frozenset(
        _same(s.target)
        for s in script.statements
        if s.kind == "CREATE" and s.target and "table" in s.flags and "if-not-exists" not in s.flags
    )
    return Script(text, found, {s.offset: s for s in script.statements if s.target}, places, context, created)


def runs_once(path: str) -> bool:
    """Whether a file is a migration or a seed, which a tool runs once."""
    return _ONCE.search(path) is not None
