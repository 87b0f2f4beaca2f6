"""CA903: a suppression that does not say why. The engine reports it."""

from __future__ import annotations

from cloudact_lint.findings import Severity
from cloudact_lint.rule import Example, Rule, RuleMeta


class SuppressionWithoutReason(Rule):
    """Reports suppressions of our findings that give no reason."""

    meta = RuleMeta(
        code="CA903",
        slug="suppression-without-reason",
        summary="a suppression comment that does not say why",
        severity=Severity.LOW,
        default="advice",
        languages=("python", "typescript", "sql", "yaml", "shell", "notebook"),
        why=(
            "Whoever reads it next cannot tell a considered exception from a silenced alarm, nor whether the reason "
            "still holds."
        ),
        instead="Write the reason behind the codes: `# cloudact: ignore[CA201] capped by the project's quota`.",
        silent="A bare `noqa`, and codes of other linters.",
    )
    valid = (
        Example('url = "http://localhost:8000"  # cloudact: ignore[CA101] only ever run on a laptop\n'),
        Example('url = "http://localhost:8000"  # noqa: CA101 only ever run on a laptop\n'),
        Example("import os  # noqa: F401\n", title="the code of another linter"),
    )
    invalid = (
        Example('url = "http://localhost:8000"  # cloudact: ignore[CA101]\n', rows=(("example.py", 1),)),
        Example('url = "http://localhost:8000"  # noqa: CA101\n', rows=(("example.py", 1),)),
        Example("# cloudact: ignore-file[CA101]\n", rows=(("example.py", 1),)),
    )
