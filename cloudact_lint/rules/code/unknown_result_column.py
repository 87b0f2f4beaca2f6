"""CA511: code reads a column that the query does not give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.errors import closest
from cloudact_lint.findings import Finding, Location, Related, Severity, Span
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._examples_rows_results import INVALID
from cloudact_lint.rules.code._examples_rows_results_silent import VALID

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.rows.read import Read
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
        """Every read of a column that none of the texts gives: one finding for each name in a function."""
        from cloudact_lint.project.rows.reads import Reads

        groups: dict[tuple[tuple[int, ...], int, object], list[Read]] = {}
        given: dict[tuple[int, ...], list[Produced]] = {}
        known: dict[int, tuple[Produced, ...] | None] = {}
        for read in Reads.of(project):
            texts = _texts(project, read, known)
            if texts is not None and not any(text.has(read.key) for text in texts) and not read.is_tested():
                sources = tuple(dict.fromkeys(id(shape.source) for shape in read.shapes))
                given[sources] = texts
                what = read.at if read.how == "model" else read.key
                groups.setdefault((sources, id(read.scope), what), []).append(read)
        for key, reads in groups.items():
            yield from self._found(project, reads, given[key[0]])

    def _found(self, project: Project, reads: list[Read], texts: list[Produced]) -> Iterable[Finding]:
        reads = sorted(reads, key=lambda read: (read.how == "default", read.at))
        read = reads[0]
        related = [Related(Location(other.scope.path, _place(project, other)), "and here") for other in reads[1:]]
        related = [item for item in dict.fromkeys(related) if item.location.span.row != read.at.row]
        for text in texts[:3]:
            query = text.bound.tree.query
            path, span = text.text.span(query.start, query.start + 6) if query is not None else ("", read.at)
            if path:
                related.append(Related(Location(path, span), f"the query gives {_listed(text.names)}"))
        if not any(project.asked(path) for path in (read.scope.path, *(item.location.path for item in related))):
            return
        yield self.finding(
            read.scope.path,
            _place(project, read),
            _message(reads, texts),
            severity=Severity.MEDIUM if read.how == "default" else None,
            related=related,
            anchor=f"{read.scope.function.qualname if read.scope.function else ''}:{read.key}",
        )


def _texts(project: Project, read: Read, known: dict[int, tuple[Produced, ...] | None]) -> list[Produced] | None:
    """Everything that the rows of a read may come from; None where that is not all known."""
    from cloudact_lint.project.rows.results import produced

    texts: list[Produced] = []
    for shape in read.shapes:
        key = id(shape.source)
        if key not in known:
            known[key] = produced(project, shape.source)
        given = known[key]
        if given is None or read.key.lower() in {name.lower() for name in shape.added}:
            return None
        texts.extend(given)
    return texts


def _place(project: Project, read: Read) -> Span:
    from cloudact_lint.project.rows.places import attribute_span

    if read.how != "attribute" or not read.base:
        return read.at
    return attribute_span(project, read.scope.path, read.at, read.base, read.key)


def _listed(names: tuple[str, ...]) -> str:
    shown = [f"`{name}`" if name else "a column without a name" for name in names]
    return ", ".join(shown[:12]) + (f" and {len(shown) - 12} more" if len(shown) > 12 else "")


def _message(reads: list[Read], texts: list[Produced]) -> str:
    read = reads[0]
    ends = {
        "item": "reading it fails with a KeyError",
        "attribute": "reading it fails with an AttributeError",
        "column": "reading it fails",
        "default": "this is the default for every row",
        "model": f"`{read.base}` requires it, and cannot be made of the row",
    }
    end = ends[read.how]
    if read.scope.path.endswith((".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")):
        end = "it is undefined in every row"
    near = closest(read.key, [name for text in texts for name in text.names if name])
    hint = f"; did you mean `{near}`?" if near else ""
    which = "the query does not give" if len(texts) == 1 else "none of the queries it may come from gives"
    names = list(dict.fromkeys(item.key for item in reads))
    if len(names) == 1:
        return f"{which} a column `{read.key}`: {end}{hint}"
    return f"{which} columns {_listed(tuple(names))}: `{read.base}` requires them, and cannot be made of the row"
