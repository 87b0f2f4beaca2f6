"""CA411: a column that holds another table's key and does not say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_keys

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.schema._described import Described
    from cloudact_lint.rules.schema._keys import Reference


class UndocumentedForeignKey(Rule):
    """Finds columns named like another table's key whose description names no table."""

    meta = RuleMeta(
        code="CA411",
        slug="undocumented-foreign-key",
        summary="a column equal to another table's key whose description names no table",
        severity=Severity.LOW,
        default="advice",
        languages=("schema",),
        why=(
            "BigQuery enforces no foreign keys, and most schemas declare none. That a column holds the key of another "
            "table is known only to its description; where that is silent, joins are made by guess, and nobody sees "
            "what breaks when the other table's rows go."
        ),
        instead=(
            'Name the table in the description ("Order this line belongs to, orders.order_id"), or declare it: '
            "`ALTER TABLE … ADD FOREIGN KEY (order_id) REFERENCES orders (order_id) NOT ENFORCED`, which also helps "
            "the optimizer."
        ),
        silent=(
            "Keys that several tables of the folder could own; the tenant column; descriptions that name a table or "
            'say "references", "links to", "foreign key" and the like; other types; tables of other folders; '
            "`standard-tables`; tests."
        ),
        references=("https://cloud.google.com/bigquery/docs/primary-foreign-keys",),
        bug_hunt=(23,),
    )

    valid = _examples_keys.VALID
    invalid = _examples_keys.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """The families of tables."""
        from cloudact_lint.project.catalog.catalog import Catalog
        from cloudact_lint.rules.schema._described import own
        from cloudact_lint.rules.schema._keys import references

        families: dict[str, list[Described]] = defaultdict(list)
        for item in own(project):
            families[item.family].append(item)
        names = list(Catalog.of(project).tables)
        for tables in families.values():
            for found in references(tables, project.settings.tenant_column, names):
                if any(project.asked(column.of.path) for column in (found.owner, *found.columns)):
                    yield self._reference(found)

    def _reference(self, found: Reference) -> Finding:
        from cloudact_lint.rules.schema._described import SHOWN, named

        first, owner = found.columns[0], found.owner
        tables = named([column.of.name for column in found.columns])
        return self.finding(
            first.of.path,
            first.field.at,
            f"`{first.field.name}` of {tables} is the key of `{owner.of.name}`, and no description says so: who joins "
            f'them has to guess. Name the table in it ("{owner.of.name}.{owner.field.name}")',
            related=[
                owner.related(f"the key of `{owner.of.name}`"),
                *(column.related(f"also in `{column.of.name}`") for column in found.columns[1 : SHOWN + 1]),
            ],
            anchor=f"{owner.of.name}.{owner.field.name}",
        )
