"""CA611: an application whose requests cannot be followed through its logs."""

from __future__ import annotations

from collections.abc import Iterable

from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.services.around import Around
from cloudact_lint.project.services.model import Application
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._columns import listed
from cloudact_lint.rules.integration._applications import head, made_at, named, served
from cloudact_lint.rules.integration._examples_request_id import INVALID, VALID
from cloudact_lint.rules.integration._request_id_typescript import express, next_js

# Ids of requests and of traces, as headers, variables and classes name them.
_ID = lazy_pattern(
    r"request[-_]?id|correlation|trace[-_]?(?:id|parent|context)|traceparent|tracing|tracer|x-cloud-trace|x-amzn-trace"
    r"|opentelemetry|otel|ddtrace|sentry|newrelic|logfire"
)
# What takes an id from the request, or makes one, for whatever is served.
_LIBRARIES = lazy_pattern(
    r"(?:opentelemetry|asgi_correlation_id|flask_log_request_id|flask_request_id_header|ddtrace|newrelic|elasticapm"
    r"|sentry_sdk|aws_xray_sdk|opencensus|logfire|azure\.monitor|starlette_context|structlog\.contextvars|flask_http_tracing"
    r"|google\.cloud\.trace)(?:\.|$)"
)


class MissingRequestId(Rule):
    """Reports applications in which no request gets or keeps an id."""

    meta = RuleMeta(
        code="CA611",
        slug="missing-request-id",
        summary="an application in which no request gets or keeps an id",
        severity=Severity.LOW,
        default="advice",
        languages=("python", "typescript"),
        why=(
            "One click becomes a request to the API, one to the pipeline service and a query job, each with log lines "
            "among those of everybody else. Only an id that all of them carry says which belong together, and lets a "
            "user name the request that failed."
        ),
        instead=(
            "Take `X-Request-ID` (or `traceparent`) from the request or make one, in a middleware: put it into the "
            "logs, into the response and into every request to other services. `asgi-correlation-id` and "
            "OpenTelemetry's instrumentation do so."
        ),
        silent=(
            "Any middleware, hook or extension that handles a request, correlation or trace id, itself or through "
            "helpers; imports of tracing libraries (OpenTelemetry, Sentry, ddtrace, New Relic, …) by anything that the "
            "application imports; routes that take the header as a parameter; applications of which some middleware "
            ""
            "cannot be told; Next.js applications of which any file speaks of such an id; tests."
        ),
        references=(
            "https://www.w3.org/TR/trace-context/",
            "https://cloud.google.com/trace/docs/trace-context",
            "https://cloud.google.com/python/docs/reference/logging/latest/auto-trace-span-extraction",
        ),
        bug_hunt=(39,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each application."""
        for application in served(project):
            if application.complete and not _has_id(project, application):
                yield self._finding(application)
        for application in express(project):
            yield self._finding(application)
        for application, site, names, count in next_js(project):
            yield self._not_sent(application, site, names, count)

    def _finding(self, application: Application) -> Finding:
        logging = next((item for item in application.middlewares if "log" in item.name.lower()), None)
        related = []
        where = ""
        if logging is not None:
            related.append(Related(Location(logging.path, logging.at), "requests are logged here, without an id"))
            where = f"; `{logging.name}` logs requests and is the place for it"
        return self.finding(
            application.file,
            made_at(application),
            f"no middleware of {named(application)} gives a request an id, so its log lines cannot be told from those "
            "of other requests, nor followed into other services: take `X-Request-ID` from the request or make one, "
            f"and send it on{where}",
            confidence=Confidence.MEDIUM,
            related=related,
            anchor=application.name,
        )

    def _not_sent(self, application: Application, site: CallSite, names: list[str], count: int) -> Finding:
        times = "a request" if count == 1 else f"{count} requests"
        return self.finding(
            site.path,
            head(site.call),
            f"the server of the Next.js application `{application.name}` makes {times} of {listed(names)} and sends no "
            "id along, so what one click caused cannot be followed through their "
            "logs: send `X-Request-ID` (`crypto.randomUUID()`, or that of the request at hand) with each",
            confidence=Confidence.MEDIUM,
            anchor=application.name,
        )


def _has_id(project: Project, application: Application) -> bool:
    if any(_ID.search(p.name.lower()) for r in application.routes for p in r.params if p.where == "header"):
        return True
    around = Around.of(project)
    if any(_ID.search(word) for word in around.words(application)):
        return True
    if any(_LIBRARIES.match(item.module) for item in around.imports(application)):
        return True
    # Google's handler puts the trace of a Flask request into every log entry by itself.
    return application.framework == "flask" and any(
        "setup_logging" in project.records[path].calls
        and any("google.cloud" in item.module for item in project.records[path].imports)
        for path in around.files(application)
    )
