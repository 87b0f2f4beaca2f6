"""Logging commands of Azure Pipelines: issues at the lines of a change.

See https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#logissue-log-an-error-or-warning.
"""

from __future__ import annotations

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.output.report import Report, Style


def render(report: Report, style: Style) -> str:
    """The report as ``##vso[task.logissue …]message`` lines."""
    return "".join(_command(report, finding, style) + "\n" for finding in report.shown)


def _command(report: Report, finding: Finding, style: Style) -> str:
    where = finding.location
    properties: dict[str, str | int] = {
        "type": "error" if finding.severity.rank >= Severity.HIGH.rank else "warning",
        "sourcepath": report.absolute(where.path),
        "linenumber": report.file_row(where),
    }
    if where.cell is None:
        properties["columnnumber"] = where.span.column
    properties["code"] = finding.code
    listed = "".join(f"{name}={_property(str(value))};" for name, value in properties.items())
    return f"##vso[task.logissue {listed}]{_message(finding.message)}"


def _message(text: str) -> str:
    # "%AZP25" is how a percent sign is written, see the agent's Command.cs.
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(";", "%3B").replace("]", "%5D")
