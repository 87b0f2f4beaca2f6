"""The Reviewdog Diagnostic Format, one object for all findings, with fixes as suggestions.

See https://github.com/reviewdog/reviewdog/tree/master/proto/rdf. Columns count bytes of UTF-8, from 1.
"""

from __future__ import annotations

from typing import Any

from cloudact_lint.findings import Finding, Location, Severity, Span
from cloudact_lint.output.json import dumps
from cloudact_lint.output.links import PROJECT_URL, rule_url
from cloudact_lint.output.report import Report, Style

SOURCE = {"name": "cloudact-lint", "url": PROJECT_URL}
_SEVERITIES = {
    Severity.CRITICAL: "ERROR", Severity.HIGH: "ERROR", Severity.MEDIUM: "WARNING", Severity.LOW: "INFO",
}


def render(report: Report, style: Style) -> str:
    """The report as one DiagnosticResult."""
    result = {"source": SOURCE, "diagnostics": [diagnostic(report, finding, style) for finding in report.shown]}
    return dumps(result, indent=2) + "\n"


def diagnostic(report: Report, finding: Finding, style: Style) -> dict[str, Any]:
    """One finding as a Diagnostic."""
    code = {"value": finding.code}
    if finding.code in report.rules:
        code["url"] = rule_url(finding.code, finding.slug)
    entry: dict[str, Any] = {
        "message": finding.message,
        "location": _location(report, finding.location, style),
        "severity": _SEVERITIES[finding.severity],
        "code": code,
    }
    if finding.related:
        entry["related_locations"] = [
            {"message": one.message, "location": _location(report, one.location, style)} for one in finding.related
        ]
    suggestions = _suggestions(report, finding)
    return {**entry, "suggestions": suggestions} if suggestions else entry


def _suggestions(report: Report, finding: Finding) -> list[dict[str, Any]]:
    """A fix as suggestions, if it is one edit of the finding's own file: each suggestion is offered by itself."""
    if finding.location.cell is not None:
        return []
    path = finding.location.path
    edits = [fix.edits[0] for fix in finding.fixes if len(fix.edits) == 1 and fix.edits[0].path == path]
    return [{"range": _range(report, path, edit.span), "text": edit.text} for edit in edits]


def _location(report: Report, where: Location, style: Style) -> dict[str, Any]:
    path = report.display(where.path, style)
    if where.cell is not None:
        return {"path": path, "range": {"start": {"line": report.file_row(where)}}}
    return {"path": path, "range": _range(report, where.path, where.span)}


def _range(report: Report, path: str, span: Span) -> dict[str, Any]:
    return {
        "start": {"line": span.row, "column": _byte_column(report, path, span.row, span.column)},
        "end": {"line": span.end_row, "column": _byte_column(report, path, span.end_row, span.end_column)},
    }


def _byte_column(report: Report, path: str, row: int, column: int) -> int:
    line = report.line(path, row, None)
    return len(line[: column - 1].encode("utf-8", "surrogatepass")) + 1 if line else column
