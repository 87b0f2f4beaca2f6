"""Look-ups of rows by their key, which no condition on the partition column can replace.

Who asks for one order by its id does not know its day; and blocks of a clustered table are left out
by a condition on the first clustering column (https://cloud.google.com/bigquery/docs/clustered-tables).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cloudact_lint.facts.sql_model import Source, Sx
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.sql.outline import Level, Statement, called, conjuncts, walk

if TYPE_CHECKING:
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.project import Project

_KEY = lazy_pattern(r"(?:^|_)(?:id|key|uuid|guid|slug|hash|sku|number|code|token|email)$", 2)
_BOUNDS = frozenset(("=", "<", "<=", ">", ">=", "BETWEEN"))
_FEW = 4
"""Tables that must share a column for it to be no row's key but a dimension, such as the tenant."""


def shared_columns(project: Project) -> frozenset[str]:
    """Columns that more than half of all tables have, and the tenant column: they name no row."""
    known = project.shared.get("shared-columns")
    if not isinstance(known, frozenset):
        from cloudact_lint.project.catalog.catalog import Catalog

        tables = [table for table in Catalog.of(project).tables.values() if table.fields]
        counts = Counter(name for table in tables for name in {item.name.lower() for item in table.fields})
        enough = max(_FEW, len(tables) // 2 + 1)
        known = frozenset(name for name, count in counts.items() if count >= enough)
        if project.settings.tenant_column:
            known |= {project.settings.tenant_column.lower()}
        project.shared["shared-columns"] = known
    return known


def looked_up_by(statement: Statement, level: Level, source: Source, table: Table, shared: frozenset[str]) -> str:
    """The key column that a read compares with ``=`` or IN; empty if there is none."""
    first = {columns[0].name.lower() for _, columns, _ in table.clusterings() if columns}
    conditions = [*conjuncts(level.query.where), *(c for s in level.query.sources for c in conjuncts(s.on))]
    for condition in conditions:
        for column, others in _equalities(condition):
            name = _own_column(statement, column, source)
            if not name or any(_own_column(statement, node, source) for other in others for node in walk(other)):
                continue
            if name in first or _is_key(table, name, shared):
                return name
    for joined in (name.lower() for item in level.query.sources for name in item.using):
        if joined in first or _is_key(table, joined, shared):
            return joined
    return ""


def bounded_beside(statement: Statement, level: Level, source: Source, table: Table) -> str:
    """Another date or time of the table that a condition compares with something constant."""
    for condition in conjuncts(level.query.where):
        if condition.kind != "op" or condition.name not in _BOUNDS:
            continue
        for node in walk(condition):
            item = table.field(_own_column(statement, node, source)) if node.kind == "column" else None
            if item is not None and item.type in ("DATE", "TIMESTAMP", "DATETIME"):
                return item.name
    return ""


def _equalities(condition: Sx) -> list[tuple[Sx, tuple[Sx, ...]]]:
    if condition.kind == "in" and condition.args:
        return [(condition.args[0], condition.args[1:])]
    if condition.kind == "op" and condition.name == "=" and len(condition.args) == 2:
        one, two = condition.args
        return [(one, (two,)), (two, (one,))]
    return []


def _own_column(statement: Statement, expr: Sx, source: Source) -> str:
    """The name of a column of ``source``, in lower case; empty for anything else."""
    if expr.kind == "call" and expr.name in ("LOWER", "UPPER", "TRIM") and expr.args:
        expr = expr.args[0]
    if expr.kind != "column":
        return ""
    qualifier, _, name = expr.name.lower().rpartition(".")
    use = statement.bound.use_of(expr)
    if qualifier in called(source) or (use is not None and use.source is source):
        return name
    return ""


def _is_key(table: Table, name: str, shared: frozenset[str]) -> bool:
    """Whether a column tells rows of a table apart, by its name and what the schema says of it."""
    item = table.field(name)
    if item is None or name in shared or _KEY.search(name) is None:
        return False
    own = table.fields[0].name.lower() == name if table.fields else False
    entity = name.rpartition("_")[0]
    return own or item.mode == "REQUIRED" or (entity != "" and entity.rstrip("s") in table.name.lower())
