"""Ids of requests in TypeScript: Express applications without one, Next.js applications that send none on."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.services.applications import applications
from cloudact_lint.project.services.around import Around
from cloudact_lint.project.services.browser import browser_files
from cloudact_lint.project.services.model import Application
from cloudact_lint.project.services.service_map import ServiceMap

_LIBRARIES = lazy_pattern(
    r"@opentelemetry/|@sentry/|@vercel/otel|@google-cloud/(?:trace-agent|logging)|@aws-lambda-powertools|dd-trace$|newrelic$"
    r"|elastic-apm-node$|express-request-id$|cls-rtracer$|express-http-context$|correlation-id$|express-correlation-id$"
    r"|pino-http$|hyperid$|applicationinsights$|zipkin"
)
_ID = lazy_pattern(r"request[-_]?id|correlation|trace[-_]?(?:id|parent|context)|traceparent|reqid")
TAG = "request-id"


def express(project: Project) -> Iterator[Application]:
    """The Express applications in which no request gets an id."""
    for application in applications(project):
        if application.framework != "express" or not application.routes or not project.asked(application.file):
            continue
        if any("what is used" in item for item in application.gaps):
            continue
        around = Around.of(project)
        known = any(_LIBRARIES.search(item.module) for item in around.imports(application))
        if not known and not any(_ID.search(word) for word in around.words(application)):
            yield application


def next_js(project: Project) -> Iterator[tuple[Application, CallSite, list[str], int]]:
    """The Next.js applications whose server asks other services and sends no id: where most do, whom, how often."""
    for application in applications(project):
        if application.framework == "next" and not _mentions(project, application):
            found = _asked(project, application)
            if found is not None:
                yield (application, *found)


def _mentions(project: Project, application: Application) -> bool:
    """Whether any file of an application speaks of such an id, or brings a library that sends one."""
    prefix = application.folder + "/" if application.folder else ""
    indexes = [index for index in project.records.values() if index.language == "typescript"]
    return any(
        TAG in index.tags or any(_LIBRARIES.search(item.module) for item in index.imports)
        for index in indexes
        if index.path.startswith(prefix)
    )


def _asked(project: Project, application: Application) -> tuple[CallSite, list[str], int] | None:
    browser = browser_files(project)
    prefix = application.folder + "/" if application.folder else ""
    sites: Counter[int] = Counter()
    known: dict[int, CallSite] = {}
    names: dict[str, None] = {}
    for call in ServiceMap.of(project).calls:
        site = call.call.site
        if call.service is None or not call.service.applications or application in call.service.applications:
            continue
        if not site.path.startswith(prefix) or site.path in browser or not project.asked(site.path):
            continue
        if posixpath.splitext(site.path)[1] in (".py", ".sh"):
            continue
        sites[id(site.call)] += 1
        known[id(site.call)] = site
        names[call.service.name] = None
    if not sites:
        return None
    most, _ = max(sites.items(), key=lambda item: (item[1], -known[item[0]].call.at.row))
    return known[most], list(names), sum(sites.values())
