"""Python expressions as facts."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from cloudact_lint.facts.literals import read_literal
from cloudact_lint.facts.model import (
    Alt,
    Assign,
    Attr,
    Bin,
    Call,
    Comp,
    Const,
    Dict,
    Expr,
    Hole,
    Lambda,
    Name,
    Not,
    Other,
    Param,
    Piece,
    Seq,
    Star,
    Sub,
    Text,
)
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.source.text import SourceFile

# Only in these strings does a place inside matter: SQL, URLs, resource names, addresses.
_PLACED = lazy_pattern(
    r"(?i)\b(select|insert|update|delete|merge|create|with|call|declare|begin|truncate|drop|alter|execute)\b|://|\w/|@|\w[.:]\w"
)

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.FloorDiv: "//", ast.Pow: "**",
    ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>", ast.MatMult: "@",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def operator(node: ast.AST) -> str:
    """The operator as written."""
    return _OPERATORS.get(type(node), "?")


class ExpressionBuilder:
    """Turns expression nodes into facts; notes every name that is called or passed on."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.ascii = source.is_ascii
        self.calls: set[str] = set()
        self.pending: list[Assign] = []
        """Assignments by ``:=``, to be placed before the statement they stand in."""
        self._build: dict[type[ast.AST], Callable[[Any], Expr]] = {
            ast.Name: lambda node: Name(node.id),
            ast.Constant: self._constant,
            ast.Attribute: lambda node: Attr(self.expr(node.value), node.attr),
            ast.Call: self._call,
            ast.JoinedStr: self._joined,
            ast.Dict: self._dict,
            ast.List: self._seq, ast.Tuple: self._seq, ast.Set: self._seq,
            ast.Starred: lambda node: Star(self.expr(node.value)),
            ast.Await: lambda node: self.expr(node.value),
            ast.IfExp: lambda node: Alt("if", self.expr(node.test), (self.expr(node.body), self.expr(node.orelse))),
            ast.BoolOp: self._bool,
            ast.BinOp: lambda node: Bin(operator(node.op), self.expr(node.left), self.expr(node.right)),
            ast.Compare: self._compare,
            ast.UnaryOp: self._unary,
            ast.Subscript: lambda node: Sub(self.expr(node.value), self.expr(node.slice)),
            ast.Lambda: self._lambda,
            ast.ListComp: self._comp, ast.SetComp: self._comp, ast.GeneratorExp: self._comp, ast.DictComp: self._comp,
            ast.NamedExpr: self._walrus,
            ast.FormattedValue: lambda node: self.expr(node.value),
        }  # fmt: skip

    def at(self, node: Any) -> Span:
        """Where a node stands."""
        if self.ascii:
            return Span(node.lineno, node.col_offset + 1, node.end_lineno, node.end_col_offset + 1)
        return self.source.span_from_bytes(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)

    def expr(self, node: ast.AST) -> Expr:
        """Any expression."""
        build = self._build.get(type(node))
        if build is not None:
            return build(node)
        children = tuple(self.expr(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        return Other(children)

    def optional(self, node: ast.AST | None) -> Expr | None:
        """An expression that may be absent."""
        return None if node is None else self.expr(node)

    def params(self, node: ast.arguments) -> tuple[Param, ...]:
        """The parameters of a function or lambda."""
        result: list[Param] = []
        plain = [*node.posonlyargs, *node.args]
        first_default = len(plain) - len(node.defaults)
        for index, arg in enumerate(plain):
            default = node.defaults[index - first_default] if index >= first_default else None
            kind = "pos" if index < len(node.posonlyargs) else "any"
            result.append(Param(arg.arg, self.annotation(arg.annotation), self.optional(default), kind))  # type: ignore[arg-type]
        if node.vararg:
            result.append(Param(node.vararg.arg, self.annotation(node.vararg.annotation), None, "*"))
        for arg, kw_default in zip(node.kwonlyargs, node.kw_defaults):
            result.append(Param(arg.arg, self.annotation(arg.annotation), self.optional(kw_default), "kw"))
        if node.kwarg:
            result.append(Param(node.kwarg.arg, self.annotation(node.kwarg.annotation), None, "**"))
        return tuple(result)

    def annotation(self, node: ast.AST | None) -> Expr | None:
        """An annotation; one in quotes is read as the expression it holds."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                node = ast.copy_location(ast.parse(node.value.strip(), mode="eval").body, node)
                for child in ast.walk(node):
                    child.__dict__.update(lineno=0, col_offset=0, end_lineno=0, end_col_offset=0)
            except (SyntaxError, ValueError):
                return None
        return self.optional(node)

    def _constant(self, node: ast.Constant) -> Expr:
        value = node.value
        if isinstance(value, str):
            span = self.at(node)
            return Text((Piece(value, self._places(value, span)),) if value else (), span)
        if value is ...:
            return Name("Ellipsis")  # by the name it has: None would be a value
        return Const(value if isinstance(value, (int, float, bool, bytes)) else None)

    def _places(self, value: str, span: Span) -> tuple[tuple[int, int, int], ...]:
        row, column, end_row, end_column = span
        if row <= 0:
            return ((0, row, column),)
        if row == end_row:
            line = self.source.lines[row - 1] if row <= len(self.source.lines) else ""
            prefix = len(line) - len(line[column - 1 :].lstrip("rRbBuU")) - column + 1
            if end_column - column - prefix == len(value) + 2:
                return ((0, row, column + prefix + 1),)
        if not _PLACED.search(value):
            return ((0, row, column),)
        raw = self._raw(span)
        if raw.startswith(('"""', "'''")) and len(raw) == len(value) + 6:
            return ((0, row, column + 3),)
        pieces = [part for part in read_literal(raw, row, column) if isinstance(part, Piece)]
        return pieces[0].places if len(pieces) == 1 and pieces[0].text == value else ((0, row, column),)

    def _raw(self, span: Span) -> str:
        lines = self.source.lines
        if span.row == span.end_row:
            return lines[span.row - 1][span.column - 1 : span.end_column - 1]
        first = lines[span.row - 1][span.column - 1 :]
        last = lines[span.end_row - 1][: span.end_column - 1]
        return "\n".join([first, *lines[span.row : span.end_row - 1], last])

    def _joined(self, node: ast.JoinedStr) -> Expr:
        span = self.at(node)
        holes = [self.expr(value.value) for value in node.values if isinstance(value, ast.FormattedValue)]
        raw = self._raw(span)
        if _PLACED.search(raw):
            read = read_literal(raw, span.row, span.column)
            if sum(not isinstance(part, Piece) for part in read) == len(holes):
                queue = iter(holes)
                parts = tuple(p if isinstance(p, Piece) else Hole(next(queue), Span(*p)) for p in read)
                return Text(parts, span)
        rough: list[Piece | Hole] = []
        queue = iter(holes)
        for value in node.values:
            if isinstance(value, ast.Constant):
                rough.append(Piece(str(value.value), ((0, span.row, span.column),)))
            else:
                rough.append(Hole(next(queue, Name("?")), span))
        return Text(tuple(rough), span)

    def _call(self, node: ast.Call) -> Expr:
        func = self.expr(node.func)
        self.note(func)
        args = tuple([self.expr(arg) for arg in node.args])
        keywords = tuple([(keyword.arg, self.expr(keyword.value)) for keyword in node.keywords])
        for value in args:
            if isinstance(value, Attr):
                self.calls.add(value.name)
            elif isinstance(value, Name):
                self.calls.add(value.id)
        for _, value in keywords:
            if isinstance(value, Attr):
                self.calls.add(value.name)
        return Call(func, args, keywords, self.at(node))

    def note(self, func: Expr) -> None:
        """Remember that ``func`` is called."""
        if isinstance(func, Attr):
            self.calls.add(func.name)
        elif isinstance(func, Name):
            self.calls.add(func.id)

    def _dict(self, node: ast.Dict) -> Expr:
        items = tuple([(self.optional(key), self.expr(value)) for key, value in zip(node.keys, node.values)])
        return Dict(items, self.at(node))

    def _seq(self, node: ast.List | ast.Tuple | ast.Set) -> Expr:
        return Seq(tuple([self.expr(item) for item in node.elts]), self.at(node))

    def _bool(self, node: ast.BoolOp) -> Expr:
        op = "or" if isinstance(node.op, ast.Or) else "and"
        return Alt(op, None, tuple([self.expr(value) for value in node.values]))  # type: ignore[arg-type]

    def _compare(self, node: ast.Compare) -> Expr:
        pairs: list[Expr] = []
        left = node.left
        for op, right in zip(node.ops, node.comparators):
            pairs.append(Bin(operator(op), self.expr(left), self.expr(right)))
            left = right
        return pairs[0] if len(pairs) == 1 else Alt("and", None, tuple(pairs))

    def _unary(self, node: ast.UnaryOp) -> Expr:
        value = self.expr(node.operand)
        if isinstance(node.op, ast.Not):
            return Not(value)
        if isinstance(node.op, ast.USub) and isinstance(value, Const) and isinstance(value.value, (int, float)):
            return Const(-value.value)
        return Other((value,))

    def _lambda(self, node: ast.Lambda) -> Expr:
        return Lambda(self.params(node.args), self.expr(node.body), self.at(node))

    def _comp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Expr:
        if isinstance(node, ast.DictComp):
            element: Expr = Dict(((self.expr(node.key), self.expr(node.value)),), self.at(node))
        else:
            element = self.expr(node.elt)
        targets = tuple([self.expr(generator.target) for generator in node.generators])
        sources = [self.expr(generator.iter) for generator in node.generators]
        tests = [self.expr(test) for generator in node.generators for test in generator.ifs]
        return Comp(element, targets, tuple(sources + tests))

    def _walrus(self, node: ast.NamedExpr) -> Expr:
        target = Name(node.target.id)
        self.pending.append(Assign(target, self.expr(node.value), None, "=", self.at(node)))
        return target
