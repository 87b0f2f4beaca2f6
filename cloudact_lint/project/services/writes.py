"""What the routes of applications write into BigQuery."""

from __future__ import annotations

from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.effects import Effects, Write
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.applications import applications
from cloudact_lint.project.services.model import Route

_ADDING = ("POST", "PUT", "*")


def writes_of(project: Project, route: Route) -> tuple[Write, ...]:
    """What the handler of a route writes, itself or through helpers."""
    if route.handler is None:
        return ()
    scope = project.child(route.handler.function, route.handler.scope)
    return Effects.of(BigQuery.of(project)).of_function(scope)


def tables_added_to(project: Project) -> frozenset[str]:
    """Tables, by their last name part in lower case, to which a request may add rows."""
    known = project.shared.get("tables-added-to")
    if not isinstance(known, frozenset):
        known = project.shared["tables-added-to"] = frozenset(
            write.table.lower()
            for application in applications(project)
            for route in application.routes
            if not route.methods.isdisjoint(_ADDING)
            for write in writes_of(project, route)
            if write.verb in ("insert", "load", "merge") and write.loose is None
        )
    return known
