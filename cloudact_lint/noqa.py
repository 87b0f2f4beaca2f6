"""Write suppressing comments beside findings, without changing what the code says.

For each finding several places are tried: the end of its line, of the string or statement it
stands in, the line above. A file is written only with the comments that, read back, suppress
their findings and leave the code as it was; the others are spoken of and left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cloudact_lint import suppress
from cloudact_lint.findings import Finding
from cloudact_lint.noqa_check import same_meaning
from cloudact_lint.source.comments import Layout, layout
from cloudact_lint.source.text import SourceFile, UndecodableError
from cloudact_lint.source.writing import encoded, replace_file

NEVER = ("CA901", "CA902", "CA903", "CA904")
"""Findings about comments, and about what could not be read, that no comment should hide."""
_STARTS = {"typescript": "// ", "sql": "-- "}
_CODES = "\0"
"""Where in a mark the codes go."""


class Added(NamedTuple):
    """What was done: findings suppressed, files changed, and a sentence for each failure."""

    findings: int
    files: int
    skipped: tuple[str, ...]


class Spot(NamedTuple):
    """Where a comment can go, behind a row or in a line of its own ``above`` it, and how it looks."""

    row: int
    above: bool
    mark: str


def add_comments(root: str, findings: Iterable[Finding]) -> Added:
    """Suppress ``findings`` by comments in their files."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.suppression is None and finding.code not in NEVER:
            by_path.setdefault(finding.location.path, []).append(finding)
    done, files, skipped = 0, 0, []
    for path, group in sorted(by_path.items()):
        try:
            source = SourceFile.read(root, path)
            text, left = commented(source, group)
            if len(left) < len(group):
                replace_file(Path(root, path), encoded(source, text))
                files += 1
                done += len(group) - len(left)
        except (OSError, ValueError) as error:
            skipped.append(f"{path}: not changed: {error}")
            continue
        skipped += [f"{path}:{one.location.span.row}: no place for a comment on {one.code}" for one in left]
    return Added(done, files, tuple(skipped))


def commented(source: SourceFile, findings: list[Finding], reason: str = "") -> tuple[str, list[Finding]]:
    """The text of a file with comments for ``findings``, and the findings that found no place.

    With a ``reason`` the comments say it.
    """
    if source.language in ("notebook", "schema"):
        return source.text, findings
    plan, findings = layout(source), list(dict.fromkeys(findings))
    tries = {finding: list(_spots(source, plan, finding, reason)) for finding in findings}
    left: list[Finding] = [finding for finding in findings if not tries[finding]]
    while open_ones := [finding for finding in findings if tries[finding]]:
        text, failed = _tried(source, {finding: tries[finding][0] for finding in open_ones})
        if not failed:
            return text, left
        for finding in failed:
            del tries[finding][0]
            if not tries[finding]:
                left.append(finding)
    return source.text, left


def row_finder(root: str, given: SourceFile | None = None) -> Callable[[Finding], int | None]:
    """A function that says on which row a ``# noqa`` for a finding must stand; None where none can."""
    known: dict[str, tuple[SourceFile, Layout] | None] = {}
    if given is not None:
        known[given.path] = given, layout(given)

    def row(finding: Finding) -> int | None:
        path, first = finding.location.path, finding.location.span.row
        if path.endswith(".ipynb"):
            return first
        if not path.endswith((".py", ".pyi")):
            return None
        if path not in known:
            try:
                source = SourceFile.read(root, path)
                known[path] = source, layout(source)
            except (OSError, UndecodableError):
                known[path] = None
        found = known[path]
        return _behind(found[1], first) if found else first

    return row


def _behind(plan: Layout, row: int) -> int:
    """The first row, from ``row`` on, whose end lies outside strings."""
    for first, last in sorted(plan.strings):
        if first <= row < last:
            row = last
    return row


def _spots(source: SourceFile, plan: Layout, finding: Finding, reason: str) -> Iterator[Spot]:
    span = finding.location.span
    body = f"cloudact: ignore[{_CODES}]" + (f" {' '.join(reason.split())}" if reason.strip() else "")
    alone = _STARTS.get(source.language, "# ") + body
    braces = f"{{/* {body.replace('*/', '* /')} */}}"
    # What other tools of Python know too has no room for a reason.
    mark = f"# noqa: {_CODES}" if source.language == "python" and not reason.strip() else alone
    ends = [span.row, _behind(plan, span.row), span.end_row]
    ends += [last for first, last in sorted(plan.statements, reverse=True) if first <= span.row <= last]
    for row in dict.fromkeys(ends):
        if 0 < row <= len(source.lines) and not source.line(row).endswith("\\"):
            yield Spot(row, False, mark)
            if source.language == "typescript":
                yield Spot(row, False, braces)
    if not source.line(span.row - 1).endswith("\\"):
        yield Spot(span.row, True, alone)
        if source.language == "typescript":
            yield Spot(span.row, True, braces)


def _apply(source: SourceFile, chosen: dict[Finding, Spot]) -> tuple[str, list[int]]:
    """The text with a comment at each spot, and the rows that got a line above them."""
    codes: dict[Spot, set[str]] = {}
    for finding, spot in chosen.items():
        codes.setdefault(spot, set()).add(finding.code)
    named = (comment for comment in suppress.parse(source) if comment.codes and comment.kind != "file")
    existing = {comment.at.row: comment for comment in named}
    lines = _rows(source)
    above: list[int] = []
    for spot in sorted(codes, key=lambda spot: (spot.above, spot.row)):
        body, ending = lines[spot.row - 1]
        names = sorted(codes[spot])
        if spot.above:
            indent = re.match(r"[ \t]*", source.line(spot.row))
            new = (indent.group() if indent else "") + spot.mark.replace(_CODES, ", ".join(names))
            lines[spot.row - 1] = (f"{new}{ending or _newline(source)}{body}", ending)
            above.append(spot.row)
        elif (comment := existing.get(spot.row)) is not None:
            lines[spot.row - 1] = (_joined(body, comment, names), ending)
        else:
            gap = "" if not body or body.endswith((" ", "\t")) else "  " if source.language == "python" else " "
            lines[spot.row - 1] = (body + gap + spot.mark.replace(_CODES, ", ".join(names)), ending)
    return "".join(body + ending for body, ending in lines), above


def _rows(source: SourceFile) -> list[tuple[str, str]]:
    """Each line and its ending; only the endings that count in reports end a line."""
    starts = [*source.line_starts, len(source.text)]
    rows = []
    for first, last in pairwise(starts):
        line = source.text[first:last]
        body = line.rstrip("\r\n")
        rows.append((body, line[len(body) :]))
    return rows


def _newline(source: SourceFile) -> str:
    return "\r\n" if "\r\n" in source.text else "\n"


def _joined(line: str, comment: suppress.Comment, codes: list[str]) -> str:
    """``line`` with ``codes`` among those that its comment names already."""
    head, tail = line[: comment.at.column - 1], line[comment.at.column - 1 :]
    new = ", ".join(code for code in codes if code not in comment.codes)
    if not new:
        return line
    if comment.kind == "ignore":
        return head + tail.replace("]", f", {new}]", 1)
    listed = re.match(r"noqa\s*:\s*[A-Za-z]+\d+(?:[,\s]+[A-Za-z]+\d+\b)*", tail, re.IGNORECASE)
    at = listed.end() if listed else len(tail)
    return f"{head}{tail[:at]}, {new}{tail[at:]}"


def _tried(source: SourceFile, chosen: dict[Finding, Spot]) -> tuple[str, list[Finding]]:
    """The text with comments at the chosen spots, and the findings for which that was no good."""
    text, above = _apply(source, chosen)
    after = SourceFile(source.path, source.language, text.encode("utf-8", "surrogatepass"), text)
    comments = suppress.parse(after)
    failed = []
    for finding in chosen:
        span = finding.location.span
        down = sum(row <= span.row for row in above)
        down_end = sum(row <= span.end_row for row in above)
        moved = span._replace(row=span.row + down, end_row=span.end_row + down_end)
        shown = Finding(finding.code, finding.slug, "", finding.severity, finding.location._replace(span=moved))
        if not any(comment.covers(shown) for comment in comments):
            failed.append(finding)
    if failed or same_meaning(source, after):
        return text, failed
    # One comment changes the code: take them one by one, which is slow and hardly ever needed.
    single = len(chosen) == 1
    guilty = [] if single else [one for one, spot in chosen.items() if _tried(source, {one: spot})[1]]
    return text, guilty or list(chosen)
