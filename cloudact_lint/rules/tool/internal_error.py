"""CA904: the analyser itself broke. The engine reports it; exit status 3."""

from __future__ import annotations

from cloudact_lint.findings import Severity
from cloudact_lint.rule import Example, Rule, RuleMeta


class InternalError(Rule):
    """Reports that a rule crashed; every other rule went on."""

    meta = RuleMeta(
        code="CA904",
        slug="internal-error",
        summary="a rule crashed, all others went on",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "typescript", "sql", "yaml", "shell", "notebook"),
        why=(
            "A mistake in the analyser, not in your code: one rule stopped at this file, or at the project, and has "
            "said nothing about it. The findings of all other rules are complete. The exit status is 3."
        ),
        instead="Report it with the code that brought it about. Until it is mended, `ignore` the rule it names.",
    )
    valid = (Example("def answer():\n    return 42\n"),)
