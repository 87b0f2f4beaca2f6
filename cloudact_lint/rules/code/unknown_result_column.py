"""CA511: code reads a column that the query does not give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Location, Related, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._examples_rows_results import INVALID, VALID

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.rows.reads import Read
    from cloudact_lint.project.rows.results import Produced


class UnknownResultColumn(Rule):
    """CA511."""

    meta = RuleMeta(
        code="CA511",
        slug="unknown-result-column",
        summary="a column read from a query's rows that the SELECT does not produce",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "typescript", "notebook"),
        why=(
            "`row[\"x\"]` and `row.x` fail at run time when the SELECT has no such column, and `row.get(\"x\", 0)` is "
            "worse: it gives the default for every row, so a report is wrong and nothing says so. The query and the "
            "code that reads it stand lines, functions or files apart, and only one of the two was changed."
        ),
        instead="Select the column, or give it that name with `AS`; or read the name that the query gives it.",
        silent=(
            "The columns are those of the SELECT, `SELECT *` and views followed to the schema; where they are not all "
            "known, nothing is said. Followed are jobs, their rows, lists and dicts of them, DataFrames of pandas and "
            "polars, through helpers, executors and arguments. Silent: keys that the code puts into the row itself, "
            "keys that it tests for (`\"x\" in row`), reads inside `except KeyError`, and a row that may come from "
            "several queries one of which has the column."
        ),
        bug_hunt=(1,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every read of a column that none of the texts gives."""
        from cloudact_lint.project.rows.reads import Reads
        from cloudact_lint.project.rows.results import produced

        known: dict[int, tuple[Produced, ...] | None] = {}
        for read in Reads.of(project):
            texts: list[Produced] = []
            for shape in read.shapes:
                key = id(shape.source)
                if key not in known:
                    known[key] = produced(project, shape.source)
                given = known[key]
                if given is None or read.key.lower() in {name.lower() for name in shape.added}:
                    break
                texts.extend(given)
            else:
                if not any(text.has(read.key) for text in texts):
                    yield from self._found(project, read, texts)

    def _found(self, project: Project, read: Read, texts: list[Produced]) -> Iterable[Finding]:
        related: list[Related] = []
        for text in texts[:3]:
            query = text.bound.tree.query
            path, span = text.text.span(query.start, query.start + 6) if query is not None else ("", None)
            if path and span is not None:
                related.append(Related(Location(path, span), f"the query gives {_listed(text.names)}"))
        if not project.asked(read.scope.path) and not any(project.asked(item.location.path) for item in related):
            return
        yield self.finding(
            read.scope.path,
            read.at,
            _message(read, texts),
            severity=Severity.MEDIUM if read.how == "default" else None,
            related=related,
            anchor=f"{read.scope.function.qualname if read.scope.function else ''}:{read.key}",
        )


def _listed(names: tuple[str, ...]) -> str:
    shown = [f"`{name}`" if name else "a column without a name" for name in names]
    return ", ".join(shown[:12]) + (f" and {len(shown) - 12} more" if len(shown) > 12 else "")


def _message(read: Read, texts: list[Produced]) -> str:
    ends = {
        "item": "reading it fails with a KeyError",
        "attribute": "reading it fails with an AttributeError",
        "column": "reading it fails",
        "default": "this is the default for every row",
    }
    return f"the query does not give a column `{read.key}`: {ends[read.how]}"
