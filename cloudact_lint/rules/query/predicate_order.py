"""CA218: a costly condition that stands before a cheap one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.project.sql.outline import Statement, conjuncts, distinct, statements, walk
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_order import PREDICATE_INVALID, PREDICATE_VALID
from cloudact_lint.rules.query._values import literal

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Sx
    from cloudact_lint.project.project import Project
_COSTLY = ("REGEXP_", "JSON_", "PARSE_JSON", "ML.", "NET.", "ST_", "CONTAINS_SUBSTR", "EDIT_DISTANCE")


class PredicateOrder(Rule):
    """Not the style of an AND list: only a condition that is heavy for each row, before an equality."""

    meta = RuleMeta(
        code="CA218",
        slug="predicate-order",
        summary="WHERE checks a costly condition before a cheap equality",
        severity=Severity.LOW,
        default="advice",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "BigQuery takes the order of the conditions in a WHERE as the best one and does not always rearrange them. "
            "A regular expression, a JSON path or a function of one's own that stands before `status = 'open'` may be "
            "worked out for rows that the equality would have dropped."
        ),
        instead="Write the most selective and cheapest conditions first: equalities, ranges, LIKE, then functions.",
        silent="Everything but a costly function, LIKE '%…' or subquery before an equality of a column and a constant.",
        references=("https://cloud.google.com/bigquery/docs/best-practices-performance-compute#optimize-where",),
    )
    valid = PREDICATE_VALID
    invalid = PREDICATE_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every WHERE with several conditions."""
        return distinct(item for statement in statements(project) for item in self._of(statement))

    def _of(self, statement: Statement) -> Iterator[Finding]:
        for level in statement.outline.levels:
            parts = list(conjuncts(level.query.where))
            for index, part in enumerate(parts):
                what = _costly(part)
                later = next((other for other in parts[index + 1 :] if _cheap(other)), None) if what else None
                if later is not None:
                    yield self._order(statement, part, what, later)
                    break

    def _order(self, statement: Statement, part: Sx, what: str, later: Sx) -> Finding:
        path, span = statement.bound.span(part.start, part.end)
        place = statement.bound.span(later.start, later.end)
        name = next(arg.name for arg in later.args if arg.kind == "column")
        return self.finding(
            path,
            span,
            f"{what} stands before the equality on `{name}`, and BigQuery keeps that order: it may be worked out for "
            "rows that the equality would drop. Write the equality first",
            confidence=Confidence.LOW,
            related=[Related(Location(*place), "the cheaper condition")],
            anchor=f"order:{name.lower()}",
        )


def _costly(part: Sx) -> str:
    """What is heavy in a condition, in words; empty if nothing is."""
    for node in walk(part):
        if node.kind in ("exists", "subquery"):
            return "a subquery"
        if node.kind == "call":
            own = "." in node.name and not node.name.startswith(("SAFE.", "NET.", "HLL_COUNT.", "KEYS.", "AEAD."))
            if own or node.name.removeprefix("SAFE.").startswith(_COSTLY):
                return f"{node.name}()"
        pattern = node.args[1] if node.kind == "op" and node.name == "LIKE" else None
        if pattern is not None and pattern.kind == "string" and pattern.name.startswith("%"):
            return "LIKE with a leading %"
    return ""


def _cheap(part: Sx) -> bool:
    """An equality of a column and a literal or parameter."""
    if part.kind != "op" or part.name != "=" or len(part.args) != 2:
        return False
    one, two = part.args
    return (one.kind == "column" and literal(two)) or (two.kind == "column" and literal(one))
