"""Words that every format of a bug report uses."""

from __future__ import annotations

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.reporting.model import BugReport, Group, Word

SEVERITIES = tuple(sorted(Severity, key=lambda severity: -severity.rank))
"""The worst first."""
MARKS: dict[Word, str] = {"holds": "✗", "partly": "◐", "does not hold": "✓", "not checked": "–"}


def place(finding: Finding) -> str:
    """``path:row``, in a notebook ``path cell 3:row``."""
    where = finding.location
    cell = f" cell {where.cell}" if where.cell is not None else ""
    return f"{where.path}{cell}:{where.span.row}"


def short(finding: Finding) -> str:
    """The place with the last two parts of its path."""
    path = finding.location.path
    parts = path.split("/")
    head = "…/" if len(parts) > 2 else ""
    return head + "/".join(parts[-2:]) + place(finding).removeprefix(path)


def message(finding: Finding) -> str:
    """The message on one line."""
    return " ".join(finding.message.split())


def plural(count: int, noun: str) -> str:
    """``1 finding``, ``1,003 findings``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def scope(report: BugReport) -> str:
    """What was looked at, in one line."""
    at = f" at {report.revision[:10]}" if report.revision else ""
    return f"{report.root}{at}: {plural(report.files, 'file')}, {plural(len(report.findings), 'finding')}"


def reach(group: Group) -> str:
    """How far a group reaches."""
    return f"{plural(len(group.findings), 'place')} in {plural(len(group.files), 'file')}"
