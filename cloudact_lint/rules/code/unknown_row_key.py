"""CA512: a row with a key that its table does not have, or without a column that it requires."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.errors import closest
from cloudact_lint.findings import Finding, Location, Related, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._columns import listed
from cloudact_lint.rules.code._examples_rows_keys import INVALID
from cloudact_lint.rules.code._examples_rows_keys_silent import VALID

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.code._rows_keys import Mismatch


class UnknownRowKey(Rule):
    """CA512."""

    meta = RuleMeta(
        code="CA512",
        slug="unknown-row-key",
        summary="a row put into a table with a key its schema lacks, or without a column it requires",
        severity=Severity.CRITICAL,
        default="on",
        languages=("python", "typescript", "notebook"),
        why=(
            "BigQuery refuses a streamed row with a field that the table does not have, and one that lacks a REQUIRED "
            "column. `insert_rows_json` raises nothing then: it returns the errors, which few callers read, and the "
            "rows are lost. A load job fails as a whole."
        ),
        instead=(
            "Use the column's name; add the column to the schema and migrate the table; or give a value for the "
            "REQUIRED column."
        ),
        silent=(
            "The table must be known by the last part of its name, also where a helper gets it as an argument. Rows "
            "are dict displays, lists and comprehensions of them, `append`, `row[\"k\"] = …`, `update`, spreads, "
            "`asdict` and `model_dump` of classes of the repository, DataFrames made of them. Where a row may hold "
            "more keys than are seen, no missing column is claimed. Unknown keys are let pass with "
            "`ignore_unknown_values`, with `schema_update_options` and in loads that write the schema anew."
        ),
        bug_hunt=(1,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every row that is built in sight, for every table it is put into."""
        from cloudact_lint.project.rows.inserts import Inserts, records_of
        from cloudact_lint.rules.code._rows_keys import mismatches

        seen: set[tuple[object, ...]] = set()
        for insert in Inserts.of(project):
            for found in mismatches(insert, records_of(project)):
                key = (found.kind, found.path, found.at, found.names, insert.name)
                if key in seen:
                    continue
                seen.add(key)
                related = list(_related(found))
                if project.asked(found.path) or any(project.asked(item.location.path) for item in related):
                    yield self.finding(
                        found.path,
                        found.at,
                        _message(found),
                        related=related,
                        anchor=f"{insert.name}:{found.kind}:{','.join(found.names)}",
                    )


def _related(found: Mismatch) -> Iterable[Related]:
    insert = found.insert
    if insert.site.path != found.path or insert.site.call.at != found.at:
        yield Related(Location(insert.site.path, insert.site.call.at), f"put into `{insert.name}` here")
    for site in insert.through[:2]:
        yield Related(Location(site.path, site.call.at), "handed on here")
    canonical = insert.table.canonical
    if canonical is not None:
        yield Related(canonical.place(), f"the schema of `{insert.name}`")


def _message(found: Mismatch) -> str:
    table = found.insert.name
    where = f"`{table}`" + (f" in `{found.prefix[:-1]}`" if found.prefix else "")
    loses = "the load fails" if found.insert.method.startswith("load") else "BigQuery refuses the row"
    if found.kind == "unknown":
        many = len(found.names) > 1
        known = [item.name for item in found.fields]
        near = [f"`{n}` for `{name}`" if many else f"`{n}`" for name in found.names[:6] if (n := closest(name, known))]
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        return f"{where} has no column{'s' if many else ''} {listed(list(found.names))}: {loses}{hint}"
    if found.kind == "null":
        return f"{listed(list(found.names))} is None, and REQUIRED in {where}: {loses}"
    many = len(found.names) > 1
    return f"the row lacks {listed(list(found.names))}, which {'are' if many else 'is'} REQUIRED in {where}: {loses}"
