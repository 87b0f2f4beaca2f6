"""Query starts in Python and TypeScript, judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Confidence, Finding, Location, Related
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import dotted
from cloudact_lint.rule import Rule
from cloudact_lint.rules.query._commands import bq_query
from cloudact_lint.rules.query._files import places
from cloudact_lint.rules.query._limits import CAP, Limits, Verdict
from cloudact_lint.rules.query._starts import Start, commands_run, starts
from cloudact_lint.rules.query._statement import classify


def findings(rule: Rule, project: Project) -> Iterator[Finding]:
    """The uncapped starts; says at the end which default configurations would cure them."""
    judge = _Judge(rule, BigQuery.of(project))
    yield from judge.findings()
    project.notes.extend(judge.notes())


class _Judge:
    def __init__(self, rule: Rule, bigquery: BigQuery) -> None:
        self.rule, self.bigquery = rule, bigquery
        self.limits = Limits(bigquery.resolver)
        self.cures: Counter[tuple[str, int]] = Counter()
        self._clients: dict[tuple[int, int], Verdict] = {}

    def findings(self) -> Iterator[Finding]:
        for place in places(self.bigquery.project, self.limits):
            yield self.rule.finding(
                place.path,
                place.span,
                f"`{place.what}` starts a {place.word or 'query'} job without a limit on the bytes it may bill: {place.instead}",
                kind="on" if place.scans else "advice",
            )
        for site, words in commands_run(self.bigquery):
            found = bq_query(words)
            if found is not None and not found.capped:
                yield self.rule.finding(
                    site.path,
                    site.call.at,
                    f"`bq query` starts a {found.word or 'query'} job without a limit on the bytes it may bill: "
                    "add `--maximum_bytes_billed=BYTES`",
                    kind="on" if found.scans else "advice",
                )
        for start in starts(self.bigquery):
            verdict, config = self.verdict(start)
            if verdict.is_open:
                yield self._finding(start, verdict, config)

    # Judging -----------------------------------------------------------------------------

    def verdict(self, start: Start) -> tuple[Verdict, m.Expr | None]:
        """What bounds a start, and the expression of its configuration."""
        if start.how == "config":
            return self._config(start)
        site, call = start.site, start.call
        if start.how == "keyword":
            return self.limits.of_fields(self.limits.fields.of_keywords(call, site.scope, None, CAP)), None
        if start.how == "options":
            options = call.args[0] if call.args else None
            if options is None:
                return Verdict(unknown=True), None
            return self.limits.of_object(options, site.scope, call.at, None), options
        return self._configuration(start), None

    def _configuration(self, start: Start) -> Verdict:
        """A job resource: only its query part is billed by bytes."""
        fields, scope, call = self.limits.fields, start.site.scope, start.call
        verdict = Verdict()
        for outer in fields.of_keywords(call, scope, None, ("configuration",)):
            if outer.state != "given":
                if start.operation is not None:  # read_gbq: the configuration may be left out
                    verdict.absent = True
                continue
            if self.limits.is_dry(outer.expr, outer.scope, outer.at, outer.env):
                continue
            for inner in fields.of_expr(outer.expr, outer.scope, outer.at, outer.env, ("query",)):
                if inner.state == "given":
                    verdict.add(self.limits.of_object(inner.expr, inner.scope, inner.at, inner.env))
                elif start.operation is not None and inner.state != "unknown":
                    verdict.absent = True
        return verdict

    def _config(self, start: Start) -> tuple[Verdict, m.Expr | None]:
        """``job_config`` first; what it leaves open is for the client's default to say."""
        found, config = self._own(start)
        return (found.backed_by(self._client(start)) if found.absent else found), config

    def _own(self, start: Start) -> tuple[Verdict, m.Expr | None]:
        scope, call = start.site.scope, start.call
        given = next((value for name, value in call.keywords if name == "job_config"), None)
        if given is None and len(call.args) > 1 and not any(isinstance(arg, m.Star) for arg in call.args[:2]):
            given = call.args[1]
        if given is not None:
            return self.limits.of_object(given, scope, call.at, None), given
        verdict = Verdict()
        for item in self.limits.fields.of_keywords(call, scope, None, ("job_config",)):
            if item.state == "given":
                verdict.add(self.limits.of_object(item.expr, item.scope, item.at, item.env))
            elif item.state == "unknown":
                verdict.unknown = True
            else:
                verdict.absent = True
        return verdict, None

    def _client(self, start: Start) -> Verdict:
        client = start.client
        if client is None:
            return Verdict(absent=True)
        return self.limits.of_client(client, start.site.scope, start.call.at)

    # Saying ------------------------------------------------------------------------------

    def _finding(self, start: Start, verdict: Verdict, config: m.Expr | None) -> Finding:
        path, call = start.site.path, start.site.call
        word, scans = self._statement(start)
        related = tuple(self._related(start))
        if related and scans:
            self.cures[related[0].location.path, related[0].location.span.row] += 1
        certain = start.operation is None or start.operation.certain
        return self.rule.finding(
            path,
            call.at,
            self._message(start, verdict, config, word),
            kind="on" if scans else "advice",
            confidence=Confidence.HIGH if certain and not verdict.unknown else Confidence.MEDIUM,
            related=related,
            anchor=f"{start.site.scope.function.qualname if start.site.scope.function else ''}",
        )

    def _statement(self, start: Start) -> tuple[str, bool]:
        sql = start.call.args[0] if start.call.args else next((v for k, v in start.call.keywords if k in ("query", "sql")), None)
        texts = self.bigquery.renderer.alternatives(sql, start.site.scope, start.call.at)
        seen = [classify(text.text) for text in texts]
        return next((item for item in seen if item[1]), seen[0]) if seen else ("", True)

    def _related(self, start: Start) -> Iterator[Related]:
        operation = start.operation
        client = operation.client if operation is not None else None
        if client is not None and client.call is not None and client.scope is not None:
            yield Related(Location(client.scope.path, client.call.at), "the client is built here, without a default limit")

    def _message(self, start: Start, verdict: Verdict, config: m.Expr | None, word: str) -> str:
        what = dotted(start.call.func) or "this call"
        return f"`{what}` starts a {word or 'query'} job without `maximum_bytes_billed`" + (
            " on some paths" if verdict.capped else ""
        )

    def notes(self) -> Iterator[str]:
        """Where one default configuration cures many."""
        for (path, row), count in self.cures.most_common():
            if count > 1:
                yield f"a default config at {path}:{row} cures {count} of these"

