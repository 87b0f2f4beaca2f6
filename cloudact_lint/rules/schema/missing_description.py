"""CA408: fields that nobody described."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_descriptions

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.catalog.table import Definition, Table
    from cloudact_lint.project.project import Project


class MissingDescription(Rule):
    """Lists the fields of each schema file that have no description."""

    meta = RuleMeta(
        code="CA408",
        slug="missing-description",
        summary="fields of a schema file without a description",
        severity=Severity.LOW,
        default="advice",
        languages=("schema", "yaml"),
        why=(
            "The description is what a person sees beside the column in the console, in a catalog and in generated "
            "code. Without it the unit of an amount, the time zone of a moment and the meaning of NULL are guessed."
        ),
        instead="Say in a sentence what the field holds: its unit, its allowed values, what it refers to.",
        silent="CREATE TABLE and lists of SchemaField in code; tests. One finding for each table and file.",
        references=("https://cloud.google.com/bigquery/docs/schemas#column_descriptions",),
        bug_hunt=(10,),
    )

    valid = _examples_descriptions.VALID
    invalid = _examples_descriptions.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every schema file of every table."""
        from cloudact_lint.project.catalog.catalog import Catalog
        from cloudact_lint.project.catalog.table import flat
        from cloudact_lint.rules.schema._copies import FILE_FORMS

        seen: set[int] = set()
        for table in Catalog.of(project).tables.values():
            for definition in table.definitions:
                schema = definition.schema
                if schema.form not in FILE_FORMS or id(schema) in seen or not project.asked(definition.path):
                    continue
                seen.add(id(schema))
                fields = list(flat(schema.fields))
                without = [(name, field) for name, field in fields if not field.description.strip()]
                if without:
                    yield self._finding(table, definition, without, len(fields))

    def _finding(
        self, table: Table, definition: Definition, without: Sequence[tuple[str, Field]], total: int
    ) -> Finding:
        from cloudact_lint.rules.schema._compact import compact
        from cloudact_lint.rules.schema._described import named

        listed = named(compact(name for name, _ in without))
        if len(without) == total:
            what = f"none of the {total} fields of `{table.name}` has a description" if total > 1 else ""
        else:
            what = f"{len(without)} of the {total} fields of `{table.name}` have no description: {listed}"
        if len(without) == 1:
            what = f"the field {listed} of `{table.name}` has no description"
        return self.finding(
            definition.path,
            without[0][1].at,
            f"{what}. Say what each holds: its unit, its values, what it refers to",
            evidence=[Evidence(table.name, name, field.at.row) for name, field in without],
            anchor=table.name,
        )
