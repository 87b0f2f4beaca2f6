"""The Reviewdog Diagnostic Format, one finding on each line."""

from __future__ import annotations

from cloudact_lint.output.json import dumps
from cloudact_lint.output.rdjson import SOURCE, diagnostic
from cloudact_lint.output.report import Report, Style


def render(report: Report, style: Style) -> str:
    """The report, a Diagnostic on each line."""
    return "".join(dumps({**diagnostic(report, each, style), "source": SOURCE}) + "\n" for each in report.shown)
