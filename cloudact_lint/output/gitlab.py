"""GitLab's code quality report: shown in merge requests beside the lines of the change.

The shape is that of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.output.json import dumps
from cloudact_lint.output.report import Report, Style

_SEVERITIES = {
    Severity.CRITICAL: "blocker", Severity.HIGH: "critical", Severity.MEDIUM: "major", Severity.LOW: "minor",
}


def render(report: Report, style: Style) -> str:
    """The report as one list of objects, each with a fingerprint of its own."""
    # GitLab wants paths from the top of the repository, wherever in it the job runs.
    style = style._replace(base=os.environ.get("CI_PROJECT_DIR") or style.base, absolute=False)
    seen: dict[str, int] = {}
    return dumps([_issue(report, finding, style, seen) for finding in report.shown], indent=2) + "\n"


def _issue(report: Report, finding: Finding, style: Style, seen: dict[str, int]) -> dict[str, Any]:
    where = finding.location
    row = report.file_row(where)
    lines = {"begin": row, "end": row if where.cell is not None else max(row, where.span.end_row)}
    return {
        "description": f"{finding.code} {finding.message}",
        "check_name": finding.slug or finding.code,
        "fingerprint": _fingerprint(finding, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": report.display(where.path, style), "lines": lines},
    }


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """GitLab drops an entry whose fingerprint it has seen, so equal ones are counted."""
    name = finding.fingerprint or hashlib.blake2b(repr(finding.sort_key()).encode(), digest_size=16).hexdigest()
    seen[name] = seen.get(name, 0) + 1
    if seen[name] == 1:
        return name
    return hashlib.blake2b(f"{name}\0{seen[name]}".encode(), digest_size=16).hexdigest()
