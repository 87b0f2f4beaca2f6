"""CA306: MERGE … ON a key that may be NULL, which matches nothing, not even NULL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Evidence, Finding, Related, Severity
from cloudact_lint.project.sql.outline import distinct, statements
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.atomicity._examples_merge_keys import INVALID, VALID
from cloudact_lint.rules.atomicity._merge_keys import Key, nullable_keys

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.sql.bound import Bound


class NullableMergeKey(Rule):
    """Compares the ON of every MERGE with the modes in the schema."""

    meta = RuleMeta(
        code="CA306",
        slug="nullable-merge-key",
        summary="MERGE matches on a NULLABLE column: rows with NULL are inserted again on every run",
        severity=Severity.HIGH,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "notebook"),
        why=(
            "`NULL = NULL` is not true in SQL. A row whose key is NULL therefore never finds its counterpart: the "
            "MERGE that was written to be repeatable inserts it again on every run, and the copies are never updated. "
            "Sums over the table grow with each retry. The schema allows NULL in the column, so sooner or later one "
            "comes."
        ),
        instead=(
            "`ON T.key IS NOT DISTINCT FROM S.key`; or `COALESCE(T.key, '') = COALESCE(S.key, '')`; or make the column "
            "REQUIRED in the schema; or leave such rows out of the source (`WHERE key IS NOT NULL`)."
        ),
        silent=(
            "Columns that are REQUIRED in either table; keys that the source's query never leaves NULL (COALESCE, "
            "literals, parameters, GENERATE_UUID, IS NOT NULL, an inner join on them); null-safe comparisons; MERGE "
            "that inserts nothing; conditions on one table alone; targets without a schema here."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/dml-syntax#merge_statement",
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/operators#is_distinct",
        ),
        bug_hunt=(18, 21),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each MERGE, with all its nullable keys."""
        found = []
        for statement in statements(project):
            if statement.tree.statement.kind == "MERGE":
                keys = list(nullable_keys(statement.bound))
                if keys:
                    found.append(self._finding(statement.bound, keys))
        return distinct(found)

    def _finding(self, bound: Bound, keys: list[Key]) -> Finding:
        table = keys[0].target.table
        assert table is not None
        names = list(dict.fromkeys(key.target.name for key in keys))
        listed = ", ".join(f"`{name}`" for name in names)
        path, span = bound.span(keys[0].condition.start, keys[0].condition.end)
        related = []
        for key in keys:
            item = key.target.field
            if table.canonical is not None and item is not None:
                where = next((d for d in table.definitions if item in d.schema.fields), table.canonical)
                related.append(Related(where.place(item.at), f"`{item.name}` is NULLABLE here"))
        example = keys[0].condition
        one, two = (bound.text.text[arg.start : arg.end] for arg in example.args)
        verb = "are" if len(names) > 1 else "is"
        it = "one of them" if len(names) > 1 else "it"
        return self.finding(
            path,
            span,
            f"MERGE into `{table.name}` matches on {listed}, which {verb} NULLABLE: NULL equals nothing, so a row "
            f"without {it} is inserted again on every run. Write `{one} IS NOT DISTINCT FROM {two}`, use COALESCE on "
            "both sides, or make the column REQUIRED",
            confidence=Confidence.HIGH if any(key.known for key in keys) else Confidence.MEDIUM,
            related=related,
            evidence=[
                Evidence(table.name, key.target.name, bound.span(key.condition.start, key.condition.end)[1].row)
                for key in keys
            ],
            anchor=f"merge:{table.name}:{','.join(names).lower()}",
        )
