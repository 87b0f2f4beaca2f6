"""The fields of a pydantic model under the names that they have on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cloudact_lint.facts import model as m
from cloudact_lint.project.annotations import called, literal_key
from cloudact_lint.project.contracts.pydantic_config import Config
from cloudact_lint.project.contracts.shapes import ANYTHING, Field, Place, Scalar, Shape, options
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name

if TYPE_CHECKING:
    from cloudact_lint.project.contracts.python_types import Env, PythonTypes

_NO_FIELDS = frozenset({"ClassVar", "InitVar"})
_NOT_SHOWN = frozenset({"PrivateAttr", "Relationship", "relationship"})
"""Values of attributes that are no fields on the wire."""
_FIELD = frozenset({"Field", "FieldInfo"})


def model_fields(lineage: Iterable[tuple[Scope, Env]], config: Config, types: PythonTypes) -> tuple[Field, ...]:
    """The fields of a model whose classes, the most basic first, have these bodies."""
    found: dict[str, Field] = {}
    for body, env in lineage:
        changed: dict[str, Shape] = {}
        for statement in body.flat:
            if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name):
                _declared(statement, body, env, types, found)
            elif isinstance(statement, m.Function):
                changed.update(_serialised(statement, body, env, types))
                if (computed := _computed(statement, body, env, types)) is not None:
                    found[computed.plain] = computed
        for name in found if "*" in changed else changed.keys() & found.keys():
            found[name] = replace(found[name], shape=changed.get(name, ANYTHING))
    return tuple([_on_the_wire(field, config) for field in found.values()])


def _declared(statement: m.Assign, body: Scope, env: Env, types: PythonTypes, found: dict[str, Field]) -> None:
    name, value, kind = last_name(statement.target), statement.value, statement.annotation
    if name.startswith("_") or name == "model_config":
        return
    if kind is None or last_name(kind.base if isinstance(kind, m.Sub) else kind) in _NO_FIELDS:
        if kind is None and name in found and value is not None:
            found[name] = replace(found[name], default=True)  # a subclass gives a default to a field it inherits
        return
    given = [*_metadata(kind), *([value] if isinstance(value, m.Call) else [])]
    if any(last_name(call.func) in _NOT_SHOWN for call in given):
        found.pop(name, None)
        return
    settings = {key: inner for call in given if last_name(call.func) in _FIELD for key, inner in call.keywords if key}
    exclude = settings.get("exclude")
    if isinstance(exclude, m.Const) and exclude.value is True:
        found.pop(name, None)
        return
    alias = literal_key(settings.get("serialization_alias") or settings.get("alias"))
    field = Field(
        alias if isinstance(alias, str) else "",
        types.of(kind, body, env),
        Place(body.path, statement.at),
        source=name,
        default=_has_default(value, settings),
        empty=_is_empty(value, settings),
    )
    found[name] = field


def _metadata(kind: m.Expr) -> Iterator[m.Call]:
    """What ``Annotated[X, Field(alias="x")]`` adds to its type."""
    if isinstance(kind, m.Sub) and last_name(kind.base) == "Annotated" and isinstance(kind.index, m.Seq):
        yield from (part for part in kind.index.items[1:] if isinstance(part, m.Call))


def _has_default(value: m.Expr | None, settings: dict[str, m.Expr]) -> bool:
    if not settings.keys().isdisjoint(("default", "default_factory")):
        return last_name(settings.get("default", m.Name("?"))) != "Ellipsis"
    if isinstance(value, m.Call) and called(value) in _FIELD:
        return bool(value.args) and last_name(value.args[0]) != "Ellipsis"
    return value is not None and last_name(value) != "Ellipsis"


def _is_empty(value: m.Expr | None, settings: dict[str, m.Expr]) -> bool:
    """Whether the default is None."""
    default = settings.get("default", value)
    if isinstance(default, m.Call) and called(default) in _FIELD:
        default = default.args[0] if default.args else None
    return isinstance(default, m.Const) and default.value is None


def _computed(function: m.Function, body: Scope, env: Env, types: PythonTypes) -> Field | None:
    """``@computed_field`` makes a property a field of the output."""
    for decorator in function.decorators:
        call = decorator if isinstance(decorator, m.Call) else None
        if last_name(call.func if call is not None else decorator) == "computed_field":
            alias = literal_key(next((v for k, v in call.keywords if k == "alias"), None)) if call is not None else None
            shape = types.of(function.returns, body, env)
            name = alias if isinstance(alias, str) else ""
            return Field(name, shape, Place(body.path, function.at), source=function.name)
    return None


def _serialised(function: m.Function, body: Scope, env: Env, types: PythonTypes) -> Iterator[tuple[str, Shape]]:
    """Fields that ``@field_serializer("a", "b")`` writes, and what it makes of them."""
    for decorator in function.decorators:
        if isinstance(decorator, m.Call) and called(decorator) == "field_serializer":
            for arg in decorator.args:
                name = literal_key(arg)
                yield (name if isinstance(name, str) else "*"), types.of(function.returns, body, env)


def _on_the_wire(field: Field, config: Config) -> Field:
    """A field with the alias that the model's configuration makes, and without what is written in its own way."""
    shape = field.shape
    if config.encoders and any(isinstance(option, Scalar) and option.note for option in options(shape)):
        shape = ANYTHING
    name = field.name or (config.rename(field.source) if config.rename is not None else field.source)
    return replace(field, name=name, shape=shape)
