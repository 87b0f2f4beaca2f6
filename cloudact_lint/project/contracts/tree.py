"""Where the expressions of a function stand: what is around each, in which statement, and whether all is well there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from cloudact_lint.facts import model as m
from cloudact_lint.project.contracts.branches import statements
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import children, statement_expressions


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """What an expression stands directly in: another one, or a statement."""

    parent: m.Expr | m.Stmt
    statement: m.Stmt
    failed: bool
    """It is evaluated only when a response has failed."""


class Tree:
    """The expressions of one scope, those of its lambdas too; functions inside have trees of their own."""

    def __init__(self, scope: Scope) -> None:
        self.spots: dict[int, list[Spot]] = defaultdict(list)
        """By the identity of the expression: parts of a destructuring pattern share what they are taken from."""
        self.names: dict[str, list[m.Name]] = defaultdict(list)
        self.functions: dict[int, list[tuple[m.FuncExpr, m.Dict]]] = defaultdict(list)
        """Functions that are values in a display, with it, by the identity of the function."""
        for statement, failed in statements(scope.body):
            self._add(statement, failed)

    def _add(self, statement: m.Stmt, failed: bool) -> None:
        stack: list[tuple[Any, m.Expr | m.Stmt]] = [(expr, statement) for expr in statement_expressions(statement)]
        while stack:
            node, parent = stack.pop()
            spots = self.spots[id(node)]
            spots.append(Spot(parent, statement, failed))
            if isinstance(node, m.Name):
                if not any(known is node for known in self.names[node.id]):
                    self.names[node.id].append(node)
            elif isinstance(node, m.FuncExpr):
                if isinstance(parent, m.Dict):
                    self.functions[id(node.function)].append((node, parent))
            elif len(spots) == 1:
                stack.extend([(child, node) for child in children(node)])
