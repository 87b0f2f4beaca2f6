"""A bug report as JSON: what a later report compares itself with, and programs read."""

from __future__ import annotations

from typing import Any

from cloudact_lint.findings import Finding
from cloudact_lint.output.json import dumps
from cloudact_lint.reporting.model import BugReport, Verdict
from cloudact_lint.reporting.text import SEVERITIES

VERSION = 1


def render(report: BugReport) -> str:
    """The report as one object."""
    return dumps({
        "version": VERSION,
        "title": report.title,
        "date": report.date,
        "revision": report.revision,
        "tool": report.version,
        "files": report.files,
        "counts": {severity.value: report.count(severity) for severity in SEVERITIES},
        "suppressed": report.suppressed,
        "verdicts": [_verdict(verdict) for verdict in report.verdicts],
        "findings": [_finding(finding) for finding in report.findings],
        "schemas": [
            {"folder": each.folder, "tables": [{"name": n, "file": f, "columns": c} for n, f, c in each.tables]}
            for each in report.schemas
        ],
        "services": [
            {
                "name": one.name, "folder": one.folder, "frameworks": list(one.frameworks), "ports": list(one.ports),
                "routes": one.routes, "callers": one.callers,
            }
            for one in report.services
        ],
    }, indent=1) + "\n"  # fmt: skip


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "row": verdict.row.number,
        "title": verdict.row.title,
        "severity": verdict.row.severity,
        "verdict": verdict.word,
        "rules": list(verdict.row.rules),
        "fingerprints": [finding.fingerprint for group in verdict.groups for finding in group.findings],
        "checked": verdict.checked,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    where = finding.location
    return {
        "fingerprint": finding.fingerprint, "code": finding.code, "name": finding.slug,
        "severity": finding.severity.value, "confidence": finding.confidence.value, "kind": finding.kind,
        "path": where.path, "row": where.span.row, "column": where.span.column, "cell": where.cell,
        "message": finding.message,
        "related": [
            {"path": each.location.path, "row": each.location.span.row, "message": each.message}
            for each in finding.related
        ],
    }  # fmt: skip
