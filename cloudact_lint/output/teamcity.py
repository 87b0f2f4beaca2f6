"""Service messages of TeamCity: an inspection type for each rule, an inspection for each finding.

See https://www.jetbrains.com/help/teamcity/service-messages.html#Reporting+Inspections.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.output.report import Report, Style

_SEVERITIES = {
    Severity.CRITICAL: "ERROR", Severity.HIGH: "ERROR", Severity.MEDIUM: "WARNING", Severity.LOW: "WEAK WARNING",
}
_SPECIAL = {"|": "||", "'": "|'", "\n": "|n", "\r": "|r", "[": "|[", "]": "|]"}
_ESCAPED = re.compile(r"[|'\n\r\[\]]|[^\x20-\x7e]")
_MOST = 4000
"""Characters that TeamCity takes of a message or a description."""


def render(report: Report, style: Style) -> str:
    """The report as ``##teamcity[…]`` lines."""
    lines: list[str] = []
    known: set[str] = set()
    for finding in report.shown:
        if finding.code not in known:
            known.add(finding.code)
            lines.append(_type(report, finding))
        lines.append(_inspection(report, finding, style))
    return "".join(line + "\n" for line in lines)


def _type(report: Report, finding: Finding) -> str:
    meta = report.rules.get(finding.code)
    name = f"{finding.code} {finding.slug}".strip()
    about = meta.summary if meta is not None else finding.slug or finding.code
    values = {"id": finding.code, "name": name, "description": about, "category": "cloudact-lint"}
    return _line("inspectionType", values)


def _inspection(report: Report, finding: Finding, style: Style) -> str:
    where = finding.location
    return _line("inspection", {
        "typeId": finding.code, "message": finding.message, "file": report.display(where.path, style),
        "line": str(report.file_row(where)), "SEVERITY": _SEVERITIES[finding.severity],
    })  # fmt: skip


def _line(name: str, values: Mapping[str, str]) -> str:
    listed = " ".join(f"{key}='{escape(value[:_MOST])}'" for key, value in values.items())
    return f"##teamcity[{name} {listed}]"


def escape(text: str) -> str:
    """A value as TeamCity reads it back; beyond ASCII as UTF-16 code units."""
    return _ESCAPED.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    if char in _SPECIAL:
        return _SPECIAL[char]
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"|0x{units[at : at + 4]}" for at in range(0, len(units), 4))
