"""CA708: a service, or an executor of pipelines, that counts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.pipelines.dispatch import Dispatch
from cloudact_lint.project.pipelines.pipelines import Pipelines
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.applications import applications
from cloudact_lint.project.services.around import Around
from cloudact_lint.project.services.model import Application
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.integration._applications import made_at, named, served, shows
from cloudact_lint.rules.operations._examples_metrics import INVALID, VALID

_LIBRARIES = lazy_pattern(
    r"(?:prometheus_\w+|starlette_prometheus|starlette_exporter|aioprometheus|opentelemetry\.(?:sdk\.)?metrics"
    r"|opentelemetry\.instrumentation|opentelemetry\.exporter\.cloud_monitoring|opencensus\.stats|statsd|aiodogstatsd"
    r"|datadog|ddtrace|google\.cloud\.monitoring\w*|newrelic|elasticapm|aws_embedded_metrics|applicationinsights"
    r"|azure\.monitor|logfire|sentry_sdk|scout_apm|telegraf|influxdb\w*|blackfire|pyinstrument)(?:\.|$)"
)
_PACKAGES = ("opentelemetry", "opencensus", "google.cloud", "sentry_sdk")
_MEASURES = lazy_pattern(r"^(?:metrics|monitoring|monitoring_v3|stats|MeterProvider)$")
_MODULE = lazy_pattern(r"(?:^|/)(?:\w*metrics?|\w*telemetry|\w*statsd?|instrumentation)(?:\.py|/)")
_COUNTS = frozenset((
    "inc", "increment", "observe", "histogram", "gauge", "counter", "Counter", "Gauge", "Histogram", "record_metric",
    "put_metric_data", "write_time_series", "create_time_series", "create_counter", "create_histogram", "incr",
    "timing",
))  # fmt: skip


class MissingMetrics(Rule):
    """Reports services and executors that record no metric anywhere in what they import."""

    meta = RuleMeta(
        code="CA708",
        slug="missing-metrics",
        summary="a service, or what runs pipelines, that records no metric",
        severity=Severity.LOW,
        default="advice",
        languages=("python",),
        why=(
            "Logs say what happened to one request. Whether requests got slower since the last deployment, how many "
            "runs failed this week, or what queries cost an hour takes numbers that are kept, and alerts need them too."
        ),
        instead=(
            "Count requests, failures and runs, and measure how long they take: `prometheus-client` with a `/metrics` "
            "route, OpenTelemetry's metrics or Cloud Monitoring. An instrumentor does the requests in one line."
        ),
        silent=(
            "Any use of a metrics library (Prometheus, OpenTelemetry, statsd, Datadog, Cloud Monitoring, New Relic, "
            "Sentry, …) in what the application or executor imports; a module of one's own that counts and measures; a "
            "`/metrics` route; applications of which some router or middleware cannot be told; tests."
        ),
        references=(
            "https://cloud.google.com/stackdriver/docs/managed-prometheus",
            "https://opentelemetry.io/docs/concepts/signals/metrics/",
        ),
        bug_hunt=(49,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each application, and for each file that runs pipelines apart from them."""
        around = Around.of(project)
        covered: set[str] = set()
        for application in applications(project):
            covered |= around.files(application)
        for application in served(project):
            if application.complete and not _answers(application) and not _measures(around.files(application), project):
                yield self.finding(
                    application.file,
                    made_at(application),
                    f"{named(application)} records no metric, so nobody sees how often and how fast it answers, or "
                    "gets an alert when it fails: count requests, failures and durations (Prometheus, OpenTelemetry, "
                    "Cloud Monitoring)",
                    confidence=Confidence.MEDIUM,
                    anchor=application.name,
                )
        for way in _executors(project):
            if way.path not in covered and not _measures(around.closure(way.path), project):
                yield self.finding(
                    way.path,
                    way.at,
                    "what runs the pipelines here records no metric, so nobody sees how many runs fail or get slower, "
                    "and no alert can say so: count runs and failures, and measure how long each takes",
                    confidence=Confidence.MEDIUM,
                )


def _executors(project: Project) -> Iterator[Dispatch]:
    """The places in code that run steps of pipelines, one for each file."""
    pipelines = Pipelines.of(project)
    found: dict[str, Dispatch] = {}
    for pipeline in pipelines.asked:
        for way in pipelines.running(pipeline):
            if way.path.endswith(".py") and project.asked(way.path) and not shows(way.path):
                found.setdefault(way.path, way)
    yield from found.values()


def _answers(application: Application) -> bool:
    """Whether it answers ``/metrics``."""
    paths = [route.path for route in application.routes] + list(application.mounts)
    return any(path.rstrip("/").endswith("/metrics") for path in paths)


def _measures(files: frozenset[str], project: Project) -> bool:
    """Whether any of these files counts or measures anything."""
    for path in files:
        for item in project.records[path].imports:
            if _LIBRARIES.match(item.module):
                return True
            if item.name is not None and _MEASURES.match(item.name) and item.module.startswith(_PACKAGES):
                return True
    own = (project.records[path] for path in files if _MODULE.search(path))
    return any(not _COUNTS.isdisjoint(index.calls | index.defines) for index in own)
