"""CA504: an INSERT that lacks a value its table insists on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.facts.sql_model import Sx
from cloudact_lint.findings import Evidence, Finding, Related, Severity, Span
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.project.sql.bound import Bound
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._columns import listed, where_from
from cloudact_lint.rules.code._examples_required_value import INVALID, VALID
from cloudact_lint.rules.code._writes import Assignment, Insert, Row, assignments, inserts

SHOWN_PLACES = 5
"""How many schema fields are related places of one finding."""


class MissingRequiredValue(Rule):
    """Compares the column lists and values of INSERT and MERGE with the schema."""

    meta = RuleMeta(
        code="CA504",
        slug="missing-required-value",
        summary="INSERT or MERGE gives no value to a REQUIRED column, or another number of values than columns",
        severity=Severity.HIGH,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "A REQUIRED column without a default must get a value from every row that is written. An INSERT that "
            "leaves it out, or gives it NULL, is refused when it runs; so is one with more or fewer values than "
            "columns. Often the schema gained the column later, and one of several writers was forgotten."
        ),
        instead=(
            "Give the column a value in every statement that writes the table, give it a `DEFAULT` in the schema, or "
            "make it NULLABLE."
        ),
        silent=(
            "Tables that nothing in the repository describes, views, column lists and select lists with placeholders, "
            "`SELECT *` where its columns are not known, columns with a default value."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/dml-syntax#insert_statement",
            "https://cloud.google.com/bigquery/docs/schemas#modes",
        ),
        bug_hunt=(21, 25),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each statement and kind of mistake, each place once."""
        seen: set[tuple[str, Span, str]] = set()
        for bound in Binder.of(project).all():
            if bound.tree.statement.kind not in ("INSERT", "MERGE", "UPDATE"):
                continue
            for finding in self._of_statement(bound):
                key = (finding.location.path, finding.location.span, finding.message)
                if key not in seen and finding.location.path:
                    seen.add(key)
                    yield finding

    def _of_statement(self, bound: Bound) -> Iterator[Finding]:
        for insert in inserts(bound):
            yield from self._omitted(insert)
            yield from self._count(insert)
        yield from self._nulls(bound)

    # Columns that are left out -----------------------------------------------------------

    def _omitted(self, insert: Insert) -> Iterator[Finding]:
        if insert.columns is None:
            return
        given = {item.name.lower() for item in insert.columns}
        lacking = [item for item in insert.table.fields if must_have(item) and item.name.lower() not in given]
        if not lacking:
            return
        names, table = [item.name for item in lacking], insert.table
        kind = insert.bound.tree.statement.kind
        is_are, has_have, what = _grammar(names)
        path, span = insert.bound.span(*insert.at)
        yield self.finding(
            path,
            span,
            f"this {kind} into `{table.name}` gives no value to {listed(names)}, which {is_are} REQUIRED and "
            f"{has_have} no default ({where_from((table,))}): BigQuery refuses every row; add {what} to the list, "
            "with a value",
            related=_fields_of(table, lacking),
            evidence=[Evidence(table.name, name, span.row) for name in names],
            anchor=f"{table.name}:{','.join(names)}",
        )

    # Numbers of values -------------------------------------------------------------------

    def _count(self, insert: Insert) -> Iterator[Finding]:
        fields = insert.fields()
        wanted = len(insert.columns) if insert.columns is not None else len(fields)
        if not wanted:
            return
        for row in insert.rows:
            given = _width(insert, row)
            if given is not None and given != wanted:
                yield self._miscounted(insert, row, given, wanted)
                return  # the other rows are mostly made alike

    def _miscounted(self, insert: Insert, row: Row, given: int, wanted: int) -> Finding:
        kind, table = insert.bound.tree.statement.kind, insert.table
        path, span = insert.bound.span(*(row.at if row.at[1] else insert.at))
        what = "selects" if row.selected else "gives"
        columns = (
            f"names {wanted} column{'s' if wanted > 1 else ''}"
            if insert.columns is not None
            else f"names no columns, so that all {wanted} of the table are meant"
        )
        related = [Related(table.canonical.place(), f"`{table.name}` is described here")] if table.canonical else []
        return self.finding(
            path,
            span,
            f"this {kind} into `{table.name}` ({where_from((table,))}) {columns}, but {what} {given} "
            f"value{'s' if given != 1 else ''}: BigQuery refuses the statement; give each column exactly one value",
            related=related,
            anchor=f"{table.name}:count",
        )

    # NULL for what may not be NULL -------------------------------------------------------

    def _nulls(self, bound: Bound) -> Iterator[Finding]:
        found = [item for item in assignments(bound) if must_have(item.field) and _is_null(item.value)]
        if not found or bound.target is None:
            return
        by_name: dict[str, Assignment] = {}
        for item in found:
            by_name.setdefault(item.field.name, item)
        names, table, kind = list(by_name), bound.target, bound.tree.statement.kind
        path, span = bound.span(*found[0].at)
        word = found[0].value.name
        but = "it is" if len(names) == 1 else "they are"
        yield self.finding(
            path,
            span,
            f"this {kind} sets {listed(names)} of `{table.name}` to {word}, but {but} REQUIRED "
            f"({where_from((table,))}): BigQuery refuses the row; give a value",
            related=_fields_of(table, [item.field for item in by_name.values()]),
            evidence=[Evidence(table.name, name, span.row) for name in names],
            anchor=f"{table.name}:null:{','.join(names)}",
        )


def must_have(field: Field) -> bool:
    """Whether every row needs a value for a column."""
    return field.mode == "REQUIRED" and not field.default


def _grammar(names: list[str]) -> tuple[str, str, str]:
    return ("is", "has", "the column") if len(names) == 1 else ("are", "have", "the columns")


def _is_null(value: Sx) -> bool:
    if value.kind in ("cast", "safe_cast") and len(value.args) == 1:
        value = value.args[0]
    return value.kind == "null" or (value.kind == "default" and not value.args)


def _width(insert: Insert, row: Row) -> int | None:
    """How many values a row has; None if that cannot be told."""
    if row.exact:
        return len(row.values)
    query = insert.bound.tree.query
    if query is None or query.branches or len(row.values) != 1 or len(query.sources) != 1:
        return None
    results = insert.bound.results_of(query)  # SELECT * FROM one source
    return len(results) if results else None


def _fields_of(table: Table, fields: list[Field]) -> Iterator[Related]:
    if table.canonical is None:
        return
    for item in fields[:SHOWN_PLACES]:
        yield Related(table.canonical.place(item.at), f"`{item.name}` is REQUIRED here")
