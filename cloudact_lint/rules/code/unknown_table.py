"""CA502: SQL that names a table which nothing in the repository describes or makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.errors import closest
from cloudact_lint.findings import Confidence, Evidence, Finding, Severity
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.project.sql.bound import Bound, TableUse
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._examples_tables import INVALID, VALID

_ENOUGH = 2
"""Of how many tables of a dataset the repository must know the schema to be taken for complete."""


class UnknownTable(Rule):
    """Compares the tables that SQL names with those the catalog has."""

    meta = RuleMeta(
        code="CA502",
        slug="unknown-table",
        summary="SQL names a table of a known dataset that no schema, view or CREATE describes",
        severity=Severity.HIGH,
        default="advice",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "In a dataset whose tables the repository describes, a table that it does not describe is a "
            "misspelling, a table that was renamed, or one that somebody made by hand and that no new environment "
            "will have. The query fails with `Not found: Table`."
        ),
        instead="Correct the name, or add the table's schema file (or its `CREATE TABLE`) to the repository.",
        silent=(
            "Datasets of which the repository knows fewer than two tables, other projects given by name, wildcard "
            "and temporary tables, names with placeholders, `INFORMATION_SCHEMA`."
        ),
        bug_hunt=(1,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each place that names an unknown table."""
        bounds = list(Binder.of(project).all())
        complete = _complete_datasets(bounds)
        catalog = Catalog.of(project)
        seen: set[tuple[str, int, int]] = set()
        for bound in bounds:
            for use in _unknown(bound, complete):
                path, span = bound.span(use.source.start, use.source.end)
                if not path or (path, span.row, span.column) in seen:
                    continue
                seen.add((path, span.row, span.column))
                name = use.source.parts[-1]
                near = closest(name, (table.name for table in catalog.tables.values()))
                hint = f"; did you mean `{near}`?" if near else ""
                yield self.finding(
                    path,
                    span,
                    f"no schema, view or CREATE TABLE in the repository describes `{name}`, though its dataset's other "
                    f"tables have one: the query fails where the table was not made by hand{hint}",
                    confidence=Confidence.MEDIUM,
                    evidence=[Evidence(name, "", span.row)],
                    anchor=name,
                )


def _complete_datasets(bounds: Iterable[Bound]) -> set[str]:
    """Datasets, as they are written in SQL, of which several tables are known."""
    found: dict[str, set[str]] = {}
    for bound in bounds:
        for use in bound.tables:
            if use.table is not None and len(use.source.parts) > 1:
                found.setdefault(use.source.parts[-2].lower(), set()).add(use.table.name)
    return {dataset for dataset, names in found.items() if len(names) >= _ENOUGH}


def _unknown(bound: Bound, complete: set[str]) -> Iterator[TableUse]:
    for use in bound.tables:
        parts = use.source.parts
        if use.table is not None or use.local or len(parts) < 2 or bound.tree.statement.kind == "DROP":
            continue
        name, dataset = parts[-1], parts[-2].lower()
        if "{}" in name or "*" in name or not name or dataset not in complete:
            continue
        if any(part.upper() == "INFORMATION_SCHEMA" for part in parts):
            continue
        yield use
