"""CA301: steps that depend on each other, and nothing takes the first back when a later one fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cloudact_lint.config.globs import matcher
from cloudact_lint.facts import model as m
from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.effects import Effects, Write
from cloudact_lint.project.flow import exclusive, flat, left_between
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope, statements
from cloudact_lint.project.walking import walk
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.atomicity._examples_provisioning import INVALID, VALID
from cloudact_lint.rules.atomicity._repeatable import TAKES_AWAY, repeatable
from cloudact_lint.rules.atomicity._undo import UNDO_NAME, block_writes, guarding_handlers, undone

_CREATES = {"insert", "load", "copy", "create-table", "create-dataset"}
_REVOKES = lazy_pattern(
    r"(?i)\b(?:is_\w+|\w*active|enabled|current|default)\s*=\s*FALSE\b"
    r"|\b(?:end_date|ended?_at|valid_to|\w*(?:revoked|deactivat|disabled|deleted|expire[sd]?|supersed|closed|archived)\w*)\s*="
    r"|\bstatus\s*=\s*'(?:inactive|revoked|disabled|deleted|expired|superseded|closed|archived)'"
)
_WORDS = {
    "insert": "inserts into {}", "load": "loads {}", "copy": "copies to {}", "create-table": "creates table {}",
    "create-dataset": "creates dataset {}", "update": "puts rows of {} out of use", "delete": "deletes from {}",
    "truncate": "empties {}", "drop": "drops {}", "delete-dataset": "deletes dataset {}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Hole:
    """A step that stays when ``failing`` fails."""

    step: Write
    failing: Write


class UnguardedProvisioning(Rule):
    """CA301."""

    meta = RuleMeta(
        code="CA301",
        slug="unguarded-provisioning",
        summary="dependent creation steps of which a failure midway leaves the first behind",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "notebook"),
        why=(
            "BigQuery has no transaction round datasets, tables and jobs. A function that creates a dataset, then "
            "tables, then rows - or that revokes a key and then stores the new one - stops at whichever step fails, "
            "and what came before stays: an organisation without a subscription, a customer without any valid key. "
            "A second attempt then fails on what is already there, or duplicates it."
        ),
        instead=(
            "Take the earlier steps back in the handler of the later ones (an `ExitStack` with a callback for each "
            "step does it in order), put DML that belongs together in one `BEGIN TRANSACTION` script, or make every "
            "step repeatable (`exists_ok=True`, `IF NOT EXISTS`, `MERGE`) so that running the whole again completes it."
        ),
        silent=(
            "a handler, `with` block, `ExitStack` callback or list of compensations undoes the steps; each step is "
            "repeatable; the steps stand in branches that exclude each other; the later step only writes a log or "
            "history table (`append-only-tables`); the function is itself the undo."
        ),
        bug_hunt=(15,),
        references=(
            "https://cloud.google.com/bigquery/docs/transactions",
            "https://docs.python.org/3/library/contextlib.html#contextlib.ExitStack",
        ),
    )

    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Look at every function that changes something twice."""
        effects = Effects.of(BigQuery.of(project))
        append_only = matcher(project.settings.append_only_tables)
        for path in project.paths("python", "notebook"):
            if not project.asked(path) or not effects.file_may_write(path):
                continue
            for scope in project.scopes(path):
                if scope.function is not None and not UNDO_NAME.search(scope.function.name):
                    holes = _holes_of(scope, effects, append_only)
                    if holes:
                        yield self._finding(scope, holes, effects)

    def _finding(self, scope: Scope, holes: list[_Hole], effects: Effects) -> Finding:
        function = scope.function
        assert function is not None
        last = max(holes, key=lambda hole: hole.failing.here.call.at).failing
        left = list({(h.step.verb, h.step.table): h.step for h in holes if h.step is not last}.values())
        steps = _listed([_say(step) for step in left])
        handled = _what_handlers_do(last, scope, effects)
        at = function.at
        keyword = "async def " if function.is_async else "def "
        head = Span(at.row, at.column, at.row, at.column + len(keyword) + len(function.name))
        message = (
            f"'{function.qualname}' {steps}, then {_say(last)}; when that last step fails, {handled}: "
            f"what was done to {_listed([_name(step) for step in left])} stays, and a retry meets half the work. "
            "Undo the earlier steps in the handler, or make each step safe to repeat (MERGE, IF NOT EXISTS, exists_ok)"
        )
        related = [
            Related(Location(step.here.path, step.here.call.at), f"{_say(step)}: nothing takes this back")
            for step in left[:5]
        ]
        related.append(Related(Location(last.here.path, last.here.call.at), f"may fail after that: {_say(last)}"))
        certain = all(step.operation.certain for step in left) and last.operation.certain
        return self.finding(
            scope.path, head, message, related=related, anchor=function.qualname,
            confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
        )


def failing_calls(scope: Scope, effects: Effects, append_only: object) -> set[int]:
    """Ids of the calls of a function of whose failure this rule speaks."""
    if scope.function is None or UNDO_NAME.search(scope.function.name):
        return set()
    return {id(hole.failing.here.call) for hole in _holes_of(scope, effects, append_only)}


def _holes_of(scope: Scope, effects: Effects, append_only: object) -> list[_Hole]:
    known = effects.project.shared.setdefault("unguarded-steps", {})
    assert isinstance(known, dict)
    if id(scope) not in known:
        known[id(scope)] = list(_holes(scope, effects, append_only))
    found: list[_Hole] = known[id(scope)]
    return found


def _holes(scope: Scope, effects: Effects, append_only: object) -> Iterator[_Hole]:
    steps = [w for w in effects.of_function(scope) if not append_only(w.table.lower())]  # type: ignore[operator]
    in_handlers = {id(w) for w in steps if any(frame.kind == "handler" for frame in w.frames)}
    for index, step in enumerate(steps):
        if id(step) in in_handlers or repeatable(step, effects):
            continue
        for failing in steps[index + 1 :]:
            if failing.here.call is step.here.call or _same_step(step, failing):
                continue
            if id(failing) in in_handlers or not _depends(step, failing) or _answers(step, failing, scope):
                continue
            if exclusive(step.frames, failing.frames) or left_between(step.frames, failing.frames):
                continue
            if _in_finally_of(step, failing) or _looked_up_first(step, scope, effects):
                continue
            if not undone(step, failing, scope, effects):
                yield _Hole(step, failing)
                break


def _depends(step: Write, failing: Write) -> bool:
    """Whether ``failing`` builds on what ``step`` did."""
    if step.verb in TAKES_AWAY:
        if step.verb == "delete-dataset":
            return failing.verb in _CREATES
        return failing.verb in _CREATES and step.same_table(failing) and (step.verb != "update" or _revokes(step))
    if step.verb not in _CREATES or failing.verb not in _CREATES | {"merge"}:
        return False
    if step.verb == failing.verb and step.same_table(failing):
        return False  # more rows for one table: an append, which is CA303's matter
    # An empty table does no harm: the next attempt fills it.
    return not (step.verb == "create-table" and failing.verb not in ("create-table", "create-dataset"))


def _in_finally_of(step: Write, failing: Write) -> bool:
    """Whether ``failing`` runs in any case, after ``step`` or without it."""
    tries = {id(frame.statement) for frame in step.frames if frame.kind == "try"}
    return any(frame.kind == "finally" and id(frame.statement) in tries for frame in failing.frames)


def _looked_up_first(step: Write, scope: Scope, effects: Effects) -> bool:
    """Whether ``step`` is an INSERT made only because a SELECT of the same table found nothing."""
    tests = [frame.statement.test for frame in step.frames if isinstance(frame.statement, m.If)]
    if step.verb != "insert" or step.via or not tests:
        return False
    for read in effects.reads(scope):
        if step.table in read.tables:
            names = _names_from(read.call, scope)
            if any(isinstance(node, m.Name) and node.id in names for test in tests for node in walk(test)):
                return True
    return False


def _same_step(step: Write, failing: Write) -> bool:
    """One helper called twice for the same table, such as a flush in a loop and one behind it."""
    if not step.same_table(failing):
        return False
    if step.operation.call is failing.operation.call:
        return True
    return bool(step.via and failing.via) and step.via[0].function is failing.via[0].function


def _answers(step: Write, failing: Write, scope: Scope) -> bool:
    """Whether ``failing`` is what the function does about the outcome of ``step``.

    Rows that were refused go to another table; an UPDATE that met no row is followed by an INSERT.
    """
    outcome = _names_from(step.here.call, scope)
    for frame in failing.frames:
        if not isinstance(frame.statement, m.If) or frame in step.frames:
            continue
        for node in walk(frame.statement.test):
            if isinstance(node, m.Attr) and node.name == "num_dml_affected_rows":
                return True
            if isinstance(node, m.Name) and (node.id in outcome if step.verb in ("insert", "update") else False):
                return True
    return False


def _names_from(call: m.Call, scope: Scope) -> set[str]:
    """Names that hold the result of a call, or something made of it or because of it."""
    names: set[str] = set()

    def speaks(expr: m.Expr) -> bool:
        return any(node is call or (isinstance(node, m.Name) and node.id in names) for node in walk(expr))

    for statement, frames in flat(scope.body):
        because = any(speaks(_head(frame.statement)) for frame in frames if isinstance(frame.statement, (m.If, m.Loop)))
        if isinstance(statement, m.Assign) and statement.value is not None and isinstance(statement.target, m.Name):
            if speaks(statement.value):
                names.add(statement.target.id)
        elif isinstance(statement, m.Loop) and isinstance(statement.target, m.Name) and speaks(statement.source):
            names.add(statement.target.id)
        elif isinstance(statement, m.Do) and isinstance(statement.value, m.Call) and because:
            func = statement.value.func
            if isinstance(func, m.Attr) and func.name in ("append", "extend", "add") and isinstance(func.base, m.Name):
                names.add(func.base.id)
    return names


def _head(statement: m.Stmt) -> m.Expr:
    return statement.test if isinstance(statement, m.If) else statement.source  # type: ignore[union-attr]


def _revokes(step: Write) -> bool:
    """Whether an UPDATE puts rows out of use, as opposed to one that moves a status or a count on."""
    if step.sql is None or step.statement is None:
        return True
    start = step.statement.offset
    return _REVOKES.search(step.sql.text, start, start + step.statement.length) is not None


def _what_handlers_do(failing: Write, scope: Scope, effects: Effects) -> str:
    handlers = [block for _, block in guarding_handlers(failing)]
    if not handlers:
        return "no handler undoes it"
    if any(block_writes(block, scope, effects) for block in handlers):
        return "the handler undoes only part of it"
    raises = any(isinstance(s, m.Raise) for block in handlers for s in statements(block))
    return "the handler only re-raises" if raises else "the handler only logs or answers"


def _name(step: Write) -> str:
    return step.table if step.table not in ("?", "") else "what it changed"


def _say(step: Write) -> str:
    return _WORDS.get(step.verb, step.verb + " {}").format("a table" if step.table == "?" else step.table)


def _listed(words: list[str]) -> str:
    words = list(dict.fromkeys(words))
    if len(words) > 4:
        words = [*words[:3], f"{len(words) - 3} more"]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
