"""Which services a repository has: what runs by itself, where, on which port, under which names.

Put together from applications in code, package.json of front ends, compose files, Kubernetes and Cloud Run, Dockerfiles
and ``uvicorn.run``; the configuration has the last word (key ``services``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from cloudact_lint.config.settings import ServiceSettings
from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.services.addresses import words
from cloudact_lint.project.services.applications import applications
from cloudact_lint.project.services.containers import (
    Container,
    Setting,
    containers,
    image_of,
    modules_of,
    ports_of,
    settings_of,
)
from cloudact_lint.project.services.directory import Directory, Draft
from cloudact_lint.project.services.next_app import depends_on
from cloudact_lint.project.values import External, Literal, Member
from cloudact_lint.project.walking import last_name, walk

# What a front end is made with, and the port its server takes unless told otherwise.
_FRONT = {
    "next": 3000, "nuxt": 3000, "react-scripts": 3000, "@angular/core": 4200, "vite": 5173, "@vue/cli-service": 8080,
    "gatsby": 8000, "@remix-run/react": 3000,
}  # fmt: skip
_SERVERS = ("express", "fastify", "koa", "@nestjs/core", "hono", "@hapi/hapi")
_RUNS = lazy_pattern(r"\b(?:next|vite|ng serve|react-scripts|nuxt|vue-cli-service|gatsby|remix|node|nodemon|tsx|ts-node"
                     r"|webpack(?:-dev-server)? serve|webpack-dev-server|nest start|bun)\b")  # fmt: skip
_TYPESCRIPT = (".ts", ".js", ".mjs", ".cjs", ".mts", ".tsx", ".jsx", ".cts")
_RUNNERS = frozenset(("uvicorn", "hypercorn", "werkzeug", "flask", "quart", "fastapi"))
_SCRIPTS = ("dev", "start", "serve", "preview", "start:dev")


def directory(project: Project) -> Directory:
    """The services of a project."""
    known = project.shared.get("service-directory")
    if not isinstance(known, Directory):
        known = project.shared["service-directory"] = _Finder(project).directory()
    return known


class _Finder:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.drafts: list[Draft] = []

    def directory(self) -> Directory:
        """Everything that can be found, in an order that lets the surer names win."""
        self._applications()
        self._frontends()
        composed = list(containers(self.project))
        for container in composed:
            if container.folder is not None or container.command:
                self._composed(container)
        for container in composed:
            if container.folder is None and not container.command:
                self._workload(container)
        self._images()
        self._started()
        self._usual_ports()
        self._configured()
        settings = list(settings_of(self.project, self._folders()))
        found = self._finished(settings)
        by_service = {id(service): draft for service, draft in zip(found.services, self.drafts)}
        for setting in settings:
            service = found.holder(setting)
            if service is not None:
                by_service[id(service)].variables.add(setting.name)
        return self._finished(settings)

    def _finished(self, settings: list[Setting]) -> Directory:
        pairs = [(draft.service(), draft) for draft in self.drafts]
        return Directory(
            [service for service, _ in pairs], settings,
            frontends=[service for service, draft in pairs if draft.frontend],
            guessed=[service for service, draft in pairs if not draft.ports and not draft.published],
            said={name: service for service, draft in pairs for name in draft.said},
        )

    # Code --------------------------------------------------------------------------------

    def _applications(self) -> None:
        for application in applications(self.project):
            draft = self._at(application.folder)
            draft.applications.append(application)
            draft.says(f"{application.file}:{application.at.row}: {application.framework} application")

    def _at(self, folder: str) -> Draft:
        """The draft of a folder, made if there is none."""
        for draft in self.drafts:
            if draft.folder == folder:
                return draft
        draft = Draft(posixpath.basename(folder) or posixpath.basename(self.project.settings.root) or "app", folder)
        self.drafts.append(draft)
        return draft

    def _frontends(self) -> None:
        for folder, package in self.project.typescript_imports.packages().items():
            if self.project.is_test(posixpath.join(folder, "package.json")):
                continue
            tools = [name for name in (*_FRONT, *_SERVERS) if depends_on(package, name)]
            commands = list(_commands(package))
            if not tools or not any(_RUNS.search(command) for command in commands):
                continue
            draft = self._at(folder)
            draft.frontend = not any(a.framework != "next" for a in draft.applications) and tools[0] in _FRONT
            draft.says(f"{posixpath.join(folder, 'package.json')}: {tools[0]}")
            ports = {port for command in commands for port in ports_of(command)}
            draft.ports |= ports
            if tools[0] in _FRONT:
                draft.usual.add(_FRONT[tools[0]])

    # Files beside the code ---------------------------------------------------------------

    def _composed(self, container: Container) -> None:
        draft = self._built(container)
        if draft is None:
            return
        if not draft.named:
            draft.name, draft.named = container.name, True
        inside = container.folder and draft.folder.startswith(container.folder + "/")
        if container.folder and inside and self._alone(draft, container.folder):
            draft.folder = container.folder  # what is built is the service, not a package in it
        draft.ports.update(container.ports)
        draft.published.update(container.published)
        for name in container.names:
            draft.hosts.update((name, *(f"{name}:{port}" for port in container.ports)))
        draft.says(f"{container.file}: service {container.name}")

    def _alone(self, draft: Draft, folder: str) -> bool:
        return not any(d is not draft and (d.folder == folder or _holds(folder, d.folder)) for d in self.drafts)

    def _built(self, container: Container) -> Draft | None:
        """The draft that a compose service runs: of its module, of its folder; a new one if it listens."""
        folder = container.folder or ""
        served = self._serving(container.command, folder)
        if served is not None:
            return served
        if container.folder is None:
            return None
        inside = [d for d in self.drafts if d.folder == folder or (folder and d.folder.startswith(folder + "/"))]
        exact = [draft for draft in inside if draft.folder == folder]
        if len(exact or inside) == 1:
            return (exact or inside)[0]
        if inside or not folder or not (container.ports or container.published):
            return None
        return self._at(folder)

    def _serving(self, command: str, folder: str) -> Draft | None:
        """The draft whose application a command serves: ``uvicorn src.app.main:app``. Others get one of their own."""
        for module, _ in modules_of(command):
            parts = module.split(".")
            for start in range(len(parts) - 1 if len(parts) > 1 else 1):  # ``app.src.main``: of the image's /app
                found = self._of_module("/".join(parts[start:]) + ".py", folder)
                if found is not None:
                    return found
        return None

    def _of_module(self, tail: str, folder: str) -> Draft | None:
        for draft in self.drafts:
            mine = [a for a in draft.applications if a.file == tail or a.file.endswith("/" + tail)]
            if not mine or not _holds(folder, mine[0].file):
                continue
            rest = [application for application in draft.applications if application not in mine]
            if rest:
                draft.applications = mine
                stem = posixpath.basename(rest[0].file).partition(".")[0]
                self.drafts.append(Draft(stem, draft.folder, aside=True, applications=rest))
            return draft
        return None

    def _workload(self, container: Container) -> None:
        """What Kubernetes and Cloud Run call a service that is already known, by its words."""
        said = set(words(container.name))
        found = [d for d in self.drafts if said and said <= {*words(d.name), *words(posixpath.basename(d.folder))}]
        if len(found) == 1 and not container.command:
            found[0].hosts.update((container.name, *(f"{container.name}:{port}" for port in container.ports)))
            found[0].says(f"{container.file}: {container.name}")

    def _images(self) -> None:
        for folder in dict.fromkeys(draft.folder for draft in self.drafts):
            image = image_of(self.project, folder)
            if image is None:
                continue
            draft = self._serving(image.command, folder) or self._at(folder)
            if image.ports and not draft.ports:
                draft.ports.update(image.ports)
            if image.ports:
                draft.says(f"{image.file}: port {', '.join(map(str, image.ports))}")

    def _started(self) -> None:
        """``uvicorn.run(app, port=8001)``, ``app.run(port=5000)`` in the files of a service."""
        for path in self.project.files_calling("run", "run_simple", "listen"):
            index = self.project.records[path]
            served = index.language == "typescript"
            runs = served or any(item.module.partition(".")[0] in _RUNNERS for item in index.imports)
            if not runs or self.project.is_test(path):
                continue
            owners = [d for d in self.drafts if (served or d.applications) and _holds(d.folder, path)]
            for site in self.project.calls_in(path) if owners else ():
                port = self._port_of(site)
                if port is None:
                    continue
                owner = max(owners, key=lambda draft: len(draft.folder))
                if not owner.ports:
                    owner.ports.add(port)
                owner.says(f"{path}:{site.call.at.row}: port {port}")

    def _port_of(self, site: CallSite) -> int | None:
        call, resolver = site.call, BigQuery.of(self.project).resolver
        name = last_name(call.func)
        if name == "listen":
            given = call.args[0] if call.args and site.path.endswith(_TYPESCRIPT) else None
        else:
            given = dict(call.keywords).get("port")
        if given is None or name not in ("run", "run_simple", "listen"):
            return None
        if name != "listen" and not any(
            (isinstance(v, External) and v.name.startswith(("uvicorn", "hypercorn", "werkzeug")))
            or (isinstance(v, Member) and v.full_name.startswith(("flask.", "quart.", "fastapi.", "uvicorn.")))
            for v in resolver.resolve(call.func, site.scope, call.at)
        ):
            return None
        for value in resolver.resolve(given, site.scope, call.at):
            if isinstance(value, Literal) and isinstance(value.expr, (m.Const, m.Text)):
                return _number(value.expr)
        ports = {_number(node) for node in _constants(given)} - {None}
        return ports.pop() if len(ports) == 1 else None

    def _usual_ports(self) -> None:
        """Ports that the tools of a service take unless told otherwise, where nothing says more."""
        for draft in self.drafts:
            kinds = {application.framework for application in draft.applications}
            if not draft.ports and not draft.usual and not draft.aside:
                draft.usual |= {8000} if kinds & {"fastapi", "starlette"} else {5000} if "flask" in kinds else set()

    # Configuration -----------------------------------------------------------------------

    def _configured(self) -> None:
        for said in self.project.settings.services:
            draft = self._meant(said)
            draft.name, draft.named = said.name, True
            if said.ports:
                draft.ports = draft.published = set(said.ports)
            draft.hosts |= {host.lower() for host in said.hosts}
            draft.variables |= set(said.variables)
            draft.said |= set(said.variables)
            draft.says(f"configuration: service {said.name}")

    def _meant(self, said: ServiceSettings) -> Draft:
        for draft in self.drafts:
            if (said.folder and draft.folder == said.folder) or (not said.folder and draft.name == said.name):
                return draft
        below = [d for d in self.drafts if said.folder and d.folder.startswith(said.folder + "/")]
        if len(below) == 1:
            return below[0]
        self.drafts.append(Draft(said.name, said.folder))
        return self.drafts[-1]

    def _folders(self) -> Iterable[str]:
        """Where environment files may stand: beside services, and above them."""
        found = {""}
        for draft in self.drafts:
            folder = draft.folder
            while folder and folder not in found:
                found.add(folder)
                folder = posixpath.dirname(folder)
        return sorted(found)


def _commands(package: dict[str, Any]) -> Iterator[str]:
    scripts = package.get("scripts")
    if isinstance(scripts, dict):
        yield from (command for name in _SCRIPTS if isinstance(command := scripts.get(name), str))


def _holds(folder: str, path: str) -> bool:
    return not folder or path.startswith(folder + "/")


def _constants(expr: m.Expr) -> Iterator[m.Expr]:
    for node in walk(expr):
        if isinstance(node, (m.Const, m.Text)):
            yield node


def _number(expr: m.Expr) -> int | None:
    value: object = expr.value if isinstance(expr, m.Const) else None
    if isinstance(expr, m.Text) and len(expr.parts) == 1 and isinstance(expr.parts[0], m.Piece):
        value = int(expr.parts[0].text) if expr.parts[0].text.isdigit() else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65536 else None
