"""Checkstyle XML, which many servers and review tools read."""

from __future__ import annotations

from itertools import groupby

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.output.report import Report, Style
from cloudact_lint.output.xml_text import DECLARATION, opening

_SEVERITIES = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "info",
}


def render(report: Report, style: Style) -> str:
    """The report as one document, an element for each file with findings."""
    lines = [opening("checkstyle", {"version": "4.3"})]
    for path, found in groupby(sorted(report.shown, key=Finding.sort_key), key=lambda one: one.location.path):
        lines.append(opening("file", {"name": report.display(path, style)}))
        lines += [_error(report, finding) for finding in found]
        lines.append("</file>")
    return DECLARATION + "\n".join([*lines, "</checkstyle>"]) + "\n"


def _error(report: Report, finding: Finding) -> str:
    where = finding.location
    column = {} if where.cell is not None else {"column": where.span.column}
    return opening(
        "error",
        {
            "line": report.file_row(where), **column, "severity": _SEVERITIES[finding.severity],
            "message": finding.message, "source": f"cloudact-lint.{finding.code}",
        },
        close=True,
    )
