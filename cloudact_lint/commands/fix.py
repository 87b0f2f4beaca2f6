"""``check --fix`` and ``check --diff``: apply fixes until there are none, or show what they would change."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cloudact_lint.commands import console

if TYPE_CHECKING:
    from cloudact_lint.config.settings import Settings
    from cloudact_lint.engine.runner import RunResult
    from cloudact_lint.fix.files import Fixed

ROUNDS = 10
"""How often fixes may lead to further ones."""


def apply(
    settings: Settings, result: RunResult, again: Callable[[], RunResult], options: Mapping[str, Any]
) -> tuple[RunResult, Counter[str]]:
    """Apply fixes and look again until there are none; returns the last result and how often each rule was mended."""
    from cloudact_lint.fix.files import plan, write

    done: Counter[str] = Counter()
    said: set[str] = set()
    for _ in range(ROUNDS):
        outcome = plan(settings.root, result.findings, options["unsafe_fixes"])
        written, failed = write(settings.root, outcome)
        for sentence in (*outcome.skipped, *failed):
            if sentence not in said:
                said.add(sentence)
                console.warn(f"warning: {sentence}\n")
        done.update(chosen.finding.code for fixed in written for chosen in fixed.fixes)
        if not written:
            break
        result = again()
    return result, done


def summary(done: Counter[str]) -> str:
    """A line on what was mended."""
    from cloudact_lint.output.summary import plural

    if not done:
        return ""
    parts = ", ".join(f"{count:,} {code}" for code, count in sorted(done.items()))
    return f"Fixed {plural(sum(done.values()), 'finding')} ({parts}).\n"


def show(settings: Settings, result: RunResult, options: Mapping[str, Any]) -> int:
    """Print what fixes would change as one unified diff. Returns 1 if there is anything, else 0."""
    from cloudact_lint.fix.files import plan

    outcome = plan(settings.root, result.findings, options["unsafe_fixes"])
    for sentence in outcome.skipped:
        console.warn(f"warning: {sentence}\n")
    console.write_exact("".join(diff_of(fixed) for fixed in outcome.files))
    count = sum(len(fixed.fixes) for fixed in outcome.files)
    if not options["quiet"]:
        from cloudact_lint.output.summary import plural

        console.warn(f"Would fix {plural(count, 'finding')}.\n" if count else "Nothing to fix.\n")
    return 1 if count and not options["exit_zero"] else 0


def diff_of(fixed: Fixed) -> str:
    """The change of one file as a unified diff."""
    path = fixed.source.path
    before, after = (text.splitlines(keepends=True) for text in (fixed.source.text, fixed.text))
    lines = difflib.unified_diff(before, after, f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
