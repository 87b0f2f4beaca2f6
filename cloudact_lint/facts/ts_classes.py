"""TypeScript classes, interfaces, object types, enums and namespaces: all are classes here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts.model import Assign, Attr, Bin, Block, Class, Dict, Expr, Name, Other, Seq, Stmt, Sub, Text
from cloudact_lint.facts.ts_functions import SELF, FunctionBuilder
from cloudact_lint.facts.ts_nodes import is_function, plain_text, unwrapped
from cloudact_lint.findings import Span

if TYPE_CHECKING:
    from tree_sitter import Node


class ClassBuilder(FunctionBuilder):
    """Adds everything that has members."""

    def class_declaration(self, node: Node, decorators: tuple[Expr, ...] = ()) -> None:
        """A named class."""
        name = self.key_name(node.child_by_field_name("name"))
        self._class(node, name, self.span(node), decorators + self.decorators(node))

    def class_value(self, node: Node, name: str) -> None:
        """A class expression, under the name it is bound to."""
        self._class(node, name, self.span(node), self.decorators(node))

    def decorators(self, node: Node) -> tuple[Expr, ...]:
        """What stands after ``@`` at a class, a method or a field."""
        found = [child for child in node.named_children if child.type == "decorator"]
        return tuple([self.expr(child.named_children[0]) for child in found if child.named_children])

    def _class(self, node: Node, name: str, at: Span, decorators: tuple[Expr, ...]) -> None:
        bases: list[Expr] = []
        for heritage in node.named_children:
            if heritage.type != "class_heritage":
                continue
            for clause in heritage.named_children:
                value = clause.child_by_field_name("value") if clause.type == "extends_clause" else None
                if value is not None:
                    bases.append(self.expr(value))
        self.declared.add(name)
        self.defines.add(name)
        self.scope.append(name)
        body = self._members(node.child_by_field_name("body"))
        qualname = ".".join(self.scope)
        self.scope.pop()
        self.out.append(Class(name, qualname, (*bases, *self.generic(node)), decorators, body, at))

    def _members(self, node: Node | None) -> Block:
        outer, self.declared = self.declared, set()
        pending: tuple[Expr, ...] = ()
        with self.collected() as body:
            for child in node.named_children if node is not None else ():
                kind = child.type
                if kind == "decorator" and child.named_children:
                    pending += (self.expr(child.named_children[0]),)
                elif kind == "method_definition":
                    self._method(child, pending)
                    pending = ()
                elif kind in ("public_field_definition", "field_definition"):
                    self._field(child, pending + self.decorators(child))
                    pending = ()
                elif kind == "class_static_block":
                    self.statement(child.child_by_field_name("body") or child)
        self.declared = outer
        return tuple(body)

    def _method(self, node: Node, decorators: tuple[Expr, ...]) -> None:
        name = self.key_name(node.child_by_field_name("name"))
        for child in node.children:
            # As Python says it: a getter is a property, ``this`` of a static method the class.
            if child.type == "static":
                decorators += (Name("classmethod"),)
            elif child.type == "get":
                decorators += (Name("property"),)
            elif child.type == "set":
                decorators += (Attr(Name(name), "setter"),)
        self.defines.add(name)
        self.out.append(self.function(node, name, self.span(node), decorators, method=True))

    def _field(self, node: Node, decorators: tuple[Expr, ...]) -> None:
        name = self.key_name(node.child_by_field_name("name") or node.child_by_field_name("property"))
        annotation = self.annotation(node.child_by_field_name("type"))
        if annotation is not None and any(child.type == "?" for child in node.children):
            annotation = Bin("|", annotation, Name("undefined"))
        value = node.child_by_field_name("value")
        inner = unwrapped(value) if value is not None else None
        if inner is not None and is_function(inner):
            function = self.function(inner, name, self.span(node), decorators)
            self.defines.add(name)
            self.out.append(function._replace(params=(SELF, *function.params)))
        elif name:
            bound = None if inner is None else self.expr(inner)
            self.out.append(Assign(Name(name), bound, annotation, "=", self.span(node)))

    # Types and enums.

    def interface(self, node: Node) -> None:
        """An interface: a class with the types of its properties."""
        bases = [
            self.type_of(kind)
            for clause in node.named_children
            if clause.type in ("extends_type_clause", "extends_clause")
            for kind in clause.named_children
        ]
        body = node.child_by_field_name("body")
        self._shape(node, bases, [body] if body is not None else [])

    def type_alias(self, node: Node) -> None:
        """``type A = {…}`` is a class as well; ``type A = B`` another name, annotated ``TypeAlias`` as in Python."""
        value = node.child_by_field_name("value")
        if value is None:
            return
        parts = value.named_children if value.type == "intersection_type" else [value]
        shapes = [part for part in parts if part.type == "object_type"]
        if shapes:
            self._shape(node, [self.type_of(part) for part in parts if part.type != "object_type"], shapes)
            return
        found = self.type_of(value)
        name = self.key_name(node.child_by_field_name("name"))
        if not isinstance(found, (Other, Dict)):
            params = self.type_params(node)
            kind: Expr = Name("TypeAlias")
            if params:
                kind = Sub(kind, Seq(tuple(map(Name, params)), self.span(node)))
            self.out.append(Assign(Name(name), found, kind, "=", self.span(node)))

    def _shape(self, node: Node, bases: list[Expr], bodies: list[Node]) -> None:
        name = self.key_name(node.child_by_field_name("name"))
        fields: list[Stmt] = []
        for body in bodies:
            for key, kind in self.type_members(body):
                if key is None:
                    bases.append(kind)
                elif isinstance(key, Text) and (text := plain_text(key)):
                    fields.append(Assign(Name(text), None, kind, "=", key.at))
        named = (*(base for base in bases if not isinstance(base, (Other, Dict))), *self.generic(node))
        self.out.append(Class(name, ".".join([*self.scope, name]), named, (), tuple(fields), self.span(node)))

    def enum(self, node: Node) -> None:
        """An enum: a class with its members' values."""
        name = self.key_name(node.child_by_field_name("name"))
        body = node.child_by_field_name("body")
        members: list[Stmt] = []
        for child in body.named_children if body is not None else ():
            key, value = child, None
            if child.type == "enum_assignment":
                named, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                key = named if named is not None else child
            if key.type in ("property_identifier", "string"):
                bound = Other(()) if value is None else self.expr(value)
                members.append(Assign(Name(self.key_name(key)), bound, None, "=", self.span(child)))
        self.declared.add(name)
        self.defines.add(name)
        self.out.append(Class(name, ".".join([*self.scope, name]), (), (), tuple(members), self.span(node)))

    def namespace(self, node: Node) -> None:
        """A namespace: a class whose functions take no ``self``, as it is never instantiated."""
        name = self.key_name(node.child_by_field_name("name"))
        body = node.child_by_field_name("body")
        if body is None or (node.type == "module" and not name.isidentifier()):
            return
        outer, self.declared = self.declared, {name}
        self.scope.append(name)
        with self.collected() as statements:
            self.statement(body)
        qualname = ".".join(self.scope)
        self.scope.pop()
        self.declared = outer | {name}
        self.out.append(Class(name, qualname, (), (), tuple(statements), self.span(node)))
