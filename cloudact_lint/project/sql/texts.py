"""Every SQL text of the project, wherever it is written, with its trees and the places of its characters."""

from __future__ import annotations

from dataclasses import dataclass

from cloudact_lint.facts.sql_model import Parsed
from cloudact_lint.findings import Span
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.rendered import Rendered


@dataclass(slots=True, eq=False)
class SqlText:
    """One text. ``source`` is ``file`` (.sql), ``code``, ``yaml`` or ``shell``.

    ``site`` is the call that runs it, where one is known. ``complete`` is false where the text has other
    forms or could not be followed to its end: then what it lacks proves nothing.
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
        self._all: tuple[SqlText, ...] | None = None

    @classmethod
    def of(cls, project: Project) -> SqlTexts:
        """The one of this project."""
        known = project.shared.get("sql-texts")
        if not isinstance(known, SqlTexts):
            known = project.shared["sql-texts"] = cls(project)
        return known

    def all(self) -> tuple[SqlText, ...]:
        """The texts of all files that rules look at: no test code, no other database's SQL."""
        return self._all or ()

    def of_call(self, site: CallSite) -> tuple[SqlText, ...]:
        """The texts that a query call may run, as far as seen."""
        return ()
