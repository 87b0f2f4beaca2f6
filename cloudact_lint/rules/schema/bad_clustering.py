"""CA404: partitioning or clustering that BigQuery refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Related, Severity, Span
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_clustering

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field, Partition
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.schema._layouts import Said

MAXIMUM = 4
"""How many clustering columns BigQuery takes."""
CLUSTERING_TYPES = (
    "BIGNUMERIC", "BOOL", "DATE", "DATETIME", "GEOGRAPHY", "INT64", "NUMERIC", "RANGE", "STRING", "TIMESTAMP",
)
TIME_TYPES = ("DATE", "TIMESTAMP", "DATETIME")
_OTHER_TYPES = ("BYTES", "FLOAT64", "INTERVAL", "JSON", "STRUCT", "TIME")
"""Types that can neither cluster nor partition. Any other name is no type that is known here."""


class BadClustering(Rule):
    """Holds every partitioning and clustering against the schema of the table."""

    meta = RuleMeta(
        code="CA404",
        slug="bad-clustering",
        summary="a clustering or partition column that the schema lacks, that has the wrong type, or is one too many",
        severity=Severity.HIGH,
        default="on",
        languages=("schema", "yaml", "python", "sql"),
        why=(
            "BigQuery refuses to create the table: `The field specified for clustering cannot be found in the schema`. "
            "Where the code that makes tables catches that and goes on, the table is missing, or is there without "
            "clustering, and each query scans all of it."
        ),
        instead=(
            "Name columns of the schema. Partition by a DATE, TIMESTAMP or DATETIME column, or by ranges of an INT64 "
            "column; cluster by up to four columns at the top level that are not REPEATED, of type BIGNUMERIC, BOOL, "
            "DATE, DATETIME, GEOGRAPHY, INT64, NUMERIC, RANGE, STRING or TIMESTAMP, the most often filtered one first."
        ),
        silent=(
            "Tables whose columns are not known, or not all; placeholders; the pseudo-columns `_PARTITIONTIME` and "
            "`_PARTITIONDATE`. Advice only: a partitioned table that is not clustered at all, and a column that only "
            "another description of the table has."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/creating-clustered-tables#limitations",
            "https://cloud.google.com/bigquery/docs/partitioned-tables",
        ),
        bug_hunt=(6, 27),
    )

    valid = _examples_clustering.VALID
    invalid = _examples_clustering.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every place that lays a table out."""
        from cloudact_lint.project.catalog.catalog import Catalog
        from cloudact_lint.rules.schema._layouts import layouts

        successors = {column.name.lower(): column.use for column in project.settings.deprecated_columns}
        for table in Catalog.of(project).tables.values():
            if table.kind not in ("table", "materialized-view"):
                continue
            said = list(layouts(table))
            for one in said:
                if project.asked(one.path):
                    yield from self._columns(table, one, successors)
            yield from self._unclustered(project, table, said)

    def _columns(self, table: Table, said: Said, successors: dict[str, str]) -> Iterator[Finding]:
        """One finding for the clustering, one for the partitioning, of one place."""
        cluster = said.cluster or ()
        if len(cluster) > MAXIMUM:
            extra = cluster[MAXIMUM:]
            yield self._found(
                table, said, [(item.name, item.at) for item in extra],
                f"is clustered by {len(cluster)} columns, BigQuery takes {MAXIMUM}: leave out "
                f"{_names([item.name for item in extra])}",
            )
        have = _have(table, said)
        if not have:
            return
        wrong = [(item.name, item.at, why) for item in cluster if (why := _cannot_cluster(item.name, have))]
        missing = [(item.name, item.at) for item in cluster if _lacking(item.name, have)]
        if missing:
            yield from self._missing(table, said, missing, have, "clustered", successors)
        if wrong:
            listed = ", ".join(f"`{name}`, which {why}" for name, _, why in wrong)
            yield self._found(
                table, said, [(name, at) for name, at, _ in wrong],
                f"is clustered by {listed}: BigQuery refuses the table. Cluster by top-level columns of another type",
                have,
            )
        if said.partition is not None:
            yield from self._partition(table, said, said.partition, have, successors)

    def _partition(
        self, table: Table, said: Said, partition: Partition, have: dict[str, Field], successors: dict[str, str]
    ) -> Iterator[Finding]:
        column = (partition.column, partition.at)
        if _lacking(partition.column, have):
            yield from self._missing(table, said, [column], have, "partitioned", successors)
            return
        why = _cannot_partition(partition, have)
        if why:
            yield self._found(table, said, [column], f"is partitioned by `{partition.column}`, which {why}", have)

    def _missing(
        self, table: Table, said: Said, columns: Sequence[tuple[str, Span]], have: dict[str, Field], how: str,
        successors: dict[str, str],
    ) -> Iterator[Finding]:  # fmt: skip
        if table.open:
            return
        names = [name for name, _ in columns]
        elsewhere = any(table.field(name) is not None for name in names)
        message = (
            f"is {how} by {_names(names)}, which its schema does not have: BigQuery refuses to create the table"
            f"{_instead(names, have, successors)}"
        )
        if elsewhere:
            message += "; only another description of the table has the column"
        yield self._found(table, said, columns, message, have, advice=elsewhere)

    def _found(
        self, table: Table, said: Said, columns: Sequence[tuple[str, Span]], message: str,
        have: dict[str, Field] | None = None, *, advice: bool = False,
    ) -> Finding:  # fmt: skip
        definition = said.definition or table.canonical
        related = []
        if definition is not None:
            related = [
                Related(definition.place(field.at), f"`{field.name}` is {_kind(field)}")
                for name, _ in columns if (field := (have or {}).get(name.lower())) is not None
            ] or [Related(definition.place(), f"`{table.name}` is described here")]
        return self.finding(
            said.path,
            columns[0][1],
            f"`{table.name}` {message}",
            kind="advice" if advice else "on",
            related=related,
            evidence=[Evidence(table.name, name, at.row) for name, at in columns],
            anchor=f"{table.name}:{','.join(name for name, _ in columns)}",
        )

    def _unclustered(self, project: Project, table: Table, said: Sequence[Said]) -> Iterator[Finding]:
        partitioned = [one for one in said if one.partition is not None]
        if not partitioned or any(one.cluster for one in said) or not project.asked(partitioned[0].path):
            return
        one = partitioned[0]
        assert one.partition is not None
        yield self.finding(
            one.path,
            one.at,
            f"`{table.name}` is partitioned and not clustered: a filter on any other column reads whole partitions. "
            "Cluster it by the columns that queries filter by most",
            kind="advice",
            severity=Severity.LOW,
            related=[Related(table.canonical.place(), f"`{table.name}` is described here")] if table.canonical else [],
            anchor=f"{table.name}:unclustered",
        )


def _instead(names: Sequence[str], have: dict[str, Field], successors: dict[str, str]) -> str:
    """The nearest names the schema has; of a deprecated column, its successor."""
    from cloudact_lint.errors import closest

    known = [field.name for field in have.values() if field.name.lower() not in successors]
    near, old = [], []
    for name in names:
        if name.lower() in successors:
            use = successors[name.lower()]
            old.append(f"`{name}` is deprecated: use `{use}`" + ("" if use.lower() in have else ", once it is there"))
        elif like := closest(name, known):
            near.append(f"`{like}` for `{name}`" if len(names) > 1 else f"`{like}`")
    return (f"; did you mean {', '.join(near)}?" if near else "") + "".join(f". {text}" for text in old)


def _have(table: Table, said: Said) -> dict[str, Field]:
    from cloudact_lint.rules.schema._layouts import fields_for

    return {field.name.lower(): field for field in fields_for(table, said)}


def _lacking(name: str, have: dict[str, Field]) -> bool:
    """Whether there is surely no such column; fields of RECORDs are looked up at their head."""
    from cloudact_lint.rules.schema._layouts import plain

    return plain(name) and name.lower().partition(".")[0] not in have


def _cannot_cluster(name: str, have: dict[str, Field]) -> str:
    """Why a column that is there cannot cluster; empty if it can."""
    head, _, rest = name.lower().partition(".")
    field = have.get(head)
    if field is None:
        return ""
    if rest:
        return "is a field of a RECORD"
    if field.mode == "REPEATED":
        return "is REPEATED"
    return f"is {field.type}" if field.type in _OTHER_TYPES else ""


def _cannot_partition(partition: Partition, have: dict[str, Field]) -> str:
    """Why a column that is there cannot partition, and what can; empty if it can."""
    head, _, rest = partition.column.lower().partition(".")
    field = have.get(head)
    if field is None:
        return ""
    if rest:
        return "is a field of a RECORD: BigQuery partitions by top-level columns only"
    if field.mode == "REPEATED":
        return "is REPEATED: BigQuery refuses the table"
    if field.type not in (*CLUSTERING_TYPES, *_OTHER_TYPES):
        return ""
    if partition.unit == "RANGE":
        return "" if field.type == "INT64" else f"is {field.type}: ranges are of INT64 columns only"
    if field.type not in TIME_TYPES:
        return f"is {field.type}: BigQuery partitions by DATE, TIMESTAMP or DATETIME, or by ranges of INT64"
    if partition.unit == "HOUR" and field.type == "DATE":
        return "is DATE: a DATE has no hours"
    return ""


def _kind(field: Field) -> str:
    return f"{field.type} REPEATED" if field.mode == "REPEATED" else field.type


def _names(names: Sequence[str]) -> str:
    from cloudact_lint.rules.schema._described import named

    return named(names)
