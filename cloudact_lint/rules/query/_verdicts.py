"""What a query start says of a setting of its job, on every path that leads to it: a limit, labels."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.rules.query._limits import CAP, Limits, Verdict
from cloudact_lint.rules.query._starts import Start


class Verdicts:
    """Judges starts by the setting called one of ``names``; ``of_query``: it stands in the query part of a resource."""

    def __init__(self, resolver: Resolver, names: tuple[str, ...] = CAP, *, of_query: bool = True) -> None:
        self.limits = Limits(resolver, names)
        self.names, self.of_query = names, of_query

    def of(self, start: Start) -> tuple[Verdict, m.Expr | None]:
        """What bounds a start, and the expression of its configuration."""
        if start.how == "config":
            return self._config(start)
        site, call = start.site, start.call
        if start.how == "keyword":
            return self.limits.of_fields(self.limits.fields.of_keywords(call, site.scope, None, self.names)), None
        if start.how == "options":
            options = call.args[0] if call.args else None
            if options is None:
                return Verdict(unknown=True), None
            return self.limits.of_object(options, site.scope, call.at, None), options
        return self._configuration(start), None

    def _configuration(self, start: Start) -> Verdict:
        """A job resource: only its query part is billed by bytes, and labels stand beside that."""
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
                    part = inner if self.of_query else outer
                    verdict.add(self.limits.of_object(part.expr, part.scope, part.at, part.env))
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
