"""CA202: a value put into SQL text where a query parameter belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.texts import SqlText, SqlTexts
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_spliced import INVALID, VALID
from cloudact_lint.rules.query._spliced import Spliced, spliced

_SHOWN = 4


class InterpolatedSqlValue(Rule):
    """Looks at the placeholders of every SQL text that code runs."""

    meta = RuleMeta(
        code="CA202",
        slug="interpolated-sql-value",
        summary="a value put into SQL text where a query parameter belongs",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "typescript", "notebook"),
        why=(
            "A value in the text of a query is read as SQL: a quote in it ends the literal, and whoever chooses the "
            "value chooses what the query does (https://owasp.org/www-community/attacks/SQL_Injection). A value that "
            "happens to be safe today still breaks on the first name with an apostrophe."
        ),
        instead=(
            "Write `@name` in the SQL, without quotes, and give the value as a parameter: "
            "`QueryJobConfig(query_parameters=[ScalarQueryParameter(\"name\", \"STRING\", value)])`, in Node.js "
            "`query({query, params: {name: value}})`. Lists are an `ArrayQueryParameter`, read by `IN UNNEST(@names)`."
        ),
        silent=(
            "Names of projects, datasets, tables and columns, which no parameter can stand for; whole clauses; "
            "statements that take no parameters (DDL, EXPORT, OPTIONS). Numbers, dates, members of an Enum, "
            "settings and constants are advice: nobody can put SQL into them, a parameter is still easier to read."
        ),
        references=("https://cloud.google.com/bigquery/docs/parameterized-queries",),
        cwe=(89,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each query, which lists its values."""
        bigquery = BigQuery.of(project)
        seen: set[tuple[str, int, int]] = set()
        for text in SqlTexts.of(project).all():
            if text.source == "code" and text.site is not None:
                yield from self._in_text(text, bigquery, seen)

    def _in_text(self, text: SqlText, bigquery: BigQuery, seen: set[tuple[str, int, int]]) -> Iterator[Finding]:
        values: list[Spliced] = []
        for value in spliced(text, bigquery):
            path, row, column = text.rendered.place(value.hole.offset)
            if (path, row, column) not in seen:
                seen.add((path, row, column))
                values.append(value)
        if not values:
            return
        serious = [value for value in values if not value.harmless] or values
        first = serious[0].hole
        path, span = text.span(first.offset, first.offset + len(first.name))
        names = list(dict.fromkeys(value.name for value in serious))
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        shown = ", ".join(f"`{name}`" for name in names[:_SHOWN]) + more
        many = len(names) > 1
        harmless = serious[0].harmless
        parameter = names[0].rpartition(".")[2]
        yield self.finding(
            path,
            span,
            f"{shown} {'are' if many else 'is'} put into the text of this query"
            + (": no SQL can hide in it, but " if harmless else ", so a quote in it changes what the query does: ")
            + f"write `@{parameter}` there{', and so on,' if many else ''} and pass the value in `query_parameters`",
            kind="advice" if harmless else "on",
            confidence=Confidence.HIGH if serious[0].quoted else Confidence.MEDIUM,
            anchor=",".join(names),
        )
