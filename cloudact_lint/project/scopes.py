"""Names and where they get their values: modules, classes, functions.

A local name is answered with the assignments that reach the place of its use; a name of an
outer scope with all its assignments there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cloudact_lint.facts import model as m
from cloudact_lint.facts.model import NOWHERE
from cloudact_lint.findings import Span


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One way in which a name gets its value.

    ``kind``: ``value`` (assigned ``value``; ``path`` digs into it for destructuring),
    ``item`` (one of the items of ``value``: loops), ``enter`` (what ``with value`` gives),
    ``param``, ``def``, ``import``, ``unknown``. ``at`` is where it happens.
    """

    kind: str
    at: Span
    value: m.Expr | None = None
    statement: m.Function | m.Class | m.Import | m.Assign | None = None
    param: m.Param | None = None
    index: int | None = None
    annotation: m.Expr | None = None
    not_none: bool = False
    """The path here has a test that it is not None."""


def after(a: Span, b: Span) -> bool:
    """Whether ``a`` begins at or after the beginning of ``b``."""
    return (a[0], a[1]) >= (b[0], b[1])


def inside(inner: Span, outer: Span) -> bool:
    """Whether ``inner`` begins within ``outer``."""
    return (outer[0], outer[1]) <= (inner[0], inner[1]) < (outer[2], outer[3])


def _try_blocks(statement: m.Try) -> tuple[m.Block, ...]:
    return (statement.body, *[handler.body for handler in statement.handlers], statement.orelse, statement.final)


_BLOCKS: dict[type, Callable[[Any], tuple[m.Block, ...]]] = {
    m.If: lambda statement: (statement.body, statement.orelse),
    m.Loop: lambda statement: (statement.body, statement.orelse),
    m.With: lambda statement: (statement.body,),
    m.Try: _try_blocks,
}


def child_blocks(statement: m.Stmt) -> tuple[m.Block, ...]:
    """The blocks of a compound statement that belong to the same scope."""
    blocks = _BLOCKS.get(type(statement))
    return blocks(statement) if blocks is not None else ()


def statements(block: m.Block) -> Iterator[m.Stmt]:
    """All statements of a scope, in order, without those of nested functions and classes."""
    for statement in block:
        yield statement
        blocks = _BLOCKS.get(type(statement))
        if blocks is not None:
            for child in blocks(statement):
                if child:
                    yield from statements(child)


def target_bindings(target: m.Expr, value: m.Expr | None, kind: str, at: Span) -> Iterator[tuple[str, Binding]]:
    """The names that assigning ``value`` to ``target`` binds."""
    if isinstance(target, m.Name):
        yield target.id, Binding(kind, at, value)
    elif isinstance(target, m.Seq):
        for index, item in enumerate(target.items):
            if isinstance(item, m.Name):
                part = "part" if kind == "value" else "unknown"
                yield item.id, Binding(part, at, value, index=index)
            else:
                yield from target_bindings(item.value if isinstance(item, m.Star) else item, None, "unknown", at)
    elif isinstance(target, m.Star):
        yield from target_bindings(target.value, None, "unknown", at)


def statement_bindings(statement: m.Stmt) -> Iterator[tuple[str, Binding]]:
    """The names that a statement itself binds, not counting its blocks."""
    if isinstance(statement, m.Assign):
        if statement.op != "=":
            if isinstance(statement.target, m.Name):
                yield statement.target.id, Binding("augment", statement.at, statement.value, statement)
        elif statement.value is not None:
            for name, binding in target_bindings(statement.target, statement.value, "value", statement.at):
                if statement.annotation is not None:
                    binding = Binding(binding.kind, binding.at, binding.value, annotation=statement.annotation)
                yield name, binding
        elif isinstance(statement.target, m.Name) and statement.annotation is not None:
            yield statement.target.id, Binding("annotated", statement.at, annotation=statement.annotation)
    elif isinstance(statement, (m.Function, m.Class)):
        yield statement.name, Binding("def", statement.at, statement=statement)
    elif isinstance(statement, m.Import):
        yield statement.local, Binding("import", statement.at, statement=statement)
    elif isinstance(statement, m.Loop) and statement.target is not None:
        yield from target_bindings(statement.target, statement.source, "item", statement.at)
    elif isinstance(statement, m.With):
        for value, target in statement.items:
            if target is not None:
                yield from target_bindings(target, value, "enter", statement.at)
    elif isinstance(statement, m.Try):
        for handler in statement.handlers:
            if handler.name:
                yield handler.name, Binding("unknown", handler.at)


def dotted(expr: object) -> str:
    """``self.client`` for an attribute of names, empty for anything else."""
    if isinstance(expr, m.Name):
        return expr.id
    if isinstance(expr, m.Attr):
        base = dotted(expr.base)
        return f"{base}.{expr.name}" if base else ""
    return ""


def _touch(block: m.Block, found: dict[int, set[str]]) -> set[str]:
    every: set[str] = set()
    for statement in block:
        names = {name for name, _ in statement_bindings(statement)}
        if isinstance(statement, m.Assign):
            target = statement.target
            while isinstance(target, (m.Attr, m.Sub)):
                names.add(dotted(target))
                target = target.base
            names.add(dotted(target))
        elif isinstance(statement, m.Do) and isinstance(statement.value, m.Call):
            call = statement.value
            if isinstance(call.func, m.Attr):
                names.add(dotted(call.func.base))
            names.update(map(dotted, call.args))
            names.update(dotted(value) for _, value in call.keywords)
        elif isinstance(statement, m.If):
            _tested(statement.test, names)
        for inner in child_blocks(statement):
            names |= _touch(inner, found)
        found[id(statement)] = names
        every |= names
    return every


def _tested(test: m.Expr, names: set[str]) -> None:
    if isinstance(test, m.Not):
        _tested(test.value, names)
    elif isinstance(test, m.Alt):
        for option in test.options:
            _tested(option, names)
    elif isinstance(test, m.Bin):
        _tested(test.left, names)
        _tested(test.right, names)
    elif isinstance(test, (m.Name, m.Attr)):
        names.add(dotted(test))
        if isinstance(test, m.Attr):
            names.add(dotted(test.base))


def leaves(block: m.Block) -> bool:
    """Whether a block never runs on to the statement after it."""
    for statement in block:
        if isinstance(statement, (m.Return, m.Raise)) and not (isinstance(statement, m.Return) and statement.is_yield):
            return True
        if isinstance(statement, m.Jump) and statement.word in ("break", "continue"):
            return True
        if isinstance(statement, m.If) and statement.orelse and leaves(statement.body) and leaves(statement.orelse):
            return True
        if isinstance(statement, m.With) and leaves(statement.body):
            return True
    return False


@dataclass(eq=False)
class Scope:
    """A module, class or function with the names it binds."""

    path: str
    kind: str
    """``module``, ``class`` or ``function``."""
    body: m.Block
    parent: Scope | None = None
    function: m.Function | None = None
    cls: m.Class | None = None
    extra: dict[str, list[Binding]] = field(default_factory=dict)
    """Bindings made elsewhere: by ``global`` in functions of the module."""

    @cached_property
    def module(self) -> Scope:
        """The scope of the file."""
        return self if self.parent is None else self.parent.module

    @cached_property
    def flat(self) -> tuple[m.Stmt, ...]:
        """All statements of the scope, in order, without those of nested functions and classes."""
        return tuple(statements(self.body))

    @cached_property
    def bindings(self) -> dict[str, list[Binding]]:
        """All bindings of each name, in order."""
        found: dict[str, list[Binding]] = {}
        if self.function is not None:
            for param in self.function.params:
                found.setdefault(param.name, []).append(Binding("param", self.function.at, param=param))
        for statement in self.flat:
            for name, binding in statement_bindings(statement):
                found.setdefault(name, []).append(binding)
        return found

    @cached_property
    def inner_bindings(self) -> dict[str, list[Binding]]:
        """What comprehensions and lambdas bind for themselves, wherever in the scope they stand."""
        from cloudact_lint.project.project import scope_expressions, walk

        found: dict[str, list[Binding]] = {}
        for expr in scope_expressions(self):
            for node in walk(expr):
                if isinstance(node, m.Comp):
                    for target, source in zip(node.targets, node.sources):
                        for name, binding in target_bindings(target, source, "item", NOWHERE):
                            found.setdefault(name, []).append(binding)
                elif isinstance(node, m.Lambda):
                    for param in node.params:
                        found.setdefault(param.name, []).append(Binding("unknown", node.at))
        return found

    @cached_property
    def globals(self) -> frozenset[str]:
        """Names declared ``global`` or ``nonlocal`` here."""
        return frozenset(name for s in self.flat if isinstance(s, m.Global) for name in s.names)

    @cached_property
    def touched(self) -> dict[int, set[str]]:
        """For each statement the names, also dotted ones, that it or a statement inside it may change or test."""
        found: dict[int, set[str]] = {}
        _touch(self.body, found)
        return found

    def owner_class(self) -> Scope | None:
        """The class scope of the method that this scope is in, or None."""
        scope: Scope | None = self
        while scope is not None:
            if scope.kind == "class":
                return scope
            scope = scope.parent
        return None

    def reaching(self, name: str, at: Span) -> tuple[list[Binding], bool]:
        """The bindings of ``name`` that can hold at ``at``, and whether there may be none."""
        start: list[Binding] = []
        if self.function is not None:
            for param in self.function.params:
                if param.name == name:
                    start = [Binding("param", self.function.at, param=param)]
        if name not in self.bindings:
            return [], True
        return Reach(name, at, self).run(self.body, start)


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
        state = self.block(body, (tuple(start), not start))
        return list(dict.fromkeys(state[0])), state[1]

    def block(self, block: m.Block, state: State) -> State:
        for statement in block:
            where = getattr(statement, "at", None)
            if where is not None and after(where, self.at) and where != self.at:
                self.done = True
            if self.done:
                return state
            if self.name not in self.touched[id(statement)] and not (where is not None and inside(self.at, where)):
                continue
            state = self.step(statement, where, state)
            if self.done:
                return state
        return state

    def step(self, statement: m.Stmt, where: Span | None, state: State) -> State:
        here = where is not None and inside(self.at, where)
        if here and not isinstance(statement, (m.If, m.Try, m.With, m.Loop)):
            self.done = True
            return state
        if isinstance(statement, m.If):
            sides = (self.narrow(statement.test, True, state), self.narrow(statement.test, False, state))
            return self.branches([(statement.body, sides[0]), (statement.orelse, sides[1])])
        if isinstance(statement, m.Try):
            return self.attempt(statement, state)
        bound = self.bound(statement)
        if isinstance(statement, m.With):
            if bound and not self._in_head(statement.items, statement.body):
                state = (tuple(bound), False)
            return self.block(statement.body, state)
        if isinstance(statement, m.Loop):
            return self.loop(statement, bound, state, here)
        for binding in bound:
            if binding.kind == "annotated":
                continue
            state = ((*state[0], binding), False) if binding.kind == "augment" else ((binding,), False)
        return state

    def _in_head(self, items: object, body: m.Block) -> bool:
        first = next((getattr(s, "at", None) for s in body if getattr(s, "at", None)), None)
        return first is not None and not after(self.at, first)

    def branches(self, parts: list[tuple[m.Block, State]]) -> State:
        ends: list[State] = []
        for block, state in parts:
            end = self.block(block, state)
            if self.done:
                return end
            if not leaves(block):
                ends.append(end)
        return _join(ends) if ends else ((), False)

    def attempt(self, statement: m.Try, state: State) -> State:
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
        return self.block(statement.final, joined)

    def loop(self, statement: m.Loop, bound: list[Binding], state: State, here: bool) -> State:
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


State = tuple[tuple[Binding, ...], bool]


def _join(states: list[State]) -> State:
    merged: dict[Binding, None] = {}
    for bindings, _ in states:
        merged.update(dict.fromkeys(bindings))
    return tuple(merged), any(missing for _, missing in states)
