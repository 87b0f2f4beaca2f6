"""What all parts of the TypeScript builder share: the statements under construction, the
scope, the depth of nesting, and the types that annotations name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cloudact_lint.facts.model import (
    Attr,
    Bin,
    Block,
    Dict,
    Expr,
    Function,
    Import,
    Name,
    Other,
    Piece,
    Seq,
    Stmt,
    Sub,
    Text,
)
from cloudact_lint.facts.records import Problem
from cloudact_lint.facts.ts_nodes import AS, cast_of
from cloudact_lint.facts.ts_places import Places
from cloudact_lint.findings import Span
from cloudact_lint.source.text import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

MAX_DEPTH = 100
"""Nesting of statements and expressions that is followed: well under what Python's own
recursion limit leaves to this builder, to pickle and to those who read the facts."""
_SAME_AS_ARGUMENT = frozenset({"Promise", "PromiseLike", "Awaited", "Readonly", "NonNullable"})
_LITERALS = frozenset({"string", "number", "true", "false", "null", "undefined"})


class Core:
    """State of the builder of one file."""

    def __init__(self, source: SourceFile, places: Places) -> None:
        self.source = source
        self.places = places
        self.text = places.text
        self.span = places.span
        self.out: list[Stmt] = []
        """Statements of the block under construction; what an expression assigns goes here first."""
        self.scope: list[str] = []
        self.in_switch = False
        """Whether ``break`` would end a switch, not a loop."""
        self.given_back: list[Expr | None] = []
        """What each value that the function under construction returns is cast to."""
        self.declared: set[str] = set()
        self.assigned: set[str] = set()
        self.calls: set[str] = set()
        self.defines: set[str] = set()
        self.imports: list[Import] = []
        self.problems: list[Problem] = []
        self.quiet_handlers = False
        self.depth = 0
        self.names_made = 0
        self._types: dict[str, Callable[[Node], Expr]] = {
            "type_identifier": lambda node: Name(self.text(node)),
            "identifier": lambda node: Name(self.text(node)),
            "predefined_type": lambda node: Name(self.text(node)),
            "nested_type_identifier": self._nested_type,
            "nested_identifier": self._nested_type,
            "generic_type": self._generic_type,
            "array_type": lambda node: Sub(Name("Array"), self.type_of(node.named_children[0])),
            "union_type": lambda node: self._several("|", node),
            "intersection_type": lambda node: self._several("&", node),
            "literal_type": self._literal_type,
            "object_type": lambda node: Dict(tuple(self.type_members(node)), self.span(node)),
            "tuple_type": lambda node: Sub(Name("Tuple"), self._types_of(node)),
            "type_query": lambda node: Other(tuple([self.expr(child) for child in node.named_children[:1]])),
        }

    # Filled in by the parts that build on this one.

    def expr(self, node: Node) -> Expr:
        """Any expression."""
        raise NotImplementedError

    def statement(self, node: Node) -> None:
        """Append what a statement does to ``out``."""
        raise NotImplementedError

    def function(
        self, node: Node, name: str, at: Span, decorators: tuple[Expr, ...] = (), method: bool = False
    ) -> Function:
        """Any function with its parameters and body."""
        raise NotImplementedError

    def class_value(self, node: Node, name: str) -> None:
        """Append a class expression to ``out`` under a name."""
        raise NotImplementedError

    # Blocks and depth.

    @contextmanager
    def collected(self) -> Iterator[list[Stmt]]:
        """Statements made meanwhile go to a list of their own."""
        outer, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = outer

    def block(self, *nodes: Node | None) -> Block:
        """The statements of blocks, or of single statements that stand for one."""
        with self.collected() as body:
            for node in nodes:
                if node is not None:
                    self.statement(node)
        return tuple(body)

    def enter(self, node: Node) -> bool:
        """Go one level deeper; False, with a problem, where the nesting is too deep to follow."""
        if self.depth >= MAX_DEPTH:
            self.too_deep(node)
            return False
        self.depth += 1
        return True

    def too_deep(self, node: Node) -> None:
        """Say, once for the file, that a part of it is left out."""
        if not self.problems:
            row, column = self.places.start(node)
            at = Span(row, column, row, column + 1)
            self.problems.append(Problem("nested too deeply: what is further inside was not analysed", at))

    def fresh(self) -> Name:
        """A name that no source can hold, for a value that is bound in parts."""
        self.names_made += 1
        name = f"${self.names_made}"
        self.declared.add(name)
        return Name(name)

    def note(self, value: Expr) -> None:
        """Remember that a function may be called or passed on here."""
        if isinstance(value, Attr):
            self.calls.add(value.name)
        elif isinstance(value, Name) and value.id[:1] != "$":
            self.calls.add(value.id)

    # Names of properties.

    def key(self, node: Node) -> Expr:
        """The key of a property, as a value."""
        kind = node.type
        if kind == "computed_property_name":
            return self.expr(node.named_children[0])
        if kind in ("string", "number"):
            return self.expr(node)
        row, column = self.places.start(node)
        return Text((Piece(self.text(node), ((0, row, column),)),), self.span(node))

    def key_name(self, node: Node | None) -> str:
        """The key of a property as a plain name, empty when it is computed."""
        if node is None or node.type == "computed_property_name":
            return ""
        return self.text(node).strip("'\"")

    # Types.

    def annotation(self, node: Node | None) -> Expr | None:
        """The type of a ``: Type`` annotation, as the expression it would be in Python."""
        if node is None:
            return None
        named = node.named_children
        return self.type_of(named[0]) if named else None

    def type_of(self, node: Node) -> Expr:
        """A type as an expression; one that names nothing is empty."""
        while node.type in ("parenthesized_type", "readonly_type") and node.named_children:
            node = node.named_children[0]
        build = self._types.get(node.type)
        if build is None or not self.enter(node):
            return Other(())
        try:
            return build(node)
        finally:
            self.depth -= 1

    def cast(self, node: Node) -> Expr | None:
        """The type that an expression is said to be of: ``value as T``."""
        kind = cast_of(node, AS)
        return None if kind is None else self.type_of(kind)

    def type_members(self, node: Node) -> Iterator[tuple[Expr | None, Expr]]:
        """Keys and types of the properties of an object type or an interface.

        The type of one that may be missing (``name?: T``) is a union with ``undefined``. What an index signature
        allows has no key: it is the ``Record`` it amounts to.
        """
        for member in node.named_children:
            if member.type == "index_signature":
                yield None, self._indexed(member)
            elif member.type == "property_signature":
                name, kind = member.child_by_field_name("name"), member.child_by_field_name("type")
                if name is not None and kind is not None:
                    annotation = self.annotation(kind) or Other(())
                    optional = any(child.type == "?" for child in member.children)
                    yield self.key(name), Bin("|", annotation, Name("undefined")) if optional else annotation

    def _nested_type(self, node: Node) -> Expr:
        parts = self.text(node).split(".")
        value: Expr = Name(parts[0].strip())
        for part in parts[1:]:
            value = Attr(value, part.strip())
        return value

    def _generic_type(self, node: Node) -> Expr:
        name, arguments = node.child_by_field_name("name"), node.child_by_field_name("type_arguments")
        base = self.type_of(name) if name is not None else Other(())
        if arguments is None or not arguments.named_children:
            return base
        index = self._types_of(arguments)
        # ``await`` is no part of the facts, so what is promised is what is given.
        return index if isinstance(base, Name) and base.id in _SAME_AS_ARGUMENT else Sub(base, index)

    def _types_of(self, node: Node) -> Expr:
        """The types inside a node: one as it is, several as a sequence."""
        found = tuple([self.type_of(child) for child in node.named_children if child.type != "comment"])
        return found[0] if len(found) == 1 else Seq(found, self.span(node))

    def _indexed(self, node: Node) -> Expr:
        """``[key: K]: V`` and ``[key in K]: V`` as ``Record<K, V>``."""
        clause = next((child for child in node.named_children if child.type == "mapped_type_clause"), None)
        key = (clause or node).child_by_field_name("type" if clause is not None else "index_type")
        keys = self.type_of(key) if key is not None else Other(())
        value = self.annotation(node.child_by_field_name("type")) or Other(())
        return Sub(Name("Record"), Seq((keys, value), self.span(node)))

    def type_params(self, node: Node) -> tuple[str, ...]:
        """The names of the type parameters that a declaration has."""
        listed = node.child_by_field_name("type_parameters")
        named = [child.child_by_field_name("name") for child in listed.named_children] if listed is not None else []
        return tuple([self.text(name) for name in named if name is not None])

    def generic(self, node: Node) -> tuple[Expr, ...]:
        """The base that gives a class its type parameters, as in Python: ``Generic[T, U]``."""
        names = self.type_params(node)
        return (Sub(Name("Generic"), Seq(tuple(map(Name, names)), self.span(node))),) if names else ()

    def _several(self, op: str, node: Node) -> Expr:
        # Unions nest to the left, one level for each member.
        members: list[Node] = []
        rest: Node | None = node
        while rest is not None and rest.type == node.type:
            inner, rest = rest.named_children, None
            for child in reversed(inner):
                if child.type == node.type and rest is None:
                    rest = child
                else:
                    members.append(child)
        values: list[Expr] = [self.type_of(member) for member in reversed(members[-40:])]
        value = values[0] if values else Other(())
        for other in values[1:]:
            value = Bin(op, value, other)
        return value

    def _literal_type(self, node: Node) -> Expr:
        child = node.named_children[0] if node.named_children else None
        if child is not None and child.type == "undefined":
            return Name("undefined")  # unlike ``null``, what JSON never brings
        return self.expr(child) if child is not None and child.type in _LITERALS else Other(())
