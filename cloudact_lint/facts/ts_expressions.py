"""TypeScript expressions as facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from cloudact_lint.facts.model import (
    Alt,
    Attr,
    Bin,
    Call,
    Const,
    Dict,
    Expr,
    FuncExpr,
    Hole,
    Name,
    Not,
    Other,
    Piece,
    Seq,
    Star,
    Sub,
    Text,
)
from cloudact_lint.facts.ts_core import Core
from cloudact_lint.facts.ts_nodes import NOT_VALUES, WRAPPERS, cast_of, first_value, is_function, number, unwrapped
from cloudact_lint.facts.ts_places import Places, read_piece
from cloudact_lint.source.text import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

_CHAIN = {"call_expression": "function", "member_expression": "object", "subscript_expression": "object"}
_MAX_CHAIN = 200
_MARKUP = frozenset({
    "jsx_element", "jsx_self_closing_element", "jsx_fragment", "jsx_opening_element", "jsx_attribute",
})  # fmt: skip
_ALTERNATIVES: dict[str, Literal["or", "and", "??"]] = {"||": "or", "&&": "and", "??": "??"}
_COMPARISONS = {"===": "==", "!==": "!="}


class ExpressionBuilder(Core):
    """Turns expression nodes into facts."""

    def __init__(self, source: SourceFile, places: Places) -> None:
        super().__init__(source, places)
        self._build: dict[str, Callable[[Node], Expr]] = {
            "call_expression": self._chain,
            "member_expression": self._chain,
            "subscript_expression": self._chain,
            "new_expression": self._new,
            "string": self._string,
            "template_string": self._template,
            "object": self._object,
            "array": self._array,
            "ternary_expression": self._ternary,
            "binary_expression": self._binary,
            "unary_expression": self._unary,
            "spread_element": lambda node: Star(self._inner(node)),
            "yield_expression": self._inner,
            "update_expression": lambda node: Other((self._inner(node),)),
            "sequence_expression": self._sequence,
            "jsx_element": self._markup,
            "jsx_self_closing_element": self._markup,
            "jsx_fragment": self._markup,
            "jsx_expression": self._inner,
        }
        self._leaves: dict[str, Callable[[Node], Expr]] = {
            "identifier": lambda node: Name(self.text(node)),
            "shorthand_property_identifier": lambda node: Name(self.text(node)),
            "this": lambda node: Name("self"),
            "super": lambda node: Call(Name("super"), (), (), self.span(node)),
            "number": lambda node: Const(number(self.text(node))),
            "true": lambda node: Const(True),
            "false": lambda node: Const(False),
            "null": lambda node: Const(None),
            "undefined": lambda node: Const(None),
            "meta_property": lambda node: Attr(Name("import"), "meta"),
            "import": lambda node: Name("import"),
            "regex": lambda node: Other(()),
        }

    def expr(self, node: Node) -> Expr:
        """Any expression."""
        if node.type in WRAPPERS:
            inner = unwrapped(node)
            value = self.expr(inner)
            if isinstance(value, Call) and (cast := cast_of(node)) is not None:
                value = value._replace(types=(self.type_of(cast),))
            return value
        node = unwrapped(node)
        kind = node.type
        leaf = self._leaves.get(kind)
        if leaf is not None:
            return leaf(node)
        if not self.enter(node):
            return Other(())
        try:
            build = self._build.get(kind)
            return build(node) if build is not None else Other(self._values(node))
        finally:
            self.depth -= 1

    def optional(self, node: Node | None) -> Expr | None:
        """An expression that may be absent."""
        return None if node is None else self.expr(node)

    def field(self, node: Node, name: str) -> Expr:
        """The expression in a field, empty where a broken tree lacks it."""
        child = node.child_by_field_name(name)
        return Other(()) if child is None else self.expr(child)

    def _inner(self, node: Node) -> Expr:
        child = first_value(node)
        return Const(None) if child is None else self.expr(child)

    def _values(self, node: Node) -> tuple[Expr, ...]:
        found = [self.expr(child) for child in node.named_children if child.type not in NOT_VALUES]
        for value in found:
            self.note(value)
        return tuple(found)

    # Calls and members.

    def _chain(self, node: Node) -> Expr:
        """``a.b(c)[d].e(f)``: read from the outside in, without a level of depth for each link."""
        links: list[Node] = []
        base: Node | None = node
        while base is not None and (field := _CHAIN.get(base.type)):
            links.append(base)
            base = base.child_by_field_name(field)
            base = unwrapped(base) if base is not None else None
        value: Expr = Other(())
        if len(links) > _MAX_CHAIN:
            self.too_deep(node)
            del links[_MAX_CHAIN:]
        elif base is not None:
            value = self.expr(base)
            if base.type == "super" and links[-1].type == "call_expression":
                value = Attr(value, "constructor")
        for link in reversed(links):
            value = self._link(link, value)
        return value

    def _link(self, link: Node, value: Expr) -> Expr:
        if link.type == "member_expression":
            name = link.child_by_field_name("property")
            return Attr(value, self.text(name) if name is not None else "")
        if link.type == "subscript_expression":
            return Sub(value, self.field(link, "index"))
        return self._call(link, value)

    def _new(self, node: Node) -> Expr:
        return self._call(node, self.field(node, "constructor"))

    def _call(self, node: Node, func: Expr) -> Expr:
        self.note(func)
        arguments = node.child_by_field_name("arguments")
        if arguments is None:
            args: tuple[Expr, ...] = ()
        elif arguments.type == "template_string":
            args = (self._template(arguments),)
        else:
            args = self._values(arguments)
        given = node.child_by_field_name("type_arguments")
        types = tuple([self.type_of(kind) for kind in given.named_children]) if given is not None else ()
        return Call(func, args, (), self.span(node), types)

    # Text.

    def _string(self, node: Node) -> Expr:
        raw = self.text(node)[1:-1]
        span = self.span(node)
        return Text((read_piece(raw, span.row, span.column + 1),) if raw else (), span)

    def _template(self, node: Node) -> Expr:
        parts: list[Piece | Hole] = []
        start = node.start_byte + 1
        place = self.places.start(node)
        place = (place[0], place[1] + 1)
        for child in node.named_children:
            if child.type == "template_substitution":
                if child.start_byte > start:
                    parts.append(read_piece(self.places.slice(start, child.start_byte), *place))
                parts.append(Hole(self._inner(child), self.span(child)))
                start, place = child.end_byte, self.places.end(child)
        # A template that is not closed has no backtick at its end.
        end = node.end_byte - 1 if self.places.slice(node.end_byte - 1, node.end_byte) == "`" else node.end_byte
        if end > start:
            parts.append(read_piece(self.places.slice(start, end), *place))
        return Text(tuple(parts), self.span(node))

    # Displays.

    def _object(self, node: Node) -> Expr:
        items: list[tuple[Expr | None, Expr]] = []
        for child in node.named_children:
            kind = child.type
            if kind == "pair":
                items.append(self._pair(child))
            elif kind == "shorthand_property_identifier":
                items.append((self.key(child), Name(self.text(child))))
            elif kind == "spread_element":
                items.append((None, self._inner(child)))
            elif kind == "method_definition" and (name := child.child_by_field_name("name")):
                function = self.function(child, self.key_name(name), self.span(child))
                items.append((self.key(name), FuncExpr(function)))
            else:
                continue
            self.note(items[-1][1])
        return Dict(tuple(items), self.span(node))

    def _pair(self, node: Node) -> tuple[Expr, Expr]:
        name, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        key = self.key(name) if name is not None else Other(())
        if value is not None and is_function(function := unwrapped(value)):
            return key, self.function_value(function, self.key_name(name))
        return key, Other(()) if value is None else self.expr(value)

    def function_value(self, node: Node, name: str) -> Expr:
        """A function used as a value, named after what it is bound to."""
        return FuncExpr(self.function(node, name, self.span(node)))

    def _array(self, node: Node) -> Expr:
        return Seq(self._values(node), self.span(node))

    # Operators.

    def _ternary(self, node: Node) -> Expr:
        test = self.field(node, "condition")
        return Alt("if", test, (self.field(node, "consequence"), self.field(node, "alternative")))

    def _binary(self, node: Node) -> Expr:
        """A chain such as ``a + b + c + …``, whose tree leans left, without a level for each link."""
        op = self._operator(node)
        operands: list[Node] = []
        rest: Node | None = node
        while rest is not None and rest.type == "binary_expression" and self._operator(rest) == op:
            right = rest.child_by_field_name("right")
            if right is not None:
                operands.append(right)
            left = rest.child_by_field_name("left")
            rest = unwrapped(left) if left is not None and op == "+" else left
        if rest is not None:
            operands.append(rest)
        values = [self.expr(operand) for operand in reversed(operands)]
        if op in _ALTERNATIVES:
            return Alt(_ALTERNATIVES[op], None, tuple(values))
        if len(values) > 20:
            return _balanced(op, values)
        value = values[0]
        for other in values[1:]:
            value = Bin(op, value, other)
        return value

    def _operator(self, node: Node) -> str:
        op = node.child_by_field_name("operator")
        word = op.type if op is not None else "?"
        return _COMPARISONS.get(word, word)

    def _unary(self, node: Node) -> Expr:
        op = self._operator(node)
        value = self.field(node, "argument")
        if op == "!":
            return Not(value)
        if op == "-" and isinstance(value, Const) and isinstance(value.value, (int, float)):
            return Const(-value.value)
        return value if op == "void" else Other((value,))

    def _sequence(self, node: Node) -> Expr:
        return Other(self._values(node))

    def _markup(self, node: Node) -> Expr:
        """JSX is what its ``{…}`` hold, however deep the elements."""
        found: list[Expr] = []
        stack = [node]
        while stack:
            current = stack.pop()
            if current.type == "jsx_expression":
                found.extend(self._values(current))
            elif current.type in _MARKUP:
                stack.extend(reversed(current.named_children))
        return Other(tuple(found))


def _balanced(op: str, values: list[Expr]) -> Expr:
    """A long chain of one operator as a shallow tree: it means the same for what is joined."""
    if len(values) == 1:
        return values[0]
    middle = len(values) // 2
    return Bin(op, _balanced(op, values[:middle]), _balanced(op, values[middle:]))
