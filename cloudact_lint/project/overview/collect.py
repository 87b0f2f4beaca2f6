"""Puts the map of a project together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from cloudact_lint.facts.records import YamlNode
from cloudact_lint.project.overview.model import (
    MappedCall,
    MappedPipeline,
    MappedRoute,
    MappedService,
    MappedStep,
    MappedTable,
    Overview,
    Place,
    Status,
)
from cloudact_lint.project.overview.tables import accesses, mapped_tables
from cloudact_lint.project.pipelines.pipelines import Pipelines
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.answering import unanswered
from cloudact_lint.project.services.model import Route, Service
from cloudact_lint.project.services.service_map import ServiceCall, ServiceMap

PARTS = ("services", "routes", "calls", "pipelines", "tables")


def overview(
    project: Project, covers: Callable[[str], bool] = lambda path: True, wanted: frozenset[str] = frozenset(PARTS)
) -> Overview:
    """The map of the files that ``covers`` lets through; test code is left out. Parts not ``wanted`` stay empty."""
    known = ServiceMap.of(project)
    names = _names(known.services)

    def service_of(path: str) -> str:
        service = known.of_file(path)
        return names[id(service)] if service is not None else ""

    asked = [call for call in known.calls if not project.is_test(call.call.path)] if _uses_calls(wanted) else []
    calls = [_call(call, service_of, names) for call in asked if covers(call.call.path)]
    called = {name for call in calls for name in (call.to, call.service)}
    pipelines: list[MappedPipeline] = []
    if wanted & {"pipelines", "tables"}:
        pipelines = [one for one in _pipelines(project, service_of) if covers(one.place.path)]
    tables: list[MappedTable] = []
    if "tables" in wanted:
        used = [one for one in accesses(project, service_of, pipelines) if covers(one.place.path)]
        shown = mapped_tables(project, used)
        tables = [one for one in shown if one.reads or one.writes or any(map(covers, one.described))]
    return Overview(
        tuple(
            _service(service, names[id(service)]) for service in known.services
            if covers(service.folder) or names[id(service)] in called or any(covers(r.file) for r in service.routes)
        ),
        tuple(_routes(known, asked, covers, names)) if "routes" in wanted else (),
        tuple(calls), tuple(pipelines), tuple(tables),
    )  # fmt: skip


def _uses_calls(wanted: frozenset[str]) -> bool:
    return bool(wanted & {"services", "routes", "calls"})


def _names(services: tuple[Service, ...]) -> dict[int, str]:
    """A name for each service; those of one name are told apart by their folders."""
    count: dict[str, int] = defaultdict(int)
    for service in services:
        count[service.name] += 1
    return {id(s): s.name if count[s.name] == 1 else f"{s.name} ({s.folder or '.'})" for s in services}


def _service(service: Service, name: str) -> MappedService:
    frameworks = sorted({application.framework for application in service.applications})
    gaps = sorted({gap for application in service.applications for gap in application.gaps})
    return MappedService(
        name, service.folder, tuple(frameworks), tuple(sorted(service.ports)), tuple(sorted(service.hosts)),
        tuple(sorted(service.variables)), len(service.routes), bool(service.applications) and service.complete,
        tuple(gaps), service.evidence,
    )  # fmt: skip


def _routes(
    known: ServiceMap, calls: list[ServiceCall], covers: Callable[[str], bool], names: dict[int, str]
) -> Iterator[MappedRoute]:
    callers: dict[int, list[Place]] = defaultdict(list)
    for call in calls:
        for route in call.routes:
            callers[id(route)].append(Place(call.call.path, call.call.at.row))
    for service in known.services:
        for route in sorted(service.routes, key=lambda route: (route.path, sorted(route.methods))):
            by = [place for place in callers[id(route)] if covers(place.path)]
            if covers(route.file) or by:
                handler = route.handler.function.name if route.handler is not None else ""
                yield MappedRoute(
                    names[id(service)], tuple(sorted(route.methods)), route.path, handler, _of_route(route), tuple(by)
                )


def _of_route(route: Route) -> Place:
    return Place(route.file, route.at.row)


def _call(call: ServiceCall, service_of: Callable[[str], str], names: dict[int, str]) -> MappedCall:
    place = Place(call.call.path, call.call.at.row)
    target = call.ways[0].target if call.ways else None
    base = target.base if target is not None else ""
    host = base if target is not None and target.why == "outside" else ""
    return MappedCall(
        service_of(place.path), names[id(call.service)] if call.service is not None else "", host, call.method,
        call.path, place, _status(call), base, tuple(_of_route(route) for route in call.routes),
        tuple((names[id(service)], _of_route(route)) for service, route in call.elsewhere),
        call.why if call.service is None and call.why != "outside" else "",
    )  # fmt: skip


def _status(call: ServiceCall) -> Status:
    if call.service is None:
        return "outside" if call.why == "outside" else "unknown"
    if call.routes:
        return "answered"
    return "unanswered" if unanswered(call) else "open"


# Pipelines -----------------------------------------------------------------------------------


def _pipelines(project: Project, service_of: Callable[[str], str]) -> Iterator[MappedPipeline]:
    known = Pipelines.of(project)
    for pipeline in known.all:
        steps = []
        for step in pipeline.steps:
            found = known.processor(pipeline, step)
            touched = known.touched(pipeline, step)
            steps.append(MappedStep(
                step.id, step.type, step.at.row, found.path if found.status == "found" else "",
                tuple(name for name, _, _ in step.depends_on), touched.reads, touched.writes,
            ))  # fmt: skip
        schedule = _words(pipeline.schedule) or (pipeline.manual and "manual")
        place = Place(pipeline.file, pipeline.at.row)
        yield MappedPipeline(pipeline.name, service_of(pipeline.file), place, schedule, tuple(steps))


def _words(node: YamlNode | None) -> str:
    """A schedule in one line."""
    if node is None:
        return ""
    if node.value is not None:
        return node.value.strip()
    return ", ".join(
        f"{key.value}: {value.value}" if key is not None else str(value.value)
        for key, value in node.items if value.value is not None
    )  # fmt: skip
