"""CA902: a file, or a part of one, that could not be analysed. The engine reports it."""

from __future__ import annotations

from cloudact_lint.findings import Severity
from cloudact_lint.rule import Example, Rule, RuleMeta


class SyntaxErrorRule(Rule):
    """Reports what was not analysed, so that silence is never mistaken for cleanness."""

    meta = RuleMeta(
        code="CA902",
        slug="syntax-error",
        summary="a file, or a part of it, that was not analysed",
        severity=Severity.MEDIUM,
        default="on",
        languages=("python", "typescript", "sql", "yaml", "shell", "notebook"),
        why=(
            "No rule has looked at this code: it does not parse, is not text in the encoding it declares, cannot be "
            "read, is nested too deeply, or is larger than `max-file-size`. That nothing else is reported there "
            "means nothing."
        ),
        instead="Mend the file, or name it in `extend-exclude` if it is not meant to be analysed.",
        silent=(
            "A TypeScript file in which the parser stumbles over a place or two: the rest of it is analysed. Large "
            "files that say nothing of BigQuery."
        ),
    )
    valid = (
        Example("def answer():\n    return 42\n"),
        Example("", title="an empty file"),
        Example("export const Tag = () => <p>you & me</p>\n", path="tag.tsx", title="a local stumble"),
    )
    invalid = (
        Example("def answer(:\n    return 42\n", rows=(("example.py", 1),)),
        Example("{not json", path="example.ipynb", rows=(("example.ipynb", 1),), docs=False),
    )
