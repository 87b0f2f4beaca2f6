"""CA901: a comment that suppresses nothing. The engine reports it, after all other rules."""

from __future__ import annotations

from cloudact_lint.findings import Severity
from cloudact_lint.rule import Example, Rule, RuleMeta


class UnusedSuppression(Rule):
    """Reports suppressions without a finding, or with a code that no rule has."""

    meta = RuleMeta(
        code="CA901",
        slug="unused-suppression",
        summary="a suppression comment that suppresses nothing",
        severity=Severity.LOW,
        default="on",
        languages=("python", "typescript", "sql", "yaml", "shell", "notebook"),
        why=(
            "The mistake was mended, moved or never there, and the comment stayed. It tells the reader of a problem "
            "that does not exist, and will hide the next real one on that line. A comment with a code that no rule "
            "has, a typing error as a rule, suppresses nothing although its author believes so."
        ),
        instead="Remove the comment, or correct its code.",
        silent=(
            "Codes of other linters in a `noqa`, a bare `noqa`, and codes of rules that are not selected in this run."
        ),
    )
    valid = (
        Example('url = "http://localhost:8000"  # noqa: CA101\n', title="it suppresses a finding"),
        Example("import os  # noqa: F401\n", title="the code of another linter"),
        Example("import os  # noqa\n", title="a bare noqa speaks to all linters"),
        Example('text = "# noqa: CA101"\n', title="no comment, but text", docs=False),
    )
    invalid = (
        Example("limit = 100  # noqa: CA101 <- CA901\n", title="nothing is found on the line"),
        Example("limit = 100  # cloudact: ignore[CA110] <- CA901\n", title="there is no such rule"),
        Example("# cloudact: ignore-file[CA101] generated <- CA901\nlimit = 100\n", title="nothing in the whole file"),
        Example("export const limit = 100 // cloudact: ignore[CA101] <- CA901\n", path="limit.ts"),
        Example("SELECT 1; -- cloudact: ignore[CA302] <- CA901\n", path="limit.sql"),
        Example("limit: 100  # noqa: CA107 <- CA901\nenv: {}\n", path="limit.yaml"),
        Example("echo hello  # noqa: CA201 <- CA901\n", path="hello.sh"),
    )
