"""Findings about the analysis itself: what it could not read, what broke, idle suppressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.config.selection import selected
from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.record import Crash
from cloudact_lint.errors import nearest
from cloudact_lint.facts.records import Problem
from cloudact_lint.findings import Finding, Span
from cloudact_lint.registry import metas, rule_by_name
from cloudact_lint.suppress import Comment, is_ours

_START = Span(1, 1, 1, 1)


def problem_finding(path: str, problem: Problem) -> Finding:
    """CA902 for a file, or a part of one, that was not analysed."""
    return rule_by_name("CA902").finding(path, problem.at, problem.message, cell=problem.cell)


def crash_finding(path: str, crash: Crash) -> Finding:
    """CA904 for a rule that broke; without a path, while it looked at the project."""
    who = f"{crash.code} crashed" if crash.code else "the analysis of this file crashed"
    where = "" if path or not crash.code else " while it looked at the whole project"
    message = f"{who}{where} ({crash.reason}); everything else was checked. Please report it."
    return rule_by_name("CA904").finding(path or ".", _START, message, anchor=crash.code)


def comment_findings(
    path: str, comments: Iterable[Comment], used: set[tuple[str, Comment, str]], settings: Settings
) -> Iterator[Finding]:
    """CA901 for suppressions that suppress nothing, CA903 for those that do not say why."""
    running = {meta.code for meta in selected(settings, metas())}
    for comment in comments:
        ours = [code for code in comment.codes if is_ours(code) or comment.kind != "noqa"]
        idle = [code for code in ours if (path, comment, code) not in used and _judged(code, running)]
        unknown = [code for code in ours if not _meant(code) and (path, comment, code) not in used]
        if comment.kind != "noqa" and not comment.codes and (path, comment, "") not in used:
            yield _idle(path, comment, "nothing is found there")
        elif unknown:
            yield _idle(path, comment, _unknown(unknown))
        elif idle:
            names = ", ".join(idle)
            yield _idle(path, comment, f"there is no {names} finding to suppress")
        if not comment.reason and (ours or (comment.kind != "noqa" and not comment.codes)):
            yield _unexplained(path, comment)


def _idle(path: str, comment: Comment, why: str) -> Finding:
    message = f"unused suppression: {why}; remove it, so that it cannot hide a later mistake"
    return rule_by_name("CA901").finding(path, comment.at, message)


def _unknown(codes: list[str]) -> str:
    names = [name for meta in metas() for name in (meta.code, meta.slug)]
    hint = nearest(codes[0], names)
    return f"there is no rule {codes[0]}" + (f", {hint.rstrip('?')}" if hint else "")


def _unexplained(path: str, comment: Comment) -> Finding:
    example = "# cloudact: ignore[CA201] capped by the project's quota"
    message = f"this suppression does not say why; write the reason behind it, as in `{example}`"
    return rule_by_name("CA903").finding(path, comment.at, message)


def _meant(code: str) -> list[str]:
    """The rules that a code, the beginning of codes, or a slug in a comment means."""
    return [meta.code for meta in metas() if meta.slug == code.lower() or meta.code.startswith(code)]


def _judged(code: str, running: set[str]) -> bool:
    return all(meant in running for meant in _meant(code))
