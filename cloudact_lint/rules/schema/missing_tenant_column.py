"""CA403: a table that tenants share without the column that says whose a row is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Related, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_tenant

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.schema._described import Described

_SIBLINGS = 2
"""How many tables that do have the column are shown."""


class MissingTenantColumn(Rule):
    """Looks for the tenant column in the tables that the configuration calls shared."""

    meta = RuleMeta(
        code="CA403",
        slug="missing-tenant-column",
        summary="a table that tenants share has no tenant column",
        severity=Severity.MEDIUM,
        default="on",
        languages=("schema",),
        why=(
            "In a dataset that tenants share, the tenant column is the only wall between them. A table without it "
            "cannot be filtered by tenant: every query reads all rows, shows one customer what belongs to another, "
            "and a tenant that leaves cannot be deleted."
        ),
        instead=(
            "Add the column, REQUIRED, and make it the first clustering column, so that a query for one tenant reads "
            "that tenant's blocks. Name tables whose rows belong to nobody in `tenant-exempt-tables`."
        ),
        silent=(
            "Without `tenant-column` and `tenant-tables` in the configuration; `tenant-exempt-tables`; views; tables "
            "whose columns cannot all be seen."
        ),
        references=("https://cloud.google.com/bigquery/docs/best-practices-for-multi-tenant-workloads-on-bigquery",),
        needs=("tenant-column",),
        bug_hunt=(5,),
        cwe=(639,),
    )

    valid = _examples_tenant.VALID
    invalid = _examples_tenant.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every shared table."""
        from cloudact_lint.config.globs import matcher
        from cloudact_lint.rules.schema._described import described

        settings = project.settings
        if not settings.tenant_column or not settings.tenant_tables:
            return
        shared, exempt = matcher(settings.tenant_tables), matcher(settings.tenant_exempt_tables)
        tables = [
            item for item in described(project)
            if (shared(item.name) or shared(item.path)) and not exempt(item.name) and not exempt(item.path)
        ]
        wanted = settings.tenant_column.lower()
        have = [(item, field) for item in tables for field in item.fields if field.name.lower() == wanted]
        with_it = {item.name for item, _ in have}
        for item in tables:
            if item.name not in with_it and not item.definition.schema.open and project.asked(item.path):
                yield self._finding(item, settings.tenant_column, have)

    def _finding(self, item: Described, column: str, have: Sequence[tuple[Described, Field]]) -> Finding:
        from cloudact_lint.errors import closest

        kinds = Counter(field.type for _, field in have)
        kind = kinds.most_common(1)[0][0] if kinds else ""
        near = closest(column, [field.name for field in item.fields], 0.75)
        message = (
            f"`{item.name}` is shared by tenants and has no `{column}`: no query can read one tenant's rows only, or "
            f"delete them. Add `{column}`{f' {kind}' if kind else ''} REQUIRED and cluster by it first"
        )
        if near:
            message += f"; `{near}` may be it under another name"
        return self.finding(
            item.path,
            item.definition.schema.at,
            message,
            related=[
                Related(other.definition.place(field.at), f"`{column}` of `{other.name}`")
                for other, field in have[:_SIBLINGS]
            ],
            evidence=[Evidence(item.name, column, item.definition.schema.at.row)],
            anchor=item.name,
        )
