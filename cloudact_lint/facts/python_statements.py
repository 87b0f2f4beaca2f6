"""Python statements as facts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from cloudact_lint.facts.handlers import is_quiet
from cloudact_lint.facts.model import (
    Assign,
    Block,
    Class,
    Const,
    Do,
    Expr,
    Function,
    Global,
    Handler,
    If,
    Import,
    Jump,
    Loop,
    Other,
    Raise,
    Return,
    Stmt,
    Try,
    With,
)
from cloudact_lint.facts.python_expressions import ExpressionBuilder, operator
from cloudact_lint.source.text import SourceFile

ROUTE_DECORATORS = frozenset((
    "get", "post", "put", "patch", "delete", "head", "options", "trace", "route", "api_route", "websocket",
    "websocket_route", "middleware", "exception_handler", "errorhandler", "app_errorhandler", "before_request",
    "after_request", "before_app_request", "after_app_request", "teardown_request",
))  # fmt: skip
"""Methods of applications and routers of FastAPI, Starlette and Flask that decorate what answers or sees requests."""


class Builder(ExpressionBuilder):
    """Turns the statements of one file into facts."""

    def __init__(self, source: SourceFile) -> None:
        super().__init__(source)
        self.scope: list[str] = []
        self.uses_global = False
        self.declares_routes = False
        self.quiet_handlers = False
        self.functions: list[tuple[str, frozenset[str]]] = []
        self._statements: dict[type[ast.AST], Callable[[Any], Sequence[Stmt]]] = {
            ast.Expr: self._do,
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: self._augmented,
            ast.Return: lambda node: (Return(self.optional(node.value), False, self.at(node)),),
            ast.Raise: lambda node: (Raise(self.optional(node.exc), self.at(node)),),
            ast.If: self._if,
            ast.Try: self._try,
            ast.With: self._with, ast.AsyncWith: self._with,
            ast.For: self._for, ast.AsyncFor: self._for,
            ast.While: self._while,
            ast.FunctionDef: self._function, ast.AsyncFunctionDef: self._function,
            ast.ClassDef: self._class,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.Pass: lambda node: (Jump("pass"),),
            ast.Break: lambda node: (Jump("break"),),
            ast.Continue: lambda node: (Jump("continue"),),
            ast.Global: self._global, ast.Nonlocal: self._global,
            ast.Match: self._match,
        }  # fmt: skip
        if hasattr(ast, "TryStar"):
            self._statements[ast.TryStar] = self._try

    def block(self, nodes: list[ast.stmt], docstring: bool = False) -> Block:
        """A list of statements; with ``docstring`` a leading string is left out."""
        if docstring and nodes and _is_text(nodes[0]):
            nodes = nodes[1:]
        # What the statement around this block binds by ``:=`` belongs before that statement.
        outer, self.pending = self.pending, []
        result: list[Stmt] = []
        for node in nodes:
            build = self._statements.get(type(node))
            statements = build(node) if build else self._other(node)
            if self.pending:
                result.extend(self.pending)
                self.pending = []
            result.extend(statements)
        self.pending = outer
        return tuple(result)

    def _global(self, node: ast.Global | ast.Nonlocal) -> Sequence[Stmt]:
        self.uses_global = True
        return (Global(tuple(node.names)),)

    def _other(self, node: ast.stmt) -> Sequence[Stmt]:
        return (Do(Other(tuple([self.expr(c) for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr)]))),)

    def _do(self, node: ast.Expr) -> Sequence[Stmt]:
        value = node.value
        if isinstance(value, (ast.Yield, ast.YieldFrom)):
            return (Return(self.optional(value.value), True, self.at(node)),)
        if _is_text(node):
            return ()
        return (Do(self.expr(value)),)

    def _assign(self, node: ast.Assign) -> Sequence[Stmt]:
        value = self.expr(node.value)
        return tuple(Assign(self.expr(target), value, None, "=", self.at(node)) for target in node.targets)

    def _annotated(self, node: ast.AnnAssign) -> Sequence[Stmt]:
        value = self.optional(node.value)
        return (Assign(self.expr(node.target), value, self.annotation(node.annotation), "=", self.at(node)),)

    def _augmented(self, node: ast.AugAssign) -> Sequence[Stmt]:
        value = self.expr(node.value)
        return (Assign(self.expr(node.target), value, None, operator(node.op) + "=", self.at(node)),)

    def _if(self, node: ast.If) -> Sequence[Stmt]:
        return (If(self.expr(node.test), self.block(node.body), self.block(node.orelse), self.at(node)),)

    def _try(self, node: Any) -> Sequence[Stmt]:
        handlers = tuple([self._handler(handler) for handler in node.handlers])
        self.quiet_handlers = self.quiet_handlers or any(map(is_quiet, handlers))
        body, orelse, final = self.block(node.body), self.block(node.orelse), self.block(node.finalbody)
        awaits = any(isinstance(child, ast.Await) for statement in node.body for child in ast.walk(statement))
        return (Try(body, handlers, orelse, final, self.at(node), awaits),)

    def _handler(self, node: ast.ExceptHandler) -> Handler:
        if node.type is None:
            types: tuple[Expr, ...] = ()
        elif isinstance(node.type, ast.Tuple):
            types = tuple([self.expr(item) for item in node.type.elts])
        else:
            types = (self.expr(node.type),)
        return Handler(types, node.name or "", self.block(node.body), self.at(node))

    def _with(self, node: ast.With | ast.AsyncWith) -> Sequence[Stmt]:
        items = tuple([(self.expr(item.context_expr), self.optional(item.optional_vars)) for item in node.items])
        return (With(items, self.block(node.body), self.at(node)),)

    def _for(self, node: ast.For | ast.AsyncFor) -> Sequence[Stmt]:
        target, source = self.expr(node.target), self.expr(node.iter)
        return (Loop(target, source, self.block(node.body), self.block(node.orelse), self.at(node)),)

    def _while(self, node: ast.While) -> Sequence[Stmt]:
        return (Loop(None, self.expr(node.test), self.block(node.body), self.block(node.orelse), self.at(node)),)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Sequence[Stmt]:
        params = self.params(node.args)
        decorators = self._decorators(node)
        returns = self.annotation(node.returns)
        self.scope.append(node.name)
        qualname = ".".join(self.scope)
        outer, self.calls = self.calls, set()
        body = self.block(node.body, docstring=True)
        self.functions.append((node.name, frozenset(self.calls)))
        outer |= self.calls
        self.calls = outer
        self.scope.pop()
        is_async = isinstance(node, ast.AsyncFunctionDef)
        return (Function(node.name, qualname, params, decorators, returns, body, is_async, self.at(node)),)

    def _decorators(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> tuple[Expr, ...]:
        for decorator in node.decorator_list:
            named = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(named, ast.Attribute) and named.attr in ROUTE_DECORATORS:
                self.declares_routes = True
        return tuple([self.expr(decorator) for decorator in node.decorator_list])

    def _class(self, node: ast.ClassDef) -> Sequence[Stmt]:
        bases = tuple([self.expr(base) for base in node.bases])
        keywords = tuple([(keyword.arg, self.expr(keyword.value)) for keyword in node.keywords])
        decorators = self._decorators(node)
        self.scope.append(node.name)
        qualname = ".".join(self.scope)
        body = self.block(node.body, docstring=True)
        self.scope.pop()
        return (Class(node.name, qualname, bases, decorators, body, self.at(node), keywords),)

    def _import(self, node: ast.Import) -> Sequence[Stmt]:
        at = self.at(node)
        return tuple(
            Import(alias.asname or alias.name.split(".")[0], alias.name, None, 0, False, at)
            for alias in node.names
        )

    def _import_from(self, node: ast.ImportFrom) -> Sequence[Stmt]:
        at, module = self.at(node), node.module or ""
        return tuple(Import(a.asname or a.name, module, a.name, node.level, False, at) for a in node.names)

    def _match(self, node: ast.Match) -> Sequence[Stmt]:
        subject = self.expr(node.subject)
        chain: Block = ()
        for case in reversed(node.cases):
            values = [self.expr(child) for child in ast.walk(case.pattern) if isinstance(child, ast.expr)]
            test = Other((subject, *values, *([self.expr(case.guard)] if case.guard else [])))
            chain = (If(test, self.block(case.body), chain, self.at(node)),)
        return chain or (Do(Const(None)),)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
