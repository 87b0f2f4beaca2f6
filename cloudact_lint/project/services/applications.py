"""The applications of a project: what each answers, and what every request of it passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cloudact_lint.project.project import Project
from cloudact_lint.project.services.built import Built
from cloudact_lint.project.services.fastapi_app import FastApiRoutes, Way
from cloudact_lint.project.services.folders import Folders
from cloudact_lint.project.services.middleware import exception_handlers, middlewares
from cloudact_lint.project.services.model import Application, Route
from cloudact_lint.project.services.objects import Objects
from cloudact_lint.project.services.registrations import collect


@dataclass(frozen=True, slots=True)
class _Known:
    applications: tuple[Application, ...]
    unmounted: tuple[Route, ...]


def applications(project: Project) -> tuple[Application, ...]:
    """Every application that the repository makes, those of tests not counted."""
    return _known(project).applications


def unmounted_routes(project: Project) -> tuple[Route, ...]:
    """Routes of routers that no application includes; their paths hold only the prefixes that are known."""
    return _known(project).unmounted


def _known(project: Project) -> _Known:
    known = project.shared.get("applications")
    if not isinstance(known, _Known):
        known = project.shared["applications"] = _find(project)
    return known


def _find(project: Project) -> _Known:
    objects = Objects(project)
    collect(objects)
    found: list[tuple[Built, Application]] = []
    mounted: set[int] = set()
    reached: set[int] = set()
    for built in objects.apps():
        gathered = FastApiRoutes(objects)
        gathered.add(built, Way())
        mounted.update(id(item) for item in gathered.mounted)
        reached.update(gathered.reached)
        found.append((built, _application(built, gathered, objects)))
    applications = [application for built, application in found if id(built) not in mounted]
    return _Known(tuple(_apart(applications, project)), tuple(_unmounted(objects, reached)))


def _application(built: Built, gathered: FastApiRoutes, objects: Objects) -> Application:
    passed, all_passed = middlewares(built, objects)
    return Application(
        framework=built.maker.framework,
        file=built.scope.path,
        at=built.call.at,
        name=built.name or "app",
        folder=Folders.of(objects.project).service(built.scope.path),
        scope=built.scope,
        call=built.call,
        routes=tuple(gathered.routes),
        middlewares=tuple(passed),
        handlers=tuple(exception_handlers(built, objects)),
        mounts=tuple(gathered.mounts),
        complete=gathered.complete and all_passed and built.complete,
    )


def _apart(applications: list[Application], project: Project) -> Iterator[Application]:
    """One configuration at the top of a repository does not make one service of all its applications."""
    at_root = [application for application in applications if not application.folder]
    homes = {Folders.of(project).top_package(application.file) for application in at_root}
    for application in applications:
        if not application.folder and len(homes) > 1:
            application = replace(application, folder=Folders.of(project).top_package(application.file))
        yield application


def _unmounted(objects: Objects, reached: set[int]) -> Iterator[Route]:
    for built in sorted(objects.built.values(), key=lambda item: (item.scope.path, item.call.at)):
        if built.maker.sort == "router" and built.maker.framework == "fastapi" and id(built) not in reached:
            gathered = FastApiRoutes(objects)
            gathered.add(built, Way())
            reached |= gathered.reached
            yield from gathered.routes
