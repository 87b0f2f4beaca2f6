"""Where SQL and rows name columns that the configuration calls deprecated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cloudact_lint.config.globs import matches
from cloudact_lint.config.settings import DeprecatedColumn
from cloudact_lint.facts.sql_model import Set, Sx, Tree
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.bound import Bound, ColumnUse, TableUse

_WORD = lazy_pattern(r"[^\W\d][\w{},.]*[\w}]")
_CHANGING = {"ALTER", "DROP", "CREATE"}
_FALLBACKS = {"COALESCE", "IFNULL", "IF", "NVL"}


@dataclass(slots=True)
class Uses:
    """The deprecated columns that one statement, or one row, names of one table, in one file."""

    path: str
    table: str
    schema: Table | None
    found: list[tuple[str, Span, DeprecatedColumn]] = field(default_factory=list)


class Deprecated:
    """The deprecated columns by name, and which tables they are meant in."""

    def __init__(self, columns: Sequence[DeprecatedColumn]) -> None:
        self._by_name: dict[str, list[DeprecatedColumn]] = {}
        for column in columns:
            self._by_name.setdefault(column.name.lower(), []).append(column)

    def of(self, name: str, table: str) -> DeprecatedColumn | None:
        """The entry that covers a column of a table."""
        for column in self._by_name.get(name.lower(), ()):
            low = table.lower()
            if (not column.tables or matches(low, column.tables)) and not matches(low, column.except_):
                return column
        return None

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name


def in_sql(project: Project, deprecated: Deprecated) -> Iterator[Uses]:
    """Deprecated columns named in statements."""
    from cloudact_lint.project.sql.binder import Binder

    seen: set[tuple[str, Span, str]] = set()
    for bound in Binder.of(project).all():
        if bound.tree.statement.kind.split()[0] in _CHANGING and bound.tree.query is None:
            continue  # the way to get rid of it
        groups: dict[tuple[str, str], Uses] = {}
        for use, table, name in _uses(bound, deprecated):
            column = deprecated.of(use.name, name)
            if column is None or _moves(bound.tree, use.name, column):
                continue
            path, span = bound.span(use.ref.start, use.ref.end)
            if not path or (path, span, use.name.lower()) in seen:
                continue
            seen.add((path, span, use.name.lower()))
            groups.setdefault((path, name.lower()), Uses(path, name, table)).found.append((use.name, span, column))
        yield from groups.values()


def _uses(bound: Bound, deprecated: Deprecated) -> Iterator[tuple[ColumnUse, Table | None, str]]:
    sources: dict[int, TableUse] | None = None
    alone = bound.tables[0] if len(bound.tables) == 1 else None
    fallen = _with_successor(bound.tree)
    for use in bound.columns:
        if use.name not in deprecated or use.missing or id(use.ref) in fallen:
            continue
        if use.table is not None:
            renamed = use.field is not None and use.field.name.lower() != use.name.lower()
            if not renamed and (use.field is not None or use.table.open):
                yield use, use.table, use.table.name
            continue
        if sources is None:
            sources = {id(item.source): item for item in bound.tables}
        entry = sources.get(id(use.source)) if use.source is not None else alone
        if entry is None or entry.local or entry.table is not None or entry.source.kind != "table":
            continue
        name = entry.source.parts[-1] if entry.source.parts else "{}"
        if "{" not in name and "INFORMATION_SCHEMA" not in map(str.upper, entry.source.parts):
            yield use, None, name


def _moves(tree: Tree, name: str, column: DeprecatedColumn) -> bool:
    """``UPDATE … SET new = old``: the statement that fills the successor."""
    successors = {word.lower() for word in successors_of(column)}
    sets: Iterable[Set] = (*tree.sets, *(item for when in tree.whens for item in when.sets))
    for item in sets:
        target = item.column.name.rpartition(".")[2].lower()
        if target in successors and name.lower() in {part for sx in _walk(item.value) for part in _names(sx)}:
            return True
    return False


def _with_successor(tree: Tree) -> frozenset[int]:
    """Columns in ``COALESCE(new, old)``: readers that know both."""
    found: set[int] = set()
    roots = [item.value for item in tree.sets]
    queries = [tree.query] if tree.query is not None else []
    while queries:
        query = queries.pop()
        queries += [*query.branches, *(cte.query for cte in query.ctes)]
        queries += [source.query for source in query.sources if source.query is not None]
        roots += [output.value for output in query.outputs]
    for root in roots:
        for sx in _walk(root):
            if sx.kind == "call" and sx.name in _FALLBACKS and len(sx.args) > 1:
                found.update(id(inner) for arg in sx.args[1:] for inner in _walk(arg) if inner.kind == "column")
    return frozenset(found)


def _walk(sx: Sx) -> Iterator[Sx]:
    stack = [sx]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.args)


def _names(sx: Sx) -> Iterator[str]:
    if sx.kind == "column":
        yield sx.name.rpartition(".")[2].lower()


def successors_of(column: DeprecatedColumn) -> tuple[str, ...]:
    """The names of columns in the words that say what to use instead, spelled out."""
    from cloudact_lint.config.braces import TooMany, expand

    found: list[str] = []
    for word in _WORD.findall(column.use):
        try:
            found.extend(name for name in expand(word) if name and "{" not in name)
        except TooMany:
            continue
    return tuple(found)


def in_rows(project: Project, deprecated: Deprecated) -> Iterator[Uses]:
    """Deprecated columns as keys of rows that are put into a table."""
    from cloudact_lint.project.rows.inserts import Inserts

    seen: set[tuple[str, Span, str]] = set()
    for insert in Inserts.of(project):
        for record in insert.records:
            groups: dict[str, Uses] = {}
            for key in record.keys:
                column = deprecated.of(key.name, insert.name) if key.name in deprecated else None
                if column is None or insert.table.field(key.name) is None or (key.path, key.at, key.name) in seen:
                    continue
                seen.add((key.path, key.at, key.name))
                group = groups.setdefault(key.path, Uses(key.path, insert.name, insert.table))
                group.found.append((key.name, key.at, column))
            yield from groups.values()


def in_reads(project: Project, deprecated: Deprecated) -> Iterator[Uses]:
    """Deprecated columns read from rows of a ``SELECT *``, which does not name them itself."""
    from cloudact_lint.project.rows.reads import Reads
    from cloudact_lint.project.rows.results import produced

    for read in Reads.of(project):
        if read.key not in deprecated:
            continue
        for shape in read.shapes:
            for text in produced(project, shape.source) or ():
                result = next((r for r in text.bound.results or () if r.name.lower() == read.key.lower()), None)
                if result is None or result.field is None or result.table is None:
                    continue
                column = deprecated.of(result.field.name, result.table.name)
                named = any(use.name.lower() == result.field.name.lower() for use in text.bound.columns)
                if column is not None and not named:
                    yield Uses(read.scope.path, result.table.name, result.table, [(read.key, read.at, column)])
                    break
            else:
                continue
            break
