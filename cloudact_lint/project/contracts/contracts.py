"""Contracts: for each request of TypeScript whose route is known, what is read and what is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from cloudact_lint.project.contracts.compare import Comparison, Difference, Wire
from cloudact_lint.project.contracts.reads import Path, Read
from cloudact_lint.project.contracts.responses import Responses
from cloudact_lint.project.contracts.served import Served, Servers
from cloudact_lint.project.contracts.shapes import (
    ANYTHING,
    Anything,
    Array,
    Map,
    Object,
    Shape,
    without,
)
from cloudact_lint.project.network.model import NetworkCall
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.model import Route
from cloudact_lint.project.services.service_map import ServiceCall, ServiceMap


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A type that is read and what the route sends, as far as both are known."""

    call: NetworkCall
    routes: tuple[Route, ...]
    """More than one where the address leaves it open; all of them differ then in the same way."""
    read: Read
    served: Served
    """Of the first route."""
    differences: tuple[Difference, ...]
    objects: tuple[tuple[Object, Object], ...]
    """The types that were compared, each with the model that is sent for it."""


class Contracts:
    """The contracts of a project. One for a project."""

    def __init__(self, project: Project) -> None:
        self.responses = Responses(project)
        self.servers = Servers(project)
        self._project = project

    @classmethod
    def of(cls, project: Project) -> Contracts:
        """The ones of this project."""
        known = project.shared.get("contracts")
        if not isinstance(known, Contracts):
            known = project.shared["contracts"] = cls(project)
        return known

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """All that could be compared, also where nothing differs."""
        return tuple(self._find())

    def _find(self) -> Iterator[Pair]:
        for asked in ServiceMap.of(self._project).calls:
            call, routes = asked.call, _certain(asked)
            if self._project.records[call.path].language != "typescript" or not routes:
                continue
            served = [self.servers.of(route) for route in routes]
            if any(isinstance(item.shape, Anything) for item in served):
                continue
            found = self.responses.of(call)
            for read in found.reads:
                compared = [self._compared(read, item, found.filled) for item in served]
                known = [item for item in compared if item is not None]
                if len(known) == len(compared):
                    objects = tuple(known[0][0].objects.values())
                    differing = _in_all([differing for _, differing in known])
                    yield Pair(call, routes, read, served[0], differing, objects)

    def _compared(self, read: Read, served: Served, filled: set[Path]) -> tuple[Comparison, list[Difference]] | None:
        """What differs; None where the part that is read is not known."""
        sent = part(served.shape, read.path, served.wire)
        if sent is None or isinstance(sent, Anything) or isinstance(read.shape, Anything):
            return None
        comparison = Comparison(served.wire)
        found = list(comparison.shapes(read.shape, sent))
        if _converted(found, comparison):
            return None
        # A part that code takes out by hand is looked after there: ``result.total ?? 0``.
        found = [item for item in found if item.client is not None or not read.path or item.sort == "type"]
        return comparison, [item for item in found if not _filled(item, read.path, filled)]


def _certain(asked: ServiceCall) -> tuple[Route, ...]:
    """The routes that a request reaches, where each address that it may have leads to some."""
    plain = all(way.routes and way.fit == "exact" and way.target.service is asked.service for way in asked.ways)
    return asked.routes if plain else ()


def _converted(found: list[Difference], comparison: Comparison) -> bool:
    """Whether something on the way writes all names in another case.

    A client in which every name of more than one word is undefined would not have gone unnoticed.
    """
    for client, server in comparison.objects.values():
        renamed = [item for item in found if item.sort == "renamed" and item.client is client]
        kept = [field for field in client.fields if _words(field.name) > 1 and server.field(field.name) is not None]
        if len(renamed) > 1 and not kept:
            return True
    return False


def _words(name: str) -> int:
    return 1 + sum(before != "_" and (after == "_" or after.isupper()) for before, after in pairwise(name))


def part(shape: Shape, path: Sequence[str], wire: Wire) -> Shape | None:
    """The part of a shape that a way leads to; None where it leads out of what is known."""
    for step in path:
        here = without(shape, "null")
        if step == "[]":
            shape = here.item if isinstance(here, Array) else here.value if isinstance(here, Map) else ANYTHING
        elif isinstance(here, Object):
            field = here.field(step) if wire.by_alias else next((f for f in here.fields if f.plain == step), None)
            if field is None:
                return None
            shape = field.shape
        else:
            return None
    return shape


def _filled(item: Difference, path: Path, filled: set[Path]) -> bool:
    """Whether the code sets the field itself after it has read the rest."""
    return item.sort in ("missing", "unsent", "null", "absent") and (*path, *item.path.split(".")) in filled


def _in_all(compared: list[list[Difference]]) -> tuple[Difference, ...]:
    """The differences that every route has."""
    others = [{(item.sort, id(item.client), item.path) for item in found} for found in compared[1:]]
    return tuple([
        item for item in compared[0] if all((item.sort, id(item.client), item.path) in other for other in others)
    ])
