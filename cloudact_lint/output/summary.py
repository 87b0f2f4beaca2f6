"""The sentences and tables at the end of a report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cloudact_lint.findings import Cost, Severity
from cloudact_lint.output.report import Report
from cloudact_lint.output.terminal import one_line, paint, table

if TYPE_CHECKING:
    from cloudact_lint.facts.records import SqlCounts


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


def billed(count: float) -> str:
    """``1.2 TiB``, as BigQuery counts bytes."""
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" or count >= 100 else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:,.1f} PiB"


def cost_note(cost: Cost) -> str:
    """What a query cost, in words."""
    slots = f", {cost.slot_ms / 3_600_000:,.1f} slot hours" if cost.slot_ms >= 360_000 else ""
    return f"billed {billed(cost.bytes_billed)} in {plural(cost.jobs, 'job')}{slots}"


def statistics(report: Report) -> str:
    """Findings per rule, most first: count, code, severity, slug; then what was understood of the SQL."""
    counts = Counter((finding.code, finding.slug, finding.severity) for finding in report.shown)
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0][0], -item[0][2].rank))
    rows = [(f"{count:,}", code, severity.value, slug) for (code, slug, severity), count in order]
    return (table(rows, right=(0,)) if rows else "") + (_sql(report.sql) if report.sql is not None else "")


def _sql(sql: SqlCounts) -> str:
    """How many texts, statements and tables; then each statement that is not understood, with its place."""
    sources = {"code": "in code", "file": "in .sql files", "shell": "in shell scripts", "yaml": "in YAML"}
    texts = sum(count for _, count in sql.texts)
    if not texts:
        return "SQL: none\n"
    where = ", ".join(f"{count:,} {sources.get(source, source)}" for source, count in sql.texts)
    parsed = sql.statements - len(sql.unparsed)
    counts = dict(sql.references)
    named = sum(counts.get(sort, 0) for sort in ("known", "unknown", "placeholder"))
    known = counts.get("known", 0)
    lines = [
        f"SQL: {plural(texts, 'text')} ({where})",
        f"statements: {sql.statements:,}, of which parsed {parsed:,}{_share(parsed, sql.statements)}",
        f"tables named: {named:,}, of which known {known:,}{_share(known, named)}, "
        f"unknown {counts.get('unknown', 0):,}, with a name that code puts in {counts.get('placeholder', 0):,}; "
        f"beside them {counts.get('local', 0):,} CTEs and temporary tables, "
        f"{counts.get('system', 0):,} of INFORMATION_SCHEMA",
    ]
    lines += [f"not parsed: {one_line(f'{path}:{row}: {reason}')}" for path, row, reason in sql.unparsed]
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    """`` (99.4 %)``, rounded down: what is not whole is not 100 %."""
    return f" ({part * 1000 // whole / 10:.1f} %)" if whole else ""


def timings(report: Report) -> str:
    """A table of where the time went, slowest first. Empty if it was not measured."""
    order = sorted(report.timings, key=lambda item: (-item[1], item[0]))
    rows = [(f"{value * 1000:,.1f} ms", name) for name, value in order]
    return table(rows, right=(0,)) if rows else ""
