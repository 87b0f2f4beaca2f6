"""What TypeScript binds: destructuring patterns, assignments, parameters, functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cloudact_lint.facts.model import (
    Alt,
    Assign,
    Attr,
    Bin,
    Const,
    Dict,
    Expr,
    FuncExpr,
    Function,
    Global,
    If,
    Lambda,
    Name,
    Not,
    Other,
    Param,
    Return,
    Stmt,
    Sub,
)
from cloudact_lint.facts.ts_expressions import ExpressionBuilder
from cloudact_lint.facts.ts_nodes import PATTERNS, is_function, plain_text, unwrapped
from cloudact_lint.facts.ts_places import Places
from cloudact_lint.findings import Span
from cloudact_lint.source.text import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

SELF = Param("self", None, None, "pos")


class FunctionBuilder(ExpressionBuilder):
    """Adds bindings and functions to the expressions."""

    def __init__(self, source: SourceFile, places: Places) -> None:
        super().__init__(source, places)
        self._build.update({
            "assignment_expression": self._assignment,
            "augmented_assignment_expression": self._assignment,
            "arrow_function": self._arrow,
            "function_expression": self._named_function,
            "generator_function": self._named_function,
            "class": self._class_expression,
        })

    # Patterns.

    def bind(self, pattern: Node, value: Expr, at: Span, declares: bool, annotation: Expr | None = None) -> None:
        """Assign ``value`` to a name, a member, or the parts of a destructuring pattern."""
        pattern = unwrapped(pattern)
        kind = pattern.type
        if kind in ("assignment_pattern", "object_assignment_pattern"):
            left, right = pattern.child_by_field_name("left"), pattern.child_by_field_name("right")
            if left is not None:
                default = Other(()) if right is None else self.expr(right)
                self.bind(left, Alt("??", None, (value, default)), at, declares)
        elif kind in PATTERNS:
            if not self.enter(pattern):
                return
            if annotation is not None or (not is_path(value) and pattern.named_child_count > 1):
                whole = self.fresh()
                self.out.append(Assign(whole, value, annotation, "=", at))
                value = whole
            (self._bind_object if kind == "object_pattern" else self._bind_array)(pattern, value, declares)
            self.depth -= 1
        elif kind == "shorthand_property_identifier_pattern":
            self._assign(Name(self.text(pattern)), value, annotation, at, declares)
        else:
            self._assign(self.expr(pattern), value, annotation, at, declares)

    def _assign(self, target: Expr, value: Expr | None, annotation: Expr | None, at: Span, declares: bool) -> None:
        if isinstance(target, Name):
            (self.declared if declares else self.assigned).add(target.id)
        if value is not None:
            self.note(value)
        self.out.append(Assign(target, value, annotation, "=", at))

    def _bind_object(self, pattern: Node, value: Expr, declares: bool) -> None:
        for child in pattern.named_children:
            kind, at = child.type, self.span(child)
            if kind == "shorthand_property_identifier_pattern":
                self.bind(child, Attr(value, self.text(child)), at, declares)
            elif kind == "object_assignment_pattern":
                left = child.child_by_field_name("left")
                if left is not None:
                    self.bind(child, Attr(value, self.text(left)), at, declares)
            elif kind == "pair_pattern":
                key, inner = child.child_by_field_name("key"), child.child_by_field_name("value")
                if inner is not None and key is not None:
                    name = self.key_name(key)
                    self.bind(inner, Attr(value, name) if name else Sub(value, self.key(key)), at, declares)
            elif kind == "rest_pattern" and child.named_children:
                # What is left of an object still holds whatever it was given, but for a few keys.
                self.bind(child.named_children[0], value, at, declares)

    def _bind_array(self, pattern: Node, value: Expr, declares: bool) -> None:
        index = 0
        for child in pattern.children:
            if child.type == ",":
                index += 1
            elif child.type == "rest_pattern" and child.named_children:
                self.bind(child.named_children[0], Other((value,)), self.span(child), declares)
            elif child.is_named and child.type != "comment":
                self.bind(child, Sub(value, Const(index)), self.span(child), declares)

    # Assignments.

    def _assignment(self, node: Node) -> Expr:
        """Inside an expression: assign first, and the expression is what was assigned."""
        self.assign(node)
        done = self.out[-1] if self.out else None
        if isinstance(done, If) and done.body:
            done = done.body[-1]
        if isinstance(done, Assign) and is_path(done.target) and done.at == self.span(node):
            return done.target
        return Other(())

    def assign(self, node: Node) -> None:
        """An assignment of any kind."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        left, at = unwrapped(left), self.span(node)
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type != "=":
            self._augmented(left, operator.type, right, at)
        else:
            self.bind(left, self.bound_value(right, left), at, declares=False)

    def bound_value(self, value: Node, target: Node) -> Expr:
        """A value that gets a name; a function is called by it."""
        if is_function(inner := unwrapped(value)):
            return self.function_value(inner, self.text(target).rsplit(".", 1)[-1])
        return self.expr(value)

    def _augmented(self, left: Node, op: str, right: Node, at: Span) -> None:
        target = self.expr(left)
        if isinstance(target, Name):
            self.assigned.add(target.id)
        tests: dict[str, Expr] = {"??=": Bin("==", target, Const(None)), "||=": Not(target), "&&=": target}
        plain = "=" if op in tests else op
        with self.collected() as body:
            value = self.bound_value(right, left)
            body.append(Assign(target, value, None, plain, at))
        if op in tests and is_path(target):
            self.out.append(If(tests[op], tuple(body), (), at))
        else:
            self.out.extend(body)

    # Functions.

    def _arrow(self, node: Node) -> Expr:
        body = node.child_by_field_name("body")
        if body is None or body.type == "statement_block":
            return self.function_value(node, "")
        function = self.function(node, "", self.span(node))
        if len(function.body) == 1 and isinstance(function.body[0], Return):
            return Lambda(function.params, function.body[0].value or Const(None), function.at)
        return FuncExpr(function)

    def _named_function(self, node: Node) -> Expr:
        return self.function_value(node, self.key_name(node.child_by_field_name("name")))

    def function(
        self, node: Node, name: str, at: Span, decorators: tuple[Expr, ...] = (), method: bool = False
    ) -> Function:
        """Any function; a method has ``self`` as its first parameter, as in Python."""
        outer = self.declared, self.assigned, self.in_switch, self.given_back
        self.declared, self.assigned, self.in_switch, self.given_back = set(), set(), False, []
        self.scope.append(name or "<anonymous>")
        qualname = ".".join(self.scope)
        params: list[Param] = [SELF] if method else []
        with self.collected() as body:
            self._params(node, params)
            self._body(node)
        self.scope.pop()
        free = self.assigned - self.declared - {param.name for param in params}
        casts = self.given_back
        self.declared, self.assigned, self.in_switch, self.given_back = outer
        # What a function assigns without declaring it belongs to the code around it.
        self.assigned |= free
        head: tuple[Stmt, ...] = (Global(tuple(sorted(free))),) if free else ()
        returns = self.annotation(node.child_by_field_name("return_type"))
        if returns is None and casts and all(cast == casts[0] for cast in casts):
            returns = casts[0]  # as TypeScript infers it
        is_async = _has_word(node, "async")
        types = self.type_params(node)
        return Function(name, qualname, tuple(params), decorators, returns, head + tuple(body), is_async, at, types)

    def _body(self, node: Node) -> None:
        body = node.child_by_field_name("body")
        if body is None:
            return
        if body.type == "statement_block":
            self.statement(body)
            return
        value = self.expr(body)
        self.note(value)
        self.given_back.append(self.cast(body))
        self.out.append(Return(value, False, self.span(body)))

    def _params(self, node: Node, params: list[Param]) -> None:
        single = node.child_by_field_name("parameter")
        if single is not None:
            params.append(Param(self.text(single), None, None, "pos"))
        listed = node.child_by_field_name("parameters")
        for child in listed.named_children if listed is not None else ():
            if child.type in ("required_parameter", "optional_parameter"):
                self._param(child, params)

    def _param(self, node: Node, params: list[Param]) -> None:
        pattern = node.child_by_field_name("pattern")
        if pattern is None or pattern.type == "this":
            return
        annotation = self.annotation(node.child_by_field_name("type"))
        value = node.child_by_field_name("value")
        default: Expr | None = None if value is None else self.expr(value)
        if default is None and node.type == "optional_parameter":
            default = Const(None)
        kind: Literal["pos", "*"] = "pos"
        if pattern.type == "rest_pattern" and pattern.named_children:
            pattern, kind = pattern.named_children[0], "*"
        if pattern.type in PATTERNS:
            whole = self.fresh()
            params.append(Param(whole.id, annotation, default, kind))
            made = len(self.out)
            self.bind(pattern, whole, self.span(pattern), declares=True)
            self._annotate_parts(made, whole, annotation)
            return
        name = Name(self.text(pattern))
        params.append(Param(name.id, annotation, default, kind))
        if any(child.type in ("accessibility_modifier", "readonly", "override_modifier") for child in node.children):
            self.out.append(Assign(Attr(Name("self"), name.id), name, annotation, "=", self.span(node)))

    def _annotate_parts(self, made: int, whole: Name, annotation: Expr | None) -> None:
        """``({ bq }: { bq: BigQuery })``: give each part the type that is written for it."""
        if not isinstance(annotation, Dict):
            return
        types = {plain_text(key): kind for key, kind in annotation.items if key is not None}
        for index, part in enumerate(self.out[made:], made):
            if isinstance(part, Assign) and isinstance(part.value, Attr) and part.value.base == whole:
                self.out[index] = part._replace(annotation=types.get(part.value.name))

    def _class_expression(self, node: Node) -> Expr:
        name = self.key_name(node.child_by_field_name("name"))
        target = Name(name) if name else self.fresh()
        self.class_value(node, target.id)
        return target


def is_path(value: Expr) -> bool:
    """Whether a value can stand in two places without being evaluated twice: ``a``, ``a.b``, ``a[0]``."""
    while isinstance(value, (Attr, Sub)):
        if isinstance(value, Sub) and not isinstance(value.index, (Name, Const)) and not plain_text(value.index):
            return False
        value = value.base
    return isinstance(value, (Name, Const))


def _has_word(node: Node, word: str) -> bool:
    for child in node.children:
        if child.type == word:
            return True
        if child.type == "formal_parameters":
            return False
    return False
