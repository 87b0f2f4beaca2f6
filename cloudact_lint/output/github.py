"""Workflow commands: GitHub Actions shows them as annotations at the lines of a change.

It shows ten errors, ten warnings and ten notices of a step and drops the rest
(https://docs.github.com/rest/checks/runs, "Annotations"), so the worst become annotations, the
last of a full ten says how many there are more, and these are lines in the log of the step.
"""

from __future__ import annotations

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.output.report import Report, Style
from cloudact_lint.output.summary import plural
from cloudact_lint.output.terminal import one_line

MOST = 10
"""Annotations of one kind that GitHub shows for a step."""
_COMMANDS = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice",
}


def render(report: Report, style: Style) -> str:
    """The report as ``::error file=…::message`` lines, and a folded group of what is beyond them."""
    shown = sorted(report.shown, key=lambda finding: (-finding.severity.rank, *finding.sort_key()))
    lines: list[str] = []
    rest: list[Finding] = []
    for command in dict.fromkeys(_COMMANDS.values()):
        group = [finding for finding in shown if _COMMANDS[finding.severity] == command]
        room = MOST if len(group) <= MOST else MOST - 1
        lines += [_command(report, finding, style) for finding in group[:room]]
        if beyond := group[room:]:
            rest += beyond
            text = f"{plural(len(beyond), 'more finding')} of this kind: see the log of this step"
            lines.append(f"::{command} title=cloudact-lint::{escape(text)}")
    if rest:
        lines += [f"::group::{plural(len(rest), 'more finding')}", *(_logged(report, each, style) for each in rest)]
        lines.append("::endgroup::")
    return "".join(line + "\n" for line in lines)


def _logged(report: Report, finding: Finding, style: Style) -> str:
    # The dash keeps a line from being read as a command, whatever the path is.
    return one_line(f"- {report.place(finding.location, style)}: {finding.code} {finding.message}")


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
