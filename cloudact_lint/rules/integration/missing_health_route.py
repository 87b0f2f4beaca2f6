"""CA608: an application that nobody can ask whether it is well."""

from __future__ import annotations

from collections.abc import Iterable

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.around import Around
from cloudact_lint.project.services.model import Application
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.integration._applications import made_at, named, served
from cloudact_lint.rules.integration._examples_health import INVALID, VALID

_ANSWERS = lazy_pattern(r"(?:^|[/_.\-])(?:health|liveness|readiness|healthcheck)")
_ROUTES = (
    "/health", "/healthz", "/healthcheck", "/health-check", "/health_check", "/health/live", "/health/ready", "/live",
    "/livez", "/liveness", "/ready", "/readyz", "/readiness", "/ping", "/status", "/heartbeat", "/alive", "/up",
    "/_ah/health", "/_ah/warmup",
)  # fmt: skip


class MissingHealthRoute(Rule):
    """Reports applications without a route that says whether they are alive."""

    meta = RuleMeta(
        code="CA608",
        slug="missing-health-route",
        summary="an application that answers no health route",
        severity=Severity.MEDIUM,
        default="advice",
        languages=("python",),
        why=(
            "A load balancer, Kubernetes, Cloud Run or a compose file learns from a health route which instances can "
            "take requests. Without one a process that hangs, or has lost its warehouse, goes on getting traffic, and "
            "a deployment counts as good once its port is open."
        ),
        instead=(
            "Answer `GET /health` (and `/health/ready`, if being ready takes more than being alive) without a sign-in "
            "and without expensive work, and name it in the deployment."
        ),
        silent=(
            "Any route whose path ends in one of `health-routes` under any prefix, or has a part that begins with "
            "`health`; middleware or extensions that answer such a path; applications some of whose routers cannot be "
            "told; tests."
        ),
        options=(Option("health-routes", _ROUTES, "Paths that count as health routes, under any prefix."),),
        references=(
            "https://cloud.google.com/run/docs/configuring/healthchecks",
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
        ),
        bug_hunt=(35,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each application."""
        wanted = tuple(project.settings.option(self.meta, "health-routes"))
        for application in served(project):
            if not application.complete or "/" in application.mounts or _has_route(application, wanted):
                continue
            if any(_ANSWERS.search(word) for word in Around.of(project).words(application)):
                continue
            yield self.finding(
                application.file,
                made_at(application),
                f"{named(application)} answers no health route, so whoever runs it cannot tell a dead instance from "
                "one that works: add `GET /health` that answers without a sign-in, and name it in the deployment",
                anchor=application.name,
            )


def _has_route(application: Application, wanted: tuple[str, ...]) -> bool:
    for path in [route.path for route in application.routes] + list(application.mounts):
        path = path.rstrip("/").lower()
        if "{" not in path and any(path.endswith(name) for name in wanted):
            return True
        if any(part.startswith("health") for part in path.split("/")):
            return True
    return False
