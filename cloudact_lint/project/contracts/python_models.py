"""Classes of Python as shapes: pydantic and SQLModel models, dataclasses, TypedDicts, enums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cloudact_lint.facts import model as m
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.contracts.declared import find
from cloudact_lint.project.contracts.pydantic_config import Config, read_config
from cloudact_lint.project.contracts.pydantic_fields import model_fields
from cloudact_lint.project.contracts.shapes import (
    ANYTHING,
    STRING,
    Field,
    Fields,
    Object,
    Place,
    Shape,
    Values,
)
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name

if TYPE_CHECKING:
    from cloudact_lint.project.contracts.python_types import Env, PythonTypes

_MODELS = frozenset({"BaseModel", "SQLModel", "GenericModel"})
_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum"})
_PLAIN = frozenset({"object", "ABC", "Generic", "Protocol", "str", "int"})
"""Bases that bring no fields."""
_MAX_BASES = 30


@dataclass(slots=True)
class Lineage:
    """A class and those it inherits from, the most basic first, each with its type variables."""

    classes: list[tuple[m.Class, Scope, Env]] = field(default_factory=list)
    externals: list[tuple[str, Shape | None]] = field(default_factory=list)
    """Full names of bases from elsewhere, with what they are given: ``RootModel[list[str]]``."""
    unknown: bool = False
    """A base could not be told."""


class Models:
    """Shapes of classes. One for a project."""

    def __init__(self, types: PythonTypes) -> None:
        self.types = types
        self._known: dict[tuple[int, ...], Shape] = {}
        self._keep: list[object] = []

    def of(self, cls: m.Class, scope: Scope, given: tuple[Shape, ...] = ()) -> Shape:
        """What objects of a class are on the wire; ``given`` are its type arguments."""
        key = (id(cls), *map(id, given))
        if key not in self._known:
            self._known[key] = ANYTHING  # a class that holds itself as a root, or inherits from itself
            self._keep.append(given)
            self._known[key] = self._shape(cls, scope, given)
        return self._known[key]

    def _shape(self, cls: m.Class, scope: Scope, given: tuple[Shape, ...]) -> Shape:
        lineage = Lineage()
        self._climb(cls, scope, given, lineage)
        names = {name.rpartition(".")[2] for name, _ in lineage.externals}
        is_open = lineage.unknown or not names <= _PLAIN | _MODELS | {"TypedDict"}
        place = Place(scope.path, cls.at)
        if not names.isdisjoint(_ENUMS):
            return self._enum(lineage, place, cls.name)
        if "RootModel" in names:
            return next((root for name, root in lineage.externals if name.endswith("RootModel") and root), ANYTHING)
        if not names.isdisjoint(_MODELS):
            return self._model(cls, scope, lineage, place, is_open)
        if "TypedDict" in names:
            return Object(cls.name, place, lambda: Fields(tuple(self._typed_dict(lineage)), is_open))
        if any(_is_dataclass(decorator) for item, _, _ in lineage.classes for decorator in item.decorators):
            return Object(cls.name, place, lambda: Fields(tuple(self._dataclass(lineage)), is_open))
        return ANYTHING

    def _climb(self, cls: m.Class, scope: Scope, given: tuple[Shape, ...], lineage: Lineage) -> None:
        """Collect a class after its bases."""
        if len(lineage.classes) > _MAX_BASES or any(item is cls for item, _, _ in lineage.classes):
            return
        env = dict(zip(_type_params(cls), given))
        own = (cls, scope, env)
        lineage.classes.append(own)
        for base in reversed(cls.bases):
            target, inner = (base.base, base.index) if isinstance(base, m.Sub) else (base, None)
            parts = inner.items if isinstance(inner, m.Seq) else (inner,) if inner is not None else ()
            declared = find(target, scope, self.types.project)
            if declared is not None and declared.external:
                name = declared.external
                root = self.types.of(parts[0], scope, env) if parts and name.endswith(".RootModel") else None
                lineage.externals.append((name, root))
            elif declared is not None and declared.cls is not None and declared.scope is not None:
                shapes = tuple([self.types.of(part, scope, env) for part in parts])
                self._climb(declared.cls, declared.scope, shapes, lineage)
            else:
                lineage.unknown = True
        # After everything it inherits from, whose fields it may override.
        lineage.classes.remove(own)
        lineage.classes.append(own)

    # Kinds of classes.

    def _model(self, cls: m.Class, scope: Scope, lineage: Lineage, place: Place, is_open: bool) -> Shape:
        config = Config()
        for item, where, _ in lineage.classes:
            config = read_config(item, self.types.project.child(item, where), self.types.project, config)
        if config.opaque:
            return ANYTHING
        for item, where, env in reversed(lineage.classes):
            for statement in self.types.project.child(item, where).flat:
                if isinstance(statement, m.Function) and _is_serializer(statement):
                    return ANYTHING
                if _annotated(statement) == "__root__" and isinstance(statement, m.Assign):
                    return self.types.of(statement.annotation, self.types.project.child(item, where), env)

        def load() -> Fields:
            found = [(self.types.project.child(item, where), env) for item, where, env in lineage.classes]
            return Fields(model_fields(found, config, self.types), is_open or config.extra)

        return Object(cls.name, place, load)

    def _enum(self, lineage: Lineage, place: Place, name: str) -> Shape:
        values: list[object] = []
        for cls, scope, _ in lineage.classes:
            for statement in self.types.project.child(cls, scope).flat:
                if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name) and statement.value:
                    values += [literal_key(statement.value)] if not statement.target.id.startswith("_") else []
        if values and all(isinstance(value, (str, int)) for value in values):
            return Values(frozenset(value for value in values if isinstance(value, (str, int))), name, place)
        texts = any(base.endswith((".str", ".StrEnum")) for base, _ in lineage.externals)
        return STRING if texts else ANYTHING

    def _typed_dict(self, lineage: Lineage) -> Iterator[Field]:
        found: dict[str, Field] = {}
        for cls, scope, env in lineage.classes:
            total = next((value for name, value in cls.keywords if name == "total"), None)
            partial = isinstance(total, m.Const) and total.value is False
            body = self.types.project.child(cls, scope)
            for statement in body.flat:
                if (name := _annotated(statement)) and isinstance(statement, m.Assign):
                    marker = last_name(statement.annotation.base) if isinstance(statement.annotation, m.Sub) else ""
                    optional = marker == "NotRequired" or (partial and marker != "Required")
                    shape = self.types.of(statement.annotation, body, env)
                    found[name] = Field(name, shape, Place(scope.path, statement.at), optional=optional)
        yield from found.values()

    def _dataclass(self, lineage: Lineage) -> Iterator[Field]:
        found: dict[str, Field] = {}
        for cls, scope, env in lineage.classes:
            body = self.types.project.child(cls, scope)
            for statement in body.flat:
                if (name := _annotated(statement)) and isinstance(statement, m.Assign):
                    kind = statement.annotation
                    if last_name(kind.base if isinstance(kind, m.Sub) else kind or m.Name("")) in _NO_FIELDS:
                        continue
                    shape = self.types.of(kind, body, env)
                    default = statement.value is not None
                    found[name] = Field(name, shape, Place(scope.path, statement.at), default=default)
        yield from found.values()


_NO_FIELDS = frozenset({"ClassVar", "InitVar", "KW_ONLY"})


def _annotated(statement: m.Stmt) -> str:
    """The name that a statement of a class declares with a type."""
    if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name) and statement.annotation is not None:
        return statement.target.id
    return ""


def _is_serializer(function: m.Function) -> bool:
    """Whether a method makes the JSON of the whole model."""
    names = {last_name(item.func if isinstance(item, m.Call) else item) for item in function.decorators}
    return "model_serializer" in names


def _type_params(cls: m.Class) -> list[str]:
    for base in cls.bases:
        if isinstance(base, m.Sub) and last_name(base.base) in ("Generic", "Protocol"):
            items = base.index.items if isinstance(base.index, m.Seq) else (base.index,)
            return [item.id for item in items if isinstance(item, m.Name)]
    return []


def _is_dataclass(decorator: m.Expr) -> bool:
    return last_name(decorator.func if isinstance(decorator, m.Call) else decorator) == "dataclass"
