"""CA510: parameters that a query names and its call does not give, or the other way round."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cloudact_lint.errors import closest
from cloudact_lint.facts.sql_tokens import tokens
from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity, Span
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.sql.texts import SqlText, SqlTexts
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._columns import listed
from cloudact_lint.rules.code._examples_parameters import INVALID, VALID
from cloudact_lint.rules.code._parameters import Given, Parameters, query_calls


class QueryParameterMismatch(Rule):
    """Compares the ``@names`` of a text with the parameters of the call that runs it."""

    meta = RuleMeta(
        code="CA510",
        slug="query-parameter-mismatch",
        summary="a query names a parameter that its call does not give, or is given one that it never names",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "typescript", "notebook"),
        why=(
            "BigQuery refuses a query with `Query parameter 'x' not found` when the call gives none of that name. The "
            "other way round nothing fails: a parameter that the text does not name is ignored, and with it the filter "
            "it was meant for, such as the tenant's."
        ),
        instead=(
            "Give every `@name` of the text exactly one parameter of that name, and use every parameter that is given."
        ),
        silent=(
            "Lists of parameters that cannot be followed: filled by other functions, made in comprehensions, handed "
            "through several wrappers. A parameter counts as unused only if every form of the text is seen whole."
        ),
        references=("https://cloud.google.com/bigquery/docs/parameterized-queries",),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each call and direction."""
        runs = list(_runs(project))
        seen: set[tuple[str, Span]] = set()
        lacking: set[int] = set()
        for run in runs:
            for finding in self._missing(run):
                lacking.add(id(run))
                place = (finding.location.path, finding.location.span)
                if place not in seen:
                    seen.add(place)
                    yield finding
        for finding in self._all_unused(runs, lacking):
            place = (finding.location.path, finding.location.span)
            if place not in seen:
                seen.add(place)
                yield finding

    def _all_unused(self, runs: Sequence[Run], lacking: Container[int]) -> Iterator[Finding]:
        """A list that several queries share is used by all of them together.

        Where a name is missing as well, one of the two is misspelled: that is one finding.
        """
        named: dict[Location, set[str]] = {}
        unseen: set[Location] = set()
        for run in runs:
            whole = run.texts and all(text.complete and is_whole(text) for text in run.texts)
            for place in run.given.names.values():
                named.setdefault(place, set()).update(*(used(text.text) for text in run.texts))
                if not whole or run.given.positional:
                    unseen.add(place)
        for run in runs:
            left = [n for n, at in run.given.names.items() if at not in unseen and n not in named[at]]
            if left and id(run) not in lacking:
                yield self._unused(run.texts, run.given, left)

    def _missing(self, run: Run) -> Iterator[Finding]:
        given, site = run.given, run.site
        if not given.whole or given.positional:
            return
        for text in run.texts:
            named = used(text.text)
            lacking = {name: at for name, at in named.items() if name not in given.names}
            if not lacking:
                continue
            names = [f"@{text.text[at[0] + 1 : at[1]]}" for at in lacking.values()]
            path, span = text.span(*next(iter(lacking.values())))
            left = [given.written[name] for name in given.names if name not in named]
            near = closest(next(iter(lacking)), left, 0.5) or (left[0] if len(left) == 1 == len(names) else "")
            has = f"only {listed(sorted(given.written.values()))}" if given.names else "no parameters"
            where = f"{site.path}:{site.call.at.row}" if path != site.path else f"line {site.call.at.row}"
            yield self.finding(
                path or site.path,
                span if path else site.call.at,
                f"the query names {listed(names)}, and the call in {where} gives {has}: BigQuery refuses it with "
                f"“Query parameter not found”; add {'the parameter' if len(names) == 1 else 'the parameters'}"
                + (f", or is `{near}` meant?" if near else ""),
                related=[Related(Location(site.path, site.call.at), "the query is run here")],
                anchor=",".join(names),
            )
            return

    def _unused(self, texts: Sequence[SqlText], given: Given, left: Sequence[str]) -> Finding:
        names = [given.written[name] for name in left]
        place = given.names[left[0]]
        path, span = texts[0].span(0, 1)
        one = len(names) == 1
        verb = "is" if one else "are"
        return self.finding(
            place.path,
            place.span,
            f"the parameter{'' if one else 's'} {listed(names)} {verb} given, but the query never names "
            f"{'it' if one else 'them'}: a filter is missing, or the parameter is left over",
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
            related=[Related(Location(path, span), "the query begins here")] if path else (),
            anchor=f"unused:{','.join(names)}",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A call that runs a query: its texts and its parameters."""

    site: CallSite
    texts: tuple[SqlText, ...]
    given: Given


def _runs(project: Project) -> Iterator[Run]:
    """The query calls whose parameters can be told."""
    bigquery = BigQuery.of(project)
    parameters = Parameters(bigquery)
    for path in project.paths("python", "notebook", "typescript"):
        if not project.asked(path) or "sql" not in project.records[path].tags:
            continue
        for site in query_calls(bigquery, path):
            given = parameters.of_call(site)
            if given is not None:
                yield Run(site, SqlTexts.of(project).of_call(site), given)


def used(text: str) -> dict[str, tuple[int, int]]:
    """The named parameters of a SQL text in lower case, each with its first place; not those of dynamic SQL."""
    found: dict[str, tuple[int, int]] = {}
    for token in tokens(text):
        if token.kind == "p" and not text.startswith("@@", token.start):
            name = text[token.start + 1 : token.end].partition(".")[0]
            if name and "__h" not in name:
                found.setdefault(name.lower(), (token.start, token.start + 1 + len(name)))
    return found


def is_whole(text: SqlText) -> bool:
    """Whether placeholders of a text stand in names and strings only: no other may bring a parameter along."""
    if not text.rendered.holes:
        return True
    quoted = [(token.start, token.end) for token in tokens(text.text) if token.kind in "qs"]
    return all(any(start < hole.offset < end for start, end in quoted) for hole in text.rendered.holes)
