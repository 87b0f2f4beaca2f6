"""Edits on the text of one file: chosen so that none touches another, and applied.

A fix is taken whole or not at all. Of two that touch, the first of the report wins; the other may
come in a later round, when what it means has been looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cloudact_lint.findings import Edit, Finding, Fix
from cloudact_lint.source.text import SourceFile


class Chosen(NamedTuple):
    """A finding, and the one of its fixes that is to be applied."""

    finding: Finding
    fix: Fix


def wanted(findings: Iterable[Finding], unsafe: bool) -> list[Chosen]:
    """The first fix of each finding that may be applied; of suppressed findings none."""
    return [
        Chosen(finding, fix)
        for finding in findings
        if finding.suppression is None
        for fix in [next((fix for fix in finding.fixes if unsafe or fix.applicability == "safe"), None)]
        if fix is not None
    ]


def apply(source: SourceFile, fixes: Iterable[Chosen]) -> tuple[str, list[Chosen]]:
    """The text of a file with as many of the fixes as go together, and these.

    Fixes for another content than ``source`` has, and those that reach into other files, are left out.
    """
    done: list[Chosen] = []
    taken: dict[tuple[int, int], str] = {}
    for chosen in fixes:
        spans = _spans(source, chosen.fix)
        if spans is None:
            continue
        new = {span: text for span, text in spans.items() if taken.get(span) != text}
        if any(_touch(span, other) for span in new for other in taken):
            continue
        taken |= new
        done.append(chosen)
    text = source.text
    for (start, end), content in sorted(taken.items(), reverse=True):
        text = text[:start] + content + text[end:]
    return text, done


def _spans(source: SourceFile, fix: Fix) -> dict[tuple[int, int], str] | None:
    """Offsets and new texts of a fix's edits; None if it is not for this text or its edits touch each other."""
    if not fix.edits or fix.content_hash not in ("", source.content_hash):
        return None
    found: dict[tuple[int, int], str] = {}
    for edit in fix.edits:
        span = _offsets(source, edit)
        if span is None or any(_touch(span, other) for other in found):
            return None
        found[span] = _line_ends(source, edit.text)
    return found


def _offsets(source: SourceFile, edit: Edit) -> tuple[int, int] | None:
    row, column, end_row, end_column = edit.span
    rows = len(source.lines)
    if edit.path != source.path or not (0 < row <= end_row <= rows) or column < 1 or end_column < 1:
        return None
    if column > len(source.line(row)) + 1 or end_column > len(source.line(end_row)) + 1:
        return None
    start, end = source.offset(row, column), source.offset(end_row, end_column)
    return (start, end) if start <= end else None


def _touch(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two spans overlap, or insert at one place."""
    if a[0] == a[1] and b[0] == b[1]:
        return a == b
    return a[0] < b[1] and b[0] < a[1] if a[0] != a[1] and b[0] != b[1] else a[0] <= b[1] and b[0] <= a[1]


def _line_ends(source: SourceFile, text: str) -> str:
    """``text`` with the line ends of the file it goes into."""
    return text.replace("\n", "\r\n") if "\r\n" in source.text and "\r" not in text else text
