"""CA418: a schema that BigQuery would not take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.config.globs import matches
from cloudact_lint.context import FileContext
from cloudact_lint.facts.schema_model import SchemaProblem
from cloudact_lint.findings import Finding, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema._examples_invalid import INVALID, VALID

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project

_FEW = 2
"""So many schemas beside a broken file make it one."""


class InvalidSchema(Rule):
    """Reports schemas that cannot be loaded, with the exact place."""

    meta = RuleMeta(
        code="CA418",
        slug="invalid-schema",
        summary="a schema that BigQuery refuses: malformed JSON, unknown type or mode, RECORD without fields",
        severity=Severity.CRITICAL,
        default="on",
        languages=("schema", "yaml", "python"),
        why=(
            "Nothing reads a schema file until a table is made from it: then `bq mk`, a load job or a deployment "
            "fails, often in an environment that is set up once in a while, and half of the tables are there."
        ),
        instead=(
            "Names of letters, digits and underscores; one of BigQuery's types (`STRING`, `INT64`, `NUMERIC`, "
            "`TIMESTAMP` …); a mode of `NULLABLE`, `REQUIRED`, `REPEATED` or none; `fields` in every `RECORD`, at "
            "most 15 levels deep; JSON without comments and trailing commas."
        ),
        silent=(
            "JSON that is no BigQuery schema, whatever its name: only lists of fields most of whose types are "
            "BigQuery's count, and JSON Schema, Avro, Spark, OpenAPI and forms do not. A file that is too broken to "
            "tell is reported if the other JSON files of its folder are schemas. Placeholders of templates may stand "
            "for anything; tests. JSON has no comments: leave a file out by `per-file-ignores` or "
            "`exclude-schema-files`."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/schemas#column_names",
            "https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#TableFieldSchema",
            "https://cloud.google.com/bigquery/quotas#standard_tables",
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """Files that are schemas by what is in them."""
        schema = context.facts.schema
        if schema is None or matches(context.path, context.settings.test_paths):
            return
        for problem in schema.problems:
            if problem.kind == "invalid":
                yield self._at(context.path, problem)

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Broken files among schemas, and lists of fields in code."""
        from cloudact_lint.project.catalog.catalog import Catalog

        catalog = Catalog.of(project)
        folders = catalog.schema_folders()
        for path in project.paths("schema"):
            schema = project.facts(path).schema
            if schema is None or not schema.problems or schema.problems[0].kind != "suspect":
                continue
            beside = len(folders.get(path.rpartition("/")[0], ()))
            if beside >= _FEW and project.asked(path):
                problem = schema.problems[0]
                text = f"not valid JSON: {problem.message}; the {beside} other schemas of this folder can be read"
                yield self._at(path, problem._replace(message=text))
        for path, problem in catalog.problems:
            if problem.kind == "invalid" and project.asked(path):
                yield self._at(path, problem)

    def _at(self, path: str, problem: SchemaProblem) -> Finding:
        return self.finding(path, problem.at, problem.message, anchor=f"schema:{problem.message[:60]}")
