"""CA506: which differences belong together, and how they are said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cloudact_lint.findings import Location, Related, Span
from cloudact_lint.project.contracts.compare import Difference, Sort
from cloudact_lint.project.contracts.contracts import Pair
from cloudact_lint.project.contracts.evidence import null_given
from cloudact_lint.project.contracts.shapes import Object, Place, Shape, Values, options, words
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.model import Route
from cloudact_lint.rules.code._columns import listed

SURE: frozenset[Sort] = frozenset(("missing", "renamed", "absent", "type", "values"))
"""Differences that fail at run time whenever the field is used."""
_ORDER: tuple[Sort, ...] = ("missing", "renamed", "type", "values", "absent", "null", "sometimes", "unsent")
_SHOWN = 3


@dataclass(slots=True, eq=False)
class Group:
    """One type of the client against one model of the server, over all requests that bring them together."""

    client: Object | None
    server: Object | None
    pairs: list[Pair] = field(default_factory=list)
    differences: dict[tuple[str, Sort], Difference] = field(default_factory=dict)
    nulls: dict[str, Place] = field(default_factory=dict)
    """Where a field that may be null is made so, by the field's path."""

    @property
    def routes(self) -> list[Route]:
        """The routes, each once."""
        return list({id(route): route for pair in self.pairs for route in pair.routes}.values())

    @property
    def answering(self) -> frozenset[str]:
        """The files of the routes, their handlers and the model: what is made elsewhere may never be sent."""
        handlers = [route.handler.scope.path for route in self.routes if route.handler is not None]
        model = [self.server.place.path] if self.server is not None else []
        return frozenset((*(route.file for route in self.routes), *handlers, *model))

    @property
    def certain(self) -> bool:
        """Whether some difference fails for sure."""
        return bool(self.nulls) or any(item.sort in SURE for item in self.differences.values())

    def sorted(self) -> list[Difference]:
        """The differences, the gravest first."""
        return sorted(self.differences.values(), key=lambda item: _ORDER.index(item.sort))

    def place(self) -> Place:
        """Where the finding stands: at the first field, or where the response is asked for."""
        first = self.sorted()[0]
        if first.field is None or self.client is None:
            call = self.pairs[0].call
            return Place(call.path, call.at)
        return first.field.place


def groups(pairs: Sequence[Pair], project: Project) -> list[Group]:
    """What differs, by the two types that do."""
    found: dict[object, Group] = {}
    for pair in pairs:
        for item in pair.differences:
            key = _key(item, pair)
            group = found.setdefault(key, Group(item.client, item.server))
            if pair not in group.pairs:
                group.pairs.append(pair)
            group.differences.setdefault((item.path, item.sort), item)
    sent = _sent(pairs)
    for group in found.values():
        for name, item in list(group.differences.items()):
            if item.sort == "unsent" and group.client is not None and (group.client.place, item.path) in sent:
                del group.differences[name]  # another route that the type is used for sends it
            elif item.sort == "null" and item.server is not None and item.answer is not None:
                place = null_given(item.server, item.answer, group.answering, project)
                if place is not None:
                    group.nulls[item.path] = place
    _only_once([group for group in found.values() if group.differences])
    return [group for group in found.values() if group.differences]


def _only_once(found: Iterable[Group]) -> None:
    """A value that a union of the client lacks is said of the first type that uses the union."""
    known: set[tuple[frozenset[object], Shape]] = set()
    for group in sorted(found, key=lambda group: (group.place().path, group.place().at)):
        for name, item in list(group.differences.items()):
            if item.sort == "values" and isinstance(item.sent, Values) and item.sent.place is not None:
                sets = [option.values for option in options(item.expected) if isinstance(option, Values)]
                key = (frozenset[object]().union(*sets), item.sent)
                if key in known:
                    del group.differences[name]
                known.add(key)


def _key(item: Difference, pair: Pair) -> object:
    if item.client is None or item.server is None:
        return (pair.call.path, pair.call.at)
    return (item.client.place, item.server.place)


def _sent(pairs: Iterable[Pair]) -> set[tuple[Place, str]]:
    """The fields of types that some route sends."""
    return {
        (client.place, client_field.name)
        for pair in pairs
        for client, server in pair.objects
        for client_field in client.fields
        if server.field(client_field.name) is not None
    }


# Words ------------------------------------------------------------------------------------


def message(group: Group) -> str:
    """What differs, what happens, and what to write."""
    first = group.sorted()[0]
    if group.client is None or first.field is None:
        return _whole(group, first)
    name = f"`{group.client.name}`" if group.client.name else "the type of the response"
    model = f"`{group.server.name}`, which " if group.server is not None and group.server.name else "what "
    verb = "sends" if len(group.routes) == 1 else "send"
    if any(pair.read.parses for pair in group.pairs):
        fails = "Parsing such a response throws"
    else:
        fails = "Nothing checks JSON at run time"
    return (
        f"{name} differs from {model}{_routes(group)} {verb}: {'; '.join(_clauses(group))}. {fails}: make the type say "
        "what is sent, or the model send what the type says"
    )


def _whole(group: Group, first: Difference) -> str:
    """The response itself, or the part of it that is read, is something else."""
    path = group.pairs[0].read.path
    part = f"`{'.'.join(path)}` of what" if path else "what"
    verb = "sends" if len(group.routes) == 1 else "send"
    if first.sort == "null" and not first.path:
        return (
            f"{part} {_routes(group)} {verb} may be null, and is read as `{words(first.expected)}`. Nothing checks "
            "JSON at run time: say so in the type, and look before it is used"
        )
    inside = f"`{first.path}` of it" if first.path else "it"
    return (
        f"{part} {_routes(group)} {verb} is read as another type: {inside} is `{words(first.sent)}`, not "
        f"`{words(first.expected)}`. Nothing checks JSON at run time: read it as what it is, or send what is read"
    )


def _routes(group: Group) -> str:
    routes = group.routes
    first = routes[0]
    more = len(routes) - 1
    also = f" and {more} more {'route' if more == 1 else 'routes'}" if more else ""
    return f"`{'/'.join(sorted(first.methods))} {first.path}`{also}"


def _clauses(group: Group) -> Iterator[str]:
    by_sort: dict[Sort, list[Difference]] = {}
    for item in group.sorted():
        by_sort.setdefault(item.sort, []).append(item)
    for sort, items in by_sort.items():
        if sort in _SAYS:
            names = listed([item.path for item in items])
            yield f"{names} {_SAYS[sort][len(items) > 1]}{_hint(items)}"
        else:
            yield "; ".join(_single(item) for item in items[:_SHOWN]) + _more(items)


_SAYS: dict[Sort, tuple[str, str]] = {
    "missing": ("is never sent, so it is undefined", "are never sent, so they are undefined"),
    "unsent": ("is optional and never sent", "are optional and never sent"),
    "absent": ("may be left out", "may be left out"),
    "null": ("may be null", "may be null"),
}


def _more(items: Sequence[Difference]) -> str:
    return f"; and {len(items) - _SHOWN} more of this kind" if len(items) > _SHOWN else ""


def _single(item: Difference) -> str:
    if item.sort == "renamed" and item.answer is not None:
        return f"`{item.path}` is sent as `{item.answer.name}`"
    if item.sort == "values":
        return f"`{item.path}` may be {words(item.sent)}, which the type does not know"
    verb = "is" if item.sort == "type" else "may be"
    return f"`{item.path}` {verb} `{words(item.sent)}`, not `{words(item.expected)}`"


def _hint(items: Sequence[Difference]) -> str:
    """The names that are sent and look like those that are not."""
    near = [item.answer.name for item in items if item.sort in ("missing", "unsent") and item.answer is not None]
    return f" (is {listed(near)} meant?)" if near and len(items) == 1 else ""


def related(group: Group, named: frozenset[str]) -> list[Related]:
    """The model, the fields that are sent otherwise, where null is given, where the response is read.

    Of several places the ones in ``named`` files come first.
    """
    found: list[Related] = []
    if group.server is not None:
        place = group.server.place
        found.append(Related(Location(place.path, _first_row(place.at)), "what the route sends"))
    for item in group.sorted()[:_SHOWN]:
        if item.answer is not None:
            near = item.sort in ("missing", "unsent")
            says = f"`{item.answer.name}` has the nearest name" if near else f"`{item.answer.name}`, as it is sent"
            found.append(Related(Location(item.answer.place.path, item.answer.place.at), says))
    for path, place in list(group.nulls.items())[:_SHOWN]:
        found.append(Related(Location(place.path, _first_row(place.at)), f"`{path}` is None here"))
    for pair in sorted(group.pairs, key=lambda pair: pair.call.path not in named)[:_SHOWN]:
        place = Place(pair.call.path, _first_row(pair.call.at))
        if place != _first(group.place()):
            found.append(Related(Location(place.path, place.at), "the response is asked for here"))
    return found


def _first(place: Place) -> Place:
    return Place(place.path, _first_row(place.at))


def _first_row(at: Span) -> Span:
    return at if at.row == at.end_row else Span(at.row, at.column, at.row, at.column + 1)
