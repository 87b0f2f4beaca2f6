"""Strings of Python code as sites, on LibCST. Imported only when a file is really looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import libcst as cst

from cloudact_lint.context import LibcstContext
from cloudact_lint.facts.model import Attr, Block, Call, Class, Expr, Function, If, Loop, Name, Try, With
from cloudact_lint.findings import Span
from cloudact_lint.rules.config._site import Frame, FrameKind, Site, SiteBuilder

_KEPT = [
    "AnnAssign", "Arg", "Assert", "Assign", "AugAssign", "BinaryOperation", "BooleanOperation", "Call",
    "ClassDef", "Comparison", "ConcatenatedString", "Decorator", "Dict", "DictElement", "Else", "ExceptHandler",
    "Expr", "FormattedString", "FormattedStringExpression", "FunctionDef", "If", "IfExp", "Lambda", "List",
    "MatchCase", "NamedExpr", "Param", "Raise", "Return", "Set", "Subscript", "SubscriptElement", "Tuple", "Yield"
]


class StringVisitor(cst.CSTVisitor):
    """Calls ``check`` with each string that ``wanted`` says may matter, once for adjacent literals."""

    def __init__(self, context: LibcstContext, wanted: Callable[[str], object], check: Callable[[Site], None]) -> None:
        super().__init__()
        self._context = context
        self._wanted = wanted
        self._check = check
        self._stack: list[cst.CSTNode] = []

    def _enter(self, node: cst.CSTNode) -> None:
        if isinstance(node, (cst.FormattedString, cst.ConcatenatedString)):
            self._look(node)
        self._stack.append(node)

    def _leave(self, node: cst.CSTNode) -> None:
        self._stack.pop()

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        """Plain literals; the others are looked at on the way in."""
        self._look(node)

    def _look(self, node: cst.CSTNode) -> None:
        part = self._stack and isinstance(self._stack[-1], cst.ConcatenatedString)
        if not part and self._wanted(_code(node)):
            self._check(self._site(node))

    def _site(self, node: cst.CSTNode) -> Site:
        source, span = self._context.source, self._context.span
        builder = SiteBuilder()
        self._collect(node, builder)
        where = span(node)
        scopes = _scopes(self._context.facts.module.body if self._context.facts.module else (), where.row)
        frames = (*_frames(self._stack, node), *(frame for frame, _ in reversed(scopes)))

        def scope() -> str:
            inner = next((at for frame, at in reversed(scopes) if frame.kind == "function"), None)
            return source.text if inner is None else "\n".join(source.lines[inner.row - 1 : inner.end_row])

        start, end = source.offset(where.row, where.column), source.offset(where.end_row, where.end_column)
        return builder.build(source, start, end, frames, scope)

    def _collect(self, node: cst.CSTNode, builder: SiteBuilder) -> None:
        source, span = self._context.source, self._context.span
        if isinstance(node, cst.ConcatenatedString):
            self._collect(node.left, builder)
            self._collect(node.right, builder)
        elif isinstance(node, cst.SimpleString):
            at = span(node)
            skip = len(node.prefix) + len(node.quote)
            builder.literal(node.raw_value, source.offset(at.row, at.column) + skip)
        elif isinstance(node, cst.FormattedString):
            for part in node.parts:
                at = span(part)
                if isinstance(part, cst.FormattedStringText):
                    builder.literal(part.value, source.offset(at.row, at.column))
                else:
                    builder.hole(source.offset(at.row, at.column))


for _kept in _KEPT:
    setattr(StringVisitor, f"visit_{_kept}", StringVisitor._enter)
    setattr(StringVisitor, f"leave_{_kept}", StringVisitor._leave)


def _frames(stack: list[cst.CSTNode], node: cst.CSTNode) -> list[Frame]:
    frames: list[Frame] = []
    child = node
    for index in range(len(stack) - 1, -1, -1):
        parent = stack[index]
        if isinstance(parent, (cst.FunctionDef, cst.ClassDef)):
            if index + 1 == len(stack) or not isinstance(stack[index + 1], (cst.Param, cst.Decorator, cst.Arg)):
                frames += _definition(parent)
            child = parent
            continue
        frame = _frame(parent, child, stack[index - 1] if index else None)
        if frame is not None:
            frames.append(frame)
        child = parent
    return frames


def _frame(parent: cst.CSTNode, child: cst.CSTNode, above: cst.CSTNode | None) -> Frame | None:
    if isinstance(parent, cst.Arg):
        return _argument(parent, above) if isinstance(above, cst.Call) else None
    if isinstance(parent, cst.Assign):
        return Frame("assign", _dotted(parent.targets[0].target))
    if isinstance(parent, (cst.AnnAssign, cst.AugAssign, cst.NamedExpr)):
        return Frame("assign", _dotted(parent.target))
    if isinstance(parent, cst.Param):
        return Frame("param", parent.name.value) if parent.default is child else Frame("type")
    if isinstance(parent, cst.DictElement):
        return _key(parent, child, above)
    if isinstance(parent, (cst.BooleanOperation, cst.IfExp, cst.If, cst.MatchCase)):
        return _branch(parent, child)
    kinds: list[tuple[tuple[type[cst.CSTNode], ...], FrameKind]] = [
        ((cst.Comparison,), "compare"), ((cst.BinaryOperation,), "concat"), ((cst.Raise, cst.Assert), "raise"),
        ((cst.Return, cst.Yield, cst.Lambda), "return"), ((cst.List, cst.Tuple, cst.Set), "sequence"),
        ((cst.SubscriptElement,), "subscript"), ((cst.ExceptHandler,), "except"),
    ]
    for types, kind in kinds:
        if isinstance(parent, types):
            return Frame(kind)
    alone = isinstance(child, (cst.SimpleString, cst.FormattedString, cst.ConcatenatedString))
    return Frame("expr") if isinstance(parent, cst.Expr) and alone else None


def _definition(node: cst.FunctionDef | cst.ClassDef) -> list[Frame]:
    if isinstance(node, cst.FunctionDef):
        return [Frame("function", node.name.value)]
    if node.name.value == "_":
        return []  # the engine's wrapping of a single method; the facts know the class
    return [Frame("class", node.name.value, " ".join(_code(part) for part in (*node.bases, *node.decorators)))]


def _argument(arg: cst.Arg, call: cst.Call) -> Frame:
    position = next((index for index, other in enumerate(call.args) if other is arg), 0)
    detail = arg.keyword.value if arg.keyword else str(position)
    first = call.args[0].value if call.args else None
    return Frame("arg", _dotted(call.func), detail, _literal(first))


def _key(element: cst.DictElement, child: cst.CSTNode, above: cst.CSTNode | None) -> Frame:
    if element.key is child:
        return Frame("dictkey")
    keys = _keys(above) if isinstance(above, cst.Dict) else ""
    return Frame("key", _literal(element.key) or _dotted(element.key), keys)


@lru_cache(maxsize=4)
def _keys(display: cst.Dict) -> str:
    # A table of a thousand entries asks for this a thousand times.
    return ",".join(_literal(other.key) for other in display.elements if isinstance(other, cst.DictElement))


def _branch(parent: cst.CSTNode, child: cst.CSTNode) -> Frame | None:
    if isinstance(parent, cst.BooleanOperation):
        if parent.left is child:
            return None
        return Frame("fallback" if isinstance(parent.operator, cst.Or) else "guard", detail=_code(parent.left))
    if isinstance(parent, cst.IfExp):
        if parent.test is child:
            return Frame("compare")
        return Frame("ternary", detail=("" if parent.body is child else "not ") + _code(parent.test))
    if isinstance(parent, cst.If):
        if parent.test is child:
            return Frame("compare")
        return Frame("guard", detail=("not " if parent.orelse is child else "") + _code(parent.test))
    return Frame("guard", detail=_code(parent.pattern)) if isinstance(parent, cst.MatchCase) else None


def _code(node: cst.CSTNode) -> str:
    return node.value if isinstance(node, cst.SimpleString) else cst.Module([]).code_for_node(node)


def _literal(node: cst.CSTNode | None) -> str:
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return value if isinstance(value, str) else ""


def _dotted(node: cst.CSTNode) -> str:
    names: list[str] = []
    while True:
        if isinstance(node, cst.Attribute):
            names.append(node.attr.value)
            node = node.value
        elif isinstance(node, cst.Call):
            node = node.func
        elif isinstance(node, cst.Subscript):
            names.append(next((_literal(e.slice.value) for e in node.slice if isinstance(e.slice, cst.Index)), ""))
            node = node.value
        else:
            names.append(node.value if isinstance(node, cst.Name) else "")
            return ".".join(reversed(names))


def _scopes(body: Block, row: int) -> list[tuple[Frame, Span]]:
    """The classes and functions that hold a row, outermost first: a slice does not show them all."""
    found: list[tuple[Frame, Span]] = []
    todo = [body]
    while todo:
        for statement in todo.pop():
            if isinstance(statement, (Function, Class)):
                if statement.at.row <= row <= statement.at.end_row:
                    found.append((_scope(statement), statement.at))
                    todo = [statement.body]
                    break
            elif isinstance(statement, If):
                todo += [statement.body, statement.orelse]
            elif isinstance(statement, (With, Loop)):
                todo.append(statement.body)
            elif isinstance(statement, Try):
                todo += [statement.body, statement.orelse, statement.final]
                todo += [handler.body for handler in statement.handlers]
    return found


def _scope(statement: Function | Class) -> Frame:
    if isinstance(statement, Function):
        return Frame("function", statement.name)
    return Frame("class", statement.name, " ".join(_name(e) for e in (*statement.bases, *statement.decorators)))


def _name(value: Expr) -> str:
    while isinstance(value, Call):
        value = value.func
    return value.id if isinstance(value, Name) else value.name if isinstance(value, Attr) else ""
