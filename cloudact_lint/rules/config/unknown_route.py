"""CA103: a request to a service of the repository that no route of it answers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from cloudact_lint.findings import Confidence, Finding, Kind, Location, Related, Severity
from cloudact_lint.project.network.calls import NetworkCalls
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.answering import unanswered
from cloudact_lint.project.services.applications import unmounted_routes
from cloudact_lint.project.services.matching import Routes, answers, is_catch_all
from cloudact_lint.project.services.model import ANY_METHOD, Route, Service
from cloudact_lint.project.services.service_map import ServiceCall, ServiceMap, Way
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.config._examples_route import INVALID
from cloudact_lint.rules.config._examples_route_silent import VALID


class UnknownRoute(Rule):
    """Reports requests that every service of the repository answers with 404 or 405."""

    meta = RuleMeta(
        code="CA103",
        slug="unknown-route",
        summary="a request to a service of the repository that has no such route",
        severity=Severity.MEDIUM,
        default="on",
        languages=("typescript", "python", "notebook"),
        why=(
            "Front end and services are changed apart: a route is renamed, moved to another service or takes another "
            "method, and the call that asks for it stays as it was. It answers 404 or 405 every time. Where the caller "
            "takes that for \"no data yet\", nobody notices: a page stays empty, a notification is never sent."
        ),
        instead=(
            "Ask the service that has the route, with the method it answers, at the path it is declared under; or "
            "declare the route. The finding names what is nearest."
        ),
        silent=(
            "Hosts and variables that stand for no service of the repository; services whose routes are not all known "
            "(a router or a prefix that is computed, a mounted application that is not seen); methods that are not "
            "known; paths under a mount or a catch-all; addresses of which one of several possible ones fits; static "
            "files; tests. What each service is called, and which variables hold its address, is found out, and can be "
            "said with the key `services`."
        ),
        references=(
            "https://fastapi.tiangolo.com/tutorial/bigger-applications/",
            "https://nextjs.org/docs/app/api-reference/file-conventions/route",
        ),
        bug_hunt=(11,),
    )
    invalid = INVALID
    valid = VALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Look at every request to a service whose routes are known."""
        if not any(project.asked(call.path) for call in NetworkCalls.of(project).calls):
            return
        known = ServiceMap.of(project)
        for call in known.calls:
            if project.asked(call.call.path) and unanswered(call):
                yield self._finding(call, known)

    def _finding(self, call: ServiceCall, known: ServiceMap) -> Finding:
        way, service = call.ways[0], call.service
        assert service is not None
        said, related, instead = _why(call, way, service, known)
        kind: Kind = "advice" if way.target.base == "/" and call.elsewhere else "on"
        return self.finding(
            call.call.path,
            call.call.at,
            f"{call.method} {way.path} is asked of the service '{service.name}', {said}. {instead}",
            kind=kind,
            confidence=Confidence.MEDIUM if way.target.open_front or kind == "advice" else Confidence.HIGH,
            related=related,
            anchor=f"{call.method} {way.path}",
        )


_Said = tuple[str, list[Related], str]


def _why(call: ServiceCall, way: Way, service: Service, known: ServiceMap) -> _Said:
    """What the service does instead, where that can be seen, and what to write."""
    if call.elsewhere:
        other, route = call.elsewhere[0]
        return (
            "which has no such route and answers 404",
            [Related(Location(route.file, route.at), f"'{other.name}' has it")],
            f"'{other.name}' has this route: ask it{_base_of(other)}, or add the route to '{service.name}'",
        )
    if way.same_path and not all(map(is_catch_all, way.same_path)):
        methods = _methods(way.same_path)
        return (
            f"which answers only {methods} at this path: it answers 405",
            [_related(route) for route in way.same_path[:3]],
            f"Use {methods}, or add a route for {call.method}",
        )
    lost = _lost(call, way, service, known)
    if lost is not None:
        return (
            "where the route is declared in a router that no application includes: it answers 404",
            [_related(lost)],
            "Include the router in the application (app.include_router)",
        )
    near = _nearest(call, way, service)
    says = "which has no such route and answers 404"
    if way.same_path:
        fits = way.same_path[0]
        says = f"which has no such route: only {_methods([fits])} {fits.path} fits, and takes no {call.method}"
    if near is None:
        where = max(service.applications, key=lambda application: len(application.routes))
        return (
            says,
            [Related(Location(where.file, where.at), f"the application of '{service.name}'")],
            "Ask for a route that exists, add this one, or remove the call",
        )
    return (
        says,
        [_related(near)],
        f"Nearest is {_methods([near])} {near.path}: ask for that, add the route, or remove the call",
    )


def _base_of(service: Service) -> str:
    """How code comes to its address."""
    variables = sorted(service.variables, key=lambda name: (name.startswith(("NEXT_PUBLIC_", "VITE_")), name))
    return f" ({variables[0]})" if variables else ""


def _methods(routes: Sequence[Route]) -> str:
    names = sorted({name for route in routes for name in route.methods if name != ANY_METHOD})
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "any method"


def _related(route: Route) -> Related:
    return Related(Location(route.file, route.at), f"{_methods([route])} {route.path}")


def _lost(call: ServiceCall, way: Way, service: Service, known: ServiceMap) -> Route | None:
    """A route of the service's code that would answer, were its router included."""
    folder = service.folder + "/" if service.folder else ""
    routes = [route for route in unmounted_routes(known.project) if route.file.startswith(folder)]
    ready = Routes(routes)
    for start in range(len(way.asked)):
        if "\0" in way.asked[start].text and start:
            continue
        found, fit = ready.matching(way.asked[start:], call.method)
        for route in found if fit == "exact" else ():
            if answers(route, call.method) and any(part and not part.startswith("{") for part in route.path.split("/")):
                return route
    return None


def _nearest(call: ServiceCall, way: Way, service: Service) -> Route | None:
    """The route whose path is most like the one asked for; one with the same method, if there is one."""
    by_path: dict[str, list[Route]] = {}
    for route in service.routes:
        by_path.setdefault(_plain(route.path), []).append(route)
    for routes in (_answering(by_path, call.method), by_path):
        close = difflib.get_close_matches(way.path, routes, n=1, cutoff=0.75)
        if close:
            return routes[close[0]][0]
    return None


def _answering(by_path: dict[str, list[Route]], method: str) -> dict[str, list[Route]]:
    kept = {path: [route for route in routes if answers(route, method)] for path, routes in by_path.items()}
    return {path: routes for path, routes in kept.items() if routes}


def _plain(path: str) -> str:
    """A route's path with its parameters as calls show them."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))

