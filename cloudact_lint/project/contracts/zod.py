"""Schemas of zod as shapes: what ``schema.parse`` accepts. See https://zod.dev/api."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cloudact_lint.facts import model as m
from cloudact_lint.project.annotations import called, literal_key
from cloudact_lint.project.contracts.declared import find
from cloudact_lint.project.contracts.shapes import (
    ANYTHING,
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    UNDEFINED,
    Array,
    Field,
    Fields,
    Map,
    Object,
    Place,
    Scalar,
    Shape,
    Values,
    either,
    may_be,
    without,
)
from cloudact_lint.project.scopes import Scope

if TYPE_CHECKING:
    from cloudact_lint.project.contracts.typescript_types import TypeScriptTypes

_SCALARS: dict[str, Shape] = {
    "string": STRING, "number": NUMBER, "boolean": BOOLEAN, "null": NULL, "undefined": UNDEFINED, "int": NUMBER,
    "date": Scalar("date"), "email": STRING, "url": STRING, "uuid": STRING, "iso": STRING, "float64": NUMBER,
}  # fmt: skip
_SPREADS = frozenset({"extend", "merge", "safeExtend"})
_OTHER = frozenset({"transform", "pipe", "preprocess", "catch", "refine", "superRefine"})
_MAY_BE_LEFT_OUT = frozenset({"optional", "nullish", "default", "prefault", "catch"})
_MAX_DEPTH = 20


class Zod:
    """Reads schemas of a project."""

    def __init__(self, types: TypeScriptTypes) -> None:
        self.types = types
        self._known: dict[int, Shape] = {}
        self._keep: list[m.Expr] = []
        self._depth = 0

    def of(self, expr: m.Expr | None, scope: Scope, name: str = "") -> Shape:
        """What a schema accepts; ``name`` is that of the constant it is kept in."""
        if expr is None or self._depth > _MAX_DEPTH:
            return ANYTHING
        if id(expr) not in self._known:
            self._known[id(expr)] = ANYTHING
            self._keep.append(expr)
            self._depth += 1
            try:
                self._known[id(expr)] = self._of(expr, scope, name)
            finally:
                self._depth -= 1
        return self._known[id(expr)]

    def _of(self, expr: m.Expr, scope: Scope, name: str) -> Shape:
        if isinstance(expr, (m.Name, m.Attr)):
            declared = find(expr, scope, self.types.project, "value")
            if declared is None or declared.alias is None or declared.scope is None:
                return ANYTHING
            return self.of(declared.alias.value, declared.scope, expr.id if isinstance(expr, m.Name) else expr.name)
        if not isinstance(expr, m.Call) or not isinstance(expr.func, m.Attr):
            return ANYTHING
        if self._is_zod(expr.func.base, scope):
            return self._made(expr, scope, name)
        return self._changed(expr.func.name, self.of(expr.func.base, scope, name), expr, scope)

    def _is_zod(self, base: m.Expr, scope: Scope) -> bool:
        """Whether an expression is the library itself, also ``z.coerce``, which accepts nearly anything."""
        if not isinstance(base, m.Name):
            return False
        declared = find(base, scope, self.types.project, "value")
        return declared is not None and declared.external.partition("/")[0].partition(".")[0] == "zod"

    def _made(self, call: m.Call, scope: Scope, name: str) -> Shape:
        kind, first = called(call), call.args[0] if call.args else None
        if kind in _SCALARS:
            return _SCALARS[kind]
        if kind in ("object", "strictObject", "looseObject") and isinstance(first, m.Dict):
            return Object(name, Place(scope.path, call.at), lambda: self._fields(first, scope))
        if kind == "array":
            return Array(self.of(first, scope))
        if kind == "record":
            return Map(self.of(call.args[-1], scope)) if call.args else Map(ANYTHING)
        if kind in ("enum", "literal"):
            return _literals(first)
        if kind == "nativeEnum" and first is not None:
            return self.types.of(first, scope)
        if kind == "nullable" and first is not None:
            return either((self.of(first, scope), NULL))
        if kind == "optional" and first is not None:
            return either((self.of(first, scope), UNDEFINED))
        if kind in ("union", "discriminatedUnion") and call.args and isinstance(call.args[-1], m.Seq):
            return either([self.of(item, scope) for item in call.args[-1].items])
        if kind == "lazy" and isinstance(first, m.Lambda):
            return self.of(first.body, scope)
        return ANYTHING

    def _fields(self, display: m.Dict, scope: Scope) -> Fields:
        return Fields(tuple(self._items(display, scope)), any(key is None for key, _ in display.items))

    def _items(self, display: m.Dict, scope: Scope) -> Iterator[Field]:
        for key, value in display.items:
            name = literal_key(key)
            if isinstance(key, m.Text) and isinstance(name, str):
                shape = self.of(value, scope)
                left_out = isinstance(value, m.Call) and called(value) in _MAY_BE_LEFT_OUT
                optional = left_out or may_be(shape, "undefined")
                yield Field(name, without(shape, "undefined"), Place(scope.path, key.at), optional=optional)

    def _changed(self, how: str, shape: Shape, call: m.Call, scope: Scope) -> Shape:
        """``schema.optional()``, ``schema.extend({…})`` and so on; checks such as ``.min(1)`` change nothing."""
        if how == "nullable":
            return either((shape, NULL))
        if how in _MAY_BE_LEFT_OUT - {"nullish", "catch"}:
            return either((shape, UNDEFINED))
        if how == "nullish":
            return either((shape, NULL, UNDEFINED))
        if how == "array":
            return Array(shape)
        if how == "or":
            return either((shape, self.of(call.args[0] if call.args else None, scope)))
        if how in _OTHER or how in ("and", "keyof", "shape"):
            return shape if how in ("refine", "superRefine", "transform", "pipe") else ANYTHING
        if isinstance(shape, Object):
            return self._object(how, shape, call, scope)
        return shape

    def _object(self, how: str, shape: Object, call: m.Call, scope: Scope) -> Shape:
        first = call.args[0] if call.args else None
        if how in _SPREADS:
            more = self._fields(first, scope) if isinstance(first, m.Dict) else None
            other = self.of(first, scope) if more is None else None

            def load() -> Fields:
                added = more or (Fields(other.fields, other.open) if isinstance(other, Object) else Fields((), True))
                found = {field.name: field for field in (*shape.fields, *added.items)}
                return Fields(tuple(found.values()), shape.open or added.open)

            return Object(shape.name, Place(scope.path, call.at), load)
        names = {literal_key(key) for key, _ in first.items} if isinstance(first, m.Dict) else None
        return Object(shape.name, shape.place, lambda: _narrowed(how, shape, names)) if how in _NARROWS else shape


_NARROWS = frozenset({"partial", "deepPartial", "required", "pick", "omit"})


def _narrowed(how: str, shape: Object, names: set[object] | None) -> Fields:
    """``.partial()``, ``.required()``, ``.pick({a: true})``, ``.omit({a: true})``."""
    found = list(shape.fields)
    if how in ("pick", "omit"):
        kept = [field for field in found if (field.name in names) == (how == "pick")] if names is not None else []
        return Fields(tuple(kept), shape.open or names is None)
    optional = how != "required"
    changed = [replace(field, optional=optional) if not names or field.name in names else field for field in found]
    return Fields(tuple(changed), shape.open)


def _literals(expr: m.Expr | None) -> Shape:
    items = expr.items if isinstance(expr, m.Seq) else (expr,)
    values = [literal_key(item) for item in items if item is not None]
    known = frozenset(value for value in values if isinstance(value, (str, int, float)))
    return Values(known) if values and len(known) == len(values) else ANYTHING
