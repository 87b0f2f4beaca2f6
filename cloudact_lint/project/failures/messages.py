"""Where the text of an exception goes: through names, f-strings and helpers, into an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.failures.development import branch_of_development
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope, child_blocks
from cloudact_lint.project.values import FunctionValue, LambdaValue
from cloudact_lint.project.walking import last_name

_MAX_DEPTH = 2
_CLEANING = frozenset(("safe", "sanitize", "sanitise", "friendly", "redact", "mask", "scrub"))
"""Words of functions that make a text fit for clients."""
_TEXTS = frozenset((
    "args", "body", "content", "data", "description", "detail", "details", "error_message", "explanation", "message",
    "msg", "orig", "output", "reason", "response", "stack", "stderr", "stdout", "strerror", "text", "title",
))  # fmt: skip
"""Attributes of exceptions that hold what they say."""
_MAKES_TEXT = frozenset((
    "str", "repr", "ascii", "format", "String", "stringify", "inspect", "toString", "join", "dumps", "to_dict",
    "toJSON", "__str__", "concat", "escape", "html_escape", "quote", "encodeURIComponent", "fmt",
))  # fmt: skip
_TRACEBACKS = frozenset((
    "format_exc", "format_exception", "format_exception_only", "format_tb", "print_exc", "exc_info",
))  # fmt: skip
_SHAPES = frozenset((
    "strip", "lstrip", "rstrip", "replace", "lower", "upper", "split", "slice", "substring", "substr", "trim", "title",
    "splitlines", "partition", "rsplit", "encode", "decode", "replaceAll", "toLowerCase", "at", "ljust",
))  # fmt: skip
"""Methods of strings that leave most of the text."""


class Messages:
    """Tells whether an expression holds what an exception says; ``names`` are the variables that hold it."""

    def __init__(self, resolver: Resolver, scope: Scope, names: set[str]) -> None:
        self.resolver, self.scope, self.names = resolver, scope, names

    def told_by(self, expr: m.Expr | None, depth: int = 0) -> bool:
        """Whether the value of ``expr`` has the text of the exception in it, wherever the program runs."""
        stack = [expr] if expr is not None else []
        while stack:  # long sums are deep
            part = stack.pop()
            if isinstance(part, m.Name):
                if part.id in self.names:
                    return True
            elif isinstance(part, m.Attr):
                if part.name in _TEXTS:
                    stack.append(part.base)
            elif isinstance(part, m.Call):
                if self._call(part, depth):
                    return True
            else:
                stack.extend(parts(part))
        return False

    def _call(self, call: m.Call, depth: int) -> bool:
        name = last_name(call.func)
        if name in _TRACEBACKS:
            return True
        given = [*call.args, *(value for _, value in call.keywords)]
        base = call.func.base if isinstance(call.func, m.Attr) else None
        if name in _MAKES_TEXT or name in _SHAPES:
            return self.told_by(base, depth) or any(self.told_by(arg, depth) for arg in given)
        if name in ("errors", "json") and base is not None:
            return False
        if not any(self.told_by(arg, depth) for arg in given):
            return False
        return self._makes_something(name) or self._helper(call, given, depth)

    def _makes_something(self, name: str) -> bool:
        """Whether a call only wraps what it is given: a model, an exception, a list."""
        return name[:1].isupper() or name in ("dict", "list", "tuple", "jsonify", "make_response")

    def _helper(self, call: m.Call, given: list[m.Expr], depth: int) -> bool:
        """A function of the repository that gives the text back; others are taken to make it fit for clients."""
        if depth >= _MAX_DEPTH or not _CLEANING.isdisjoint(words_of(last_name(call.func))):
            return False
        for value in self.resolver.resolve(call.func, self.scope, call.at)[:3]:
            if isinstance(value, FunctionValue) and self._gives_back(value, call, depth):
                return True
            if isinstance(value, LambdaValue) and value.value.params:
                inner = Messages(self.resolver, value.scope, {value.value.params[0].name})
                if inner.told_by(value.value.body, depth + 1):
                    return True
        return False

    def _gives_back(self, value: FunctionValue, call: m.Call, depth: int) -> bool:
        params = [param for param in value.function.params if param.name not in ("self", "cls")]
        names = {param.name for param, arg in zip(params, call.args) if self.told_by(arg, depth)}
        names |= {name for name, arg in call.keywords if name and self.told_by(arg, depth)}
        body = self.resolver.project.child(value.function, value.scope)
        inner = Messages(self.resolver, body, names)
        inner.follow(body.flat)
        return bool(names) and any(
            isinstance(statement, m.Return) and inner.told_by(statement.value, depth + 1) for statement in body.flat
        )

    def follow(self, statements: tuple[m.Stmt, ...]) -> None:
        """Remember the variables that get the text, and the lists it is added to."""
        for statement in statements:
            if isinstance(statement, m.Assign) and self.told_by(statement.value):
                name = _root(statement.target)
                if name and name not in ("self", "cls"):
                    self.names.add(name)
            elif isinstance(statement, m.Do) and (added := _added(statement.value)) is not None:
                base, values = added
                name = _root(base)
                if name and name not in ("self", "cls") and any(self.told_by(value) for value in values):
                    self.names.add(name)


def in_production(block: m.Block, leaves_out: Callable[[m.Expr], bool] = lambda test: False) -> Iterator[m.Stmt]:
    """The statements of a block and inside it, without what only runs in development, or where a test says so."""
    for statement in block:
        yield statement
        if isinstance(statement, m.If):
            branch = True if leaves_out(statement.test) else branch_of_development(statement.test)
            if branch is not None:
                yield from in_production(statement.orelse if branch else statement.body, leaves_out)
                continue
        for inner in child_blocks(statement):
            yield from in_production(inner, leaves_out)


def _added(value: m.Expr) -> tuple[m.Expr, tuple[m.Expr, ...]] | None:
    """``errors.append(x)``: the list and what goes into it."""
    if isinstance(value, m.Call) and isinstance(value.func, m.Attr) and value.func.name in ("append", "push", "extend"):
        return value.func.base, value.args
    return None


def _root(target: m.Expr) -> str:
    while isinstance(target, (m.Sub, m.Attr)):
        target = target.base
    return target.id if isinstance(target, m.Name) else ""


def parts(expr: m.Expr) -> Iterator[m.Expr]:
    """What the value of an expression is made of; not its tests, nor what only runs in development."""
    if isinstance(expr, m.Text):
        yield from (part.value for part in expr.parts if isinstance(part, m.Hole))
    elif isinstance(expr, m.Bin):
        if expr.op in ("+", "%"):
            yield from (expr.left, expr.right)
    elif isinstance(expr, m.Alt):
        yield from _options(expr)
    elif isinstance(expr, m.Dict):
        yield from (value for _, value in expr.items)
    elif isinstance(expr, m.Seq):
        yield from expr.items
    elif isinstance(expr, m.Star):
        yield expr.value
    elif isinstance(expr, m.Sub):
        yield expr.base
    elif isinstance(expr, m.Other):
        yield from expr.children


def _options(expr: m.Alt) -> Iterator[m.Expr]:
    branch = branch_of_development(expr.test) if expr.op == "if" and expr.test is not None else None
    if branch is not None and len(expr.options) == 2:
        yield expr.options[1 if branch else 0]
    elif expr.op == "and":
        if branch_of_development(expr.options[0]) is None:
            yield expr.options[-1]
    else:
        yield from expr.options
