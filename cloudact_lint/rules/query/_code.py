"""Query starts in Python and TypeScript, judged."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Confidence, Finding, Fix, Kind, Location, Related, Span
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.origins import key_name
from cloudact_lint.project.project import Project
from cloudact_lint.project.values import Literal
from cloudact_lint.rule import Rule
from cloudact_lint.rules.query._commands import bq_query
from cloudact_lint.rules.query._files import places
from cloudact_lint.rules.query._fixes import Fixer
from cloudact_lint.rules.query._limits import Verdict
from cloudact_lint.rules.query._notes import BUILT
from cloudact_lint.rules.query._starts import Start, commands_run, starts
from cloudact_lint.rules.query._statement import UNKNOWN, Statement, classify
from cloudact_lint.rules.query._verdicts import Verdicts


def findings(rule: Rule, project: Project) -> Iterator[Finding]:
    """The uncapped starts."""
    yield from _Judge(rule, BigQuery.of(project)).findings()


class _Judge:
    def __init__(self, rule: Rule, bigquery: BigQuery) -> None:
        self.rule, self.bigquery = rule, bigquery
        self.verdicts = Verdicts(bigquery.resolver)
        self.limits = self.verdicts.limits
        self.fixer = Fixer(bigquery.project)

    def findings(self) -> Iterator[Finding]:
        for place in places(self.bigquery.project, self.limits):
            yield self._plain(place.path, place.span, place.what, place.statement, place.instead)
        for site, words in commands_run(self.bigquery):
            found = bq_query(words)
            if found is not None and not found.capped:
                flag = "add `--maximum_bytes_billed=BYTES`"
                yield self._plain(site.path, site.call.at, "bq query", found.statement, flag)
        for start in starts(self.bigquery):
            verdict, config = self.verdicts.of(start)
            if verdict.is_open:
                yield self._finding(start, verdict, config)

    def _plain(self, path: str, span: Span, what: str, statement: Statement, instead: str) -> Finding:
        message = (
            f"{_quoted(what)} {_runs(statement)} with no limit on the bytes it may bill; {_harm(statement)}: {instead}"
        )
        kind: Kind = "on" if statement.scans else "advice"
        return self.rule.finding(path, span, message, kind=kind, anchor=f"{what}:{statement.word}:{statement.table}")

    # Saying ------------------------------------------------------------------------------

    def _finding(self, start: Start, verdict: Verdict, config: m.Expr | None) -> Finding:
        path, call, function = start.site.path, start.site.call, start.site.scope.function
        statement = self._statement(start)
        client = self._built(start)
        certain = start.operation is None or start.operation.certain
        where = function.qualname if function is not None else ""
        return self.rule.finding(
            path,
            call.at,
            self._message(start, verdict, config, statement, client),
            kind="on" if statement.scans else "advice",
            confidence=Confidence.HIGH if certain and not verdict.unknown else Confidence.MEDIUM,
            related=self._related(start, config, client),
            fixes=self._fixes(start, config) if verdict.absent and not verdict.capped else (),
            anchor=f"{where}:{statement.word}:{statement.table}",
        )

    def _statement(self, start: Start) -> Statement:
        sql = self._sql(start)
        texts = self.bigquery.renderer.alternatives(sql, start.site.scope, start.call.at)
        seen = [classify(text.text) for text in texts]
        return next((item for item in seen if item.scans), seen[0]) if seen else UNKNOWN

    def _sql(self, start: Start) -> m.Expr | None:
        call = start.call
        if start.how == "configuration" and start.operation is None:
            return None
        if call.args:
            first = call.args[0]
            if start.how == "options":
                return next(
                    (value for value in map(_query_of, self._displays(first, start)) if value is not None), first
                )
            return first
        return next((value for name, value in call.keywords if name in ("query", "sql")), None)

    def _displays(self, expr: m.Expr, start: Start) -> Iterator[m.Dict]:
        for value in self.bigquery.resolver.resolve(expr, start.site.scope, start.call.at):
            if isinstance(value, Literal) and isinstance(value.expr, m.Dict) and value.scope is start.site.scope:
                yield value.expr

    def _built(self, start: Start) -> Location | None:
        """Where the client is built, if that is one place."""
        client = start.operation.client if start.operation is not None else None
        if client is not None and client.call is not None and client.scope is not None:
            return Location(client.scope.path, client.call.at)
        return None

    def _related(self, start: Start, config: m.Expr | None, client: Location | None) -> Iterator[Related]:
        if client is not None and start.how == "config":
            yield Related(client, BUILT)
        if config is None:
            return
        for leaf in self.limits.fields.origins.leaves(config, start.site.scope, start.call.at)[:3]:
            made = leaf.expr
            if isinstance(made, m.Call) and leaf.scope.path != start.site.path and made.at.row:
                yield Related(Location(leaf.scope.path, made.at), "the configuration is made here")

    def _fixes(self, start: Start, config: m.Expr | None) -> Iterator[Fix]:
        """A limit where the configuration is made; with the first finding of a client one for all its jobs."""
        if start.how != "config":
            return
        if config is not None:
            made = self.limits.fields.origins.leaves(config, start.site.scope, start.call.at)
            leaf = made[0] if len(made) == 1 else None
            if leaf is not None and isinstance(leaf.expr, m.Call) and leaf.scope.path == start.site.path:
                fix = self.fixer.config(leaf.scope.path, leaf.expr)
                if fix is not None:
                    yield fix
        client = start.operation.client if start.operation is not None else None
        if client is not None and client.call is not None and client.scope is not None:
            fix = self.fixer.client(client.scope.path, client.call)
            if fix is not None:
                yield fix

    def _message(
        self, start: Start, verdict: Verdict, config: m.Expr | None, statement: Statement, client: Location | None
    ) -> str:
        limit = "maximumBytesBilled" if start.how in ("options", "configuration") else "maximum_bytes_billed"
        some = "on some paths " if verdict.capped else ""
        what = _quoted(_shown(start.call.func) or "this call")
        lifted = f", where `{limit}` is set to no limit" if verdict.lifted and not verdict.absent else ""
        if start.how == "config" and client is not None and not lifted:
            instead = "give the client a `default_query_job_config`, or this job a `QueryJobConfig`, with a limit"
        elif start.how == "config":
            instead = (
                f"pass `job_config=QueryJobConfig({limit}=…)`"
                if config is None
                else f"set `{limit}` in its `job_config`"
            )
        elif start.how == "configuration":
            instead = f"set `{limit}` in the `query` part of its `configuration`"
        else:
            instead = f"set `{limit}`"
        return f"{what} {some}{_runs(statement)} without `{limit}`{lifted}; {_harm(statement)}: {instead}"


def _quoted(what: str) -> str:
    return what if what.startswith("this ") else f"`{what}`"


def _runs(statement: Statement) -> str:
    word = statement.word or "query"
    article = "an" if word[0] in "AEIOU" else "a"
    return f"runs {article} {word}" + (f" on `{statement.table}`" if statement.table else "")


def _harm(statement: Statement) -> str:
    return (
        "a scan larger than meant is billed in full"
        if statement.scans
        else "little is scanned now, but nothing bounds it"
    )


def _query_of(display: m.Dict) -> m.Expr | None:
    return next((value for key, value in display.items if key is not None and key_name(key) == "query"), None)


def _shown(expr: m.Expr) -> str:
    """``get_client().query`` as it is written, without arguments."""
    if isinstance(expr, m.Call):
        return f"{_shown(expr.func)}()"
    if isinstance(expr, m.Attr):
        base = _shown(expr.base)
        return f"{base}.{expr.name}" if base else expr.name
    return expr.id if isinstance(expr, m.Name) else ""
