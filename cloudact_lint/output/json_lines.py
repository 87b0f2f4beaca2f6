"""The objects of the JSON format, one on each line."""

from __future__ import annotations

from cloudact_lint.output.json import dumps, entry
from cloudact_lint.output.report import Report, Style


def render(report: Report, style: Style) -> str:
    """The report, an object on each line."""
    return "".join(dumps(entry(report, finding)) + "\n" for finding in report.shown)
