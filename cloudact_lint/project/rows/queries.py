"""The runs of queries: what a call starts, and with which text."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bigquery import BigQuery, Operation
from cloudact_lint.project.bindings import inside
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.rows.here import Here, env_of, given_for, scopes_around
from cloudact_lint.project.rows.shapes import UNSURE, Fixed, Frame, Job, Many, Row, Shapes, Source, row_of
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.sql.texts import SqlTexts


class Queries:
    """The part of the flow that knows queries."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.bigquery = BigQuery.of(project)
        self._sources: dict[tuple[int, int], Source] = {}

    def started(self, operation: Operation, here: Here) -> Shapes:
        """What starting a query gives."""
        if operation.action != "query":
            return UNSURE
        source = self.source(operation, here)
        if source is None:
            return UNSURE
        if operation.method.startswith("read_gbq"):
            return (Frame(source, "pandas"),)
        if self.project.records[here.scope.path].language == "typescript":
            if operation.method == "query":
                return (Fixed(((0, (Many(row_of(source, node=True)),)),)),)
            return (Fixed(((0, (Job(source, node=True),)),)),) if operation.method == "createQueryJob" else UNSURE
        if operation.method == "query_and_wait":
            return (Many((Row(source),), source),)
        return (Job(source),)

    def source(self, operation: Operation, here: Here) -> Source | None:
        """The run that an operation starts, with its text by the call it was handed in through."""
        site = operation.site
        expr = self.bigquery.sql_of(operation)
        if isinstance(expr, m.Name):
            for scope in scopes_around(here.scope):
                if expr.id in scope.bindings:
                    binding = scope.bindings[expr.id][0]
                    if binding.kind == "param" and len(scope.bindings[expr.id]) == 1:
                        return self._handed_in(site, scope, expr.id, here.env)
                    if scope is here.scope and scope.kind == "module" and len(scope.bindings[expr.id]) > 1:
                        return self._last(site, scope, expr.id)
                    break
        return self._source(site, site)

    def _last(self, site: CallSite, scope: Scope, name: str) -> Source:
        """A script or notebook that uses one name for text after text: those that reach the call."""
        source = self._source(site, site)
        reaching, _ = scope.reaching(name, site.call.at)
        texts = []
        for text in source.texts:
            starts = [Span(mark.row, mark.column, 0, 0) for mark in text.rendered.marks[:1]]
            if any(inside(start, binding.at) for start in starts for binding in reaching):
                texts.append(text)
        key = (id(site.call), -1)
        if key not in self._sources:
            whole = len(texts) == len(reaching)
            self._sources[key] = Source(site, tuple(texts) if whole else (), site.call)
        return self._sources[key]

    def _handed_in(self, site: CallSite, scope: Scope, name: str, env: Env | None) -> Source:
        through = env_of(scope.function, env) if scope.function is not None else None
        while through is not None:
            given = given_for(through, name)
            if not isinstance(given, m.Name) or given.id not in through.scope.bindings:
                break
            group = through.scope.bindings[given.id]
            if len(group) != 1 or group[0].kind != "param" or through.scope.function is None:
                break
            outer = env_of(through.scope.function, through.outer)
            if outer is None:
                through = None
                break
            name, through = given.id, outer
        if through is None:
            return self._source(site, None)
        return self._source(site, CallSite(through.call, through.scope))

    def _source(self, site: CallSite, given: CallSite | None) -> Source:
        key = (id(site.call), id(given.call) if given is not None else 0)
        if key not in self._sources:
            texts = SqlTexts.of(self.project).of_call(given) if given is not None else ()
            self._sources[key] = Source(given or site, texts, site.call)
        return self._sources[key]
