"""Who calls what: every request of the repository with the service and the routes that it reaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cloudact_lint.project.network.calls import NetworkCalls
from cloudact_lint.project.network.model import NetworkCall
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.addresses import shown
from cloudact_lint.project.services.bases import Bases, Target
from cloudact_lint.project.services.directory import LOCAL_HOSTS
from cloudact_lint.project.services.matching import Asked, Fit, Routes, answers, asked_segments, is_catch_all
from cloudact_lint.project.services.model import Route, Service


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One address that a call may have, and what answers there."""

    target: Target
    path: str
    """With ``{}`` for what is put in."""
    asked: tuple[Asked, ...]
    routes: tuple[Route, ...] = ()
    """Routes of the service that answer path and method."""
    same_path: tuple[Route, ...] = ()
    """Routes of the service that answer the path, whatever the method."""
    fit: Fit = "exact"


@dataclass(frozen=True, slots=True, eq=False)
class ServiceCall:
    """A request, and who answers it."""

    call: NetworkCall
    service: Service | None
    method: str
    """``""`` where it cannot be told."""
    path: str
    """A template, ``{}`` for what is put in; without the query."""
    routes: tuple[Route, ...]
    """Routes of the service that match path and method, the most specific ones."""
    elsewhere: tuple[tuple[Service, Route], ...] = ()
    """Routes of other services that match, where none of this service does."""
    ways: tuple[Way, ...] = field(default=(), repr=False)
    """All addresses that the call may have, the best first; more than one where code decides at run time."""
    why: str = ""
    """Where ``service`` is None: what is not known."""


class ServiceMap:
    """The services of a project, and the calls between them. One for a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.bases = Bases(project)
        self.services: tuple[Service, ...] = self.bases.directory.services
        self._routes: dict[int, Routes] = {}

    @classmethod
    def of(cls, project: Project) -> ServiceMap:
        """The one of this project."""
        known = project.shared.get("service-map")
        if not isinstance(known, ServiceMap):
            known = project.shared["service-map"] = cls(project)
        return known

    @cached_property
    def calls(self) -> tuple[ServiceCall, ...]:
        """Every request, sorted by place."""
        return tuple(self._call(call) for call in NetworkCalls.of(self.project).calls)

    def of_file(self, path: str) -> Service | None:
        """The service that a file belongs to."""
        return self.bases.directory.of_file(path)

    def routes_of(self, service: Service) -> Routes:
        """The routes of a service, ready to be asked."""
        if id(service) not in self._routes:
            self._routes[id(service)] = Routes(service.routes)
        return self._routes[id(service)]

    def _call(self, call: NetworkCall) -> ServiceCall:
        ways = sorted((self._way(self._served(t, call), call.method) for t in self.bases.targets(call)), key=_goodness)
        likely = [way for way in ways if way.routes or way.target.base != "/" or not way.target.assumed]
        ways = likely or ways
        if not ways:
            return ServiceCall(call, None, call.method, "", (), why="no address that could be seen")
        best = ways[0]
        service = best.target.service
        routes = tuple(dict.fromkeys(r for way in ways if way.target.service is service for r in way.routes))
        elsewhere = self.elsewhere(best, call.method) if service is not None and not best.routes else ()
        why = "" if service is not None else best.target.why
        return ServiceCall(call, service, call.method, best.path, routes, elsewhere, tuple(ways), why)

    def _served(self, target: Target, call: NetworkCall) -> Target:
        """A page's own origin, where nothing says who serves it: the one service that has such a path."""
        if target.service is not None or target.base != "/":
            return target
        asked = asked_segments(target.path)
        having = [
            service for service in self.services
            if service.applications and not self.bases.directory.is_frontend(service)
            and self.bases.directory.is_near(service, call.path)
            and any("\0" not in part.text for part in asked) and self.routes_of(service).matching(asked)[1] == "exact"
            and self.routes_of(service).matching(asked)[0]
        ]
        return target._replace(service=having[0], assumed=True, why="") if len(having) == 1 else target

    def _way(self, target: Target, method: str) -> Way:
        asked = asked_segments(target.path)
        path = shown(target.path) or "/"
        if target.service is None:
            return Way(target, path, asked)
        known = self.routes_of(target.service)
        same, fit = known.matching(asked, method, target.open_front)
        way = Way(target, path, asked, tuple(r for r in same if answers(r, method)), same, fit)
        if not same and target.base.startswith(LOCAL_HOSTS):
            # A port of this machine: a service of which nobody says where it listens, and which has the path, is meant.
            others = {id(s): s for s, _ in self.elsewhere(way, method) if self.bases.directory.is_guessed(s)}
            if len(others) == 1:
                return self._way(target._replace(service=next(iter(others.values())), assumed=True, base="?"), method)
        return way

    def elsewhere(self, way: Way, method: str) -> tuple[tuple[Service, Route], ...]:
        """Routes of other services that would answer."""
        found: list[tuple[Service, Route]] = []
        for service in self.services:
            if service is not way.target.service and service.applications:
                routes, fit = self.routes_of(service).matching(way.asked, method, way.target.open_front)
                if fit == "exact":
                    found += [(service, r) for r in routes if answers(r, method) and not is_catch_all(r)]
        return tuple(found)


def _goodness(way: Way) -> tuple[bool, bool, bool, int]:
    """What answers first; of several the most general address, which says of all."""
    return (not way.routes, not way.same_path, way.target.service is None, -way.path.count("{}"))
