"""What a JSON value looks like on the wire, whichever language says so.

A TypeScript type and a pydantic model become the same few records, so that they can be compared. An object reads
its fields when asked: a type that holds itself ends, and what nobody compares costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cloudact_lint.findings import Span

Kind = Literal["string", "number", "integer", "boolean", "null", "undefined", "date"]
"""Of a scalar. ``undefined`` is what JSON never brings, ``date`` TypeScript's ``Date``, which JSON never is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is declared."""

    path: str
    at: Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, a number, a boolean, null; ``note`` says of what (``Decimal``, ``datetime``), where that matters."""

    kind: Kind
    note: str = ""


@dataclass(frozen=True, slots=True)
class Values:
    """One of several literals: ``"on" | "off"``, an enum, ``Literal["on"]``."""

    values: frozenset[str | int | float | bool]
    name: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Array:
    """A list of anything."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Map:
    """An object with any keys: ``Record<string, T>``, ``dict[str, T]``."""

    value: Shape


@dataclass(frozen=True, slots=True)
class Anything:
    """Not known, or said to be anything."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several shapes; see :func:`either`."""

    options: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object."""

    name: str
    """On the wire."""
    shape: Shape
    place: Place
    source: str = ""
    """As the code calls it, where an alias is on the wire."""
    optional: bool = False
    """May be absent."""
    default: bool = False
    """Has a default: absent only if a route leaves out what was not set."""
    empty: bool = False
    """The default is None."""

    @property
    def plain(self) -> str:
        """The name in the code."""
        return self.source or self.name


@dataclass(frozen=True, slots=True)
class Fields:
    """All fields of an object; one that is ``open`` may have others."""

    items: tuple[Field, ...]
    open: bool = False


class Object:
    """An object with named fields. Compared by identity: one declaration is one object."""

    def __init__(self, name: str, place: Place, load: Callable[[], Fields]) -> None:
        self.name = name
        """As declared; empty for one without a name."""
        self.place = place
        self._load: Callable[[], Fields] | None = load

    @cached_property
    def _fields(self) -> Fields:
        load, self._load = self._load, None
        # Nothing is known of one that is made of itself: ``interface A extends B``, ``interface B extends A``.
        return load() if load is not None else Fields((), True)

    @property
    def fields(self) -> tuple[Field, ...]:
        """In the order of their declaration."""
        return self._fields.items

    @property
    def open(self) -> bool:
        """Whether it may have fields that are not known."""
        return self._fields.open

    def field(self, name: str) -> Field | None:
        """The field of this name on the wire."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}


Shape = Scalar | Values | Array | Map | Object | Choice | Anything

ANYTHING = Anything()
NULL = Scalar("null")
UNDEFINED = Scalar("undefined")
STRING = Scalar("string")
NUMBER = Scalar("number")
INTEGER = Scalar("integer")
BOOLEAN = Scalar("boolean")


def options(shape: Shape) -> tuple[Shape, ...]:
    """What a shape may be, one by one."""
    return shape.options if isinstance(shape, Choice) else (shape,)


def either(shapes: Iterable[Shape]) -> Shape:
    """One of these: literals together in one set, nothing twice; anything if one of them is."""
    found: list[Shape] = []
    values: list[Values] = []
    for shape in (inner for outer in shapes for inner in options(outer)):
        if isinstance(shape, Anything):
            return ANYTHING
        if isinstance(shape, Values):
            values.append(shape)
        elif shape not in found:
            found.append(shape)
    if values:
        together = frozenset(value for item in values for value in item.values)
        found.insert(0, values[0] if len(values) == 1 else Values(together))
    if not found:
        return ANYTHING
    return found[0] if len(found) == 1 else Choice(tuple(found))


def without(shape: Shape, *kinds: Kind) -> Shape:
    """A shape without its ``null``, ``undefined``."""
    left = [option for option in options(shape) if not (isinstance(option, Scalar) and option.kind in kinds)]
    return either(left) if left else shape


def may_be(shape: Shape, kind: Kind) -> bool:
    """Whether ``null``, ``undefined`` … is among what a shape may be."""
    return any(isinstance(option, Scalar) and option.kind == kind for option in options(shape))


_WORDS = {"integer": "number", "date": "Date"}


def words(shape: Shape) -> str:
    """A shape in the words of TypeScript: ``string | null``, ``Order[]``."""
    if isinstance(shape, Scalar):
        return f"string ({shape.note})" if shape.note and shape.kind == "string" else _WORDS.get(shape.kind, shape.kind)
    if isinstance(shape, Values):
        return " | ".join(map(literal, ordered(shape.values)))
    if isinstance(shape, Array):
        inner = words(shape.item)
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if isinstance(shape, Map):
        return f"Record<string, {words(shape.value)}>"
    if isinstance(shape, Choice):
        return " | ".join(dict.fromkeys(map(words, shape.options)))
    if isinstance(shape, Object):
        return shape.name or "object"
    return "unknown"


def literal(value: str | int | float | bool) -> str:
    """A literal as TypeScript writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def ordered(values: Iterable[str | int | float | bool]) -> list[str | int | float | bool]:
    """Literals in an order that does not change from run to run."""
    return sorted(values, key=lambda value: (str(type(value)), value))
