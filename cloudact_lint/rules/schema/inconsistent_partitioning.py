"""CA406: sibling tables partitioned by different columns, one table laid out in two ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Related, Severity
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_partitioning

if TYPE_CHECKING:
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.schema._layouts import Said
    from cloudact_lint.rules.schema._siblings import Odd

_SHOWN = 3
"""How many siblings, or other places, are shown."""


class InconsistentPartitioning(Rule):
    """Compares the layouts of siblings, and those that several places give one table."""

    meta = RuleMeta(
        code="CA406",
        slug="inconsistent-partitioning",
        summary="a table partitioned by another column than its siblings, or laid out differently in two places",
        severity=Severity.MEDIUM,
        default="on",
        languages=("schema", "yaml", "python", "sql"),
        why=(
            "A filter that prunes one table of a family scans the whole of its odd sibling. Where two places lay out "
            "the same table differently, it depends on which code made it first whether a query is cheap; BigQuery "
            "cannot change the partitioning of a table that exists."
        ),
        instead=(
            "Partition the tables of a family by the same column, that of the event and not that of loading. Say the "
            "layout of a table in one place, and let all code that makes the table read it there."
        ),
        silent=(
            "Families without a clear majority (three tables, two of three alike); siblings are tables whose names "
            "differ in one word, those of `groups`, and those of a `column-families` entry. A layout that says nothing "
            "of clustering does not contradict one that does. Advice only: an odd table that lacks the column of its "
            "siblings and is partitioned by the time of its own event."
        ),
        options=(Option("groups", (), "Globs of names of tables that should be partitioned alike, e.g. `*_raw`."),),
        references=("https://cloud.google.com/bigquery/docs/partitioned-tables",),
        bug_hunt=(8,),
    )

    valid = _examples_partitioning.VALID
    invalid = _examples_partitioning.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """All tables with a layout."""
        from cloudact_lint.project.catalog.catalog import Catalog
        from cloudact_lint.rules.schema._layouts import layouts
        from cloudact_lint.rules.schema._siblings import odd_ones

        tables = []
        for table in Catalog.of(project).tables.values():
            if table.kind == "table":
                said = [one for one in layouts(table) if not project.is_test(one.path)]
                tables.append((table, said))
                yield from self._twice(project, table, said)
        groups = project.settings.option(self.meta, "groups")
        families = [family.tables for family in project.settings.column_families if family.tables]
        for odd in odd_ones(tables, groups, families):
            if any(project.asked(one.path) for one in (odd.said, *(other for _, other in odd.usual))):
                yield self._odd(odd)

    def _twice(self, project: Project, table: Table, said: Sequence[Said]) -> Iterator[Finding]:
        """One finding for each place that contradicts the first."""
        from cloudact_lint.rules.schema._layouts import in_words

        if len(said) < 2:
            return
        first = said[0]
        differing = [(one, difference) for one in said[1:] if (difference := _difference(first, one))]
        if not differing or not any(project.asked(one.path) for one in (first, *(one for one, _ in differing))):
            return
        one, difference = differing[0]
        rest = len(differing) - 1
        more = f" ({rest} more place{'s differ' if rest > 1 else ' differs'} too)" if rest else ""
        yield self.finding(
            one.path,
            one.at,
            f"`{table.name}` is laid out twice, here and in {first.path}:{first.at.row}{more}: {difference}. Which one "
            "holds depends on the code that makes the table first; say it in one place",
            related=[
                other.related(f"`{table.name}`: {in_words(other.partition)}{_clustered(other)}")
                for other in (first, *(other for other, _ in differing[1:_SHOWN + 1]))
            ],
            evidence=[Evidence(table.name, one.partition.column if one.partition else "", one.at.row)],
            anchor=f"{table.name}:twice",
        )

    def _odd(self, odd: Odd) -> Finding:
        from cloudact_lint.rules.schema._described import named
        from cloudact_lint.rules.schema._layouts import in_words

        names = named([table.name for table, _ in odd.usual])
        column = odd.column
        cure = f"Partition it by `{column}` too"
        if not odd.has_column:
            cure = f"Give it `{column}`, and partition it by that"
        if odd.loading:
            cure += f": a query for one {column.removesuffix('_date')} day reads every partition of it as it is"
        return self.finding(
            odd.said.path,
            odd.said.partition.at if odd.said.partition is not None else odd.said.at,
            f"`{odd.table.name}` is {in_words(odd.said.partition)}, its siblings {names} by `{column}`: a filter that "
            f"prunes them scans all of it. {cure}",
            kind="on" if odd.has_column or odd.loading else "advice",
            related=[
                Related(one.place(one.partition.at if one.partition else None), f"`{table.name}`: by `{column}`")
                for table, one in odd.usual[:_SHOWN]
            ],
            evidence=[
                Evidence(odd.table.name, odd.said.partition.column if odd.said.partition else "", odd.said.at.row)
            ],
            anchor=f"{odd.table.name}:siblings",
        )


def _difference(first: Said, other: Said) -> str:
    """What the second place says otherwise; empty if they agree as far as both speak."""
    from cloudact_lint.rules.schema._layouts import columns_of, in_words

    parts = []
    partitions = (first.partition, other.partition)
    both = first.cluster is not None and other.cluster is not None
    clustered = both and columns_of(first.cluster or ()) != columns_of(other.cluster or ())
    if _partition_key(first) != _partition_key(other) and (clustered or None not in partitions):
        parts.append(f"{in_words(other.partition)} here, {in_words(first.partition)} there")
    if clustered:
        here, there = (_listed(other), _listed(first))
        parts.append(f"clustered by ({here}) here, by ({there}) there")
    return " and ".join(parts)


def _partition_key(said: Said) -> tuple[str, str]:
    if said.partition is None:
        return ("", "")
    return said.partition.column.lower(), said.partition.unit or "DAY"


def _listed(said: Said) -> str:
    return ", ".join(item.name for item in said.cluster or ()) or "nothing"


def _clustered(said: Said) -> str:
    if not said.cluster:
        return ""
    return f", clustered by {_listed(said)}"
