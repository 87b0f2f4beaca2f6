"""CA414: one column with different types in different tables, or of another type than its name says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_types

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.schema._described import Column
    from cloudact_lint.rules.schema._types import Clash


_HARM = {
    ("TIMESTAMP", "DATE"): (
        "a comparison with a DATE is refused, and a cast decides by time zone which day it is",
        "_at",
    ),
    ("DATETIME", "DATE"): ("it has a time of day, so two moments of one day are not equal", "_time"),
    ("STRING", "DATE"): ("it compares and sorts as text, and takes any text", ""),
    ("INT64", "DATE"): ("it is a number, and of what nobody can see", ""),
    ("DATE", "TIMESTAMP"): ("the time of day is lost, and a comparison with a TIMESTAMP is refused", "_date"),
    ("DATETIME", "TIMESTAMP"): (
        "it does not say in which time zone it is, and a comparison with a TIMESTAMP is refused",
        "",
    ),
    ("STRING", "TIMESTAMP"): ("it compares and sorts as text, and takes any text", ""),
    ("INT64", "TIMESTAMP"): ("it is a number, and in which unit nobody can see", ""),
}
"""What goes wrong with a type under a name that promises another, and the ending that would be true."""


class InconsistentType(Rule):
    """Compares the types of columns that are one concept."""

    meta = RuleMeta(
        code="CA414",
        slug="inconsistent-type",
        summary="a column with different types across tables, or a `*_date` or `*_at` of another type",
        severity=Severity.MEDIUM,
        default="on",
        languages=("schema",),
        why=(
            "BigQuery does not compare, join or UNION a DATE with a TIMESTAMP, or an INT64 with a STRING: every query "
            "over both tables needs a cast, which keeps the partition filter from pruning and moves days by time "
            "zone. Money that is NUMERIC here and FLOAT64 there no longer adds up to the cent."
        ),
        instead=(
            "Give one concept one type everywhere: keys STRING or INT64 alike, money NUMERIC, `*_date` DATE, `*_at` "
            "TIMESTAMP. Where the type is right, say so in the name: a TIMESTAMP is `ended_at` or `end_time`, not "
            "`end_date`."
        ),
        silent=(
            "Synonyms (INT64 and INTEGER, BOOL and BOOLEAN …); names of one word or of words that mean something else "
            "in every table (`value`, `status`, `event_data`); tables of different folders, unless a key has one type "
            "in nearly all of them (advice); RECORDs and repeated fields; `standard-tables`; `cost_to_date`, "
            "`is_…`. Advice "
            "only: a `*_at` that is DATETIME everywhere; text in tables of raw data, or whose description says how the "
            "moment is written; a number under such a name, if no other table has it as a date; numbers of different "
            "kinds that are no amounts; a flag here and a number there."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules",
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types",
        ),
        bug_hunt=(26,),
    )

    valid = _examples_types.VALID
    invalid = _examples_types.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """All columns of the project, by name."""
        from cloudact_lint.rules.schema import _types
        from cloudact_lint.rules.schema._described import own

        for name, columns in _types.by_name(own(project)).items():
            if _types.wanted(name):
                found = list(_types.wrong(name, columns))
                if found and _asked(project, [column for column, _ in found]):
                    yield self._ending(name, columns, found)
            else:
                clash = _types.clash(name, columns)
                if clash is not None and _asked(project, (*clash.odd, *clash.usual)):
                    yield self._clash(clash)

    def _ending(self, name: str, columns: Sequence[Column], found: list[tuple[Column, bool]]) -> Finding:
        from cloudact_lint.rules.schema._types import wanted

        found.sort(key=lambda entry: (not entry[1], entry[0].order))
        wrong = [column for column, _ in found]
        promised = wanted(name)
        right = [column for column in columns if column.field.type == promised]
        harm, other = _HARM[wrong[0].field.type, promised]
        cure = f"Make it {promised}" + (f", or let its name end in `{other}`" if other else "")
        also = f" ({promised} in {_tables(right)})" if right else ""
        return self._made(
            wrong, right, f"`{name}` is {_by_type(wrong)}{also}: {harm}. {cure}",
            kind="on" if found[0][1] else "advice", name=name,
        )  # fmt: skip

    def _clash(self, clash: Clash) -> Finding:
        from cloudact_lint.rules.schema._types import is_measure

        usual = clash.usual[0].field.type
        harm = "joining, comparing or UNIONing them needs a cast, or is refused"
        if clash.numbers:
            harm = "BigQuery converts the one into the other unasked"
            if is_measure(clash.name) and "FLOAT64" in clash.types:
                harm = "sums of the two do not agree to the cent, and rounding differs from table to table"
        text = f"`{clash.name}` is {_by_type(clash.odd)} but {usual} in {_tables(clash.usual)}: {harm}. "
        return self._made(
            clash.odd,
            clash.usual,
            text + "Give it one type in all tables",
            kind="on" if clash.sure else "advice",
            name=clash.name,
        )

    def _made(self, odd: Sequence[Column], usual: Sequence[Column], message: str, *, kind: str, name: str) -> Finding:
        from cloudact_lint.rules.schema._described import SHOWN

        first = odd[0]
        others = [*odd[1:], *usual[:SHOWN]]
        return self.finding(
            first.of.path,
            first.field.at,
            message,
            kind="on" if kind == "on" else "advice",
            related=[c.related(f"{c.field.type} in `{c.of.name}`") for c in others],
            anchor=name,
        )


def _asked(project: Project, columns: Iterable[Column]) -> bool:
    return any(project.asked(column.of.path) for column in columns)


def _by_type(columns: Sequence[Column]) -> str:
    """``STRING in `a` and `b`, INT64 in `c```."""
    kinds = dict.fromkeys(column.field.type for column in columns)
    return ", ".join(f"{kind} in {_tables([c for c in columns if c.field.type == kind])}" for kind in kinds)


def _tables(columns: Iterable[Column]) -> str:
    from cloudact_lint.rules.schema._described import named

    return named(_names(columns))


def _names(columns: Iterable[Column]) -> list[str]:
    return list(dict.fromkeys(column.of.name for column in columns))
