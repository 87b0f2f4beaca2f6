"""TypeScript's ``if`` and ``switch`` as chains of branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts.model import Alt, Assign, Bin, Block, Const, Do, Expr, If, Stmt
from cloudact_lint.facts.ts_functions import is_path
from cloudact_lint.facts.ts_modules import ModuleBuilder
from cloudact_lint.facts.ts_nodes import first_value

if TYPE_CHECKING:
    from tree_sitter import Node

_LONG_CHAIN = 20
"""Branches of one ``switch`` or ``else if`` that are nested; more of them stand in a row."""


class BranchBuilder(ModuleBuilder):
    """Adds branches."""

    def _if(self, node: Node) -> None:
        """``if`` with all its ``else if``: read in a loop, as chains of them can be long."""
        branches: list[tuple[list[Stmt], Expr, Block, Node]] = []
        current: Node | None = node
        last: Block = ()
        while current is not None:
            with self.collected() as before:
                test = self.field(current, "condition")
            branches.append((before, test, self.block(current.child_by_field_name("consequence")), current))
            alternative = current.child_by_field_name("alternative")
            inner = first_value(alternative) if alternative is not None else None
            current = inner if inner is not None and inner.type == "if_statement" else None
            if current is None and inner is not None:
                last = self.block(inner)
        self._chain_of(branches, last)

    def _chain_of(self, branches: list[tuple[list[Stmt], Expr, Block, Node]], last: Block) -> None:
        if len(branches) > _LONG_CHAIN:
            for before, test, body, node in branches:
                self.out.extend(before)
                self.out.append(If(test, body, (), self.span(node)))
            self.out.extend(last)
            return
        chain = last
        for before, test, body, node in reversed(branches):
            chain = (*before, If(test, body, chain, self.span(node)))
        self.out.extend(chain)

    def _switch(self, node: Node) -> None:
        subject = self.field(node, "value")
        if not is_path(subject):
            # It is compared with every case, and evaluated once.
            once = self.fresh()
            self.out.append(Assign(once, subject, None, "=", self.span(node)))
            subject = once
        body = node.child_by_field_name("body")
        outer, self.in_switch = self.in_switch, True
        branches: list[tuple[list[Stmt], Expr, Block, Node]] = []
        tests: list[Expr] = []
        last: Block = ()
        for case in body.named_children if body is not None else ():
            statements = case.children_by_field_name("body")
            if case.type == "switch_default":
                last, tests = self.block(*statements), []
            elif case.type == "switch_case":
                value = self.field(case, "value")
                tests.append(value if subject == Const(True) else Bin("==", subject, value))
                if statements:
                    test = tests[0] if len(tests) == 1 else Alt("or", None, tuple(tests))
                    branches.append(([], test, self.block(*statements), case))
                    tests = []
        self.in_switch = outer
        if not branches:
            self.out.append(Do(subject))
        self._chain_of(branches, last)
