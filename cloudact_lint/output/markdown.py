"""Markdown for a job summary or a comment on a change: counts, then findings, the worst first."""

from __future__ import annotations

import re
from collections import Counter

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.output.links import rule_url
from cloudact_lint.output.report import Report, Style
from cloudact_lint.output.summary import plural, summary

MOST = 200
"""Findings listed by place: GitHub takes a mebibyte for a job summary, and nobody reads more."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@])")
_MESSAGE = 400
"""Characters of a message."""


def render(report: Report, style: Style) -> str:
    """The report as a heading, a table of rules, and a list for each severity."""
    shown = sorted(report.shown, key=lambda finding: (-finding.severity.rank, *finding.sort_key()))
    parts = [f"## cloudact-lint\n\n{escape(summary(report).strip())}\n"]
    if shown:
        parts.append(_rules(report, shown))
    listed = shown[:MOST]
    for severity in sorted(Severity, key=lambda one: -one.rank):
        group = [finding for finding in listed if finding.severity is severity]
        if group:
            lines = "".join(_item(report, finding, style) for finding in group)
            parts.append(f"### {severity.value.capitalize()}\n\n{lines}")
    if len(shown) > MOST:
        parts.append(f"… and {plural(len(shown) - MOST, 'more finding')}.\n")
    parts += [f"> {escape(note)}\n" for note in report.notes]
    return "\n".join(parts)


def _rules(report: Report, shown: list[Finding]) -> str:
    counts = Counter((finding.code, finding.slug, finding.severity) for finding in shown)
    order = sorted(counts.items(), key=lambda item: (-item[0][2].rank, -item[1], item[0][0]))
    rows = [
        f"| {_link(report, code, f'{code} {slug}')} | {severity.value} | {count:,} |\n"
        for (code, slug, severity), count in order
    ]
    return "| rule | severity | findings |\n|---|---|---:|\n" + "".join(rows)


def _item(report: Report, finding: Finding, style: Style) -> str:
    place = report.place(finding.location, style)
    text = " ".join(finding.message.split())
    text = text if len(text) <= _MESSAGE else text[: _MESSAGE - 1].rstrip() + "…"
    related = "".join(
        f"\n  - {code_span(report.place(one.location, style))} {escape(' '.join(one.message.split()))}"
        for one in finding.related[:3]
    )
    return f"- {code_span(place)} **{_link(report, finding.code, finding.code)}** {escape(text)}{related}\n"


def _link(report: Report, code: str, text: str) -> str:
    slug = report.rules[code].slug if code in report.rules else ""
    return f"[{escape(text)}]({rule_url(code, slug)})" if slug else escape(text)


def code_span(text: str) -> str:
    """``text`` as a code span, whatever backticks it holds."""
    text = " ".join(text.split())
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def escape(text: str) -> str:
    """``text`` as plain text in Markdown: no emphasis, link, mention, tag or table cell comes of it."""
    return _SPECIAL.sub(r"\\\1", text)
