"""Tables, views and routines that SQL makes or changes."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts.schema_composite import parse_type
from cloudact_lint.facts.schema_model import Clustered, Field, Partition, TableSchema
from cloudact_lint.facts.sql_model import ColumnDef, Sx, Tree
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.catalog.collect import Found, View, add
from cloudact_lint.project.catalog.table import Added
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.texts import SqlText, SqlTexts

_HEAD = lazy_pattern(r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:(MATERIALIZED|EXTERNAL|SNAPSHOT)\s+)?", 2)
_UNITS = {"HOUR", "DAY", "MONTH", "YEAR"}
_INGESTION = {"_PARTITIONDATE", "_PARTITIONTIME"}


class SqlTables:
    """Reads the definitions of all SQL texts into ``found`` and ``routines``."""

    def __init__(self, project: Project, found: dict[str, Found], routines: dict[str, tuple[str, object]]) -> None:
        self._project, self._found, self._routines = project, found, routines
        self.likes: list[tuple[str, str]] = []
        """(table, the one it is LIKE, CLONE or COPY of)."""

    def read(self) -> None:
        """Add everything. Later statements of the same file add to earlier ones."""
        for text in SqlTexts.of(self._project).defining():
            for tree in text.parsed.trees:
                if tree.statement.kind == "CREATE" and "temp" not in tree.statement.flags:
                    self._create(text, tree)
                elif tree.statement.kind == "ALTER" and "table" in tree.statement.flags:
                    self._alter(text, tree)

    def _create(self, text: SqlText, tree: Tree) -> None:
        flags = tree.statement.flags
        name = _name(tree)
        if not name or tree.target is None:
            return
        if "procedure" in flags or "function" in flags:
            path, _ = text.span(tree.target.start, tree.target.end)
            self._routines.setdefault(name.lower(), (path, tree))
            return
        if "table" not in flags and "view" not in flags:
            return
        offset = tree.statement.offset
        head = _HEAD.match(text.text[offset : offset + 200])
        kind = (head.group(1) or "").upper() if head else ""
        path, at = text.span(tree.target.start, tree.target.end)
        if "view" in flags:
            made = "materialized-view" if kind == "MATERIALIZED" else "view"
            self._found[name.lower()].views.append(View(made, tree, text, path))
            self._found[name.lower()].written = self._found[name.lower()].written or name
            return
        self._table(text, tree, name, path, at, kind)

    def _table(self, text: SqlText, tree: Tree, name: str, path: str, at: Span, kind: str) -> None:
        entry = self._found[name.lower()]
        entry.written = entry.written or name
        if kind == "EXTERNAL":
            entry.external = True
            entry.open = entry.open or not tree.defs
        if tree.like is not None and tree.like.parts:
            self.likes.append((name.lower(), tree.like.parts[-1].lower()))
        if tree.query is not None and not tree.defs:
            entry.made.append(View("table", tree, text, path))
        if not (tree.defs or tree.query is not None or tree.partition is not None or tree.cluster):
            if tree.problem or tree.like is None:
                entry.open = True
            return
        options = dict(tree.options)
        schema = TableSchema(
            name, _literal_parts(tree), tuple(field(text, path, one) for one in tree.defs),
            self._partition(text, tree, options, at), tuple(_clustered(text, tree)),
            _string(options.get("description")), "ddl", at, True, not tree.defs,
        )
        if tree.defs:
            add(self._found, path, schema)
        elif schema.partition is not None or schema.cluster:
            entry.ctas.append((path, schema))

    def _partition(self, text: SqlText, tree: Tree, options: dict[str, Sx], at: Span) -> Partition | None:
        expr = tree.partition
        if expr is None:
            return None
        column, unit = _partitioned_by(expr)
        days = options.get("partition_expiration_days")
        require = options.get("require_partition_filter")
        where = text.span(expr.start, expr.end)[1] if expr.end > expr.start else at
        return Partition(
            column, unit, _number(days), require is not None and require.name.lower() == "true", where
        )

    def _alter(self, text: SqlText, tree: Tree) -> None:
        name = _name(tree)
        if not name:
            return
        entry = self._found[name.lower()]
        for one in tree.defs:
            path, _ = text.span(one.start, one.end)
            entry.added.append(Added(path, field(text, path, one)))
        entry.dropped += [one.name for one in tree.drops]
        for old, new in zip(tree.renames[::2], tree.renames[1::2]):
            entry.renamed.append((old.name, new.name))
        if tree.problem and not tree.defs:
            entry.open = entry.open or not entry.definitions


def _name(tree: Tree) -> str:
    """The table's own name; empty if it is, or holds, a placeholder."""
    parts = tree.target.parts if tree.target is not None else ()
    return parts[-1] if parts and "{" not in parts[-1] else ""


def _literal_parts(tree: Tree) -> tuple[str, ...]:
    parts = tree.target.parts if tree.target is not None else ()
    return tuple(parts) if len(parts) > 1 and "{" not in parts[-2] else ()


def field(text: SqlText, path: str, one: ColumnDef) -> Field:
    """A column of CREATE TABLE as a field."""
    at = _span(text, path, one.start, one.end)
    inner = tuple(field(text, path, item) for item in one.fields)
    whole = parse_type(one.type, at, one.name)
    kind, mode, parameters = one.type, "NULLABLE", ""
    if whole is not None:
        kind, mode, parameters = whole.type, whole.mode, whole.parameters
        inner = inner or whole.fields
    mode = "REQUIRED" if one.required and mode == "NULLABLE" else mode
    return Field(one.name, kind, mode, one.description, one.default, inner, one.type, at, at, parameters)


def _span(text: SqlText, path: str, start: int, end: int) -> Span:
    return text.span(start, end)[1]


def _clustered(text: SqlText, tree: Tree) -> Iterator[Clustered]:
    for one in tree.cluster:
        yield Clustered(one.name, text.span(one.start, one.end)[1])


def _partitioned_by(expr: Sx) -> tuple[str, str]:
    """The column and unit of a PARTITION BY expression."""
    if expr.kind == "column":
        name = expr.name
        return ("", "INGESTION") if name.upper() in _INGESTION else (name, "DAY")
    column = next((arg.name for arg in expr.args if arg.kind == "column"), "")
    if expr.kind == "call" and expr.name == "RANGE_BUCKET":
        return column, "RANGE"
    words = [arg.name.upper() for arg in expr.args[1:]]
    unit = next((word for word in words if word in _UNITS), "DAY")
    return ("", "INGESTION") if column.upper() in _INGESTION else (column, unit)


def _string(expr: Sx | None) -> str:
    return expr.name if expr is not None and expr.kind == "string" else ""


def _number(expr: Sx | None) -> float | None:
    try:
        return float(expr.name) if expr is not None else None
    except ValueError:
        return None
