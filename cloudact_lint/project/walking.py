"""Ways through the facts of code: expressions inside expressions, statements and scopes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cloudact_lint.facts import model as m

if TYPE_CHECKING:
    from cloudact_lint.project.scopes import Scope


def last_name(expr: m.Expr) -> str:
    """``query`` for ``self.client.query``, empty for what has no name."""
    if isinstance(expr, m.Attr):
        return expr.name
    return expr.id if isinstance(expr, m.Name) else ""


def children(expr: object) -> Iterator[m.Expr]:
    """The expressions directly inside a fact, whatever its kind; not those of function bodies."""
    if isinstance(expr, (m.Function, m.Class)):
        return
    for value in expr:  # type: ignore[attr-defined]
        yield from _flat(value)


_EXPRESSIONS = (
    m.Name, m.Attr, m.Call, m.Text, m.Const, m.Dict, m.Seq, m.Star, m.Alt, m.Bin, m.Not, m.Sub, m.Lambda,
    m.FuncExpr, m.Comp, m.Other,
)  # fmt: skip


def _flat(value: object) -> Iterator[m.Expr]:
    if isinstance(value, _EXPRESSIONS):
        yield value
    elif isinstance(value, m.Hole):
        yield value.value
    elif type(value) is tuple:
        for item in value:
            yield from _flat(item)


def walk(expr: m.Expr) -> Iterator[m.Expr]:
    """An expression and all expressions inside it, outermost first; function bodies stay closed."""
    stack: list[Any] = [expr]
    while stack:
        node = stack.pop()
        yield node
        push_children(node, stack)


def push_children(node: Any, stack: list[Any]) -> None:
    """Put the expressions directly inside one on a stack, the first on top."""
    kind = type(node)  # the common kinds first: every rule walks every call of a file
    if kind is m.Attr:
        stack.append(node.base)
    elif kind is m.Call:
        if node.keywords:
            stack.extend([value for _, value in reversed(node.keywords)])
        if node.args:
            stack.extend(reversed(node.args))
        stack.append(node.func)
    elif kind is m.Text:
        stack.extend([part.value for part in reversed(node.parts) if type(part) is m.Hole])
    elif kind is m.Name or kind is m.Const or kind is m.FuncExpr:
        return
    elif kind is m.Bin:
        stack.append(node.right)
        stack.append(node.left)
    elif kind is m.Seq or kind is m.Alt:
        stack.extend(reversed(node.items if kind is m.Seq else node.options))
        if kind is m.Alt and node.test is not None:
            stack.append(node.test)
    elif kind is m.Dict:
        for key, value in reversed(node.items):
            stack.append(value)
            if key is not None:
                stack.append(key)
    else:
        stack.extend(reversed(list(children(node))))


def statement_expressions(statement: m.Stmt) -> Iterator[m.Expr]:
    """The expressions of a statement itself, without its blocks."""
    if isinstance(statement, m.Do):
        yield statement.value
    elif isinstance(statement, m.Try):
        for handler in statement.handlers:
            yield from handler.types
    elif isinstance(statement, m.Function):
        yield from statement.decorators
        for param in statement.params:
            if param.default is not None:
                yield param.default
    elif isinstance(statement, m.Class):
        yield from statement.decorators
    elif isinstance(statement, (m.If, m.Loop)):
        yield statement.test if isinstance(statement, m.If) else statement.source
    elif isinstance(statement, m.With):
        for value, _ in statement.items:
            yield value
    elif not isinstance(statement, (m.Import, m.Global, m.Jump)):
        yield from children(statement)


def scope_expressions(scope: Scope) -> Iterator[m.Expr]:
    """Every outermost expression of a scope, in order."""
    for statement in scope.flat:
        yield from statement_expressions(statement)


def scope_calls(scope: Scope) -> Iterable[m.Call]:
    """Every call of a scope, in order of the outermost; those in lambdas too."""
    found: list[m.Call] = []
    stack: list[Any] = []
    for expr in scope_expressions(scope):
        stack.append(expr)
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is m.Name or kind is m.Const:
                continue
            if kind is m.Call:
                found.append(node)
            push_children(node, stack)
    return found


def function_expressions(statement: m.Stmt) -> Iterator[m.Function]:
    """Functions used as values in a statement."""
    for expr in statement_expressions(statement):
        for node in walk(expr):
            if isinstance(node, m.FuncExpr):
                yield node.function
