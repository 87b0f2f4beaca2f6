"""From everything that was found to what is said: scope, suppression, selection, order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from cloudact_lint.config.selection import keep, with_severity
from cloudact_lint.config.settings import Settings
from cloudact_lint.engine import verdicts
from cloudact_lint.engine.record import Crash, FileRecord
from cloudact_lint.findings import Cost, Finding, Suppression, fingerprint
from cloudact_lint.source.discovery import Scope
from cloudact_lint.source.notebook import to_cell
from cloudact_lint.source.reader import Lines
from cloudact_lint.suppress import Comment

_NO_COMMENTS = frozenset({"CA901"})
"""What a comment says of itself is silenced for whole files only."""


class Reporter:
    """Turns the findings of one run into its report."""

    def __init__(
        self, settings: Settings, records: Mapping[str, FileRecord], scope: Scope, overlay: tuple[str, bytes] | None
    ) -> None:
        self.settings, self.records, self.scope = settings, records, scope
        self.lines = Lines(settings.root, dict([overlay]) if overlay else {})
        self.crashed = False
        self.outside: tuple[Finding, ...] = ()
        """Findings of another engine."""
        self.replaced: frozenset[tuple[str, str]] = frozenset()
        """The (code, language) pairs that the other engine answers in place of our own."""
        self.cost_of: Callable[[Finding], Cost | None] = lambda _: None
        """What the SQL that a finding speaks of cost."""
        self.renamed: Mapping[str, str] = {}
        """Names that files have now: fingerprints are made with these."""
        self._used: set[tuple[str, Comment, str]] = set()

    def report(self, of_project: Iterable[Finding], crashes: Iterable[Crash]) -> tuple[Finding, ...]:
        """The report: sorted, each finding once, the suppressed ones marked."""
        own = (finding for finding in self._gathered(of_project) if not self._is_replaced(finding))
        found = [finding for finding in (*own, *self.outside) if self._in_scope(finding)]
        marked = [self._suppressed(self._priced(finding)) for finding in found]
        for path, record in self.records.items():
            if record.comments and self.scope.covers(path):
                # Those for whole files come last: they may silence what is said of the others.
                comments = sorted(record.comments, key=lambda comment: comment.kind == "file")
                of_comments = verdicts.comment_findings(path, comments, self._used, self.settings)
                marked.extend(self._suppressed(finding) for finding in of_comments)
        for crash in crashes:
            self.crashed = True
            marked.append(verdicts.crash_finding("", crash))
        kept = [with_severity(finding, self.settings) for finding in marked if keep(finding, self.settings)]
        return self._named(sorted(set(kept), key=Finding.sort_key))

    def _gathered(self, of_project: Iterable[Finding]) -> Iterable[Finding]:
        yield from of_project
        for path, record in self.records.items():
            yield from record.findings
            for problem in record.problems:
                yield verdicts.problem_finding(path, problem)
            for crash in record.crashes:
                self.crashed = self.crashed or self.scope.covers(path)
                yield verdicts.crash_finding(path, crash)

    def _priced(self, finding: Finding) -> Finding:
        cost = self.cost_of(finding)
        return finding if cost is None else replace(finding, cost=cost)

    def _is_replaced(self, finding: Finding) -> bool:
        if not self.replaced:
            return False
        record = self.records.get(finding.location.path)
        return record is not None and (finding.code, record.index.language) in self.replaced

    def _in_scope(self, finding: Finding) -> bool:
        covers = self.scope.covers
        return covers(finding.location.path) or any(covers(related.location.path) for related in finding.related)

    def _suppressed(self, finding: Finding) -> Finding:
        record = self.records.get(finding.location.path)
        if record is None or not record.comments:
            return finding
        for comment in record.comments:
            if finding.code in _NO_COMMENTS and comment.kind != "file":
                continue
            if comment.covers(finding):
                self._used.update((finding.location.path, comment, code) for code in comment.codes_for(finding))
                if finding.suppression is None:
                    finding = finding.suppressed_by(Suppression("inSource", comment.reason, comment.at.row))
        return finding

    def _named(self, findings: list[Finding]) -> tuple[Finding, ...]:
        seen: Counter[str] = Counter()
        named = []
        for finding in findings:
            path = finding.location.path
            line = self.lines.line(path, finding.location.span.row)
            called = self._called(finding, path)
            name = fingerprint(called, line, 0)
            if seen[name]:
                name_again = fingerprint(called, line, seen[name])
            else:
                name_again = name
            seen[name] += 1
            named.append(self._placed(finding.with_fingerprint(name_again)))
        return tuple(named)

    def _called(self, finding: Finding, path: str) -> Finding:
        """A finding under the name that its file has now."""
        now = self.renamed.get(path)
        return finding if now is None else replace(finding, location=finding.location._replace(path=now))

    def _placed(self, finding: Finding) -> Finding:
        """Places in notebooks as cell and row; their fixes would have to be told in cells too."""
        places = (finding.location, *(related.location for related in finding.related))
        if not any(place.path.endswith(".ipynb") for place in places):
            return finding
        related = tuple(
            each._replace(location=to_cell(each.location, self._cells(each.location.path))) for each in finding.related
        )
        here = self._cells(finding.location.path)
        fixes = () if here else finding.fixes
        return replace(finding, location=to_cell(finding.location, here), related=related, fixes=fixes)

    def _cells(self, path: str) -> tuple[int, ...]:
        record = self.records.get(path)
        return record.cell_rows if record else ()
