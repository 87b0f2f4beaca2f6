"""Which bindings of a name can hold at the place of its use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bindings import Binding, after, inside, leaves, place, statement_bindings, statements

if TYPE_CHECKING:
    from cloudact_lint.project.scopes import Scope

State = tuple[tuple[Binding, ...], bool]
"""Bindings that can hold, and whether there may be none."""


class Reach:
    """Follows one name through the blocks of a scope up to the place of its use.

    Subclasses follow more than a name: they say what a statement binds, and what a test
    tells of it on either side.
    """

    def __init__(self, name: str, at: Span, scope: Scope) -> None:
        self.name, self.at, self.done = name, at, False
        self.touched = scope.touched

    def bound(self, statement: m.Stmt) -> list[Binding]:
        """What a statement itself gives the name."""
        return [binding for name, binding in statement_bindings(statement) if name == self.name]

    def narrow(self, test: m.Expr, holds: bool, state: State) -> State:
        """What is known on the side of a test where it ``holds``, or does not."""
        return state

    def run(self, body: m.Block, start: list[Binding]) -> tuple[list[Binding], bool]:
        """What reaches the place, beginning with ``start`` at the head of ``body``."""
        state = self.block(body, (tuple(start), not start))
        return list(dict.fromkeys(state[0])), state[1]

    def block(self, block: m.Block, state: State) -> State:
        """The state after a block, or at the place if it is inside."""
        row = self.at[0]
        for statement in block:
            where = place(statement)
            if where is not None and where[0] >= row and after(where, self.at) and where != self.at:
                self.done = True
                return state
            holds = where is not None and where[2] >= row and inside(self.at, where)
            if not holds and self.name not in self.touched[id(statement)]:
                continue
            state = self.step(statement, where, state)
            if self.done:
                return state
        return state

    def step(self, statement: m.Stmt, where: Span | None, state: State) -> State:
        """The state after one statement."""
        here = where is not None and inside(self.at, where)
        if here and not isinstance(statement, (m.If, m.Try, m.With, m.Loop)):
            self.done = True
            return state
        if isinstance(statement, m.If):
            if here and self._in_head(statement.body):
                self.done = True
                return state
            sides = (self.narrow(statement.test, True, state), self.narrow(statement.test, False, state))
            return self.branches([(statement.body, sides[0]), (statement.orelse, sides[1])])
        if isinstance(statement, m.Try):
            return self.attempt(statement, state)
        bound = self.bound(statement)
        if isinstance(statement, m.With):
            if bound and not self._in_head(statement.body):
                state = (tuple(bound), False)
            return self.block(statement.body, state)
        if isinstance(statement, m.Loop):
            return self.loop(statement, bound, state, here)
        for binding in bound:
            if binding.kind == "annotated":
                continue
            state = ((*state[0], binding), False) if binding.kind == "augment" else ((binding,), False)
        return state

    def _in_head(self, body: m.Block) -> bool:
        """Whether the place is before the body of the statement that holds it."""
        first = next((where for where in map(place, body) if where is not None), None)
        return first is not None and not after(self.at, first)

    def branches(self, parts: list[tuple[m.Block, State]]) -> State:
        """The state after blocks of which one runs."""
        ends: list[State] = []
        for block, state in parts:
            end = self.block(block, state)
            if self.done:
                return end
            if not leaves(block):
                ends.append(end)
        return _join(ends) if ends else ((), False)

    def attempt(self, statement: m.Try, state: State) -> State:
        """The state after a ``try``: a handler may run after any part of its body."""
        end = self.block(statement.body, state)
        if self.done:
            return end
        middle = _join([state, end])
        ends: list[State] = []
        for handler in statement.handlers:
            entry: State = ((Binding("unknown", handler.at),), False) if handler.name == self.name else middle
            out = self.block(handler.body, entry)
            if self.done:
                return out
            if not leaves(handler.body):
                ends.append(out)
        out = self.block(statement.orelse, end)
        if self.done:
            return out
        if not leaves(statement.body) and not leaves(statement.orelse):
            ends.append(out)
        joined = _join(ends) if ends else (_join([middle]) if statement.final else ((), False))
        if statement.final and any((where := place(s)) is not None and inside(self.at, where) for s in statement.final):
            joined = _join([middle, *ends])  # also reached when something in the body went wrong
        return self.block(statement.final, joined)

    def loop(self, statement: m.Loop, bound: list[Binding], state: State, here: bool) -> State:
        """The state after a loop, whose body may run any number of times."""
        entry = (tuple(bound), False) if bound else state
        if here:
            # A later turn sees what an earlier one assigned.
            later = [b for s in statements(statement.body) for b in self.bound(s)]
            if not bound:
                entry = ((*state[0], *later), state[1])
        end = self.block(statement.body, entry)
        if self.done:
            return end
        return self.block(statement.orelse, _join([state, end]))


def _join(states: list[State]) -> State:
    merged: dict[Binding, None] = {}
    for bindings, _ in states:
        merged.update(dict.fromkeys(bindings))
    return tuple(merged), any(missing for _, missing in states)
