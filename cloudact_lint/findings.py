"""What the analyser says: findings, where they stand and how to mend them.

Everything here is frozen data. Rows and columns are 1-based and count code points, as in
ruff's JSON; an end column is exclusive. Paths are relative to the project root, with
forward slashes, whatever the operating system.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal, NamedTuple


class Severity(str, Enum):
    """How much harm the mistake can do, in the words of a bug report."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical, for comparisons and sorting."""
        return _SEVERITY_RANK[self.value]


_SEVERITY_RANK = {"low": 0, "medium": 1, "high": 2, "critical": 3}


class Confidence(str, Enum):
    """How sure the analyser is that what it saw is so."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


Kind = Literal["on", "advice"]
"""``on``: nearly always worth a change, shown by default. ``advice``: true, but a judgement."""

Applicability = Literal["safe", "unsafe"]
"""``safe`` keeps what the program does; ``unsafe`` may change it and needs a look."""


class Span(NamedTuple):
    """A range of text: 1-based rows and code-point columns, end exclusive."""

    row: int
    column: int
    end_row: int
    end_column: int


class Location(NamedTuple):
    """A span in a file; ``cell`` is the 1-based code cell of a notebook, else None."""

    path: str
    span: Span
    cell: int | None = None


class Related(NamedTuple):
    """A place that explains a finding: a wrapper, a schema field, where a client is built."""

    location: Location
    message: str


class Edit(NamedTuple):
    """Replace the text of ``span`` in ``path`` with ``text``."""

    path: str
    span: Span
    text: str


class Fix(NamedTuple):
    """One way to mend a finding: edits that do not overlap.

    ``content_hash`` is that of the file the edits were computed for (see
    :func:`content_hash`): they must not be applied to any other text.
    """

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]
    content_hash: str = ""


class Evidence(NamedTuple):
    """One column that a schema finding speaks of, with the row that names it."""

    table: str
    column: str
    row: int


class Suppression(NamedTuple):
    """Why a finding is not shown: ``inSource`` (a comment) or ``external`` (a configuration)."""

    kind: Literal["inSource", "external"]
    reason: str = ""
    row: int = 0


class Cost(NamedTuple):
    """What the jobs that ran a SQL text cost together."""

    bytes_billed: int = 0
    slot_ms: int = 0
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake at one place."""

    code: str
    slug: str
    message: str
    severity: Severity
    location: Location
    kind: Kind = "on"
    confidence: Confidence = Confidence.HIGH
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    anchor: str = ""
    """Names the place in words that survive moved lines, e.g. ``onboard_org:org_profiles``."""
    fingerprint: str = ""
    suppression: Suppression | None = field(default=None)
    secret: bool = False
    """Whether the place is a secret itself: no excerpt may show its characters."""
    cost: Cost | None = None
    """What the SQL it speaks of cost, if an export of jobs was given and has it."""

    def sort_key(self) -> tuple[str, int, int, int, str, str]:
        """The order of a report: by file, cell, place, code."""
        where = self.location
        return (where.path, where.cell or 0, where.span.row, where.span.column, self.code, self.message)

    def with_fingerprint(self, value: str) -> Finding:
        """The same finding, named by ``value``."""
        return replace(self, fingerprint=value)

    def suppressed_by(self, suppression: Suppression) -> Finding:
        """The same finding, marked as not to be shown."""
        return replace(self, suppression=suppression)


def fingerprint(finding: Finding, line: str, occurrence: int) -> str:
    """A name for ``finding`` that stays when lines above it move.

    ``line`` is the source line it stands on; ``occurrence`` (from 0) tells apart equal
    findings on equal lines of one file. Returned as 32 hexadecimal digits.
    """
    parts = (finding.code, finding.location.path, finding.anchor, " ".join(line.split()), str(occurrence))
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def content_hash(data: bytes) -> str:
    """The name of a file's content, as 32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
