"""Every SQL text of the project, wherever it is written, with its trees and the places of its characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts.sql import looks_like_sql, other_dialect
from cloudact_lint.facts.sql_model import Parsed
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.effects import Effects
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.rendered import Mark, Rendered
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.sql.plain import texts_of_magics, texts_of_shell, texts_of_yaml
from cloudact_lint.project.sql.strings import SqlString, sql_strings

DEFINING = "ddl"
"""Tag of the files in which tables may be made or changed by SQL."""
_DEFINES = lazy_pattern(r"\b(?:CREATE|ALTER)\b", 2)


@dataclass(slots=True, eq=False)
class SqlText:
    """One text. ``source`` is ``file`` (.sql), ``code``, ``yaml``, ``shell`` or ``notebook`` (a query cell).

    ``site`` is the call that runs it, where one is known. ``complete`` is false where the text has other
    forms or could not be followed to its end: then what it lacks proves nothing. ``path`` is where it is
    put together; its parts may stand in other files.
    """

    path: str
    text: str
    parsed: Parsed
    source: str
    rendered: Rendered
    site: CallSite | None = None
    complete: bool = True

    def span(self, start: int, end: int) -> tuple[str, Span]:
        """The file and span of ``text[start:end]``."""
        return self.rendered.span(start, end)


class SqlTexts:
    """Finds them; one for a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._files: dict[str, tuple[SqlText, ...]] = {}
        self._calls: dict[int, tuple[SqlText, ...]] = {}
        self._all: tuple[SqlText, ...] | None = None
        self._defining: tuple[SqlText, ...] | None = None

    @classmethod
    def of(cls, project: Project) -> SqlTexts:
        """The one of this project."""
        known = project.shared.get("sql-texts")
        if not isinstance(known, SqlTexts):
            known = project.shared["sql-texts"] = cls(project)
        return known

    def all(self) -> tuple[SqlText, ...]:
        """The texts of all files that rules look at: no test code, no other database's SQL."""
        if self._all is None:
            paths = self.project.paths("sql", "python", "notebook", "typescript", "yaml", "shell")
            self._all = tuple(text for path in paths if self.project.asked(path) for text in self.of_file(path))
        return self._all

    def defining(self) -> tuple[SqlText, ...]:
        """The texts of all files, asked for or not, that create or alter something; test code is left out."""
        if self._defining is None:
            paths = self.project.paths("sql", "python", "notebook", "typescript", "yaml", "shell")
            self._defining = tuple(
                text
                for path in paths
                if not self.project.is_test(path) and self._may_define(path)
                for text in self.of_file(path)
                if _DEFINES.search(text.text)
            )
        return self._defining

    def _may_define(self, path: str) -> bool:
        index = self.project.records[path]
        return index.language == "sql" or DEFINING in index.tags

    def of_file(self, path: str) -> tuple[SqlText, ...]:
        """The texts put together in a file."""
        if path not in self._files:
            language = self.project.records[path].language
            if language == "sql":
                found = self._sql_file(path)
            elif language == "yaml":
                found = self._plain(path, "yaml", texts_of_yaml(self.project, path))
            elif language == "shell":
                found = self._plain(path, "shell", texts_of_shell(self.project, path))
            else:
                found = tuple(self._in_code(path))
                if language == "notebook":
                    found += self._plain(path, "notebook", texts_of_magics(self.project, path))
            self._files[path] = found
        return self._files[path]

    def of_call(self, site: CallSite) -> tuple[SqlText, ...]:
        """The texts that a query call may run, as far as seen; more than one if it has several forms."""
        key = id(site.call)
        if key not in self._calls:
            self._calls[key] = tuple(self._run_by(site))
        return self._calls[key]

    # Kinds of files ----------------------------------------------------------------------

    def _sql_file(self, path: str) -> tuple[SqlText, ...]:
        facts = self.project.facts(path)
        if facts.sql is None or not facts.text.strip():
            return ()
        parsed = facts.parsed or self.project.parsed(facts.text)
        return (SqlText(path, facts.text, parsed, "file", Rendered(facts.text, [Mark(0, path, 1, 1)])),)

    def _plain(self, path: str, source: str, found: Iterator[Rendered]) -> tuple[SqlText, ...]:
        return tuple(
            SqlText(path, item.text, self.project.parsed(item.text), source, item)
            for item in found
            if looks_like_sql(item.text) and not other_dialect(item.text)
        )

    def _in_code(self, path: str) -> Iterator[SqlText]:
        """What the calls of a file run, then what else in it reads like SQL."""
        index = self.project.records[path]
        if "sql" not in index.tags or self.project.module(path) is None:
            return
        covered: set[tuple[int, int]] = set()
        for site in self._running(path):
            for text in self.of_call(site):
                covered.update((mark.row, mark.column) for mark in text.rendered.marks if mark.path == path)
                yield text
        renderer = BigQuery.of(self.project).renderer
        for scope in self.project.scopes(path):
            for string in sql_strings(scope):
                if not string.places.isdisjoint(covered):
                    continue
                yield from self._loose(string, scope, renderer.alternatives(string.expr, scope, string.at))

    def _running(self, path: str) -> Iterator[CallSite]:
        """The calls of a file that run a query, themselves or through a helper."""
        bigquery = BigQuery.of(self.project)
        effects = Effects.of(bigquery)
        for site in self.project.calls_in(path):
            operation = bigquery.operation(site)
            if (operation is not None and operation.action == "query") or effects.sql_given(site) is not None:
                yield site

    def _run_by(self, site: CallSite) -> Iterator[SqlText]:
        bigquery = BigQuery.of(self.project)
        operation = bigquery.operation(site)
        if operation is not None:
            expr = bigquery.sql_of(operation) if operation.action == "query" else None
        else:
            given = Effects.of(bigquery).sql_given(site)
            expr = given[0] if given is not None else None
        certain = operation is not None and operation.certain
        for rendered in bigquery.renderer.alternatives(expr, site.scope, site.call.at):
            if not looks_like_sql(rendered.text) or (not certain and other_dialect(rendered.text)):
                continue
            yield self._text(site.path, rendered, site, rendered.complete)

    def _loose(self, string: SqlString, scope: Scope, forms: list[Rendered]) -> Iterator[SqlText]:
        """A string that no known call runs: it may be a part, so only whole statements count."""
        for rendered in forms[:1]:
            if looks_like_sql(rendered.text) and not other_dialect(rendered.text):
                yield self._text(scope.path, rendered, None, complete=False)

    def _text(self, path: str, rendered: Rendered, site: CallSite | None, complete: bool) -> SqlText:
        return SqlText(path, rendered.text, self.project.parsed(rendered.text), "code", rendered, site, complete)


