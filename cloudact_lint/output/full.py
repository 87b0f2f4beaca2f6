"""For reading: each finding with its source line, the span underlined, and the places that explain it."""

from __future__ import annotations

from cloudact_lint.findings import Finding, Location
from cloudact_lint.output.report import Report, Style
from cloudact_lint.output.summary import closing, cost_note
from cloudact_lint.output.terminal import excerpt, one_line, paint

_PARTS = ("help", "note", "hint", "fix")


def render(report: Report, style: Style) -> str:
    """The report with source excerpts, and the summary."""
    blocks = [_block(report, finding, style) + "\n" for finding in report.shown]
    return "".join(blocks) + closing(report, color=style.color)


def _block(report: Report, finding: Finding, style: Style) -> str:
    severity, where = finding.severity.value, finding.location
    message, *parts = [line for line in finding.message.splitlines() if line.strip()] or [""]
    label = severity if finding.kind == "on" else f"{severity}, {finding.kind}"
    place = paint(one_line(report.place(where, style)), "bold", style.color)
    lines = [f"{place}: {paint(f'{finding.code} [{label}]', severity, style.color)} {one_line(message)}"]
    size = max(len(str(place.span.row)) for place in (where, *(related.location for related in finding.related)))
    lines += _source(report, where, size, "^", severity, style)
    bar = " " * size + " "
    for related in finding.related:
        place = one_line(report.place(related.location, style))
        lines.append(f"{bar}{paint(':::', 'gutter', style.color)} {place}: {one_line(related.message)}")
        lines += _source(report, related.location, size, "-", "gutter", style)
    equals = bar + paint("=", "gutter", style.color)
    lines += [f"{equals} {_part(part)}" for part in parts]
    if finding.cost is not None:
        lines.append(f"{equals} note: {cost_note(finding.cost)}")
    for fix in finding.fixes:
        label = "fix" if fix.applicability == "safe" else "fix (unsafe)"
        lines.append(f"{equals} {label}: {one_line(fix.title)}")
    return "\n".join(lines) + "\n"


def _source(report: Report, where: Location, size: int, mark: str, tint: str, style: Style) -> list[str]:
    """The line a place stands on between bars; nothing if it cannot be read."""
    line = report.line(where.path, where.span.row, where.cell)
    if not line.strip():
        return []
    shown = excerpt(line, where.span, mark)
    bar = paint(" " * size + " |", "gutter", style.color)
    row = paint(f"{where.span.row:>{size}} |", "gutter", style.color)
    indent = len(shown.marks) - len(shown.marks.lstrip())
    marks = " " * indent + paint(shown.marks[indent:], tint, style.color)
    return [bar, f"{row} {shown.text}", f"{bar} {marks}"]


def _part(text: str) -> str:
    """A further line of a message: ``help: …`` as it is, anything else as a note."""
    folded = one_line(text)
    return folded if folded.lower().startswith(tuple(f"{part}:" for part in _PARTS)) else f"note: {folded}"
