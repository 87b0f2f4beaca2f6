"""A bug report as one HTML page: no network, no script needed to read it; with script it filters and searches."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from cloudact_lint.findings import Finding, Related
from cloudact_lint.output.links import rule_url
from cloudact_lint.reporting.inline import inline
from cloudact_lint.reporting.model import BugReport, Group, Verdict
from cloudact_lint.reporting.text import MARKS, SEVERITIES, message, place, plural, reach, scope, short

_HERE = Path(__file__).parent
_PLACES = 4


def render(report: BugReport) -> str:
    """The page."""
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    body = "".join([
        *_head(report), *_filters(report), *_verdicts(report), *_groups(report), *_inventory(report), *_trend(report),
    ])  # fmt: skip
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(report.title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        # Whatever a scanned repository holds, nothing is loaded from anywhere.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'; img-src data:\">\n"
        f"<style>\n{style}</style></head>\n<body>\n{body}<script>\n{script}</script>\n</body></html>\n"
    )


def _head(report: BugReport) -> Iterator[str]:
    yield f"<header><div><h1>{escape(report.title)}</h1>\n<p class=scope>{escape(scope(report))}</p>"
    yield f"<p class=scope>{report.date}, cloudact-lint {escape(report.version)}, {report.seconds:.1f} s</p></div>\n"
    yield '<button id=theme type=button hidden aria-label="Light or dark">◐</button></header>\n'
    yield "<section class=counts aria-label=Counts>"
    most = max([report.count(severity) for severity in SEVERITIES] + [1])
    for severity in SEVERITIES:
        count = report.count(severity)
        yield (
            f'<div class="count {severity.value}"><b>{count:,}</b><span>{severity.value}</span>'
            f'<i style="width:{100 * count / most:.1f}%"></i></div>'
        )
    yield "</section>\n"
    if report.suppressed:
        yield f"<p class=scope>{report.suppressed:,} more are suppressed.</p>\n"


def _filters(report: BugReport) -> Iterator[str]:
    yield '<form id=filters hidden role=search><input id=search type=search placeholder="Search messages and paths" '
    yield 'aria-label="Search messages and paths"><span class=boxes>'
    for severity in SEVERITIES:
        if report.count(severity):
            yield f"<label><input type=checkbox name=severity value={severity.value} checked> {severity.value}</label>"
    advice = sum(finding.kind == "advice" for finding in report.findings)
    if advice:
        yield f"<label><input type=checkbox id=advice checked> advice ({advice:,})</label>"
    yield '</span><select id=rule aria-label="Rule"><option value="">all rules</option>'
    for code, slug in sorted({(group.code, group.slug) for group in report.groups}):
        yield f"<option value={escape(code, quote=True)}>{escape(f'{code} {slug}')}</option>"
    yield "</select><output id=shown></output></form>\n"


def _verdicts(report: BugReport) -> Iterator[str]:
    if not report.verdicts:
        return
    yield "<section><h2>Verdicts</h2><p>Each row of the earlier report, in its order of priority.</p>"
    yield "<div class=wide><table class=verdicts><thead><tr><th>#<th>row<th>verdict<th>where, or what was checked"
    yield "</tr></thead><tbody>"
    for verdict in report.verdicts:
        yield _verdict(verdict)
    yield "</tbody></table></div></section>\n"


def _verdict(verdict: Verdict) -> str:
    row, found = verdict.row, [finding for group in verdict.groups for finding in group.findings]
    if found:
        links = ", ".join(
            f'<a href="#{_anchor(one)}" title="{escape(place(one), quote=True)}"><code>{escape(short(one))}</code></a>'
            for one in found[:_PLACES]
        )
        said = links + (f" and {len(found) - _PLACES:,} more" if len(found) > _PLACES else "")
    else:
        said = escape(verdict.checked)
    severity = f' <span class="tag {row.severity}">{row.severity}</span>' if row.severity else ""
    word = verdict.word.replace(" ", "-")
    return (
        f"<tr><td>{row.number}<td>{escape(row.title)}{severity}<td class=word-{word}>{MARKS[verdict.word]} "
        f"{verdict.word}<td>{said}</tr>"
    )


def _groups(report: BugReport) -> Iterator[str]:
    yield "<section id=findings><h2>Findings</h2><p>What to mend first stands first: by severity, by how sure it is, "
    yield "by how many files it reaches.</p>"
    if not report.groups:
        yield "<p>None.</p>"
    for group in report.priorities:
        yield from _group(report, group)
    yield "<p id=nothing hidden>Nothing matches.</p></section>\n"


def _group(report: BugReport, group: Group) -> Iterator[str]:
    code = escape(group.code, quote=True)
    yield f"<article class=group data-rule={code}><h3><span class=\"tag {group.severity.value}\">{group.severity.value}"
    name = escape(f"{group.code} {group.slug}")
    linked = f'<a href="{escape(rule_url(group.code, group.slug), quote=True)}">{name}</a>' if group.meta else name
    yield f"</span> {inline(group.title)} <small>{linked}, {reach(group)}</small></h3>"
    if group.meta is not None:
        yield f"<details class=why><summary>Impact and fix</summary><p>{inline(group.meta.why)}</p>"
        yield f"<p><b>Fix:</b> {inline(group.meta.instead)}</p></details>"
    for finding in group.findings:
        yield from _finding(report, finding)
    yield "</article>\n"


def _finding(report: BugReport, finding: Finding) -> Iterator[str]:
    where = finding.location
    advice = " <span class=tag>advice</span>" if finding.kind == "advice" else ""
    yield (
        f'<details class=finding id="{_anchor(finding)}" data-severity={finding.severity.value} '
        f"data-kind={finding.kind}><summary><code>{escape(place(finding))}</code>{advice} "
        f"{inline(message(finding))}</summary>"
    )
    rows = report.excerpts.get(finding.fingerprint, ())
    if rows:
        yield "<pre>"
        for row, text in rows:
            mark = " class=here" if where.span.row <= row <= where.span.end_row else ""
            yield f"<span{mark}><i>{row}</i> {escape(text)}\n</span>"
        yield "</pre>"
    if finding.related:
        yield "<ul>" + "".join(_related(each) for each in finding.related) + "</ul>"
    yield "</details>"


def _anchor(finding: Finding) -> str:
    return f"f-{escape(finding.fingerprint, quote=True)}"


def _related(each: Related) -> str:
    return f"<li><code>{escape(f'{each.location.path}:{each.location.span.row}')}</code> {inline(each.message)}"


def _inventory(report: BugReport) -> Iterator[str]:
    if report.services:
        yield "<section><h2>Services</h2><div class=wide><table><thead><tr><th>service<th>folder<th>framework<th>ports"
        yield "<th class=n>routes<th class=n>requests that reach it</tr></thead><tbody>"
        for one in report.services:
            yield (
                f"<tr><td>{escape(one.name)}<td><code>{escape(one.folder or '.')}</code>"
                f"<td>{escape(', '.join(one.frameworks))}<td>{', '.join(map(str, one.ports))}"
                f"<td class=n>{one.routes:,}<td class=n>{one.callers:,}</tr>"
            )
        yield "</tbody></table></div></section>\n"
    if report.schemas:
        count = sum(len(each.tables) for each in report.schemas)
        yield f"<section><h2>Schema files</h2><p>{plural(count, 'table')} in "
        yield f"{plural(len(report.schemas), 'folder')}.</p>"
        for each in report.schemas:
            yield f"<details><summary><code>{escape(each.folder or '.')}</code> ({len(each.tables):,})</summary><ul>"
            for table, name, columns in each.tables:
                yield f"<li><code>{escape(table)}</code> {escape(name)}, {plural(columns, 'column')}"
            yield "</ul></details>"
        yield "</section>\n"


def _trend(report: BugReport) -> Iterator[str]:
    since = report.trend
    if since is None:
        return
    yield f"<section><h2>Since {escape(since.date or 'the earlier report')}</h2><p>{since.before:,} then, "
    yield f"{len(report.findings):,} now: <b>{len(since.new):,} new</b>, <b>{len(since.gone):,} gone</b>.</p><ul>"
    for finding in since.new:
        yield (
            f'<li>new: <a href="#{_anchor(finding)}"><code>{escape(place(finding))}</code></a> '
            f"{escape(finding.code)} {inline(message(finding))}"
        )
    for code, path, text in since.gone:
        yield f"<li>gone: <code>{escape(path)}</code> {escape(code)} {inline(' '.join(text.split()))}"
    yield "</ul></section>\n"
