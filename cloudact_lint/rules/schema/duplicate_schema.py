"""CA407: one table described in several schema files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_copies

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.schema._copies import Copies


class DuplicateSchema(Rule):
    """Finds the copies, and says how they differ."""

    meta = RuleMeta(
        code="CA407",
        slug="duplicate-schema",
        summary="one table described in several schema files; medium where they differ",
        severity=Severity.LOW,
        default="on",
        languages=("schema", "yaml"),
        why=(
            "Of two files that describe one table, one is changed and the other forgotten. From then on it depends on "
            "which code makes the table whether a column is there, loads by the one schema are refused by the table "
            "made from the other, and REQUIRED holds in one environment only."
        ),
        instead="Keep one file, and let every program read that one; where a copy must be, make it when building.",
        silent=(
            "Tables of different datasets, where the files say so; files that share a name and less than half of their "
            "columns; one file for each of three or more things, or for each version (`v1/schemas/…`, `v2/schemas/…`); "
            "CREATE TABLE and lists of SchemaField (CA507); the order and the descriptions of columns; tests."
        ),
        bug_hunt=(9,),
    )

    valid = _examples_copies.VALID
    invalid = _examples_copies.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each table, at the first copy that differs."""
        from cloudact_lint.project.catalog.catalog import Catalog
        from cloudact_lint.rules.schema._copies import all_copies

        for copies in all_copies(project, Catalog.of(project)):
            paths = [copies.main.path, *(other.path for other, _ in copies.others)]
            if any(project.asked(path) for path in paths):
                yield self._finding(copies)

    def _finding(self, copies: Copies) -> Finding:
        copy, differences = copies.first()
        name, count = copies.table.name, 1 + len(copies.others)
        where = f"in {'two' if count == 2 else count} files"
        if copies.feed is not None:
            where = f"as `{copy.schema.name}` too, by which {copies.feed.path} loads it"
        if differences:
            text = (
                f"this one {differences.in_words()}, unlike {copies.main.path}. Which columns the table has depends on "
                "the file that made it; make them equal, then keep one"
            )
        else:
            text = f"this one says the same as {copies.main.path}, until one of them is changed. Keep one"
        known = {field.name.lower(): field.at.row for field in copy.schema.fields}
        return self.finding(
            copy.path,
            copy.schema.at,
            f"`{name}` is described {where}: {text}",
            severity=Severity.MEDIUM if any(found for _, found in copies.others) else None,
            related=copies.related(),
            evidence=[
                Evidence(name, column, known.get(column.lower(), copy.schema.at.row)) for column in differences.names()
            ],
            anchor=name,
        )
