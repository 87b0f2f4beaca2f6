"""Edits that add a limit to the call that builds a configuration or a client.

Facts hold no source text, so an edit is offered only where its place can be proved from
positions: an empty call, or a first keyword that stands where plain formatting puts it.
"""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Edit, Fix, Span
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import dotted

LIMIT = "maximum_bytes_billed=10 * 1024**3"


class Fixer:
    """Offers each edit once, however many findings it would cure."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._offered: set[tuple[str, Span]] = set()

    def config(self, path: str, call: m.Call) -> Fix | None:
        """A limit in ``QueryJobConfig(…)``."""
        if not dotted(call.func).endswith("QueryJobConfig"):
            return None
        return self._fix(path, call, LIMIT, "limit the job to 10 GiB")

    def client(self, path: str, call: m.Call) -> Fix | None:
        """A default configuration in ``bigquery.Client(…)``."""
        head, _, last = dotted(call.func).rpartition(".")
        if last != "Client" or not head or any(name is None for name, _ in call.keywords):
            return None
        given = f"default_query_job_config={head}.QueryJobConfig({LIMIT})"
        known = any(name == "default_query_job_config" for name, _ in call.keywords)
        return None if known else self._fix(path, call, given, "limit all jobs of the client to 10 GiB each")

    def _fix(self, path: str, call: m.Call, text: str, title: str) -> Fix | None:
        index = self.project.records.get(path)
        if index is None or index.language != "python" or (path, call.at) in self._offered:
            return None
        place = insertion(call)
        if place is None:
            return None
        self._offered.add((path, call.at))
        row, column = place
        comma = ", " if call.keywords else ""
        edit = Edit(path, Span(row, column, row, column), text + comma)
        return Fix(title, "unsafe", (edit,), index.content_hash)


def insertion(call: m.Call) -> tuple[int, int] | None:
    """Where the first keyword of a call begins, or would; None where that cannot be proved."""
    row, column, end_row, end_column = call.at
    inside = column + len(dotted(call.func)) + 1
    if call.args or not dotted(call.func):
        return None
    if not call.keywords:
        return (row, inside) if (row, inside + 1) == (end_row, end_column) else None
    name, value = call.keywords[0]
    if name is None:
        return None
    at = getattr(value, "at", None)
    if at is not None:
        start = at.column - len(name) - 1
        return (at.row, start) if start > 0 and (at.row > row or start == inside) else None
    # A plain name as the only argument: the length of the whole call tells that nothing else stands there.
    exact = len(call.keywords) == 1 and dotted(value) and row == end_row
    return (row, inside) if exact and inside + len(name) + len(dotted(value)) + 2 == end_column else None
