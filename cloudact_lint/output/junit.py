"""JUnit XML: each file is a suite, each finding a failed test, for whatever collects test results."""

from __future__ import annotations

from itertools import groupby

from cloudact_lint.findings import Finding
from cloudact_lint.output.report import Report, Style
from cloudact_lint.output.xml_text import DECLARATION, content, opening

_TOOL = "cloudact-lint"


def render(report: Report, style: Style) -> str:
    """The report as one document. Without findings it holds a test that passed: some readers refuse an empty one."""
    shown = report.shown
    tests = max(len(shown), 1)
    lines = [opening("testsuites", {"name": _TOOL, "tests": tests, "failures": len(shown), "errors": 0})]
    if not shown:
        passed = {"name": "No findings", "classname": _TOOL, "time": f"{report.seconds:.3f}"}
        lines += [
            opening("testsuite", {"name": _TOOL, "tests": 1, "failures": 0, "errors": 0, "package": _TOOL}),
            opening("testcase", passed, close=True),
            "</testsuite>",
        ]
    for path, found in groupby(sorted(shown, key=Finding.sort_key), key=lambda finding: finding.location.path):
        lines += _suite(report, path, list(found), style)
    return DECLARATION + "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(report: Report, path: str, found: list[Finding], style: Style) -> list[str]:
    count = len(found)
    name = report.display(path, style)
    return [
        opening("testsuite", {"name": name, "tests": count, "failures": count, "errors": 0, "package": _TOOL}),
        *(line for finding in found for line in _case(report, finding, name, style)),
        "</testsuite>",
    ]


def _case(report: Report, finding: Finding, name: str, style: Style) -> list[str]:
    place = report.place(finding.location, style)
    row = report.file_row(finding.location)
    test = f"{finding.code} {finding.slug}".strip()
    case = {"name": f"{test} at line {row}", "classname": name, "file": name, "line": row, "time": "0"}
    failure = {"message": finding.message, "type": f"{finding.code} {finding.severity.value}"}
    related = "".join(f"\n{report.place(one.location, style)}: {one.message}" for one in finding.related)
    body = f"{place}: {finding.code} [{finding.severity.value}] {finding.message}{related}"
    return [opening("testcase", case), f"{opening('failure', failure)}{content(body)}</failure>", "</testcase>"]
