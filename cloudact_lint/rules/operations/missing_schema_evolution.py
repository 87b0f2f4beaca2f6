"""CA705: load jobs that fail on the first new field of their source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery, Operation
from cloudact_lint.project.fields import Field, Fields
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.sql.texts import DEFINING
from cloudact_lint.project.tables import Tables
from cloudact_lint.project.values import Literal
from cloudact_lint.project.walking import last_name, scope_expressions, walk
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.operations._examples_evolution import INVALID, VALID

_LOADS = (
    "load_table_from_uri", "load_table_from_file", "load_table_from_json", "load_table_from_dataframe",
)  # fmt: skip
_ALTER = lazy_pattern(
    r"(?is)\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(`[^`]+`|[^\s`]+)\s+ADD\s+COLUMN\s+(?:IF\s+NOT\s+EXISTS\s+)?`?([\w{}]+)"
)
_HOLE = lazy_pattern(r"\{\w*\}")


class MissingSchemaEvolution(Rule):
    """Looks at the configuration of load jobs that append."""

    meta = RuleMeta(
        code="CA705",
        slug="missing-schema-evolution",
        summary="a load job appends to a table and may not add a field that its source has got",
        severity=Severity.LOW,
        default="advice",
        languages=("python", "notebook"),
        why=(
            "BigQuery refuses an appended load whose rows have a field that the table has not (`No such field`). The "
            "day the source adds one, the pipeline stands still until somebody has altered the table."
        ),
        instead=(
            "Set `schema_update_options=[SchemaUpdateOption.ALLOW_FIELD_ADDITION]` where new fields are welcome, or "
            "bring tables up to date with their schema files before the load; `ignore_unknown_values=True` drops new "
            "fields on purpose."
        ),
        silent=(
            "Loads that replace the table (`WRITE_TRUNCATE`), that fill an empty one, or that detect the schema; "
            "configurations that cannot be followed; `ignore_unknown_values`; repositories with code that adds missing "
            "columns to any table (`ALTER TABLE … ADD COLUMN` with the names put in, `update_table` of a schema)."
        ),
        bug_hunt=(46,),
        references=(
            "https://cloud.google.com/bigquery/docs/managing-table-schemas#adding_a_column_when_you_append_data_during_a_"
            "load_job",
            "https://cloud.google.com/python/docs/reference/bigquery/latest/google.cloud.bigquery.job.LoadJobConfig",
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each load that appends."""
        asked = [path for path in project.files_calling(*_LOADS) if project.asked(path)]
        loads = _Loads(project)
        for path in asked:
            for site in project.calls_in(path):
                if last_name(site.call.func) not in _LOADS:
                    continue
                operation = loads.bigquery.operation(site)
                if operation is None or operation.action != "load" or not loads.stands_still(operation):
                    continue
                table = loads.table(operation)
                if loads.synced(table):
                    continue
                yield self.finding(
                    path,
                    site.call.at,
                    f"{site.call.func.name if isinstance(site.call.func, m.Attr) else 'this load'} appends"
                    f"{f' to `{table}`' if table else ''} with a fixed schema: a new field in the source makes it fail "
                    "with “No such field”, and nothing here adds columns; set `schema_update_options=["
                    "ALLOW_FIELD_ADDITION]`, or bring the table up to date first",
                    confidence=Confidence.MEDIUM if operation.certain else Confidence.LOW,
                    anchor=f"{site.scope.function.qualname if site.scope.function else ''}:{table}",
                )


class _Loads:
    """Answers about load jobs. For one run of the rule."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.bigquery = BigQuery.of(project)
        self.fields = Fields.of(self.bigquery.resolver)
        self.tables = Tables(self.bigquery)

    def stands_still(self, operation: Operation) -> bool:
        """Whether a load surely appends, and surely neither adds nor drops new fields."""
        config = operation.argument(3, "job_config")
        site = operation.site
        if self._has_fixed_columns(operation):
            return False
        if config is None:
            return not any(name is None for name, _ in site.call.keywords)  # the default appends
        for name in ("schema_update_options", "autodetect", "ignore_unknown_values"):
            for found in self._field(config, site, name):
                if found.state == "unknown" or (found.state == "given" and not _is_false(found.expr)):
                    return False
        dispositions = self._field(config, site, "write_disposition")
        return any(found.state in ("missing", "nothing") or self._appends(found) for found in dispositions)

    def _has_fixed_columns(self, operation: Operation) -> bool:
        """Whether a frame is cut to listed columns before it is loaded: a new field of the source never comes here."""
        site, source = operation.site, operation.argument(0, "dataframe")
        if operation.method != "load_table_from_dataframe" or not isinstance(source, m.Name):
            return False
        bindings, _ = site.scope.reaching(source.id, site.call.at)
        cut = [binding.value.index for binding in bindings if isinstance(binding.value, m.Sub)]
        return bool(cut) and len(cut) == len(bindings) and all(isinstance(one, (m.Seq, m.Name)) for one in cut)

    def _appends(self, found: Field) -> bool:
        """Whether a write disposition is, or may be, WRITE_APPEND."""
        for node in walk(found.expr) if found.expr is not None else ():
            if isinstance(node, m.Name):
                values = self.bigquery.resolver.resolve(node, found.scope, found.at)
                exprs = [value.expr for value in values if isinstance(value, Literal)]
            else:
                exprs = [node]
            for expr in exprs:
                word = expr.name if isinstance(expr, m.Attr) else literal_key(expr)
                if word == "WRITE_APPEND":
                    return True
        return False

    def _field(self, config: m.Expr, site: CallSite, name: str) -> list[Field]:
        return self.fields.of_expr(config, site.scope, site.call.at, None, (name,))

    def table(self, operation: Operation) -> str:
        """The table that is loaded, as far as it is written out."""
        name, scope = self.tables.of_operation(operation)
        return name if scope is None and name.replace("_", "").isalnum() else ""

    def synced(self, table: str) -> bool:
        """Whether something in the repository adds columns to a table: to any, or to this one."""
        return "" in self._altered or (bool(table) and table.lower() in self._altered)

    @cached_property
    def _altered(self) -> frozenset[str]:
        """The tables that get columns later, in lower case; ``""`` where code puts their names in."""
        return frozenset(self._all_altered())

    def _all_altered(self) -> Iterator[str]:
        for path in self.project.paths("sql", "python", "notebook", "typescript"):
            index = self.project.records[path]
            if self.project.is_test(path) or (index.language != "sql" and DEFINING not in index.tags):
                continue
            for text in (self.project.facts(path).text,) if index.language == "sql" else self._texts(path):
                for match in _ALTER.finditer(text):
                    table, column = match.group(1).strip("`"), match.group(2)
                    yield "" if _HOLE.search(column) else table.rpartition(".")[2].lower()
        for path in self.project.files_calling("update_table"):
            if not self.project.is_test(path):
                for site in self.project.calls_in(path):
                    named = [literal_key(node) for node in walk(site.call) if isinstance(node, m.Text)]
                    if last_name(site.call.func) == "update_table" and "schema" in named:
                        yield ""

    def _texts(self, path: str) -> Iterator[str]:
        """The strings of a file; ``{}`` stands for what is put in."""
        for scope in self.project.scopes(path):
            for expr in scope_expressions(scope):
                for node in walk(expr):
                    if isinstance(node, m.Text):
                        yield "".join(part.text if isinstance(part, m.Piece) else "{}" for part in node.parts)


def _is_false(expr: m.Expr | None) -> bool:
    return (isinstance(expr, m.Const) and not expr.value) or (isinstance(expr, m.Seq) and not expr.items)
