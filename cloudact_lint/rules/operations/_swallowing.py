"""What a broad handler does instead of making the failure known, and how bad that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Confidence, Kind, Span
from cloudact_lint.project.bindings import place
from cloudact_lint.project.failures.catches import Catch
from cloudact_lint.project.failures.traces import Traces
from cloudact_lint.project.failures.tried import Tried, calls_of, tidies_up
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.scopes import after, child_blocks
from cloudact_lint.project.walking import last_name, statement_expressions, walk

Sort = Literal["passes", "answers", "development", "probe", "conversion", "away", "clean-up"]
_RETRIES = frozenset(("attempt", "attempts", "retry", "retries", "tries", "backoff", "delay", "sleep", "wait"))
_TELLS = frozenset(("log", "track", "record", "report", "emit", "audit"))
_CLEANS = frozenset(("cleanup", "clean", "release", "rollback", "close"))


@dataclass(frozen=True, slots=True)
class Swallowed:
    """A failure that nobody hears of."""

    sort: Sort
    does: str
    """``passes over it``, ``answers 'False'``, ``logs it only in development``."""
    called: str
    """What can fail there, empty if there is no telling."""
    confidence: Confidence

    @property
    def kind(self) -> Kind:
        """Conversions, clean-ups and handlers that lead a user elsewhere are a judgement."""
        return "advice" if self.sort in ("conversion", "away", "clean-up") else "on"


class Judge:
    """Decides on one broad handler after the other."""

    def __init__(self, traces: Traces) -> None:
        self.traces = traces

    def of(self, catch: Catch, typescript: bool) -> Swallowed | None:
        """What is wrong with a handler, or None."""
        reading = self.traces.read(catch.body, catch.name, catch.scope, catch.whole)
        if reading.told or self._retried(catch) or self._told_within(catch) or _answers_failures_only(catch):
            return None
        tried = Tried(catch.tried, catch.scope, self.traces.resolver, catch.awaits if typescript else None)
        if tried.only_imports() or _tidies(catch, tried):
            return None
        does, silent = _does(catch, reading.in_development, typescript)
        sort: Sort = "passes" if silent else "answers"
        if tried.pure():
            if typescript and not silent:
                return None  # ``catch`` cannot name what it expects
            sort = "conversion"
        elif reading.leads_away:
            sort = "away"
        elif _cleans(catch, tried):
            sort = "clean-up"
        elif reading.in_development:
            sort = "development"
        elif tried.probe():
            sort = "probe"
        return Swallowed(sort, does, tried.called(), Confidence.HIGH if silent else Confidence.MEDIUM)

    def _retried(self, catch: Catch) -> bool:
        """Whether it is tried again, and giving up is told of after the loop."""
        loop = next((f.statement for f in reversed(catch.frames) if f.kind == "loop"), None)
        if not isinstance(loop, m.Loop) or not _repeats(loop, catch):
            return False
        end = Span(loop.at.end_row, loop.at.end_column, loop.at.end_row, loop.at.end_column)
        following = [s for s in catch.scope.flat if (at := place(s)) is not None and after(at, end)]
        return self.traces.read(tuple(following[:2]), "", catch.scope, loop.at).told

    def _told_within(self, catch: Catch) -> bool:
        """Whether the promise itself tells: a form's validation, ``call(url, {}, (e) => setError(e))``."""
        if catch.form != "promise":
            return False
        calls = tuple(calls_of(catch.tried))
        if any(words_of(last_name(call.func))[:1] == ("validate",) for call in calls):
            return True  # a form shows by itself what is wrong with it
        given = [arg for call in calls if last_name(call.func) != "then" for arg in call.args]
        functions = [arg.function for arg in given if isinstance(arg, m.FuncExpr)]
        return any(self.traces.read(f.body, "", catch.scope, f.at).told for f in functions)


def _answers_failures_only(catch: Catch) -> bool:
    """``try: run(); return None`` … ``except Exception: return name``: what is not None is what failed."""
    tried = [s.value for s in catch.tried if isinstance(s, m.Return)]
    handled = [s.value for s in catch.body if isinstance(s, m.Return)]
    return bool(tried and handled) and all(map(_is_none, tried)) and not any(map(_is_none, handled))


def _is_none(value: m.Expr | None) -> bool:
    return value is None or (isinstance(value, m.Const) and value.value is None)


def _repeats(loop: m.Loop, catch: Catch) -> bool:
    names = [*_names(loop.source), *(_names(loop.target) if loop.target is not None else ())]
    for statement in _inside(catch.body):
        for expr in statement_expressions(statement):
            names.extend(_names(expr))
    return any(not _RETRIES.isdisjoint(words_of(name)) for name in names)


def _names(expr: m.Expr) -> list[str]:
    return [last_name(node.func if isinstance(node, m.Call) else node) for node in walk(expr)]


def _inside(block: m.Block) -> Iterator[m.Stmt]:
    for statement in block:
        yield statement
        for inner in child_blocks(statement):
            yield from _inside(inner)


def _tidies(catch: Catch, tried: Tried) -> bool:
    """Whether this is the clean-up itself, or the telling: it must go on whatever happens."""
    if any(frame.kind == "finally" for frame in catch.frames) or tried.best_effort():
        return True
    around = next((frame.handler for frame in reversed(catch.frames) if frame.kind == "handler"), None)
    if around is not None and around.body and isinstance(around.body[-1], m.Raise):
        return True  # the failure that is on its way out is the one that matters
    name = catch.function.name if catch.function is not None else ""
    return (tidies_up(name) and catch.form != "promise") or words_of(name)[:1] in {(word,) for word in _TELLS}


def _cleans(catch: Catch, tried: Tried) -> bool:
    """Whether something is taken away on the way out of another failure, or as an afterthought by its name."""
    cleaning = not _CLEANS.isdisjoint(words_of(catch.name)) or any(f.kind == "handler" for f in catch.frames)
    return cleaning and tried.undoes()


def _does(catch: Catch, in_development: bool, typescript: bool) -> tuple[str, bool]:
    """What the handler does, in words, and whether it does nothing at all."""
    answer = _answer(catch.body, typescript)
    if in_development:
        return "logs it only in development" + (f" and {answer}" if answer else ""), not answer
    if answer:
        return answer, False
    if len(catch.body) == 1 and isinstance(catch.body[0], m.Jump) and catch.body[0].word in ("continue", "break"):
        return "goes on with the next one" if catch.body[0].word == "continue" else "leaves the loop", True
    if all(isinstance(s, (m.Jump, m.Import, m.Global)) for s in catch.body):
        return "passes over it", True
    return "goes on without a word", False


def _answer(block: m.Block, typescript: bool) -> str:
    """What it returns, where it always does."""
    for statement in block:
        if isinstance(statement, m.Return) and not statement.is_yield:
            return f"answers {_shown(statement.value, typescript)}"
    return ""


def _shown(value: m.Expr | None, typescript: bool) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, m.Const):
        words = {"None": "null", "True": "true", "False": "false"} if typescript else {}
        return f"'{words.get(str(value.value), str(value.value))}'"
    if isinstance(value, m.Seq) and not value.items:
        return "an empty list"
    if isinstance(value, m.Dict) and not value.items:
        return "an empty object"
    return "a default"
