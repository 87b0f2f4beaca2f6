"""Names and where they get their values: modules, classes, functions.

A local name is answered with the assignments that reach the place of its use; a name of an
outer scope with all its assignments there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.facts.model import NOWHERE
from cloudact_lint.findings import Span
from cloudact_lint.project.bindings import (
    Binding,
    after,
    child_blocks,
    dotted,
    inside,
    leaves,
    statement_bindings,
    statements,
    target_bindings,
    touch,
)
from cloudact_lint.project.reach import Reach, State

__all__ = [
    "Binding", "Reach", "Scope", "State", "after", "child_blocks", "dotted", "inside", "leaves", "statement_bindings",
    "statements", "target_bindings",
]  # fmt: skip


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
        from cloudact_lint.project.walking import scope_expressions, walk

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
        touch(self.body, found)
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
