"""SARIF 2.1.0, as code scanning services and editors read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cloudact_lint.findings import Edit, Finding, Fix, Location, Severity, Span
from cloudact_lint.output.json import dumps
from cloudact_lint.output.links import PROJECT_URL, file_uri, relative_uri, rule_url
from cloudact_lint.output.report import InternalError, Report, Style
from cloudact_lint.output.terminal import sentence
from cloudact_lint.rule import RuleMeta

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_SECURITY = {Severity.CRITICAL: "9.0", Severity.HIGH: "7.5", Severity.MEDIUM: "5.0", Severity.LOW: "3.0"}
_SNIPPET = 1000
"""Characters of source beyond which no snippet is written."""
_SNIPPET_ROWS = 20


def render(report: Report, style: Style) -> str:
    """The report as a SARIF log with one run, suppressed findings included and marked."""
    rules = _rules(report)
    index = {rule["id"]: at for at, rule in enumerate(rules)}
    driver = {
        "name": "cloudact-lint",
        "organization": "CloudAct",
        "version": report.version,
        "semanticVersion": report.version,
        "informationUri": PROJECT_URL,
        "rules": rules,
    }
    root = file_uri(report.root).rstrip("/") + "/"
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "cloudact-lint/"},
        "invocations": [_invocation(report, index)],
        "originalUriBaseIds": {_ROOT: {"uri": root, "description": {"text": "The root of the checked project."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, finding, index[finding.code]) for finding in report.findings],
    }
    # Unindented: a third of the size, and many times faster to write.
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _rules(report: Report) -> list[dict[str, Any]]:
    """An entry for each rule of the run, and for codes of findings from elsewhere."""
    entries = {code: _rule(meta) for code, meta in sorted(report.rules.items())}
    for finding in report.findings:
        if finding.code not in entries:
            entries[finding.code] = _foreign_rule(finding)
    return list(entries.values())


def _rule(meta: RuleMeta) -> dict[str, Any]:
    level = _LEVELS[meta.severity]
    tags = [meta.family, *meta.languages, *([] if meta.default == "on" else [meta.default])]
    properties: dict[str, Any] = {
        "precision": "high" if meta.default == "on" else "medium",
        "problem.severity": _PROBLEMS[level],
        "severity": meta.severity.value,
    }
    if meta.cwe:
        tags += ["security", *(f"external/cwe/cwe-{number:03}" for number in meta.cwe)]
        properties["security-severity"] = _SECURITY[meta.severity]
    return {
        "id": meta.code,
        "name": _pascal(meta.slug),
        "shortDescription": {"text": sentence(meta.summary, capital=True)},
        "fullDescription": {"text": sentence(_plain(meta.why) or meta.summary, capital=True)},
        "help": {"text": _help(meta, markdown=False), "markdown": _help(meta, markdown=True)},
        "helpUri": rule_url(meta.code, meta.slug),
        "defaultConfiguration": {"level": level},
        "properties": {"tags": tags[:10], **properties},
    }


def _foreign_rule(finding: Finding) -> dict[str, Any]:
    level = _LEVELS[finding.severity]
    slug = finding.slug or finding.code
    return {
        "id": finding.code,
        "name": _pascal(slug),
        "shortDescription": {"text": sentence(slug)},
        "fullDescription": {"text": sentence(slug)},
        "help": {"text": "A rule from outside cloudact-lint; its finding says what it is about."},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["external-rule"], "precision": "medium", "problem.severity": _PROBLEMS[level]},
    }


def _help(meta: RuleMeta, *, markdown: bool) -> str:
    parts = [("Why", meta.why), ("Instead", meta.instead), ("Silent where", meta.silent)]
    if markdown:
        head = [f"**{meta.code} {meta.slug}**: {sentence(meta.summary, capital=True)}"]
        return "\n\n".join(head + [f"**{title}**\n\n{text.strip()}" for title, text in parts if text.strip()])
    head = [f"{meta.code} {meta.slug}: {sentence(meta.summary, capital=True)}"]
    return "\n\n".join(head + [f"{title}: {_plain(text)}" for title, text in parts if text.strip()])


def _result(report: Report, finding: Finding, index: int) -> dict[str, Any]:
    related = finding.related
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(report, finding.location)],
    }
    if related:
        result["relatedLocations"] = [
            {"id": number, **_location(report, place.location), "message": {"text": sentence(place.message)}}
            for number, place in enumerate(related, 1)
        ]
    if finding.fingerprint:
        result["partialFingerprints"] = {"cloudactLint/v1": finding.fingerprint}
    result["suppressions"] = [_suppression(report, finding)] if finding.suppression else []
    fixes = [_fix(report, fix) for fix in finding.fixes if finding.location.cell is None]
    if fixes:
        result["fixes"] = fixes
    evidence = {"evidence": [item._asdict() for item in finding.evidence]} if finding.evidence else {}
    result["properties"] = {
        "severity": finding.severity.value, "confidence": finding.confidence.value, "kind": finding.kind, **evidence,
    }
    return result


def _message(finding: Finding) -> str:
    """The message, with links to the related places: code scanning shows only places linked from it."""
    text = sentence(finding.message)
    if finding.location.cell is not None:
        span = finding.location.span
        text += f" (Cell {finding.location.cell}, line {span.row}, column {span.column}.)"
    if finding.related:
        text = _escape_links(text)
        links = (
            f"[{_escape_links(related.message.rstrip('.') or related.location.path)}]({number})"
            for number, related in enumerate(finding.related, 1)
        )
        text += f" See: {', '.join(links)}."
    return text


def _location(report: Report, where: Location) -> dict[str, Any]:
    if where.cell is None:
        return {"physicalLocation": {"artifactLocation": _artifact(report, where.path), **_regions(report, where)}}
    region = {"startLine": report.file_row(where)}  # a column in a cell is none in the file
    return {
        "physicalLocation": {"artifactLocation": _artifact(report, where.path), "region": region},
        "logicalLocations": [{"name": f"cell {where.cell}", "kind": "module"}],
    }


def _artifact(report: Report, path: str) -> dict[str, str]:
    full = report.absolute(path)
    if path.startswith(("../", "/")) or re.match(r"[A-Za-z]:[\\/]", path):
        return {"uri": file_uri(full)}
    return {"uri": relative_uri(path), "uriBaseId": _ROOT}


def _region(span: Span) -> dict[str, Any]:
    return {
        "startLine": span.row, "startColumn": span.column, "endLine": span.end_row, "endColumn": span.end_column,
    }


def _regions(report: Report, where: Location) -> dict[str, Any]:
    """The region with its text, and the rows around it, where they can be read and are not long."""
    row, column, end_row, end_column = where.span
    region = _region(where.span)
    if end_row - row > _SNIPPET_ROWS:
        return {"region": region}
    own = [report.line(where.path, at, where.cell) for at in range(row, end_row + 1)]
    before = [report.line(where.path, row - 1, where.cell)] if row > 1 else []
    after = [line for line in [report.line(where.path, end_row + 1, where.cell)] if line]
    context = "\n".join([*before, *own, *after])
    if len(context) > _SNIPPET or not any(own):
        return {"region": region}
    around = {"startLine": row - len(before), "endLine": end_row + len(after), "snippet": {"text": context}}
    own[-1] = own[-1][: end_column - 1]
    own[0] = own[0][column - 1 :]
    found = {"region": {**region, "snippet": {"text": "\n".join(own)}}}
    return {**found, "contextRegion": around} if before or after else found


def _suppression(report: Report, finding: Finding) -> dict[str, Any]:
    given = finding.suppression
    assert given is not None
    entry: dict[str, Any] = {"kind": given.kind, "status": "accepted"}
    if given.reason:
        entry["justification"] = given.reason
    if given.kind == "inSource" and given.row and finding.location.cell is None:
        place = {"artifactLocation": _artifact(report, finding.location.path), "region": {"startLine": given.row}}
        entry["location"] = {"physicalLocation": place}
    return entry


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    paths = dict.fromkeys(edit.path for edit in fix.edits)
    return {
        "description": {"text": sentence(fix.title)},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(report, path),
                "replacements": [_replacement(edit) for edit in sorted(fix.edits) if edit.path == path],
            }
            for path in paths
        ],
    }


def _replacement(edit: Edit) -> dict[str, Any]:
    inserted = {"insertedContent": {"text": edit.text}} if edit.text else {}
    return {"deletedRegion": _region(edit.span), **inserted}


def _invocation(report: Report, index: Mapping[str, int]) -> dict[str, Any]:
    unread = [finding for finding in report.findings if finding.code == "CA902"]
    notifications = [_broken(report, error, index) for error in report.errors]
    notifications += [
        {
            "descriptor": {"id": finding.code},
            "level": "warning",
            "message": {"text": sentence(finding.message)},
            "locations": [_location(report, finding.location)],
        }
        for finding in unread
    ]
    invocation: dict[str, Any] = {"executionSuccessful": report.exit_code in (0, 1), "exitCode": report.exit_code}
    return {**invocation, "toolExecutionNotifications": notifications} if notifications else invocation


def _broken(report: Report, error: InternalError, index: Mapping[str, int]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "descriptor": {"id": "CA904"},
        "level": "error",
        "message": {"text": sentence(error.message)},
    }
    if error.code in index:
        entry["associatedRule"] = {"id": error.code, "index": index[error.code]}
    if error.path:
        entry["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(report, error.path)}}]
    if error.detail:
        entry["exception"] = {"message": error.detail}
    return entry


def _pascal(slug: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", slug))


def _plain(markdown: str) -> str:
    """Markdown prose without its backticks, emphasis and link targets."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown).replace("`", "").replace("**", "").strip()


def _escape_links(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", text)
