"""The applications of a project: what each answers, and what every request of it passes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cloudact_lint.project.project import Project
from cloudact_lint.project.services import express_app
from cloudact_lint.project.services.built import Built
from cloudact_lint.project.services.express_app import ExpressRoutes
from cloudact_lint.project.services.fastapi_app import FastApiRoutes
from cloudact_lint.project.services.flask_app import FlaskRoutes
from cloudact_lint.project.services.folders import Folders
from cloudact_lint.project.services.middleware import exception_handlers, middlewares
from cloudact_lint.project.services.model import Application, Route
from cloudact_lint.project.services.next_app import next_applications
from cloudact_lint.project.services.objects import Objects, is_kept
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
    express_app.find(objects)
    found: list[tuple[Built, Application]] = []
    mounted: set[int] = set()
    reached: set[int] = set()
    for built in objects.apps():
        if not is_kept(built):
            continue
        gathered = _gatherer(built)(objects)
        gathered.add(built)
        mounted.update(id(item) for item in gathered.mounted)
        reached.update(gathered.reached)
        found.append((built, _application(built, gathered, objects)))
    applications = [application for built, application in found if id(built) not in mounted]
    every = (*_apart(applications, project), *next_applications(project))
    return _Known(every, tuple(_unmounted(objects, reached)))


_Gathered = FastApiRoutes | FlaskRoutes | ExpressRoutes


def _gatherer(built: Built) -> type[_Gathered]:
    kinds: dict[str, type[_Gathered]] = {"flask": FlaskRoutes, "express": ExpressRoutes}
    return kinds.get(built.maker.framework, FastApiRoutes)


def _application(built: Built, gathered: _Gathered, objects: Objects) -> Application:
    if isinstance(gathered, ExpressRoutes):
        passed, gaps = gathered.middlewares, list[str]()
    else:
        passed, gaps = middlewares(built, objects)
    gaps = [*gathered.gaps, *gaps]
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
        complete=not gaps,
        gaps=tuple(dict.fromkeys(gaps)),
    )


def _apart(applications: list[Application], project: Project) -> Iterator[Application]:
    """One configuration at the top of a repository does not make one service of all its applications."""
    at_root = [application for application in applications if not application.folder]
    homes = {application.file: Folders.of(project).top_package(application.file) for application in at_root}
    if len(set(homes.values())) < 2 <= len(homes):
        homes = {file: posixpath.dirname(file) for file in homes}
    for application in applications:
        home = homes.get(application.file, "") if len(homes) > 1 else ""
        yield replace(application, folder=home) if home and not application.folder else application


def _unmounted(objects: Objects, reached: set[int]) -> Iterator[Route]:
    for built in sorted(objects.built.values(), key=lambda item: (item.scope.path, item.call.at)):
        if built.maker.sort == "router" and built.maker.framework == "fastapi" and id(built) not in reached:
            gathered = FastApiRoutes(objects)
            gathered.add(built)
            reached |= gathered.reached
            yield from gathered.routes
