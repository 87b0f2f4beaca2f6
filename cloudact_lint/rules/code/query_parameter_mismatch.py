"""CA510: SQL and the parameters given with it do not go together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.errors import closest
from cloudact_lint.facts.sql_tokens import tokens
from cloudact_lint.findings import Finding, Location, Related, Severity
from cloudact_lint.project.bigquery import BigQuery, Operation
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.texts import SqlText, SqlTexts
from cloudact_lint.project.walking import scope_calls
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._examples_parameters import INVALID, VALID
from cloudact_lint.rules.code._parameters import Given, given_by, read_by


class QueryParameterMismatch(Rule):
    """Compares the ``@names`` of a query with the parameters of the call that runs it."""

    meta = RuleMeta(
        code="CA510",
        slug="query-parameter-mismatch",
        summary="a query parameter that is read and not given, or given and never read",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "typescript", "notebook"),
        why=(
            "BigQuery refuses a query that reads a parameter which the job does not give (`Query parameter 'x' not "
            "found`). One that is given and not read is accepted in silence: mostly a filter that somebody forgot to "
            "write, so the query returns more than it should."
        ),
        instead="Give every `@name` of the text a parameter of the same name, and remove those that nothing reads.",
        silent=(
            "Configurations and lists of parameters that are made elsewhere or changed by other functions; parameters "
            "under a condition count as given. Unused ones only where every form of the text is known to its end."
        ),
        references=("https://cloud.google.com/bigquery/docs/parameterized-queries",),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each query and kind of mismatch."""
        bigquery = BigQuery.of(project)
        done: set[int] = set()
        for text in SqlTexts.of(project).all():
            if text.source != "code" or text.site is None or id(text.site.call) in done:
                continue
            done.add(id(text.site.call))
            operation = bigquery.operation(text.site)
            given = given_by(operation, bigquery) if operation is not None and operation.action == "query" else None
            if operation is not None and given is not None:
                forms = SqlTexts.of(project).of_call(text.site)
                yield from self._missing(forms, given)
                yield from self._unused(forms, given, operation)

    def _missing(self, forms: Iterable[SqlText], given: Given) -> Iterator[Finding]:
        seen: set[tuple[str, int, int]] = set()
        for text in () if given.open else forms:
            known = given.names.keys() | given.maybe
            missing = {name: place for name, place in read_by(text).items() if name not in known}
            if not missing:
                continue
            first = min(missing.values())
            path, span = text.span(*first)
            if (path, span.row, span.column) in seen:
                continue
            seen.add((path, span.row, span.column))
            names = ", ".join(f"`@{text.text[start + 1 : end]}`" for start, end in sorted(missing.values()))
            near = closest(next(iter(missing)), sorted(known - read_by(text).keys()))
            assert text.site is not None
            yield self.finding(
                path,
                span,
                f"the query reads {names}, which the call does not give: BigQuery refuses it with “Query parameter not "
                f"found”; add {'them' if len(missing) > 1 else 'it'} to `query_parameters`"
                + (f", or did you mean `@{near}`?" if near else ""),
                related=[Related(Location(text.site.path, text.site.call.at), "the call that runs it")],
                anchor=",".join(sorted(missing)),
            )

    def _unused(self, forms: tuple[SqlText, ...], given: Given, operation: Operation) -> Iterator[Finding]:
        if not given.names or not forms or not all(map(_is_whole, forms)) or _shared(operation):
            return
        read = {name for text in forms for name in read_by(text)}
        unused = {name: at for name, at in given.names.items() if name not in read}
        if not unused or (not read and any("?" in text.text for text in forms)):
            return
        many, them = len(unused) > 1, "them" if len(unused) > 1 else "it"
        names = ", ".join(f"`{name}`" for name in unused)
        yield self.finding(
            operation.site.path,
            next(iter(unused.values())),
            f"the query never reads the parameter{'s' if many else ''} {names}, which this call gives: is a filter "
            f"missing in the text? Use {them} as `@{next(iter(unused))}` or leave {them} out",
            severity=Severity.MEDIUM,
            anchor=",".join(sorted(unused)),
        )


def _is_whole(text: SqlText) -> bool:
    """Whether nothing in a text can hold a parameter that is not seen: placeholders stand in quoted names only."""
    if not text.complete or text.parsed.holes:
        return False
    quoted = [(token.start, token.end) for token in tokens(text.text) if token.kind == "q"]
    return all(any(start < hole.offset < end for start, end in quoted) for hole in text.rendered.holes)


def _shared(operation: Operation) -> bool:
    """Whether the configuration, or anything by that name, goes to several queries of the function."""
    return sum(operation.call.func == call.func for call in scope_calls(operation.site.scope)) > 1
