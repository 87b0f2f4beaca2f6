"""What the server and the process that holds a project say to each other."""

from __future__ import annotations

from typing import NamedTuple

from cloudact_lint.config.settings import Settings
from cloudact_lint.findings import Finding, Span


class Begin(NamedTuple):
    """Scan a project; the first message."""

    settings: Settings
    cache_dir: str


class Put(NamedTuple):
    """An editor holds this for a file."""

    path: str
    data: bytes


class Drop(NamedTuple):
    """A file is again what is on disk."""

    path: str


class Rescan(NamedTuple):
    """Files on disk came, went or changed."""


class Ask(NamedTuple):
    """What is found now? ``named`` None: in the whole project. A later message makes the answer unwanted."""

    number: int
    named: tuple[str, ...] | None
    open: tuple[str, ...]
    """Files of which the names of tables and columns are wanted too."""


class Progress(NamedTuple):
    """Files read so far by the scan, of how many."""

    done: int
    total: int


class Ready(NamedTuple):
    """The scan is done."""

    files: int


class Answer(NamedTuple):
    """What is found; ``number`` and ``named`` are those of the question."""

    number: int
    named: tuple[str, ...] | None
    findings: tuple[Finding, ...]
    names: tuple[tuple[str, tuple[Named, ...]], ...]


class Named(NamedTuple):
    """A table or column named in SQL, and what is known of it, in Markdown."""

    span: Span
    text: str


class Failed(NamedTuple):
    """Something could not be done: a wrong configuration, or a defect of the analyser."""

    message: str


Request = Begin | Put | Drop | Rescan | Ask
Reply = Progress | Ready | Answer | Failed
