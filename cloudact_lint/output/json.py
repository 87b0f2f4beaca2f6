"""Ruff's JSON, with what a finding of ours knows beyond it. Suppressed findings are not in it."""

from __future__ import annotations

import json
import re
from typing import Any

from cloudact_lint.findings import Edit, Finding, Related, Span
from cloudact_lint.output.links import rule_url
from cloudact_lint.output.report import Report, Style

_LONE = re.compile(r"\\ud[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..)\\ud[c-f]")
"""Half of an escaped pair, as JSON writes characters beyond U+FFFF."""


def render(report: Report, style: Style) -> str:
    """The report as one list of objects."""
    return dumps([entry(report, finding) for finding in report.shown], indent=2) + "\n"


def entry(report: Report, finding: Finding) -> dict[str, Any]:
    """One finding as an object."""
    where = finding.location
    return {
        "code": finding.code,
        "name": finding.slug,
        "message": finding.message,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "kind": finding.kind,
        "filename": report.absolute(where.path),
        "cell": where.cell,
        **_ends(where.span),
        "noqa_row": report.noqa_row(finding),
        "url": rule_url(finding.code, finding.slug) if finding.code in report.rules else None,
        "fix": _fix(report, finding),
        "related": [_related(report, related) for related in finding.related],
        "evidence": [evidence._asdict() for evidence in finding.evidence],
        **({"cost": finding.cost._asdict()} if finding.cost is not None else {}),
        "fingerprint": finding.fingerprint,
    }


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON in ASCII, so that no console encoding can break it; lone surrogates become U+FFFD."""
    separators = None if indent else (",", ":")
    text = json.dumps(value, indent=indent, separators=separators)
    return json.dumps(_clean(value), indent=indent, separators=separators) if _LONE.search(text) else text


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return {_clean(key): _clean(item) for key, item in value.items()} if isinstance(value, dict) else value


def _ends(span: Span) -> dict[str, dict[str, int]]:
    return {
        "location": {"row": span.row, "column": span.column},
        "end_location": {"row": span.end_row, "column": span.end_column},
    }


def _fix(report: Report, finding: Finding) -> dict[str, Any] | None:
    """The first fix: ruff's shape has room for one."""
    if not finding.fixes:
        return None
    fix = finding.fixes[0]
    edits = sorted(fix.edits, key=lambda edit: (edit.path, edit.span))
    return {
        "applicability": fix.applicability,
        "message": fix.title,
        "edits": [_edit(report, edit) for edit in edits],
    }


def _edit(report: Report, edit: Edit) -> dict[str, Any]:
    return {"content": edit.text, **_ends(edit.span), "filename": report.absolute(edit.path)}


def _related(report: Report, related: Related) -> dict[str, Any]:
    where = related.location
    cell = {} if where.cell is None else {"cell": where.cell}
    return {"filename": report.absolute(where.path), **cell, **_ends(where.span), "message": related.message}
