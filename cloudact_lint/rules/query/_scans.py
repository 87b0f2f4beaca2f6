"""Reads of partitioned tables, and whether anything around them narrows the partitions they scan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts.schema_model import Partition
from cloudact_lint.facts.sql_model import Query, Source, Sx
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.sql.bound import TableUse
from cloudact_lint.project.sql.outline import Level, Statement, called, conjuncts, expressions, walk
from cloudact_lint.rules.query import _pruning
from cloudact_lint.rules.query._lookups import bounded_beside, looked_up_by
from cloudact_lint.rules.query._pruning import DEFEATED, NOTHING, PRUNES, UNKNOWN, Column, Said

INGESTION = ("_partitiontime", "_partitiondate")
_MAX_STEPS = 30
_FREE = frozenset(("CREATE", "DROP", "ALTER"))


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """A read (or change) of a partitioned table that scans every partition of it."""

    use: TableUse
    table: Table
    partition: Partition
    path: str
    """The file that says how the table is partitioned."""
    said: Said
    key: str = ""
    """The column by which single rows are looked up."""
    beside: str = ""
    """Another date or time of the table that the filter bounds instead."""


def scans(statement: Statement, shared: frozenset[str]) -> Iterator[Scan]:
    """The reads of a statement that no condition narrows; ``shared`` are columns that are no key of a row."""
    tree = statement.tree
    if tree.statement.kind in _FREE and not _fills_table(statement):
        return
    for use in statement.bound.tables:
        if use.table is None or use.local or use.table.kind != "table" or _chosen(use.source):
            continue
        level = _level_of(statement, use)
        if level is None or _reads_nothing(statement, level, use):
            continue
        partitions = list(use.table.partitions())
        if not partitions:
            continue
        verdicts = [(path, item, *_narrowed(statement, level, use, item)) for path, item in partitions]
        if all(said.kind in (NOTHING, DEFEATED) for _, _, said, _ in verdicts):
            path, item, said, readers = verdicts[0]
            if not _only_partitions(statement, level, use, item):
                keys = (looked_up_by(statement, here, source, use.table, shared) for here, source in readers)
                key = next(filter(None, keys), "")
                beside = bounded_beside(statement, level, use.source, use.table)
                yield Scan(use, use.table, item, path, said, key, beside)


def _fills_table(statement: Statement) -> bool:
    """CREATE TABLE … AS reads when it runs; a view or a function when it is used, with the user's filters."""
    flags = statement.tree.statement.flags
    return "table" in flags and not _copies(statement.tree.query)


def _copies(query: Query | None) -> bool:
    """Whether a query takes a whole table on purpose."""
    return (
        query is not None
        and len(query.sources) == 1
        and query.where is None
        and not query.where_holes
        and not query.group
        and any(output.value.kind == "star" for output in query.outputs)
    )


def _chosen(source: Source) -> bool:
    """Whether the name itself picks partitions or tables: ``events$20260101``, ``events_*``."""
    return any("$" in part or "*" in part or "{}" in part for part in source.parts[-1:])


def _level_of(statement: Statement, use: TableUse) -> Level | None:
    for level in statement.outline.levels:
        if any(source is use.source for source in level.query.sources):
            return level
    return None


def _reads_nothing(statement: Statement, level: Level, use: TableUse) -> bool:
    """A change of all rows on purpose (``WHERE TRUE``), INSERT, which reads nothing of its target, WHERE FALSE, and
    CTEs that nothing names."""
    if any(part.kind == "bool" and part.name.upper() == "FALSE" for part in conjuncts(level.query.where)):
        return True
    here: Level | None = level
    while here is not None:
        if here.role == "cte" and not statement.outline.references.get(id(here.cte)):
            return True
        here = here.parent
    if use.role == "write":
        where = level.query.where
        if level.role != "dml":
            return True
        return not level.extra and (where is None or not any(node.kind == "column" for node in walk(where)))
    return level.query.source_holes or level.query.where_holes


# Which conditions bear on a read ---------------------------------------------------------


def _narrowed(
    statement: Statement, level: Level, use: TableUse, partition: Partition
) -> tuple[Said, list[tuple[Level, Source]]]:
    """What the conditions around a read say of the partition column, through CTEs and subqueries; and the readers."""
    names = (partition.column.lower(),) if partition.column else INGESTION
    field = use.table.field(names[0]) if use.table is not None else None
    kind = field.type if field is not None else ""
    found: list[Said] = []
    readers: list[tuple[Level, Source]] = []
    todo: list[tuple[Level, Source | None, frozenset[str]]] = [(level, use.source, frozenset(names))]
    seen: set[tuple[int, int]] = set()
    while todo and len(seen) < _MAX_STEPS:
        here, source, known = todo.pop(0)
        if (id(here), id(source)) in seen:
            continue
        seen.add((id(here), id(source)))
        if source is not None:
            readers.append((here, source))
            reader = _Reader(statement, here, source, known)
            column = Column(reader.means, reader.origin, reader.reads, kind or _guess(names), partition.unit == "RANGE")
            said = reader.judged(column)
            found.append(said)
            if said.kind in (PRUNES, UNKNOWN):
                return said, readers
            outer = reader.handed_on(column)
        else:
            outer = known
        if outer:
            todo += _above(statement, here, outer)
    return _pruning.best(found), readers


def _guess(names: tuple[str, ...]) -> str:
    return "TIMESTAMP" if names == INGESTION else ""


def _above(
    statement: Statement, level: Level, names: frozenset[str]
) -> Iterator[tuple[Level, Source | None, frozenset[str]]]:
    """The levels that read what a level produces."""
    if level.role == "branch" and level.parent is not None:
        yield level.parent, None, names | _same_place(level, level.parent, names)
    elif level.role == "from" and level.parent is not None and level.source is not None:
        yield level.parent, level.source, names
    elif level.role == "cte" and level.cte is not None:
        for reader, source in statement.outline.references.get(id(level.cte), ()):
            yield reader, source, names


def _same_place(branch: Level, whole: Level, names: frozenset[str]) -> frozenset[str]:
    """The names that a set operation gives to the columns that a branch calls ``names``: those of its first."""
    first = whole.query.branches[0]
    pairs = zip(branch.query.outputs, first.outputs)
    return frozenset(theirs.name.lower() for mine, theirs in pairs if mine.name.lower() in names and theirs.name)


class _Reader:
    """One level as a reader of one source: which of its expressions mean the partition column."""

    def __init__(self, statement: Statement, level: Level, source: Source, names: frozenset[str]) -> None:
        self.statement = statement
        self.level = level
        self.source = source
        self.names = names
        self.called = called(source)

    def means(self, expr: Sx) -> bool:
        """Whether an expression is the partition column itself."""
        if expr.kind != "column":
            return False
        qualifier, _, name = expr.name.lower().rpartition(".")
        if name not in self.names:
            return False
        if qualifier:
            return qualifier in self.called
        use = self.statement.bound.use_of(expr)
        return use is None or use.source is None or use.source is self.source

    def origin(self, expr: Sx) -> str:
        """Where another column comes from: ``same``, ``other`` or ``constant`` for a variable."""
        if expr.name.lower() in self.statement.bound.variables:
            return "constant"
        qualifier = expr.name.lower().rpartition(".")[0]
        use = self.statement.bound.use_of(expr)
        if qualifier in self.called or (use is not None and use.source is self.source):
            return "same"
        return "other"

    def reads(self, expr: Sx) -> bool:
        """Whether a subquery reads a table of the project, or one that is no CTE."""
        query = expr.query
        if query is None:
            return False
        uses = [use for use in self.statement.bound.tables if query.start <= use.source.start < query.end]
        return any(not use.local for use in uses)

    def judged(self, column: Column) -> Said:
        """What the conditions of this level say."""
        query = self.level.query
        if query.where_holes or query.source_holes:
            return Said(UNKNOWN)
        if any(name in self.names for source in query.sources for name in map(str.lower, source.using)):
            return Said(UNKNOWN)
        conditions = [*conjuncts(query.where), *self.level.extra]
        for source in query.sources:
            conditions += conjuncts(source.on)
        said = [_pruning.judge(condition, column) for condition in conditions]
        for late in (query.having, query.qualify):
            if late is not None and any(column.means(node) for node in walk(late)):
                said.append(Said(UNKNOWN))
        return _pruning.best(said)

    def handed_on(self, column: Column) -> frozenset[str]:
        """The names under which the column, or a form of it that still prunes, leaves this level."""
        found: set[str] = set()
        for output in self.level.query.outputs:
            value = output.value
            if value.kind in ("star", "hole"):
                if value.kind == "hole" or not value.name or value.name.lower() in self.called:
                    dropped = {entry.name.lower() for entry in value.args if entry.kind == "except"}
                    found |= self.names - dropped
            elif output.name and self._still(value, column):
                found.add(output.name.lower())
        return frozenset(found)

    def _still(self, value: Sx, column: Column) -> bool:
        return column.means(value) or (
            any(column.means(node) for node in walk(value)) and _pruning.form(value, column).kind != DEFEATED
        )


def _only_partitions(statement: Statement, level: Level, use: TableUse, partition: Partition) -> bool:
    """Whether a read needs no column but the partition column: COUNT(*), MAX(day), EXISTS (SELECT 1 …)."""
    if use.role == "write":
        return False
    names = frozenset((partition.column.lower(),)) if partition.column else frozenset(INGESTION)
    reader = _Reader(statement, level, use.source, names)
    for output in level.query.outputs:
        if output.value.kind in ("star", "hole"):
            return level.role == "exists"
    for value in expressions(level.query):
        for node in walk(value):
            if node.kind == "hole":
                return False
            if node.kind == "column" and not reader.means(node) and reader.origin(node) == "same":
                return False
            if node.kind == "column" and statement.bound.use_of(node) is None and not reader.means(node):
                return False
    return not any(source.using for source in level.query.sources)
