"""What binds names: statements, their targets, and the paths that code takes through blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cloudact_lint.facts import model as m
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
    kind = type(statement)  # the common ones that bind nothing leave first
    if kind is m.Do or kind is m.If or kind is m.Return or kind is m.Raise or kind is m.Jump:
        return
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


def touch(block: m.Block, found: dict[int, set[str]]) -> set[str]:
    """Notes for each statement of a block, and inside it, the names that it may change or test."""
    every: set[str] = set()
    for statement in block:
        names: set[str] = set()
        if isinstance(statement, m.Assign):
            target = statement.target
            if isinstance(target, (m.Seq, m.Star)):
                names.update(name for name, _ in statement_bindings(statement))
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
        else:
            names.update(name for name, _ in statement_bindings(statement))
        for inner in child_blocks(statement):
            names |= touch(inner, found)
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


def place(statement: m.Stmt) -> Span | None:
    """Where a statement stands; an expression on its own stands where its call does."""
    if type(statement) is m.Do:
        return _expression_place(statement.value)
    return getattr(statement, "at", None)


def _expression_place(expr: object) -> Span | None:
    at = getattr(expr, "at", None)
    if at is not None or not isinstance(expr, tuple):
        return at
    found = [where for where in map(_expression_place, expr) if where is not None]
    if not found:
        return None
    first, last = min(found), max(found, key=lambda where: where[2:])
    return Span(first[0], first[1], last[2], last[3])


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
