"""What parameters and annotations say of values: the part of the resolver that knows types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import (
    UNKNOWN,
    ClassValue,
    External,
    FunctionValue,
    Instance,
    Literal,
    Parameter,
    Value,
)

if TYPE_CHECKING:
    from cloudact_lint.project.members import Members


_NOTHING = (m.Const(None), m.Name("undefined"))
_OF_PARTS = frozenset((
    "Final", "ClassVar", "Iterator", "Generator", "AsyncIterator", "AsyncGenerator", "Partial", "Required",
))  # fmt: skip
"""Generics that stand for what is in their brackets, or give it."""


class Annotations:
    """Answers for parameters and annotations; the rest of the resolver is asked for names."""

    members: Members

    def resolve(self, expr: m.Expr | None, scope: Scope, at: Span | None = None) -> tuple[Value, ...]:
        """Everything ``expr`` may stand for in ``scope``, at ``at`` where order matters."""
        raise NotImplementedError

    def definition(self, statement: object, scope: Scope) -> Value:
        """The value of a ``def`` or ``class`` statement of ``scope``."""
        raise NotImplementedError

    def parameter(self, param: m.Param, scope: Scope) -> list[Value]:
        """What is known of a parameter: ``self``, its annotation, an injected dependency."""
        function = scope.function
        if function is None or scope.parent is None:
            return [UNKNOWN]
        owner = (
            self.definition(scope.parent.cls, scope.parent.parent) if scope.parent.cls and scope.parent.parent else None
        )
        if isinstance(owner, ClassValue) and param is function.params[0] and param.kind in ("pos", "any"):
            decorators = {getattr(d, "id", "") for d in function.decorators}
            if "classmethod" in decorators:
                return [owner]
            if "staticmethod" not in decorators and param.name in ("self", "cls"):
                return [Instance(owner)]
        values: list[Value] = []
        if isinstance(param.default, m.Call) and called(param.default) in ("Depends", "Security", "Provide"):
            values.extend(self._injected(param.default, scope.parent))
        if param.annotation is not None:
            values.extend(self.annotated(param.annotation, scope.parent))
        this = FunctionValue(function, scope.parent, owner if isinstance(owner, ClassValue) else None)
        return [*values, Parameter(param, this)]

    def _injected(self, call: m.Call, scope: Scope) -> list[Value]:
        if not call.args:
            return []
        return [
            result for value in self.resolve(call.args[0], scope) for result in self.members.result(value, None, scope)
        ]

    def annotated(self, annotation: m.Expr, scope: Scope) -> list[Value]:
        """Objects of the class an annotation names; empty where it names none that is known."""
        if isinstance(annotation, m.Bin) and annotation.op == "|":
            return self._either((annotation.left, annotation.right), scope)
        if isinstance(annotation, m.Sub):
            return self._generic(annotation, scope)
        if not isinstance(annotation, (m.Name, m.Attr)):
            return []
        found: list[Value] = []
        for value in self.resolve(annotation, scope):
            if isinstance(value, ClassValue) or (
                isinstance(value, External) and not value.name.startswith("builtins.")
            ):
                found.append(Instance(value))
            elif isinstance(value, Literal) and isinstance(value.expr, (m.Bin, m.Sub)):
                found.extend(self.annotated(value.expr, value.scope))
        return found

    def _generic(self, annotation: m.Sub, scope: Scope) -> list[Value]:
        outer = annotation.base.name if isinstance(annotation.base, m.Attr) else getattr(annotation.base, "id", "")
        parts = annotation.index.items if isinstance(annotation.index, m.Seq) else (annotation.index,)
        if outer == "Annotated":
            injected = [
                value
                for part in parts[1:]
                if isinstance(part, m.Call) and called(part) in ("Depends", "Security")
                for value in self._injected(part, scope)
            ]
            return injected + self.annotated(parts[0], scope)
        if outer in ("Optional", "Union"):
            return self._either(parts, scope)
        if outer in _OF_PARTS:
            return [value for part in parts for value in self.annotated(part, scope)]
        return []

    def _either(self, parts: tuple[m.Expr, ...], scope: Scope) -> list[Value]:
        """Objects of any of several classes; Unknown among them for a part such as ``str`` that names none."""
        found: list[Value] = []
        others = False
        for part in parts:
            values = self.annotated(part, scope)
            found.extend(values)
            others = others or not (values or part in _NOTHING)
        return [*found, UNKNOWN] if found and others else found


def literal_key(expr: m.Expr | None) -> object:
    """The string or number that a constant expression is, else None."""
    if isinstance(expr, m.Const):
        return expr.value
    if isinstance(expr, m.Text) and all(isinstance(part, m.Piece) for part in expr.parts):
        return "".join(part.text for part in expr.parts if isinstance(part, m.Piece))
    return None


def called(call: m.Call) -> str:
    """The last name of what is called."""
    return call.func.name if isinstance(call.func, m.Attr) else getattr(call.func, "id", "")
