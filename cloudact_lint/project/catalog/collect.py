"""What schema files say of tables, gathered by name, and which of several descriptions counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from cloudact_lint.facts.model import Record
from cloudact_lint.facts.schema_model import TableSchema
from cloudact_lint.facts.sql_model import Tree
from cloudact_lint.findings import Span
from cloudact_lint.project.catalog.table import Added, Definition, Layout, Table
from cloudact_lint.project.project import Project

_FORMS = {"table": 0, "list": 0, "fields": 0, "schema": 0, "schemas": 1, "yaml": 2, "ddl": 3, "python": 4}
"""Schema files before CREATE statements before code: what is written for the purpose is kept up best."""


class Feed(Record):
    """Rows read by the schema ``schema`` go into the table ``table``: said at ``at`` in ``path``."""

    path: str
    schema: str
    table: str
    at: Span


@dataclass(slots=True, eq=False)
class View:
    """A CREATE VIEW, or a CREATE TABLE AS, with the text it stands in."""

    kind: str
    tree: Tree
    text: object
    path: str

    @property
    def parts(self) -> tuple[str, ...]:
        """Its whole name as written."""
        return self.tree.target.parts if self.tree.target is not None else ()


@dataclass(slots=True, eq=False)
class Found:
    """All that is said of tables with one name."""

    definitions: list[Definition] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    made: list[View] = field(default_factory=list)
    """CREATE TABLE AS: the query says what columns there are."""
    ctas: list[tuple[str, TableSchema]] = field(default_factory=list)
    """Partitioning and clustering of those."""
    dropped: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    open: bool = False
    external: bool = False
    written: str = ""


def from_files(project: Project, found: dict[str, Found]) -> list[Feed]:
    """Add the tables and layouts of JSON and YAML files; returns the feeds they tell of. Test code is left out."""
    feeds = []
    for path in project.paths("schema", "yaml"):
        if project.is_test(path):
            continue
        facts = project.facts(path).schema
        if facts is None:
            continue
        for schema in facts.tables:
            add(found, path, schema)
        for layout in facts.layouts:
            found[layout.table.lower()].layouts.append(Layout(path, layout))
        feeds += [Feed(path, schema, table, at) for schema, table, at in facts.feeds]
    return feeds


def new() -> dict[str, Found]:
    """Nothing found yet."""
    return defaultdict(Found)


def add(found: dict[str, Found], path: str, schema: TableSchema) -> None:
    """Add one description."""
    if schema.name:
        entry = found[schema.name.lower()]
        entry.definitions.append(Definition(path, schema))
        entry.written = entry.written or schema.name


def ranked(definitions: list[Definition], evidence: dict[str, int]) -> tuple[Definition, ...]:
    """The descriptions of a table, the one that counts first.

    In this order: whether code names the folder the file lies in, and by how many folders (what a
    program reads to make the table is what the table becomes); schema files before CREATE
    statements before code; complete ones; those that tell partitioning and clustering; the
    shorter path; the path itself.
    """
    def key(item: Definition) -> tuple[object, ...]:
        schema = item.schema
        settings = (schema.partition is not None) + bool(schema.cluster)
        return (
            -evidence.get(item.path, 0), schema.open, _FORMS.get(schema.form, 5), -settings,
            item.path.count("/"), len(item.path), item.path, schema.at,
        )

    ordered = sorted(definitions, key=key)
    return tuple(replace(item, canonical=number == 0) for number, item in enumerate(ordered))


def table_of(name: str, entry: Found, evidence: dict[str, int]) -> Table:
    """One table of everything said of it."""
    definitions = ranked(entry.definitions, evidence)
    parts = next((item.schema.parts for item in definitions if item.schema.parts), ())
    written = entry.written or next((item.layout.table for item in entry.layouts), name)
    table = Table(
        written, definitions=definitions, layouts=tuple(entry.layouts), added=tuple(entry.added), parts=parts,
        open=entry.open or not definitions or all(item.schema.open for item in definitions),
    )
    if entry.dropped or entry.renamed:
        table.extra["dropped"], table.extra["renamed"] = tuple(entry.dropped), tuple(entry.renamed)
    if entry.external:
        table.kind = "external"
    views = entry.views or ([] if definitions else entry.made)
    if views:
        _select(table, views)
    return table


def _select(table: Table, views: list[View]) -> None:
    """Give a view the query that makes it; where several differ, none is better than the wrong one."""
    chosen = min(views, key=lambda view: (view.path.count("/"), len(view.path), view.path))
    table.kind, table.open = chosen.kind, False
    table.extra["views"] = tuple(views)
    if len({_output_names(view.tree) for view in views}) == 1:
        table.view, table.view_text = chosen.tree, chosen.text
        table.extra["view_path"] = chosen.path
    else:
        table.open = True
    whole = chosen.parts
    if not table.parts and len(whole) > 1 and "{" not in whole[-2]:
        table.parts = tuple(whole)


def _output_names(tree: Tree) -> tuple[object, ...]:
    """What tells the columns of two views apart: their names, and where a star takes them from."""
    query = tree.query
    while query is not None and query.branches:
        query = query.branches[0]
    if query is None:
        return (tree.target.parts if tree.target is not None else (), "unknown")
    sources = tuple(source.parts[-1:] for source in query.sources)
    names = tuple(one.name.lower() for one in query.outputs)
    stars = any(one.value.kind == "star" for one in query.outputs)
    return (names, tuple(one.name.lower() for one in tree.columns), sources if stars else ())
