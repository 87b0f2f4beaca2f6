"""A bug report in Markdown: inventory, findings by severity, verdicts, summary, priorities."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.output.links import rule_url
from cloudact_lint.output.markdown import code_span, escape
from cloudact_lint.reporting.model import BugReport, Group, Verdict
from cloudact_lint.reporting.text import MARKS, SEVERITIES, message, place, plural, reach, scope

MOST = 25
"""Places listed for one rule."""
MOST_TABLES = 60
_PLACES = 6
"""Places named in a verdict."""


def render(report: BugReport) -> str:
    """The report as one document."""
    sections = (_head, _verdicts, _inventory, _bugs, _summary, _trend)
    parts = [line for section in sections for line in section(report)]
    return "\n".join(parts) + "\n"


def _head(report: BugReport) -> Iterator[str]:
    yield f"# {escape(report.title)}\n"
    yield f"**Date:** {report.date}  "
    yield f"**Scope:** {escape(scope(report))}  "
    counts = ", ".join(f"{report.count(severity):,} {severity.value}" for severity in SEVERITIES)
    yield f"**Findings:** {counts}; {report.suppressed:,} suppressed  "
    yield f"**Written by:** cloudact-lint {report.version}, in {report.seconds:.1f} s\n\n---\n"


def _verdicts(report: BugReport) -> Iterator[str]:
    if not report.verdicts:
        return
    yield "## Verdicts\n"
    yield "Each row of the earlier report, in its order of priority: does it hold in this code?\n"
    yield "| # | row | severity | verdict | where, or what was checked |\n|---:|---|---|---|---|"
    for verdict in report.verdicts:
        yield _verdict(verdict)
    yield ""


def _verdict(verdict: Verdict) -> str:
    row = verdict.row
    if verdict.groups:
        found = [finding for group in verdict.groups for finding in group.findings]
        listed = ", ".join(f"{code_span(place(one))} {one.code}" for one in found[:_PLACES])
        said = listed + (f" and {len(found) - _PLACES:,} more" if len(found) > _PLACES else "")
    else:
        said = escape(verdict.checked)
    word = f"{MARKS[verdict.word]} {verdict.word}"
    return f"| {row.number} | {escape(row.title)} | {row.severity or '–'} | {word} | {said} |"


def _inventory(report: BugReport) -> Iterator[str]:
    if report.schemas:
        count = sum(len(each.tables) for each in report.schemas)
        yield f"## Schema files\n\n{plural(count, 'table')} in {plural(len(report.schemas), 'folder')}.\n"
        for each in report.schemas:
            yield f"**{code_span(each.folder or '.')}**\n"
            for number, (table, name, columns) in enumerate(each.tables[:MOST_TABLES], 1):
                yield f"{number}. {code_span(table)} ({escape(name)}, {plural(columns, 'column')})"
            if len(each.tables) > MOST_TABLES:
                yield f"\n… and {len(each.tables) - MOST_TABLES:,} more"
            yield ""
    if report.services:
        yield "## Services\n\n| service | folder | framework | ports | routes | requests that reach it |"
        yield "|---|---|---|---|---:|---:|"
        for service in report.services:
            ports = ", ".join(map(str, service.ports)) or "–"
            frameworks = ", ".join(service.frameworks) or "–"
            yield (
                f"| {escape(service.name)} | {code_span(service.folder or '.')} | {escape(frameworks)} | {ports} "
                f"| {service.routes:,} | {service.callers:,} |"
            )
        yield ""


def _bugs(report: BugReport) -> Iterator[str]:
    yield "## Bugs found\n"
    if not report.groups:
        yield "None.\n"
    number = 0
    for severity in SEVERITIES:
        groups = [group for group in report.groups if group.severity is severity]
        if groups:
            yield f"### {severity.value.upper()}\n"
        for group in groups:
            number += 1
            yield from _bug(number, group)


def _bug(number: int, group: Group) -> Iterator[str]:
    name = f"{group.code} {group.slug}".strip()
    linked = f"[{name}]({rule_url(group.code, group.slug)})" if group.meta is not None else escape(name)
    yield f"#### BUG {number}: {escape(group.title)}\n"
    yield f"**Rule:** {linked}  "
    yield f"**Severity:** {group.severity.value}  "
    yield f"**Reach:** {reach(group)}\n"
    for finding in group.findings[:MOST]:
        advice = " *(advice)*" if finding.kind == "advice" else ""
        yield f"- {code_span(place(finding))}{advice} {escape(message(finding))}"
    if len(group.findings) > MOST:
        yield f"- … and {len(group.findings) - MOST:,} more"
    if group.meta is not None:
        yield f"\n**Impact:** {group.meta.why.strip()}\n"
        yield f"**Fix:** {group.meta.instead.strip()}\n\n---\n"
    else:
        yield "\n---\n"


def _summary(report: BugReport) -> Iterator[str]:
    yield "## Summary\n\n| severity | findings | rules | files |\n|---|---:|---:|---:|"
    for severity in SEVERITIES:
        groups = [group for group in report.groups if group.severity is severity]
        files = {path for group in groups for path in group.files}
        count = sum(len(group.findings) for group in groups)
        yield f"| {severity.value} | {count:,} | {len(groups):,} | {len(files):,} |"
    all_files = {path for group in report.groups for path in group.files}
    yield f"| **all** | **{len(report.findings):,}** | **{len(report.groups):,}** | **{len(all_files):,}** |\n"
    if report.groups:
        yield "## What to mend first\n\nBy severity, by how sure the findings are, by how many files they reach.\n"
        for number, group in enumerate(report.priorities, 1):
            yield f"{number}. **{group.code}** {escape(group.title)} ({group.severity.value}; {reach(group)})"
        yield ""
    for note in report.notes:
        yield f"> {escape(note)}\n"


def _trend(report: BugReport) -> Iterator[str]:
    since = report.trend
    if since is None:
        return
    yield f"## Since {escape(since.date or 'the earlier report')}\n"
    yield f"{since.before:,} then, {len(report.findings):,} now: {len(since.new):,} new, {len(since.gone):,} gone.\n"
    for finding in since.new[:MOST]:
        yield f"- new: {code_span(place(finding))} {finding.code} {escape(message(finding))}"
    for code, path, text in since.gone[:MOST]:
        yield f"- gone: {code_span(path)} {escape(code)} {escape(' '.join(text.split()))}"
    yield ""
