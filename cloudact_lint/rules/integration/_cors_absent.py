"""Applications that browsers call from another origin and that allow none."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.around import Around
from cloudact_lint.project.services.browser import browser_files
from cloudact_lint.project.services.model import Application
from cloudact_lint.project.services.service_map import ServiceCall, ServiceMap
from cloudact_lint.rules.integration._applications import served

_SIGN = lazy_pattern(r"cors|cross_?origin|access[-_]control[-_]allow[-_]origin")


def without(project: Project) -> Iterator[tuple[Application, ServiceCall]]:
    """Each application with no sign of CORS, and a request that a front end of the repository makes of it."""
    lacking = [item for item in served(project) if item.complete and not _has_cors(project, item)]
    if not lacking or not any(index.language == "typescript" for index in project.records.values()):
        return
    browser = browser_files(project)
    called: dict[int, ServiceCall] = {}
    for call in ServiceMap.of(project).calls if browser else ():
        if call.call.at and call.call.outermost.path in browser and _crosses(call):
            for application in call.service.applications if call.service is not None else ():
                called.setdefault(id(application), call)
    for application in lacking:
        if id(application) in called:
            yield application, called[id(application)]


def _crosses(call: ServiceCall) -> bool:
    """Whether a request surely goes to another origin: one below ``/`` stays, and a proxy passes it on."""
    return any(not way.target.assumed and way.target.base not in ("", "/") for way in call.ways[:1])


def _has_cors(project: Project, application: Application) -> bool:
    around = Around.of(project)
    if any(_SIGN.search(word) for word in around.words(application)):
        return True
    return any(
        _SIGN.search(name.lower())
        for path in around.files(application)
        for name in project.records[path].calls | project.records[path].defines
    )
