"""CA215: a regular expression for what LIKE can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Edit, Finding, Fix, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.sql.outline import Statement, distinct, expressions, statements, walk
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_shape import REGEXP_INVALID, REGEXP_VALID

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Sx
    from cloudact_lint.project.project import Project
_PIECE = lazy_pattern(r"\\([^\w\s])|([^\\.^$*+?()\[\]{}|])")
"""One character of a plain pattern: an escaped sign, or one that means itself."""


class RegexpInsteadOfLike(Rule):
    """Only patterns of which the equal LIKE is certain."""

    meta = RuleMeta(
        code="CA215",
        slug="regexp-instead-of-like",
        summary="REGEXP_CONTAINS with a pattern that LIKE could say",
        severity=Severity.LOW,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "A regular expression costs more compute for each row than LIKE, which BigQuery turns into a plain text "
            "search and which, as a prefix, can also skip blocks of a clustered table. For text without any operators "
            "both mean the same."
        ),
        instead="`name LIKE '%text%'`, `LIKE 'text%'` for `^text`, `LIKE '%text'` for `text$`, `=` for `^text$`.",
        silent=(
            "Patterns with any operator inside (classes, alternatives, repetitions, flags such as `(?i)`), patterns "
            "put together from parts, and `^text.*$`, which unlike LIKE does not reach over line breaks."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/best-practices-performance-compute",
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/operators#like_operator",
        ),
        fixable=True,
    )
    valid = REGEXP_VALID
    invalid = REGEXP_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every REGEXP_CONTAINS."""
        return distinct(item for statement in statements(project) for item in self._of(project, statement))

    def _of(self, project: Project, statement: Statement) -> Iterator[Finding]:
        for level in statement.outline.levels:
            for value in expressions(level.query):
                for node in walk(value):
                    called = node.kind == "call" and node.name == "REGEXP_CONTAINS" and len(node.args) == 2
                    if called and node.args[1].kind == "string":
                        yield from self._call(project, statement, node)

    def _call(self, project: Project, statement: Statement, node: Sx) -> Iterator[Finding]:
        same = _same(node.args[1].name)
        if same is None:
            return
        text = statement.bound.text
        subject = text.text[node.args[0].start : node.args[0].end]
        if "\n" in subject or "{" in subject:
            subject = "…"
        operator, pattern = same
        instead = f"{subject} {operator} {_quoted(pattern)}"
        path, span = statement.bound.span(node.start, node.end)
        plain = node.args[0].kind in ("column", "call")
        fixes: tuple[Fix, ...] = ()
        if text.source == "file" and subject != "…" and plain and span.row == span.end_row:
            edit = Edit(path, span, instead if _alone(text.text, node) else f"({instead})")
            fixes = (Fix(f"Write {operator}", "safe", (edit,), project.records[path].content_hash),)
        yield self.finding(
            path,
            span,
            f"this regular expression is plain text: `{instead}` says the same and costs less for each row",
            fixes=fixes,
            anchor=f"regexp:{pattern}",
        )


def _same(regexp: str) -> tuple[str, str] | None:
    """The operator and pattern that mean the same as a regular expression, if that is certain."""
    head, tail = regexp.startswith("^"), regexp.endswith("$") and not regexp.endswith("\\$")
    body = regexp[head : len(regexp) - tail]
    if not head and body.startswith(".*"):
        body = body[2:]
    if not tail and body.endswith(".*") and not body.endswith("\\.*"):
        body = body[:-2]
    plain = []
    at = 0
    while at < len(body):
        found = _PIECE.match(body, at)
        if found is None:
            return None
        plain.append(found.group(1) or found.group(2))
        at = found.end()
    text = "".join(plain)
    if not text or "\n" in text or "{}" in regexp:
        return None
    if head and tail:
        return "=", text
    escaped = "".join("\\" + c if c in "%_\\" else c for c in text)
    return "LIKE", ("" if head else "%") + escaped + ("" if tail else "%")


def _quoted(text: str) -> str:
    """A SQL literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _alone(text: str, node: Sx) -> bool:
    """Whether the comparison may stand without parentheses: between AND, OR, WHERE, commas and brackets."""
    before = text[: node.start].rstrip().rpartition("\n")[2].upper()
    after = text[node.end :].lstrip().upper()
    return (
        before.endswith(("WHERE", "AND", "OR", "ON", "HAVING", "WHEN", "(", ","))
        and not before.endswith("NOT")
        and after.startswith(("AND", "OR", ")", ",", ";", "THEN", "GROUP", "ORDER", "LIMIT", "--", "#"))
    ) or (not after and before.endswith(("WHERE", "AND", "OR", "ON")))
