"""What the SQL at each place of the code cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.findings import Cost, Finding
from cloudact_lint.jobs.export import JobsExport, added
from cloudact_lint.jobs.matching import Patterns
from cloudact_lint.jobs.normal import Words, normal
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.texts import SqlText, SqlTexts

FAMILIES = ("CA2", "CA5")
"""Rules whose findings speak of one query."""
_RUN = frozenset({
    "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "CALL", "ALTER", "DROP", "TRUNCATE", "EXPORT", "LOAD",
})
"""Statements of a script that are jobs of their own."""


class Place(NamedTuple):
    """Rows of a file."""

    path: str
    first: int
    last: int


class Costs:
    """Costs by place, and how much of the export they explain."""

    def __init__(self, by_place: dict[Place, Cost], matched: Cost, total: Cost, texts: int) -> None:
        self.matched, self.total, self.texts = matched, total, texts
        self._by_path: dict[str, list[tuple[Place, Cost]]] = defaultdict(list)
        for place, cost in by_place.items():
            self._by_path[place.path].append((place, cost))

    def of(self, finding: Finding) -> Cost | None:
        """What the innermost text around a finding cost."""
        if not finding.code.startswith(FAMILIES):
            return None
        row = finding.location.span.row
        around = [each for each in self._by_path.get(finding.location.path, ()) if each[0].first <= row <= each[0].last]
        return min(around, key=lambda each: (each[0].last - each[0].first, each[0]))[1] if around else None

    def note(self) -> str:
        """How much of the export was found in the code, as a sentence."""
        from cloudact_lint.output.summary import billed

        return (
            f"{self.matched.jobs:,} of {self.total.jobs:,} exported jobs were found in {self.texts:,} SQL texts: "
            f"{billed(self.matched.bytes_billed)} of {billed(self.total.bytes_billed)} billed"
        )


def costs_of(project: Project, export: JobsExport) -> Costs:
    """Look up every query of an export in the SQL of the project."""
    pieces = list(_pieces(project))
    texts = list(dict.fromkeys(words for words, _ in pieces))
    patterns = Patterns(texts)
    by_words: dict[Words, list[Cost]] = defaultdict(list)
    for query, cost in export.costs.items():
        by_words[normal(query)].append(cost)
    costs: dict[Words, list[Cost]] = defaultdict(list)
    matched = []
    for words, given in by_words.items():
        found = patterns.find(words)
        if found:
            matched.extend(given)
        for number in found:
            costs[texts[number]].extend(given)
    by_place: dict[Place, dict[Words, Cost]] = defaultdict(dict)
    for words, places in pieces:
        if words in costs:
            for place in places:
                by_place[place][words] = added(costs[words])
    summed = {place: added(parts.values()) for place, parts in by_place.items()}
    return Costs(summed, added(matched), export.total, len(costs))


def _pieces(project: Project) -> Iterator[tuple[Words, tuple[Place, ...]]]:
    """Every text, and every statement of texts with several."""
    for text in SqlTexts.of(project).all():
        places = [_place(text, 0, len(text.text))]
        if text.site is not None:
            at = text.site.call.at
            places.append(Place(text.site.path, at.row, at.end_row))
        yield normal(text.text), tuple(dict.fromkeys(places))
        if len(text.parsed.trees) > 1:
            for tree in text.parsed.trees:
                one = tree.statement
                if one.kind in _RUN:
                    part = text.text[one.offset : one.offset + one.length]
                    yield normal(part), (_place(text, one.offset, one.offset + one.length),)


def _place(text: SqlText, start: int, end: int) -> Place:
    body = text.text[start:end]
    start += len(body) - len(body.lstrip())
    end -= len(body) - len(body.rstrip())
    path, span = text.span(start, max(end, start + 1))
    return Place(path or text.path, span.row, max(span.end_row, span.row))
