"""``path:row:column: CODE message``, one line for each finding."""

from __future__ import annotations

from cloudact_lint.output.report import Report, Style
from cloudact_lint.output.summary import closing, cost_note
from cloudact_lint.output.terminal import one_line, paint


def render(report: Report, style: Style) -> str:
    """The report as lines that editors and ``grep`` understand, and the summary."""
    lines = [
        f"{paint(one_line(report.place(finding.location, style)), 'bold', style.color)}: "
        f"{paint(finding.code, finding.severity.value, style.color)} {one_line(finding.message)}"
        f"{f' ({cost_note(finding.cost)})' if finding.cost is not None else ''}\n"
        for finding in report.shown
    ]
    return "".join(lines) + closing(report, color=style.color)
