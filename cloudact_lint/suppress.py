"""Comments that say a finding is not to be shown.

``noqa`` (everything on the line), ``noqa: CA201,CA303``, ``cloudact: ignore[CA201] why`` and
``cloudact: ignore-file[CA201] why``, in whatever comment the language has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from cloudact_lint.findings import Finding, Span
from cloudact_lint.lazy import lazy_pattern

if TYPE_CHECKING:
    from cloudact_lint.source.comments import Layout, RawComment
    from cloudact_lint.source.text import SourceFile

"""Without a match in its bytes a file has no such comment."""

_DIRECTIVE = lazy_pattern(
    r"(?:^|(?<=[#\s/*-]))(?:(?P<noqa>noqa)(?:\s*:\s*(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?(?![\w-])"
    r"|cloudact:\s*(?P<verb>ignore-file|ignore)(?![\w-])(?:\s*\[(?P<names>[^\]]*)\])?)"
    r"(?P<rest>(?:(?!\bnoqa\b|\bcloudact:).)*)",
    re.IGNORECASE,
)


class Comment(NamedTuple):
    """One such comment. Empty ``codes`` mean all of them; ``rows`` are the ranges it covers."""

    kind: Literal["noqa", "ignore", "file"]
    codes: tuple[str, ...]
    reason: str
    at: Span
    rows: tuple[tuple[int, int], ...]

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of the place and the code of ``finding``."""
        span = finding.location.span
        here = self.kind == "file" or any(first <= span.row <= last for first, last in self.rows)
        # Formatters move a comment behind the closing bracket of a call.
        if not here and not (self.codes and self.at.row == span.end_row):
            return False
        return not self.codes or any(speaks_of(code, finding) for code in self.codes)

    def codes_for(self, finding: Finding) -> tuple[str, ...]:
        """Those of its codes that mean ``finding``; an empty one stands for all."""
        return tuple(code for code in self.codes if speaks_of(code, finding)) or ("",)


def speaks_of(code: str, finding: Finding) -> bool:
    """Whether a code, the beginning of codes, or a slug in a comment means ``finding``."""
    return finding.slug == code.lower() or (code.startswith("CA") and finding.code.startswith(code))


def is_ours(code: str) -> bool:
    """Whether a code is one of this tool's, or meant to be; others belong to other linters."""
    return re.match(r"CA\d", code) is not None or "-" in code


def parse(source: SourceFile) -> tuple[Comment, ...]:
    """All such comments of a file."""
    data = source.data if b"\0" not in source.data[:64] else source.text.encode("utf-8", "replace")
    lowered = data.lower()  # a search that minds no case takes ten times as long
    if b"noqa" not in lowered and b"cloudact:" not in lowered:
        return ()
    from cloudact_lint.source.comments import layout

    plan = layout(source)
    found = []
    for raw in plan.comments:
        for match in _DIRECTIVE.finditer(raw.text):
            found.append(_comment(source, plan, raw, match))
    return tuple(found)


def _comment(source: SourceFile, plan: Layout, raw: RawComment, match: re.Match[str]) -> Comment:
    names = match["codes"] if match["noqa"] else match["names"]
    codes = tuple(word if "-" in word else word.upper() for word in re.split(r"[,\s]+", names or "") if word)
    start = raw.offset + match.start()
    end = raw.offset + len(match.string[: match.end()].rstrip())
    at = source.span(start, max(start, end))
    kind: Literal["noqa", "ignore", "file"] = "ignore"
    if match["noqa"]:
        kind = "noqa"
    elif match["verb"].lower() == "ignore-file":
        kind = "file"
    why = match["rest"].strip().removesuffix("*/}").removesuffix("*/").rstrip("#").strip(" \t-:–—")
    return Comment(kind, codes, why, at, _rows(source, plan, raw, kind))


def _rows(source: SourceFile, plan: Layout, raw: RawComment, kind: str) -> tuple[tuple[int, int], ...]:
    row, column = source.place(raw.offset)
    last = row + raw.text.count("\n")
    alone = not source.line(row)[: column - 1].strip(" \t{") and not _after(source, raw).strip(" \t}")
    if alone and kind == "ignore":
        row = last = _next_code_row(source, last + 1)
    rows = [(row, last)]
    # A comment at either end of a statement speaks of the strings inside it, where none can stand.
    ends = [(a, b) for a, b in plan.statements if row in (a, b)]
    for a, b in plan.strings:
        if row in (a, b) or any(first <= a and b <= final for first, final in ends[-1:]):
            rows.append((a, b))
    return tuple(rows)


def _after(source: SourceFile, raw: RawComment) -> str:
    row, column = source.place(raw.offset + len(raw.text))
    return source.line(row)[column - 1 :]


_COMMENT_LINE = lazy_pattern(r"\s*(?:#|//|--(?:\s|$)|\{?/\*.*\*/\}?\s*$)|\s*$")


def _next_code_row(source: SourceFile, row: int) -> int:
    while row < len(source.lines) and _COMMENT_LINE.match(source.line(row)):
        row += 1
    return row
