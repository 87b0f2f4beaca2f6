"""Calls that stand in a loop over data, and what each turn of the loop brings them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bindings import child_blocks, dotted, place, statement_bindings, statements
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name, push_children, statement_expressions, walk

CALLBACKS = frozenset(("map", "forEach", "flatMap"))
"""TypeScript's methods that call a function for each item."""


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """A loop: what it runs over, what it calls the item, where it is; ``names`` is all that depends on the item."""

    source: m.Expr
    targets: tuple[m.Expr, ...]
    at: Span
    scope: Scope
    body: m.Block = ()
    names: set[str] = field(default_factory=set)
    statement: m.Loop | None = None
    """The loop itself, where it is no comprehension and no callback."""

    def depends(self, expr: m.Expr) -> bool:
        """Whether an expression says something of the item."""
        return any(isinstance(node, m.Name) and node.id in self.names for node in walk(expr))


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """A call, the innermost loop it stands in, and whether it runs only when something failed there."""

    call: m.Call
    scope: Scope
    turn: Turn
    on_failure: bool


def calls_in_loops(scope: Scope, project: Project) -> Iterator[Inside]:
    """The calls of a scope that stand in a loop, in order."""
    yield from _Walk(project).block(scope.body, scope, None, False)


class _Walk:
    def __init__(self, project: Project) -> None:
        self.project = project

    def block(self, block: m.Block, scope: Scope, turn: Turn | None, failed: bool) -> Iterator[Inside]:
        for statement in block:
            if isinstance(statement, (m.Function, m.Class)):
                continue
            at = place(statement) or (turn.at if turn is not None else m.NOWHERE)
            for expr in statement_expressions(statement):
                yield from self.expression(expr, at, scope, turn, failed)
            inner = turn
            if isinstance(statement, m.Loop):
                inner = _turn(statement, scope, turn)
                yield from self.block(statement.body, scope, inner, failed)
                yield from self.block(statement.orelse, scope, turn, failed)
            elif isinstance(statement, m.Try):
                for part in (statement.body, statement.orelse, statement.final):
                    yield from self.block(part, scope, turn, failed)
                for handler in statement.handlers:
                    yield from self.block(handler.body, scope, turn, True)
            else:
                for part in child_blocks(statement):
                    yield from self.block(part, scope, turn, failed)

    def expression(self, root: m.Expr, at: Span, scope: Scope, turn: Turn | None, failed: bool) -> Iterator[Inside]:
        stack: list[m.Expr] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, m.Comp):
                for source in node.sources[: len(node.targets)]:
                    yield from self.expression(source, at, scope, turn, failed)
                inner = Turn(node.sources[0], node.targets, at, scope, (), _names(node.targets, turn))
                for part in (node.element, *node.sources[len(node.targets) :]):
                    yield from self.expression(part, at, scope, inner, failed)
                continue
            if isinstance(node, m.Call):
                if turn is not None:
                    yield Inside(node, scope, turn, failed)
                yield from self._callback(node, scope, turn, failed)
            push_children(node, stack)

    def _callback(self, call: m.Call, scope: Scope, turn: Turn | None, failed: bool) -> Iterator[Inside]:
        """``rows.map(async (row) => { … })``."""
        func = call.func
        if not isinstance(func, m.Attr) or func.name not in CALLBACKS or not call.args:
            return
        given = call.args[0]
        if isinstance(given, m.FuncExpr):
            targets = tuple([m.Name(param.name) for param in given.function.params[:1]])
            names = _names(targets, turn) | _pattern_names(given.function)
            inner = Turn(func.base, targets, call.at, scope, given.function.body, names)
            _spread(inner)
            yield from self.block(given.function.body, self.project.child(given.function, scope), inner, failed)
        elif isinstance(given, m.Lambda):
            targets = tuple([m.Name(param.name) for param in given.params[:1]])
            inner = Turn(func.base, targets, call.at, scope, (), _names(targets, turn))
            yield from self.expression(given.body, given.at, scope, inner, failed)


def _turn(loop: m.Loop, scope: Scope, outer: Turn | None) -> Turn:
    targets = (loop.target,) if loop.target is not None else ()
    turn = Turn(loop.source, targets, loop.at, scope, loop.body, _names(targets, outer), loop)
    if loop.target is None:
        turn.names.update(_taken(loop))
    _spread(turn)
    return turn


def _names(targets: tuple[m.Expr, ...], outer: Turn | None) -> set[str]:
    found = {node.id for target in targets for node in walk(target) if isinstance(node, m.Name)}
    return found | (outer.names if outer is not None else set())


def _pattern_names(function: m.Function) -> set[str]:
    """What ``({ id, name }) => …`` binds: the first statements of the body take it apart."""
    first = {param.name for param in function.params[:1]}
    found: set[str] = set()
    for statement in function.body:
        if not isinstance(statement, m.Assign) or statement.value is None or dotted(statement.value) not in first:
            break
        found.update(name for name, _ in statement_bindings(statement))
    return found


def _taken(loop: m.Loop) -> Iterator[str]:
    """``while queue: item = queue.pop()``: what is taken from the collection that is tested."""
    tested = {dotted(node) for node in walk(loop.source) if isinstance(node, (m.Name, m.Attr))}
    for statement in loop.body:
        value = statement.value if isinstance(statement, m.Assign) else None
        if (
            isinstance(value, m.Call)
            and isinstance(value.func, m.Attr)
            and value.func.name in ("pop", "popleft", "shift")
            and dotted(value.func.base) in tested
        ):
            yield from (name for name, _ in statement_bindings(statement))


def _spread(turn: Turn) -> None:
    """Adds what the body works out from the item."""
    for _ in range(2):
        for statement in statements(turn.body):
            sources: list[m.Expr | None] = []
            if isinstance(statement, m.Assign):
                sources = [statement.value]
                target = statement.target
                if isinstance(target, m.Attr) and statement.value is not None and turn.depends(statement.value):
                    turn.names.add(last_name(target.base))
            elif isinstance(statement, m.Loop):
                sources = [statement.source]
            elif isinstance(statement, m.With):
                sources = [value for value, _ in statement.items]
            if any(source is not None and turn.depends(source) for source in sources):
                turn.names.update(name for name, _ in statement_bindings(statement))
