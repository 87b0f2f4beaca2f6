"""What a bug report says, as frozen data that each format writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cloudact_lint.config.settings import ReportRow
from cloudact_lint.findings import Finding, Severity
from cloudact_lint.rule import RuleMeta

Word = Literal["holds", "partly", "does not hold", "not checked"]


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one rule with one severity: one cause to read about, some places to mend."""

    code: str
    slug: str
    severity: Severity
    findings: tuple[Finding, ...]
    meta: RuleMeta | None = None

    @property
    def title(self) -> str:
        """What the rule finds, in one line."""
        return self.meta.summary if self.meta is not None else self.slug or self.code

    @property
    def sure(self) -> int:
        """How many of the findings are neither advice nor doubtful."""
        return sum(one.kind == "on" and one.confidence.value == "high" for one in self.findings)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that they stand in, sorted."""
        return tuple(sorted({one.location.path for one in self.findings}))

    @property
    def reach(self) -> int:
        """How many files they speak of, the related ones included."""
        related = {place.location.path for one in self.findings for place in one.related}
        return len(related.union(self.files))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one row of an earlier report."""

    row: ReportRow
    word: Word
    groups: tuple[Group, ...]
    """What was found for it."""
    checked: str
    """What was looked at, in words."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables that the files of one folder describe."""

    folder: str
    tables: tuple[tuple[str, str, int], ...]
    """Name, file and number of columns of each."""


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What the inventory says of a service."""

    name: str
    folder: str
    frameworks: tuple[str, ...]
    ports: tuple[int, ...]
    routes: int
    callers: int
    """Requests of other code that reach it."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What changed since an earlier report."""

    date: str
    before: int
    new: tuple[Finding, ...]
    gone: tuple[tuple[str, str, str], ...]
    """Code, path and message of each finding that is no longer there."""


@dataclass(frozen=True)
class BugReport:
    """Everything a bug report says."""

    title: str
    date: str
    """ISO 8601, the day it was made."""
    revision: str
    """The commit it speaks of, empty where git knows none."""
    root: str
    files: int
    seconds: float
    version: str
    groups: tuple[Group, ...]
    """The worst first."""
    suppressed: int
    verdicts: tuple[Verdict, ...] = ()
    schemas: tuple[Tables, ...] = ()
    services: tuple[ServiceFacts, ...] = ()
    trend: Trend | None = None
    notes: tuple[str, ...] = ()
    excerpts: dict[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    """From a finding's fingerprint to rows and their text."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, group by group."""
        return tuple(finding for group in self.groups for finding in group.findings)

    def count(self, severity: Severity) -> int:
        """How many findings have a severity."""
        return sum(len(group.findings) for group in self.groups if group.severity is severity)

    @property
    def priorities(self) -> tuple[Group, ...]:
        """The groups in the order in which to mend them: by severity, by how sure they are, by reach."""
        return tuple(
            sorted(self.groups, key=lambda group: (-group.severity.rank, -group.sure, -group.reach, group.code))
        )
