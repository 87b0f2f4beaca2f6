"""CA507: a schema written in code that is not what the table's schema file says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Related, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code import _examples_drift

if TYPE_CHECKING:
    from cloudact_lint.project.catalog.table import Definition, Table
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.code._drift import Difference

_SHOWN = 8
_PLACES = 10


class SchemaCopyDrift(Rule):
    """Compares lists of SchemaField and CREATE TABLE statements with schema files."""

    meta = RuleMeta(
        code="CA507",
        slug="schema-copy-drift",
        summary="a schema written in code differs from the table's schema file",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "sql", "notebook", "typescript"),
        why=(
            "A table that is described twice is made from whichever description runs first. Made from the copy it "
            "lacks the columns that everything else counts on; a load with the copy's types or modes into the other "
            "table is refused. Nobody sees it until a new dataset is set up."
        ),
        instead=(
            "Read the schema file where the table is made (`client.schema_from_json(path)`), and delete the copy. If "
            "code has to hold the list, make the two equal and test that they stay so."
        ),
        silent=(
            "Names of types that mean the same; descriptions and defaults; temporary, staging and backup tables; lists "
            "with parts that cannot be read; tables without a schema file (several files of one table are CA407). A "
            "list that only loads rows may leave out columns that are not REQUIRED, and what an ALTER TABLE adds "
            "later may be missing."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/schemas#specifying_a_json_schema_file",
            "https://cloud.google.com/bigquery/docs/managing-table-schemas",
        ),
        bug_hunt=(46,),
    )

    valid = _examples_drift.VALID
    invalid = _examples_drift.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every table that code and a file describe."""
        from cloudact_lint.project.catalog.catalog import Catalog
        from cloudact_lint.rules.code._drift import copies, differences, equal_file

        for table in Catalog.of(project).tables.values():
            for copy, original in copies(project, table):
                if project.asked(copy.path) or project.asked(original.path):
                    found = differences(project, table, copy, original)
                    if found:
                        twin = equal_file(project, table, copy)
                        yield self._drift(table, copy, original, found, twin)

    def _drift(
        self,
        table: Table,
        copy: Definition,
        original: Definition,
        found: Sequence[Difference],
        twin: Definition | None,
    ) -> Finding:
        what = "the CREATE TABLE" if copy.schema.form == "ddl" else "the list of fields"
        related = [Related(original.place(), f"the schema of `{table.name}`")]
        for item in found[:_PLACES]:
            if item.there is not None:
                related.append(Related(original.place(item.there.at), _there(item)))
            elif item.here is not None:
                related.append(Related(copy.place(item.here.at), f"`{item.name}` is not in the schema file"))
        also = ""
        if twin is not None:
            related.append(Related(twin.place(), "this file agrees with the copy"))
            also = f" It agrees with {twin.path}: the two files are not the same either."
        return self.finding(
            copy.path,
            copy.schema.at,
            f"{what} is not the schema of `{table.name}` in {original.path}: {_said(found)}.{also} A table made from "
            "it is another one, and rows for the one do not load into the other. Read the schema file instead",
            related=related,
            evidence=[
                Evidence(table.name, item.name, (item.here.at if item.here else copy.schema.at).row) for item in found
            ],
            anchor=f"{table.name}:{copy.schema.form}",
        )


def _there(item: Difference) -> str:
    there = item.there
    assert there is not None
    if item.kind == "missing":
        return f"`{item.name}` is not in the copy"
    return f"`{item.name}` is {there.mode + ' ' if item.kind == 'mode' else ''}{there.type} here"


def _said(found: Sequence[Difference]) -> str:
    parts = []
    for kind, words in (("missing", "it lacks"), ("unknown", "it has, and the file lacks,")):
        names = [f"`{item.name}`" + _required(item) for item in found if item.kind == kind]
        if names:
            parts.append(f"{words} {_some(names)}")
    types = [
        f"`{i.name}` is {i.here.type}, not {i.there.type}" for i in found if i.kind == "type" and i.here and i.there
    ]
    modes = [
        f"`{i.name}` is {i.here.mode}, not {i.there.mode}" for i in found if i.kind == "mode" and i.here and i.there
    ]
    parts += [_some(items) for items in (types, modes) if items]
    return "; ".join(parts)


def _required(item: Difference) -> str:
    return " (REQUIRED)" if item.there is not None and item.there.mode == "REQUIRED" else ""


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
