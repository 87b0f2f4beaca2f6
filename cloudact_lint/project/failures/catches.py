"""Where code catches whatever goes wrong: ``except Exception``, ``catch``, ``.catch(…)``, ``suppress(Exception)``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.facts.handlers import is_broad
from cloudact_lint.findings import Span
from cloudact_lint.project.flow import Frames, flat
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name, statement_expressions, walk

Form = Literal["except", "catch", "promise", "suppress"]


@dataclass(frozen=True, slots=True, eq=False)
class Catch:
    """One place that catches every failure of ``tried``."""

    form: Form
    caught: str
    """As people write it: ``except Exception``, ``catch``."""
    at: Span
    """The word that catches."""
    name: str
    """The variable that holds the exception, empty if there is none."""
    tried: m.Block
    body: m.Block
    """What is done about it; empty for ``suppress``."""
    frames: Frames
    scope: Scope
    """Where ``body`` is to be read."""
    function: m.Function | None
    """The function around it, if any."""
    statement: m.Stmt
    """The statement of the function that it is, or is part of."""
    whole: Span
    """From where to where what is done about it stands."""
    awaits: bool = True
    """Whether what is tried waits for something."""

    @property
    def path(self) -> str:
        """The file it stands in."""
        return self.scope.path


def catches(scope: Scope, typescript: bool, promises: bool) -> Iterator[Catch]:
    """The broad catches that stand in a scope itself, in order; ``promises`` looks for ``.catch`` too."""
    for statement, frames in flat(scope.body):
        if isinstance(statement, m.Try):
            for handler in statement.handlers:
                if is_broad(handler):
                    form: Form = "catch" if typescript else "except"
                    yield Catch(
                        form, _caught(handler, form), _word(handler.at, form), handler.name, statement.body,
                        handler.body, frames, scope, scope.function, statement, handler.at, statement.awaits,
                    )  # fmt: skip
        elif isinstance(statement, m.With) and any(_suppresses(value) for value, _ in statement.items):
            yield Catch(
                "suppress", "suppress(Exception)", _word(statement.at, "with"), "", statement.body, (), frames, scope,
                scope.function, statement, statement.at,
            )  # fmt: skip
        if promises:
            yield from _promises(statement, frames, scope)


def _caught(handler: m.Handler, form: Form) -> str:
    if form == "catch":
        return "catch"
    names = [last_name(kind) for kind in handler.types]
    return f"except {'BaseException' if 'BaseException' in names else 'Exception'}" if names else "except:"


def _word(at: Span, word: str) -> Span:
    return Span(at.row, at.column, at.row, at.column + len(word))


def _suppresses(value: m.Expr) -> bool:
    return (
        isinstance(value, m.Call)
        and last_name(value.func) == "suppress"
        and any(last_name(arg) in ("Exception", "BaseException") for arg in value.args)
    )


def _promises(statement: m.Stmt, frames: Frames, scope: Scope) -> Iterator[Catch]:
    """``promise.catch(handler)``, with the handler written in place."""
    raced: set[int] = set()
    for expr in statement_expressions(statement):
        for node in walk(expr):
            if isinstance(node, m.Call) and last_name(node.func) == "race" and node.args:
                # The loser of a race may fail as it likes: nobody waits for it any more.
                raced.update(map(id, node.args[0].items if isinstance(node.args[0], m.Seq) else ()))
            if not (isinstance(node, m.Call) and isinstance(node.func, m.Attr) and node.func.name == "catch"):
                continue
            if id(node) in raced:
                continue
            handler = node.args[0] if len(node.args) == 1 else None
            tried: m.Block = (m.Do(node.func.base),)
            if isinstance(handler, m.Lambda):
                name = handler.params[0].name if handler.params else ""
                body: m.Block = (m.Return(handler.body, False, handler.at),)
                at = handler.at
            elif isinstance(handler, m.FuncExpr):
                name = handler.function.params[0].name if handler.function.params else ""
                body, at = handler.function.body, handler.function.at
            else:
                continue
            yield Catch(
                "promise", ".catch()", Span(at.row, at.column, at.row, at.column + 1), name, tried, body, frames, scope,
                scope.function, statement, at,
            )  # fmt: skip
