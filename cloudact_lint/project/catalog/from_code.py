"""Tables that Python describes: lists of SchemaField, settings of partitions and clusters, paths of schema files."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.facts.schema_fields import FieldReader, is_field_list, keyed
from cloudact_lint.facts.schema_layouts import cluster_in, feeds_in, has_layout, layouts_in, partition_in, table_name
from cloudact_lint.facts.schema_model import SchemaProblem, TableLayout, TableSchema
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.catalog.collect import Feed, Found, add
from cloudact_lint.project.catalog.literals import Literals
from cloudact_lint.project.catalog.table import Layout
from cloudact_lint.project.origins import Origins
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.tables import Tables
from cloudact_lint.project.values import Instance, Literal
from cloudact_lint.project.walking import children, last_name, scope_expressions

_HOLE = lazy_pattern(r"__h\d+__")
TAG = "table-code"
"""Of files in which code may describe tables."""
_ATTRIBUTES = {"time_partitioning", "range_partitioning", "clustering_fields"}
_KEYED_BY_TABLE = ("schema", "table", "field", "column")


class CodeTables:
    """Reads what Python files say of tables into ``found``."""

    def __init__(self, project: Project, found: dict[str, Found]) -> None:
        self._project, self._found = project, found
        self._bigquery = BigQuery.of(project)
        self._literals = Literals(self._bigquery.resolver, self._bigquery.renderer)
        self._tables = Tables(self._bigquery)
        self.feeds: list[Feed] = []
        self.problems: list[tuple[str, SchemaProblem]] = []
        self._named: list[tuple[str, str, YamlNode]] = []
        self._taken: set[tuple[str, Span]] = set()

    def read(self) -> None:
        """Add everything; constants called after a table come last, when all tables are known."""
        for path in self._project.paths("python", "notebook"):
            if TAG not in self._project.records[path].tags or self._project.is_test(path):
                continue
            for site in self._project.calls_in(path):
                self._call(site)
            for scope in self._project.scopes(path):
                self._assignments(scope)
                self._displays(scope)
        for name, path, node in self._named:
            if name.lower() in self._found and (path, node.at) not in self._taken:
                self._schema(name, (), path, node)

    # Calls -------------------------------------------------------------------------------

    def _call(self, site: CallSite) -> None:
        call = site.call
        last = last_name(call.func)
        keywords = {name: value for name, value in call.keywords if name is not None}
        if last == "Table":
            schema = keywords.get("schema") or (call.args[1] if len(call.args) > 1 else None)
            ref = keywords.get("table_ref") or (call.args[0] if call.args else None)
            if schema is not None and ref is not None:
                self._of_table(ref, schema, site)
        elif last.startswith("load_table_from") and "job_config" in keywords:
            ref = keywords.get("destination") or (call.args[1] if len(call.args) > 1 else None)
            if ref is not None:
                self._load(ref, keywords["job_config"], site)
        elif last not in ("TimePartitioning", "RangePartitioning", "LoadJobConfig", "QueryJobConfig"):
            self._settings(site, keywords)

    def _of_table(self, ref: m.Expr, schema: m.Expr, site: CallSite) -> None:
        """``bigquery.Table(ref, schema=…)``."""
        name = self._name(ref, site)
        if name:
            path, node = self._literals.located(schema, site.scope, site.call.at)
            if _fields_in(node):
                self._schema(name, self._parts(ref, site), path, node)

    def _name(self, ref: m.Expr, site: CallSite) -> str:
        """The table that an expression names, also through the callers of a function; empty if that is not known."""
        name, home = self._tables.table_of(ref, site)
        if home is None:
            return table_name(name)
        found = set()
        for value in Origins.of(self._bigquery.resolver).values(ref, site.scope, site.call.at):
            made = None
            if isinstance(value, Literal):
                made = self._bigquery.renderer.render(value.expr, value.scope)
            found.add(table_name(made.text.rpartition(".")[2]) if made is not None else "")
        only = found.pop() if len(found) == 1 else ""
        return "" if _HOLE.search(only) else only

    def _load(self, ref: m.Expr, config: m.Expr, site: CallSite) -> None:
        """A load job whose configuration says the schema."""
        name = self._name(ref, site)
        if not name:
            return
        for value in self._bigquery.resolver.resolve(config, site.scope, site.call.at):
            if isinstance(value, Instance) and value.call is not None and value.scope is not None:
                keywords = {key: item for key, item in value.call.keywords if key is not None}
                if "schema" in keywords:
                    path, node = self._literals.located(keywords["schema"], value.scope, value.call.at)
                    if _fields_in(node):
                        self._schema(name, self._parts(ref, site), path, node)
                self._layout(name, keywords, CallSite(value.call, value.scope))

    def _settings(self, site: CallSite, keywords: dict[str, m.Expr]) -> None:
        """A helper of the repository that takes ``partition_field=…, clustering_fields=[…]`` beside a table's name."""
        if not any(name in keywords for name in ("clustering_fields", "cluster_fields", "partition_field", "cluster_by",
                                                 "time_partitioning", "partition_by")):
            return
        ref = next((keywords[name] for name in ("table", "table_id", "table_name", "destination", "table_ref",
                                                "destination_table", "name") if name in keywords), None)
        ref = ref or (site.call.args[0] if site.call.args else None)
        if ref is None:
            return
        if found := self._name(ref, site):
            self._layout(found, keywords, site)

    def _layout(self, name: str, keywords: dict[str, m.Expr], site: CallSite) -> None:
        at = site.call.at
        values = {key: self._literals.node(value, site.scope, at) for key, value in keywords.items()}
        items = tuple((YamlNode(key, "str", (), at), value) for key, value in values.items())
        node = YamlNode(None, "map", items, at)
        parts = keyed(node)
        if has_layout(parts):
            partition, cluster = partition_in(node, parts), cluster_in(node, parts)
            if partition is not None or cluster is not None:
                self._add_layout(site.scope.path, TableLayout(name, partition, cluster, at))

    # Assignments -------------------------------------------------------------------------

    def _assignments(self, scope: Scope) -> None:
        for statement in scope.flat:
            if not isinstance(statement, m.Assign) or statement.value is None:
                continue
            target = statement.target
            if isinstance(target, m.Attr) and target.name in (*_ATTRIBUTES, "schema"):
                self._attribute(target, statement, scope)
            elif isinstance(target, m.Name):
                self._constant(target.id, statement.value, scope, statement.at)

    def _attribute(self, target: m.Attr, statement: m.Assign, scope: Scope) -> None:
        """``table.clustering_fields = […]``."""
        assert statement.value is not None
        for value in self._bigquery.resolver.resolve(target.base, scope, statement.at):
            if not isinstance(value, Instance) or value.call is None or value.scope is None or not value.call.args:
                continue
            if value.name.rpartition(".")[2] not in ("Table", "get_table", "create_table"):
                continue
            name = self._name(value.call.args[0], CallSite(value.call, value.scope))
            if not name:
                continue
            path, node = self._literals.located(statement.value, scope, statement.at)
            if target.name == "schema":
                if _fields_in(node):
                    self._schema(name, (), path, node)
                continue
            if path != scope.path:
                node = self._literals.node(statement.value, scope, statement.at)
            whole = YamlNode(None, "map", ((YamlNode(target.name, "str", (), statement.at), node),), statement.at)
            partition, cluster = partition_in(whole), cluster_in(whole)
            if partition is not None or cluster is not None:
                self._add_layout(scope.path, TableLayout(name, partition, cluster, statement.at))

    def _constant(self, name: str, value: m.Expr, scope: Scope, at: Span) -> None:
        """``ORDERS_SCHEMA = [SchemaField(…), …]``, ``SCHEMAS = {"orders": […]}``."""
        lowered = name.lower().strip("_")
        if isinstance(value, (m.Seq, m.Bin)):
            for ending in ("_schema", "_fields", "_table_schema", "_schema_fields", "_columns"):
                if lowered.endswith(ending):
                    node = self._literals.node(value, scope, at)
                    if _fields_in(node):
                        self._named.append((lowered.removesuffix(ending), scope.path, node))
                    return
        elif isinstance(value, m.Dict) and any(word in lowered for word in _KEYED_BY_TABLE):
            node = self._literals.node(value, scope, at)
            for key, item in node.items:
                if key is not None and key.tag == "str" and is_field_list(item):
                    self._schema(table_name(key.value or ""), (), scope.path, item)

    # Dicts -------------------------------------------------------------------------------

    def _displays(self, scope: Scope) -> None:
        """Layouts and feeds in dict and list displays, wherever they stand."""
        stack = list(scope_expressions(scope))
        while stack:
            expr = stack.pop()
            if isinstance(expr, (m.Dict, m.Seq)) and _speaks_of_layout(expr):
                node = self._literals.node(expr, scope, expr.at)
                for layout in layouts_in(node):
                    self._add_layout(scope.path, layout)
                self.feeds += [Feed(scope.path, schema, table, at) for schema, table, at in feeds_in(node)]
                continue
            stack.extend(children(expr))

    def _add_layout(self, path: str, layout: TableLayout) -> None:
        self._found[layout.table.lower()].layouts.append(Layout(path, layout))

    # Schemas -----------------------------------------------------------------------------

    def _schema(self, name: str, parts: tuple[str, ...], path: str, node: YamlNode) -> None:
        if not name or (path, node.at) in self._taken:
            return
        self._taken.add((path, node.at))
        known = tuple((key, item) for key, item in node.items if item.tag == "map")
        reader = FieldReader()
        fields = reader.read(node._replace(items=known))
        self.problems += [(path, problem) for problem in reader.problems]
        fields = tuple(one for one in fields if one.name)
        head = Span(node.at.row, node.at.column, node.at.row, node.at.column + 1)
        schema = TableSchema(
            name, parts, fields, None, (), "", "python", head, False, len(fields) < len(node.items)
        )
        add(self._found, path, schema)

    def _parts(self, ref: m.Expr, site: CallSite) -> tuple[str, ...]:
        """The whole name of a table where it is written out."""
        made = self._bigquery.renderer.render(ref, site.scope, site.call.at)
        if made is None or made.holes or made.text.count(".") not in (1, 2):
            return ()
        return tuple(made.text.strip("`").split("."))


def _fields_in(node: YamlNode) -> bool:
    """Whether a list is one of fields, as far as it can be seen."""
    return is_field_list(node._replace(items=tuple(item for item in node.items if item[1].tag != "code")))


def _speaks_of_layout(expr: m.Expr) -> bool:
    """Whether a display holds, at some depth, a dict with a key for partitions, clusters or a schema file."""
    stack: list[m.Expr] = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, m.Dict):
            for key, _ in node.items:
                if isinstance(key, m.Text) and key.parts and isinstance(key.parts[0], m.Piece):
                    word = key.parts[0].text.lower()
                    if "partition" in word or "cluster" in word or word.startswith("schema_"):
                        return True
        if isinstance(node, (m.Dict, m.Seq)):
            stack.extend(children(node))
    return False


