"""CA505: values of types that BigQuery does not bring together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.facts.sql_model import Sx
from cloudact_lint.facts.sql_walk import columns
from cloudact_lint.findings import Evidence, Finding, Location, Related, Severity, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.project.sql.bound import Bound, ColumnUse
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._columns import listed
from cloudact_lint.rules.code._examples_types import INVALID, VALID
from cloudact_lint.rules.code._mismatch import Mismatch, Mismatches, Value

_HOLE = lazy_pattern(r"__h\d+__")
_LONGEST = 40
"""Characters of an expression that a message shows."""


class TypeMismatch(Rule):
    """Works out the type of every operand and compares them by BigQuery's rules."""

    meta = RuleMeta(
        code="CA505",
        slug="type-mismatch",
        summary="SQL compares, joins, inserts or passes a value of a type that BigQuery will not turn into the other",
        severity=Severity.HIGH,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "BigQuery turns few types into others by itself: INT64 into NUMERIC or FLOAT64, DATE into DATETIME, and a "
            "written string into a date or time. Everything else, such as a STRING column compared with a number, a "
            "DATE with a TIMESTAMP or a FLOAT64 inserted into a NUMERIC column, is refused with "
            "`No matching signature` when the statement runs."
        ),
        instead=(
            "Convert one side on purpose: `CAST(… AS …)`, `DATE(timestamp)`, `TIMESTAMP(date)`, or write the literal "
            "in the column's type."
        ),
        silent=(
            "Whenever one of the types is not certain: columns without a schema, columns that two descriptions of a "
            "table give different types, parameters, placeholders, functions of one's own, arrays and structs."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules",
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/operators",
        ),
        bug_hunt=(26,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each statement and pair of operands that clash."""
        seen: set[tuple[str, Span]] = set()
        for bound in Binder.of(project).all():
            for found in _once(bound):
                finding = self._finding(bound, *found)
                place = (finding.location.path, finding.location.span)
                if place[0] and place not in seen:
                    seen.add(place)
                    yield finding

    def _finding(self, bound: Bound, found: Mismatch, same: list[Mismatch]) -> Finding:
        path, span = bound.span(*found.at)
        shown = [_shown(bound, value) for value in found.values]
        others = list(dict.fromkeys(item.column for item in same if item.column and item.column != found.column))
        more = 0 if others else len({item.at for item in same}) - 1
        again = f" (and at {more} more place{'s' if more > 1 else ''} of this statement)" if more else ""
        again = f", and {listed(others)} a {found.values[0].kind} too" if others else again
        wanted = f", not {found.wanted}" if found.wanted and len(shown) == 1 else ""
        kind = bound.tree.statement.kind
        message = (
            f"{found.doing} {' and '.join(shown)}{wanted}{again}: BigQuery refuses this {kind} with "
            f"“{found.error}”; {_advice(found)}"
        )
        uses = [use for value in found.values for use in _uses(bound, value.expr)]
        evidence = [Evidence(u.table.name, u.name, span.row) for u in uses if u.table is not None]
        anchor = f"{found.doing}:{','.join(value.kind for value in found.values)}"
        return self.finding(path, span, message, related=_fields(uses), evidence=evidence, anchor=anchor)


def _once(bound: Bound) -> Iterator[tuple[Mismatch, list[Mismatch]]]:
    """Each cause once, with all its places."""
    groups: dict[tuple[object, ...], list[Mismatch]] = {}
    for found in Mismatches(bound).all():
        kinds = tuple(value.kind for value in found.values)
        names = tuple(v.expr.name.lower() if v.expr.kind == "column" else v.literal for v in found.values)
        key = ("assigned", found.wanted, kinds) if found.column else (found.doing, names, kinds, found.wanted)
        groups.setdefault(key, []).append(found)
    for same in groups.values():
        yield same[0], same


def _uses(bound: Bound, expr: Sx) -> Iterator[ColumnUse]:
    for item in columns(expr):
        use = bound.use_of(item)
        if use is not None and use.field is not None:
            yield use


def _fields(uses: list[ColumnUse]) -> Iterator[Related]:
    """Where the schema says the types."""
    told: set[str] = set()
    for use in uses[:4]:
        if use.table is None or use.field is None or use.name.lower() in told:
            continue
        told.add(use.name.lower())
        for definition in use.table.definitions:
            if use.field in definition.schema.fields:
                kind = f"{use.field.type}{' (REPEATED)' if use.field.mode == 'REPEATED' else ''}"
                yield Related(Location(definition.path, use.field.type_at), f"`{use.field.name}` is {kind} here")
                break


def _shown(bound: Bound, value: Value) -> str:
    """``orders.total`` (NUMERIC), as it is written."""
    text = " ".join(bound.text.text[value.expr.start : value.expr.end].split())
    text = _HOLE.sub("{…}", text).replace("`", "")
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    kind = f"{'the literal ' if value.literal else ''}{value.kind}"
    return f"`{text}` ({kind})" if text else f"a value ({kind})"


def _advice(found: Mismatch) -> str:
    """What to write instead."""
    kinds = {value.kind for value in found.values}
    literals = [value for value in found.values if value.literal]
    if found.error.startswith("Could not cast") or (literals and kinds & {"DATE", "DATETIME", "TIMESTAMP"} == set()):
        return "write the literal in the other's type" if len(found.values) > 1 else "write a value of that type"
    if kinds == {"DATE", "TIMESTAMP"}:
        return "compare dates with dates: `DATE(…)` of the TIMESTAMP, or `TIMESTAMP(…)` of the DATE"
    if kinds == {"DATETIME", "TIMESTAMP"}:
        return "convert one side: `TIMESTAMP(…)` or `DATETIME(…)`, with the time zone that is meant"
    if found.wanted in ("a condition", "another type"):
        return "write a condition" if found.wanted == "a condition" else "convert the argument with CAST"
    return f"convert it with `CAST(… AS {found.wanted})`" if found.wanted else "convert one side with CAST"
