"""The sentences and tables at the end of a report."""

from __future__ import annotations

from collections import Counter

from cloudact_lint.findings import Severity
from cloudact_lint.output.report import Report
from cloudact_lint.output.terminal import one_line, paint, table


def plural(count: int, noun: str) -> str:
    """``1 file``, ``1,003 files``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def seconds(value: float) -> str:
    """``0.3 s``, ``0.04 s``."""
    return f"{value:.1f} s" if value >= 0.095 else f"{value:.2f} s"


def summary(report: Report, *, color: bool = False) -> str:
    """One line: what was found, per severity, what was suppressed, in how many files, how fast."""
    shown, suppressed = report.shown, report.suppressed
    failed = f", {plural(len(report.errors), 'internal error')}" if report.errors else ""
    tail = f"{failed}, {seconds(report.seconds)}.\n"
    if not shown:
        where = f" in {plural(report.files, 'file')}" if report.files else ": no files to check"
        hidden = f" ({suppressed:,} suppressed)" if suppressed else ""
        return paint("No findings", "good" if not failed else "bold", color) + where + hidden + tail
    counts = Counter(finding.severity for finding in shown)
    parts = ", ".join(
        paint(f"{counts[severity]:,} {severity.value}", severity.value, color)
        for severity in sorted(Severity, key=lambda severity: -severity.rank)
        if counts[severity]
    )
    hidden = f", {suppressed:,} suppressed" if suppressed else ""
    found = paint(f"Found {plural(len(shown), 'finding')}", "bold", color)
    return f"{found} ({parts}){hidden}, in {plural(report.files, 'file')}{tail}"


def notes(report: Report, *, color: bool = False) -> str:
    """The report's closing notes, one line each."""
    return "".join(f"{paint('note', 'bold', color)}: {one_line(note)}\n" for note in report.notes)


def closing(report: Report, *, color: bool = False) -> str:
    """Notes and the summary line: the end of each format made for people."""
    return notes(report, color=color) + summary(report, color=color)


def statistics(report: Report) -> str:
    """A table of findings per rule, most first: count, code, severity, slug. Empty if there are none."""
    counts = Counter((finding.code, finding.slug, finding.severity) for finding in report.shown)
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0][0], -item[0][2].rank))
    rows = [(f"{count:,}", code, severity.value, slug) for (code, slug, severity), count in order]
    return table(rows, right=(0,)) if rows else ""


def timings(report: Report) -> str:
    """A table of where the time went, slowest first. Empty if it was not measured."""
    order = sorted(report.timings, key=lambda item: (-item[1], item[0]))
    rows = [(f"{value * 1000:,.1f} ms", name) for name, value in order]
    return table(rows, right=(0,)) if rows else ""
