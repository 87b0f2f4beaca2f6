"""Types of TypeScript as shapes: what code believes a JSON value to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from cloudact_lint.facts import model as m
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.contracts.declared import Declared, alias_params, find
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
    ordered,
    without,
)
from cloudact_lint.project.contracts.zod import Zod
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name

Env = Mapping[str, Shape]
NO_ENV: Env = {}
_NAMES: dict[str, Shape] = {
    "string": STRING, "number": NUMBER, "boolean": BOOLEAN, "null": NULL, "undefined": UNDEFINED, "void": UNDEFINED,
    "String": STRING, "Number": NUMBER, "Boolean": BOOLEAN, "Date": Scalar("date"),
}  # fmt: skip
_ARRAYS = frozenset({"Array", "ReadonlyArray"})
_SAME = frozenset({"Promise", "Awaited", "Readonly", "NonNullable", "Observable", "Jsonify", "Simplify", "Prettify"})
_INFER = frozenset({"infer", "input", "output", "TypeOf"})
"""What zod and its like call the type of a schema: ``z.infer<typeof Order>``."""
_MAX_BASES = 20


class TypeScriptTypes:
    """Reads types of a project. One for a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.zod = Zod(self)
        self._open: set[tuple[int, int]] = set()
        self._known: dict[tuple[int, ...], Shape] = {}
        self._keep: list[object] = []

    @classmethod
    def of_project(cls, project: Project) -> TypeScriptTypes:
        """The one of this project."""
        known = project.shared.get("typescript-types")
        if not isinstance(known, TypeScriptTypes):
            known = project.shared["typescript-types"] = cls(project)
        return known

    def of(self, expr: m.Expr | None, scope: Scope, env: Env = NO_ENV) -> Shape:
        """The shape that a type names where it stands; ``env`` are the type parameters that are known."""
        key = (id(expr), id(env))
        if expr is None or key in self._open or len(self._open) > 60:
            return ANYTHING
        self._open.add(key)
        try:
            return self._of(expr, scope, env)
        finally:
            self._open.discard(key)

    def _of(self, expr: m.Expr, scope: Scope, env: Env) -> Shape:
        if isinstance(expr, m.Const):
            return NULL if expr.value is None else _values(expr.value)
        if isinstance(expr, m.Text):
            return _values(literal_key(expr))
        if isinstance(expr, m.Name) and expr.id in env:
            return env[expr.id]
        if isinstance(expr, m.Name) and expr.id in _NAMES:
            return _NAMES[expr.id]
        if isinstance(expr, (m.Name, m.Attr)):
            declared = find(expr, scope, self.project)
            if declared is None and isinstance(expr, m.Attr):
                return self._enum_member(expr, scope)
            return self._declared(declared) if declared is not None else ANYTHING
        if isinstance(expr, m.Dict):
            return self._once((id(expr), id(env)), env, lambda: self._inline(expr, scope, env))
        if isinstance(expr, m.Sub):
            return self._generic(expr, scope, env)
        if isinstance(expr, m.Bin):
            sides = self.of(expr.left, scope, env), self.of(expr.right, scope, env)
            if expr.op == "|":
                return either(sides)
            return self._together(sides, scope) if expr.op == "&" else ANYTHING
        return ANYTHING

    def _once(self, key: tuple[int, ...], keep: object, make: Callable[[], Shape]) -> Shape:
        """The same object each time the same type is asked for."""
        if key not in self._known:
            self._known[key] = ANYTHING
            self._keep.append(keep)
            self._known[key] = make()
        return self._known[key]

    # Names.

    def _declared(self, declared: Declared, given: tuple[Shape, ...] = ()) -> Shape:
        scope, cls, alias = declared.scope, declared.cls, declared.alias
        if cls is not None and scope is not None:
            return self._once((id(cls), *map(id, given)), given, lambda: self._class(cls, scope, given))
        if alias is not None and scope is not None:
            env = dict(zip(alias_params(alias), given))
            self._keep.append(env)
            return self.of(alias.value, scope, env or NO_ENV)
        return ANYTHING

    def _class(self, cls: m.Class, scope: Scope, given: tuple[Shape, ...]) -> Shape:
        place = Place(scope.path, cls.at)
        if cls.body and all(isinstance(item, m.Assign) and item.annotation is None for item in cls.body):
            return self._enum(cls, place)
        env = dict(zip(_type_params(cls), given))
        return Object(cls.name, place, lambda: self._members(cls, scope, env))

    def _enum(self, cls: m.Class, place: Place) -> Shape:
        values: list[str | int | float | bool] = []
        for index, item in enumerate(cls.body):
            value = literal_key(item.value) if isinstance(item, m.Assign) else None
            if value is None and isinstance(item, m.Assign) and isinstance(item.value, m.Other):
                value = index
            if not isinstance(value, (str, int, float)):
                return ANYTHING
            values.append(value)
        return Values(frozenset(values), cls.name, place)

    def _enum_member(self, expr: m.Attr, scope: Scope) -> Shape:
        """``Status.Active`` as a type."""
        declared = find(expr.base, scope, self.project)
        for item in declared.cls.body if declared is not None and declared.cls is not None else ():
            if isinstance(item, m.Assign) and last_name(item.target) == expr.name and item.annotation is None:
                return _values(literal_key(item.value))
        return ANYTHING

    # Objects.

    def _members(self, cls: m.Class, scope: Scope, env: Env) -> Fields:
        found: dict[str, Field] = {}
        is_open = False
        for base in cls.bases[:_MAX_BASES]:
            if isinstance(base, m.Sub) and last_name(base.base) == "Generic":
                continue
            shape = self.of(base, scope, env)
            is_open = is_open or not isinstance(shape, Object) or shape.open
            found.update({field.name: field for field in shape.fields} if isinstance(shape, Object) else {})
        body = self.project.child(cls, scope)
        for statement in cls.body:
            if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name) and statement.value is None:
                name = statement.target.id
                kind = self.of(statement.annotation, body, env)
                found[name] = _field(name, kind, Place(scope.path, statement.at), statement.annotation)
        return Fields(tuple(found.values()), is_open)

    def _inline(self, expr: m.Dict, scope: Scope, env: Env) -> Shape:
        def load() -> Fields:
            found: list[Field] = []
            for key, kind in expr.items:
                name = literal_key(key)
                if isinstance(key, m.Text) and isinstance(name, str):
                    found.append(_field(name, self.of(kind, scope, env), Place(scope.path, key.at), kind))
            return Fields(tuple(found), any(key is None for key, _ in expr.items))

        maps = [self.of(kind, scope, env) for key, kind in expr.items if key is None]
        if len(maps) == len(expr.items) <= 1:
            return maps[0] if maps else ANYTHING
        return Object("", Place(scope.path, expr.at), load)

    def _together(self, shapes: Iterable[Shape], scope: Scope) -> Shape:
        """``A & B``: an object with the fields of both."""
        known = [shape for shape in shapes if isinstance(shape, Object)]
        if len(known) < 2:
            return known[0] if known else ANYTHING

        def load() -> Fields:
            fields = {field.name: field for shape in known for field in shape.fields}
            return Fields(tuple(fields.values()), any(shape.open for shape in known))

        names = [shape.name or "{…}" for shape in known]
        return Object(" & ".join(names) if any(shape.name for shape in known) else "", known[-1].place, load)

    # Generic types.

    def _generic(self, expr: m.Sub, scope: Scope, env: Env) -> Shape:
        parts = expr.index.items if isinstance(expr.index, m.Seq) else (expr.index,)
        name = last_name(expr.base)
        if name in _INFER and len(parts) == 1 and isinstance(parts[0], m.Other) and parts[0].children:
            return self.zod.of(parts[0].children[0], scope)
        declared = find(expr.base, scope, self.project)
        if declared is not None and not declared.external:
            shapes = tuple([self.of(part, scope, env) for part in parts])
            return self._declared(declared, shapes)
        if name in _ARRAYS:
            return Array(self.of(parts[0], scope, env))
        if name == "Tuple":
            return Array(either([self.of(part, scope, env) for part in parts]))
        if name == "Record":
            return self._record(parts, expr, scope, env)
        if name in _SAME and parts:
            return self.of(parts[0], scope, env)
        if name in _CHANGES and parts:
            changed = self.of(parts[0], scope, env)
            keys = self.of(parts[1], scope, env) if len(parts) > 1 else ANYTHING
            key = (id(changed), hash(name), hash(keys))
            return self._once(key, changed, lambda: _changed(changed, name, keys))
        return ANYTHING

    def _record(self, parts: tuple[m.Expr, ...], expr: m.Sub, scope: Scope, env: Env) -> Shape:
        if len(parts) != 2:
            return Map(ANYTHING)
        keys, value = self.of(parts[0], scope, env), self.of(parts[1], scope, env)
        if not isinstance(keys, Values) or not isinstance(expr.index, m.Seq):
            return Map(value)
        place = Place(scope.path, expr.index.at)
        names = [str(key) for key in ordered(keys.values)]
        return Object("", place, lambda: Fields(tuple([_field(name, value, place) for name in names])))


_CHANGES = frozenset({"Partial", "Required", "Pick", "Omit"})


def _changed(shape: Shape, how: str, keys: Shape) -> Shape:
    """``Partial<T>``, ``Required<T>``, ``Pick<T, K>``, ``Omit<T, K>``; unknown where the keys are not."""
    if not isinstance(shape, Object):
        return ANYTHING
    names = {str(value) for value in keys.values} if isinstance(keys, Values) else None

    def load() -> Fields:
        found = shape.fields
        if how in ("Partial", "Required"):
            return Fields(tuple([replace(field, optional=how == "Partial") for field in found]), shape.open)
        if names is None:
            return Fields((), True)
        return Fields(tuple([field for field in found if (field.name in names) == (how == "Pick")]), shape.open)

    return Object(shape.name, shape.place, load)


def _values(value: object) -> Shape:
    return Values(frozenset((value,))) if isinstance(value, (str, int, float)) else ANYTHING


def _field(name: str, shape: Shape, place: Place, kind: m.Expr | None = None) -> Field:
    """A field; one that may be undefined may be absent."""
    optional = may_be(shape, "undefined") or (isinstance(kind, m.Bin) and kind.right == m.Name("undefined"))
    return Field(name, without(shape, "undefined"), place, optional=optional)


def _type_params(cls: m.Class) -> list[str]:
    for base in cls.bases:
        if isinstance(base, m.Sub) and last_name(base.base) == "Generic" and isinstance(base.index, m.Seq):
            return [item.id for item in base.index.items if isinstance(item, m.Name)]
    return []
