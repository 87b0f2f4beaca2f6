"""What a client believes of a response against what its route sends.

A client may rely on less than is sent: fields it does not name, values it knows beside those that come, an optional
field that is always there. Differences are only what it relies on and does not get.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from cloudact_lint.errors import closest
from cloudact_lint.project.contracts.shapes import (
    ANYTHING,
    NULL,
    UNDEFINED,
    Anything,
    Array,
    Field,
    Fields,
    Map,
    Object,
    Scalar,
    Shape,
    Values,
    either,
    may_be,
    options,
    without,
)

Sort = Literal["missing", "renamed", "unsent", "absent", "null", "type", "sometimes", "values"]
"""``missing``: a field that is required and never sent; ``renamed``: sent under nearly the same name; ``unsent``: an
optional field, or one of any type, that is never sent; ``absent``: required, and may be left out; ``null``: may be
null, and is not said to; ``type``: of another type; ``sometimes``: one of the types it may have is another;
``values``: a literal that is not expected."""
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Wire:
    """How a route writes its model."""

    by_alias: bool = True
    without_unset: bool = False
    without_defaults: bool = False
    without_none: bool = False


PLAIN = Wire()
"""As FastAPI does without being told otherwise."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a client's type that the response does not bear out."""

    sort: Sort
    client: Object | None
    """The named type that holds the field; None for the response as a whole."""
    server: Object | None
    path: str
    """From ``client`` to the field: ``range.start``; empty for the response as a whole."""
    expected: Shape
    sent: Shape
    field: Field | None = None
    """The client's."""
    answer: Field | None = None
    """The server's; for ``missing`` the one with the nearest name, if any is near."""


@dataclass(frozen=True, slots=True)
class _At:
    client: Object | None = None
    server: Object | None = None
    path: str = ""
    field: Field | None = None
    answer: Field | None = None
    depth: int = 0


def differences(client: Shape, server: Shape, wire: Wire = PLAIN) -> list[Difference]:
    """What the client relies on and does not get, in the order of its fields."""
    return list(Comparison(wire).shapes(client, server))


class Comparison:
    """Compares a type with what is sent, and remembers which objects it came upon together."""

    def __init__(self, wire: Wire = PLAIN) -> None:
        self.wire = wire
        self.objects: dict[tuple[int, int], tuple[Object, Object]] = {}
        """Each pair of objects that was compared, by identity: the client's, the server's."""
        self.merged: dict[tuple[int, ...], Object] = {}

    def shapes(self, client: Shape, server: Shape) -> Iterator[Difference]:
        """What the client relies on and does not get, in the order of its fields."""
        return self._shapes(client, server, _At())

    def _shapes(self, client: Shape, server: Shape, at: _At) -> Iterator[Difference]:
        accepted, sent = options(client), options(server)
        if at.depth > _MAX_DEPTH or ANYTHING in accepted or ANYTHING in sent or accepted == (UNDEFINED,):
            return
        optional = at.field is not None and at.field.optional
        if NULL in sent and NULL not in accepted and not optional and not may_be(client, "undefined"):
            yield self._one("null", client, server, at)
        values = [option for option in sent if option != NULL]
        refused = [option for option in values if not any(_fits(known, option) for known in accepted)]
        if refused:
            every = len(refused) == len(values)
            yield self._one("type" if every else "sometimes", client, either(refused), at)
        for option in values:
            if option in refused:
                continue
            if isinstance(option, Values):
                yield from self._values(accepted, option, client, at)
            elif isinstance(option, Array):
                arrays = [known for known in accepted if isinstance(known, Array)]
                if len(arrays) == 1:
                    yield from self._shapes(arrays[0].item, option.item, _inside(at, "[]"))
            elif isinstance(option, Map):
                maps = [known for known in accepted if isinstance(known, Map)]
                if len(maps) == 1:
                    yield from self._shapes(maps[0].value, option.value, _inside(at, "[…]"))
        yield from self._objects(accepted, [option for option in values if isinstance(option, Object)], at)

    @staticmethod
    def _one(sort: Sort, client: Shape, server: Shape, at: _At) -> Difference:
        return Difference(sort, at.client, at.server, at.path, client, server, at.field, at.answer)

    def _values(self, accepted: tuple[Shape, ...], sent: Values, client: Shape, at: _At) -> Iterator[Difference]:
        sets = [known for known in accepted if isinstance(known, Values)]
        if not sets or any(isinstance(known, Scalar) and _fits(known, sent) for known in accepted):
            return
        lacking = sent.values - {value for known in sets for value in known.values}
        if lacking:
            yield self._one("values", client, Values(lacking, sent.name, sent.place), at)

    # Objects.

    def _objects(self, accepted: tuple[Shape, ...], sent: list[Object], at: _At) -> Iterator[Difference]:
        known = [option for option in accepted if isinstance(option, Object)]
        # Which of several types is meant depends on values that are not seen.
        if len(known) != 1 or not sent:
            return
        key = tuple(map(id, sent))
        if key not in self.merged:
            self.merged[key] = sent[0] if len(sent) == 1 else _merged(sent)
        server = self.merged[key]
        pair = (id(known[0]), id(server))
        if pair not in self.objects:
            self.objects[pair] = known[0], server
            yield from self._fields(known[0], server, at)

    def _fields(self, client: Object, server: Object, at: _At) -> Iterator[Difference]:
        named = bool(client.name) or at.client is None
        here = replace(at, client=client, server=server, path="") if named else at
        for field in client.fields:
            inside = replace(here, path=_joined(here.path, field.name), field=field, answer=None, depth=at.depth + 1)
            answer = self._answer(server, field.name)
            if answer is not None:
                yield from self._field(field, answer, replace(inside, answer=answer))
            elif not server.open:
                yield from self._lacking(field, client, server, inside)

    def _answer(self, server: Object, name: str) -> Field | None:
        if self.wire.by_alias:
            return server.field(name)
        return next((field for field in server.fields if field.plain == name), None)

    def _field(self, field: Field, answer: Field, at: _At) -> Iterator[Difference]:
        wire, shape = self.wire, answer.shape
        absent = answer.optional or (answer.default and (wire.without_unset or wire.without_defaults))
        if wire.without_none and may_be(shape, "null"):
            absent, shape = True, without(shape, "null")
        if absent and not field.optional and not isinstance(field.shape, Anything):
            yield self._one("absent", field.shape, shape, at)
        yield from self._shapes(field.shape, shape, at)

    def _lacking(self, field: Field, client: Object, server: Object, at: _At) -> Iterator[Difference]:
        sent = {answer.name if self.wire.by_alias else answer.plain: answer for answer in server.fields}
        free = {name: answer for name, answer in sent.items() if client.field(name) is None}
        same = next((answer for name, answer in free.items() if _folded(name) == _folded(field.name)), None)
        if same is not None:
            yield self._one("renamed", field.shape, same.shape, replace(at, answer=same))
            return
        near = free.get(closest(field.name, free, 0.8))
        sort: Sort = "unsent" if field.optional or isinstance(field.shape, Anything) else "missing"
        yield self._one(sort, field.shape, ANYTHING, replace(at, answer=near))


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _inside(at: _At, what: str) -> _At:
    """Items of a list and values of a map are there, whatever the field that holds them."""
    field = replace(at.field, optional=False) if at.field is not None else None
    return replace(at, path=at.path + what, field=field, depth=at.depth + 1)


def _folded(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _fits(known: Shape, sent: Shape) -> bool:
    """Whether a value of one kind is acceptable where the other is expected, as far as kinds go."""
    if isinstance(known, Anything) or isinstance(sent, Anything):
        return True
    if isinstance(sent, (Object, Map)):
        return isinstance(known, (Object, Map))
    if isinstance(sent, Array):
        return isinstance(known, Array)
    return not _kinds(known).isdisjoint(_kinds(sent))


def _kinds(shape: Shape) -> set[str]:
    if isinstance(shape, Scalar):
        return {"number" if shape.kind == "integer" else shape.kind}
    if isinstance(shape, Values):
        return {_kind(value) for value in shape.values}
    return set()


def _kind(value: object) -> str:
    return "boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"


def _merged(objects: Iterable[Object]) -> Object:
    """One of several objects: with the fields of all, each of which may be meant to be there."""
    several = list(objects)

    def load() -> Fields:
        shapes: dict[str, list[Field]] = {}
        for item in several:
            for field in item.fields:
                shapes.setdefault(field.name, []).append(field)
        fields = [replace(found[0], shape=either([field.shape for field in found])) for found in shapes.values()]
        return Fields(tuple(fields), any(item.open for item in several))

    return Object(several[0].name, several[0].place, load)
