"""What the engine keeps of one file between runs, besides its facts."""

from __future__ import annotations

from typing import NamedTuple

from cloudact_lint.facts.records import FileIndex, Problem
from cloudact_lint.findings import Finding
from cloudact_lint.suppress import Comment


class Crash(NamedTuple):
    """A rule (or, with an empty code, an extractor) that raised while it looked at a file."""

    code: str
    reason: str


class FileRecord(NamedTuple):
    """Everything a file alone gives. ``cell_rows`` as in FileFacts; ``lines`` counts its rows."""

    index: FileIndex  # type: ignore[assignment]
    findings: tuple[Finding, ...] = ()
    comments: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()
    crashes: tuple[Crash, ...] = ()
    cell_rows: tuple[int, ...] = ()


class Analysed(NamedTuple):
    """A worker's answer for one file; ``facts`` is a pickled FileFacts.

    ``stable`` is False where a second look may give another answer (an unreadable file, a
    crash): such a record is not kept.
    """

    record: FileRecord
    facts: bytes
    stable: bool = True


def reason(error: BaseException) -> str:
    """A crash in a few words, without a traceback."""
    words = " ".join(str(error).split())[:160]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
