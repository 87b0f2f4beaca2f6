"""TypeScript statements as facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cloudact_lint.facts.handlers import is_quiet
from cloudact_lint.facts.model import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    Handler,
    If,
    Jump,
    Loop,
    Name,
    Raise,
    Return,
    Try,
)
from cloudact_lint.facts.ts_branches import BranchBuilder
from cloudact_lint.facts.ts_nodes import ASSIGNMENTS, PATTERNS, first_value, is_function, unwrapped, waits
from cloudact_lint.facts.ts_places import Places
from cloudact_lint.source.text import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node


class Builder(BranchBuilder):
    """Turns the statements of one file into facts."""

    def __init__(self, source: SourceFile, places: Places) -> None:
        super().__init__(source, places)
        self._statements: dict[str, Callable[[Node], None]] = {
            "import_statement": self.import_statement,
            "export_statement": self.export_statement,
            "lexical_declaration": self._declaration,
            "variable_declaration": self._declaration,
            "function_declaration": self._function_declaration,
            "generator_function_declaration": self._function_declaration,
            "class_declaration": self.class_declaration,
            "abstract_class_declaration": self.class_declaration,
            "interface_declaration": self.interface,
            "type_alias_declaration": self.type_alias,
            "enum_declaration": self.enum,
            "internal_module": self.namespace,
            "module": self.namespace,
            "ambient_declaration": self._ambient,
            "expression_statement": self._expression,
            "statement_block": self._sequence_of,
            "if_statement": self._if,
            "switch_statement": self._switch,
            "for_statement": self._for,
            "for_in_statement": self._for_in,
            "while_statement": self._while,
            "do_statement": self._while,
            "try_statement": self._try,
            "return_statement": self._return,
            "throw_statement": lambda node: self.out.append(Raise(self._value(node), self.span(node))),
            "break_statement": self._break,
            "continue_statement": lambda node: self.out.append(Jump("continue")),
            "labeled_statement": lambda node: self.statement(node.child_by_field_name("body") or node),
            "else_clause": self._sequence_of,
            "finally_clause": lambda node: self.statement(node.child_by_field_name("body") or node),
            "ERROR": self._sequence_of,
        }

    def statement(self, node: Node) -> None:
        """Append what a statement does to ``out``; what is not a statement is passed over."""
        build = self._statements.get(node.type)
        if build is None or not self.enter(node):
            return
        try:
            build(node)
        finally:
            self.depth -= 1

    def _sequence_of(self, node: Node) -> None:
        for child in node.named_children:
            self.statement(child)

    def _value(self, node: Node) -> Expr | None:
        child = first_value(node)
        return None if child is None else self.expr(child)

    # Declarations.

    def _declaration(self, node: Node) -> None:
        for child in node.named_children:
            if child.type == "variable_declarator":
                self._declarator(child)

    def _declarator(self, node: Node) -> None:
        target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if target is None:
            return
        at, annotation = self.span(node), self.annotation(node.child_by_field_name("type"))
        if value is None:
            if target.type == "identifier":
                self._assign(Name(self.text(target)), None, annotation, at, declares=True)
            return
        inner = unwrapped(value)
        if target.type == "identifier" and is_function(inner):
            self.define_function(inner, self.text(target), at)
        elif target.type == "identifier" and inner.type == "class":
            self.class_value(inner, self.text(target))
        elif not self.import_value(target, inner):
            bound = self.expr(value)
            if annotation is None and not isinstance(bound, Call):  # which says itself what it is cast to
                annotation = self.cast(value)
            self.bind(target, bound, at, declares=True, annotation=annotation)

    def _function_declaration(self, node: Node) -> None:
        self.define_function(node, self.key_name(node.child_by_field_name("name")), self.span(node))

    def _ambient(self, node: Node) -> None:
        for child in node.named_children:
            if child.type in ("lexical_declaration", "variable_declaration", "class_declaration", "enum_declaration"):
                self.statement(child)

    # What is done for its effect.

    def _expression(self, node: Node) -> None:
        child = first_value(node)
        if child is not None:
            self._effect(child)

    def _effect(self, node: Node) -> None:
        node = unwrapped(node)
        kind = node.type
        if kind in ("string", "internal_module"):
            self.statement(node)
        elif kind in ASSIGNMENTS:
            if not self.common_export(node):
                self.assign(node)
        elif kind == "sequence_expression":
            for child in node.named_children:
                self._effect(child)
        elif kind == "yield_expression":
            self.out.append(Return(self._value(node), True, self.span(node)))
        elif kind == "update_expression" and (target := node.child_by_field_name("argument")):
            op = "+=" if "++" in self.text(node) else "-="
            self._step(self.expr(target), op, node)
        elif kind == "ternary_expression":
            test = self.field(node, "condition")
            branches = self._effects(node, "consequence"), self._effects(node, "alternative")
            self.out.append(If(test, *branches, self.span(node)))
        elif kind == "binary_expression" and self._operator(node) in ("&&", "||"):
            test = self.field(node, "left")
            body = self._effects(node, "right")
            then, other = (body, ()) if self._operator(node) == "&&" else ((), body)
            self.out.append(If(test, then, other, self.span(node)))
        else:
            self.out.append(Do(self.expr(node)))

    def _effects(self, node: Node, field: str) -> Block:
        child = node.child_by_field_name(field)
        with self.collected() as body:
            if child is not None and self.enter(child):
                self._effect(child)
                self.depth -= 1
        return tuple(body)

    def _step(self, target: Expr, op: str, node: Node) -> None:
        if isinstance(target, Name):
            self.assigned.add(target.id)
        self.out.append(Assign(target, Const(1), None, op, self.span(node)))

    def _return(self, node: Node) -> None:
        child = first_value(node)
        value = None if child is None else self.expr(child)
        if child is not None and value is not None:
            self.note(value)
            self.given_back.append(self.cast(child))
        self.out.append(Return(value, False, self.span(node)))

    def _break(self, node: Node) -> None:
        # The break of a switch ends no loop.
        labelled = node.child_by_field_name("label") is not None
        self.out.append(Jump("pass" if self.in_switch and not labelled else "break"))

    # Loops.

    def _loop(self, *nodes: Node | None) -> Block:
        outer, self.in_switch = self.in_switch, False
        body = self.block(*nodes)
        self.in_switch = outer
        return body

    def _for(self, node: Node) -> None:
        initializer = node.child_by_field_name("initializer")
        if initializer is not None:
            self.statement(initializer)
            if initializer.is_named and initializer.type not in ("empty_statement", *self._statements):
                self._effect(initializer)
        increment = node.child_by_field_name("increment")
        body = self._loop(node.child_by_field_name("body"))
        if increment is not None:
            body += self._effects(node, "increment")
        condition = node.child_by_field_name("condition")
        if condition is not None and condition.type == "expression_statement":
            condition = first_value(condition)
        if condition is None or condition.type in (";", "empty_statement"):
            self.out.append(Loop(None, Const(True), body, (), self.span(node)))
            return
        with self.collected() as before:
            test = self.expr(condition)
        self.out.append(Loop(None, test, tuple(before) + body, (), self.span(node)))

    def _while(self, node: Node) -> None:
        with self.collected() as before:
            test = self.field(node, "condition")
        body = self._loop(node.child_by_field_name("body"))
        # What the condition assigns is assigned at each turn.
        self.out.append(Loop(None, test, tuple(before) + body, (), self.span(node)))

    def _for_in(self, node: Node) -> None:
        left = node.child_by_field_name("left")
        source = self.field(node, "right")
        declares = node.child_by_field_name("kind") is not None
        with self.collected() as head:
            if left is None:
                target: Expr = self.fresh()
            elif left.type in PATTERNS:
                target = self.fresh()
                self.bind(left, target, self.span(left), declares)
            else:
                target = self.expr(left)
                if isinstance(target, Name):
                    (self.declared if declares else self.assigned).add(target.id)
        body = self._loop(node.child_by_field_name("body"))
        self.out.append(Loop(target, source, tuple(head) + body, (), self.span(node)))

    # Failure.

    def _try(self, node: Node) -> None:
        protected = node.child_by_field_name("body")
        body = self.block(protected)
        catch = node.child_by_field_name("handler")
        handlers = () if catch is None else (self._handler(catch),)
        self.quiet_handlers = self.quiet_handlers or any(map(is_quiet, handlers))
        final = self.block(node.child_by_field_name("finalizer"))
        self.out.append(Try(body, handlers, (), final, self.span(node), protected is not None and waits(protected)))

    def _handler(self, node: Node) -> Handler:
        parameter = node.child_by_field_name("parameter")
        name = ""
        with self.collected() as head:
            if parameter is not None and parameter.type in PATTERNS:
                whole = self.fresh()
                name = whole.id
                self.bind(parameter, whole, self.span(parameter), declares=True)
            elif parameter is not None:
                name = self.text(parameter)
                self.declared.add(name)
        body = tuple(head) + self.block(node.child_by_field_name("body"))
        return Handler((), name, body, self.span(node))
