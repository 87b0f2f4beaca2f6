"""CA503: code that names a deprecated column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Location, Related, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._examples_rows_deprecated import INVALID, VALID

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.code._rows_deprecated import Uses


class DeprecatedColumnUse(Rule):
    """CA503."""

    meta = RuleMeta(
        code="CA503",
        slug="deprecated-column-use",
        summary="code names a column that the configuration calls deprecated",
        severity=Severity.MEDIUM,
        default="on",
        languages=("python", "typescript", "sql", "yaml", "notebook"),
        why=(
            "A column that is on its way out is filled by old code and left NULL by new code: who still reads it loses "
            "rows silently, who still writes it keeps it alive. When it is dropped at last, each of these places "
            "breaks at run time."
        ),
        instead=(
            "Name the successor. Where rows written before the change matter, fill the new column from the old one "
            "with one UPDATE first, or read `COALESCE(new, old)` until that is done."
        ),
        silent=(
            "Without `deprecated-columns` in the configuration; tables that an entry does not mean or leaves out; "
            "names that a query makes itself; ALTER TABLE; the UPDATE or MERGE that sets the successor from the old "
            "column; `COALESCE(new, old)`. Where the table lost the column already, CA501 and CA512 say so."
        ),
        needs=("deprecated-columns",),
        bug_hunt=(3,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """SQL, rows put into tables, and rows read."""
        if not project.settings.deprecated_columns:
            return
        from cloudact_lint.rules.code._rows_deprecated import Deprecated, in_reads, in_rows, in_sql

        deprecated = Deprecated(project.settings.deprecated_columns)
        for find in (in_sql, in_rows, in_reads):
            for uses in find(project, deprecated):
                if project.asked(uses.path):
                    yield self._finding(uses)

    def _finding(self, uses: Uses) -> Finding:
        first = min(uses.found, key=lambda item: item[1])
        names = {name.lower(): column.use for name, _, column in sorted(uses.found, key=lambda item: item[1])}
        verb = "are" if len(names) > 1 else "is"
        others = [item for item in uses.found if item[1] != first[1]]
        related = [Related(Location(uses.path, span), f"`{name}`") for name, span, _ in others[:20]]
        if uses.schema is not None and uses.schema.canonical is not None:
            field = uses.schema.field(first[0])
            related.append(
                Related(uses.schema.canonical.place(field.at if field else None), f"in the schema of `{uses.table}`")
            )
        return self.finding(
            uses.path,
            first[1],
            f"{_listed(names)} {verb} deprecated in `{uses.table}`",
            related=related,
            anchor=f"{uses.table}:{','.join(names)}",
        )


def _listed(names: dict[str, str]) -> str:
    """Columns with what to use instead: numbered ones as a template, those with one successor together."""
    from cloudact_lint.rules.schema._compact import compact

    olds, news = compact(names), compact(names.values())
    alike = len(olds) == len(news) < len(names) and all(a.count("{") == b.count("{") for a, b in zip(olds, news))
    pairs = list(zip(olds, news)) if alike else list(names.items())
    groups: dict[str, list[str]] = {}
    for old, new in pairs:
        groups.setdefault(new, []).append(f"`{old}`")
    shown = [f"{', '.join(group)} (use {_quoted(use)})" for use, group in list(groups.items())[:6]]
    return ", ".join(shown) + (f" and {len(groups) - 6} more" if len(groups) > 6 else "")


def _quoted(use: str) -> str:
    """A successor, in backticks if it is a name."""
    return use if " " in use else f"`{use}`"
