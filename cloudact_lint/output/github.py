"""Workflow commands: GitHub Actions shows them as annotations at the lines of a change."""

from __future__ import annotations

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.output.report import Report, Style

_COMMANDS = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice",
}


def render(report: Report, style: Style) -> str:
    """The report as ``::error file=…::message`` lines."""
    return "".join(_command(report, finding, style) + "\n" for finding in report.shown)


def _command(report: Report, finding: Finding, style: Style) -> str:
    where = finding.location
    span = where.span
    # The runner makes absolute paths relative to its workspace; relative ones it takes as they are,
    # which is wrong when the project is a folder of the repository.
    properties: dict[str, str | int] = {"file": report.absolute(where.path)}
    if where.cell is not None:
        properties["line"] = report.file_row(where)  # a column in a cell is none in the file
    elif span.row == span.end_row:
        properties |= {"line": span.row, "col": span.column, "endLine": span.end_row, "endColumn": span.end_column}
    else:  # GitHub has columns only within one line
        properties |= {"line": span.row, "endLine": span.end_row}
    properties["title"] = f"{finding.code} {finding.slug}".strip()
    message = f"{report.place(where, style)}: {finding.code} {finding.message}"
    for related in finding.related:
        message += f"\n{report.place(related.location, style)}: {related.message}"
    listed = ",".join(f"{name}={escape_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{escape(message)}"


def escape(text: str) -> str:
    """A message as the runner reads it back."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """A property as the runner reads it back."""
    return escape(text).replace(":", "%3A").replace(",", "%2C")
