"""CA609: a route that answers with every row there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.applications import applications
from cloudact_lint.project.services.lists import Lists, ListSource
from cloudact_lint.project.services.model import Route
from cloudact_lint.project.walking import last_name
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.integration._applications import PYTHON, head, shows
from cloudact_lint.rules.integration._examples_unpaginated import INVALID, VALID
from cloudact_lint.rules.integration._listed_rows import Rows, rows_of

_PAGING = lazy_pattern(
    r"(?:page|pages|cursor|offset|limit|size|skip|take|top|count|num|max|first|last|after|before|next|per|marker"
    r"|token|batch)(?:_?(?:no|num|number|size|token|key|id|results|items|rows|page|cursor|index|count|limit))?|\w*limit"
    r"|\w*(?:page|cursor|offset)\w*|max_?\w+|start_?(?:index|at|after|row)|n"
)
_WHOLE = ("tree", "export", "exports", "download", "csv", "stats", "summary", "graph", "dump", "backup", "sitemap.xml")
_SMALL = (
    "levels", "providers", "types", "statuses", "roles", "permissions", "scopes", "currencies", "countries",
    "languages", "locales", "timezones", "regions", "zones", "units", "states", "categories", "settings",
    "preferences", "features", "flags", "tiers", "environments",
)  # fmt: skip
_FEW = 1
"""Parameters in the path of a list that is not within another: the tenant's."""


class UnpaginatedList(Rule):
    """Reports GET routes that return all rows of a table that grows."""

    meta = RuleMeta(
        code="CA609",
        slug="unpaginated-list",
        summary="a GET route that returns every row of a table, with no limit, page or cursor",
        severity=Severity.MEDIUM,
        default="on",
        languages=("python",),
        why=(
            "The list is short while it is being written. Each row that is added makes the answer longer: the query "
            "reads and the service holds all of them, the browser waits for the last, and one tenant with many rows "
            "slows down the process for all others. A caller has no way to ask for less."
        ),
        instead=(
            "Take `limit` with a maximum (`Query(50, ge=1, le=500)`) and `offset` or a cursor, pass them to the query "
            "as `LIMIT @limit OFFSET @offset` over a stable ORDER BY, and say in the answer whether there is more."
        ),
        silent=(
            "Routes that take any parameter for paging, also through a dependency or off the request; queries with "
            "LIMIT, groups, DISTINCT or aggregates, of INFORMATION_SCHEMA, or whose end is put in by code; lists cut "
            "in Python; whole things by their path (`/tree`, `/export`, `/stats`) and small ones (option "
            "`small-lists`); lists that no query can be seen behind; tests. Advice: windows of time, lists within "
            "another entity, tables that nothing is known to add to."
        ),
        options=(Option("small-lists", _SMALL, "Last parts of paths whose lists are small by nature."),),
        references=(
            "https://google.aip.dev/158",
            "https://cloud.google.com/bigquery/docs/best-practices-performance-output",
        ),
        bug_hunt=(37,),
        cwe=(770,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each handler."""
        small = frozenset(project.settings.option(self.meta, "small-lists"))
        seen: set[int] = set()
        for route in _routes(project):
            if route.handler is None or id(route.handler.function) in seen:
                continue
            seen.add(id(route.handler.function))
            if not _is_list(route) or _last(route.path) in small:
                continue
            found = [Listed(s, rows_of(s, project)) for s in Lists.of(project).returned(route.handler)]
            worst = max(found, key=lambda item: _RANK[item.rows.growth], default=None)
            if worst is not None and _RANK[worst.rows.growth] > (_RANK["unknown"] if _is_inner(route) else 0):
                yield self._finding(route, worst)

    def _finding(self, route: Route, listed: Listed) -> Finding:
        site, rows = listed.source.site, listed.rows
        sure = rows.growth in ("time", "requests") and not _is_inner(route)
        table = f"`{rows.table}`" if rows.table else "its table"
        grows = {
            "time": ", which grows with time",
            "requests": ", which grows with every POST",
            "ranged": " in a window of time",
        }.get(rows.growth, "")
        return self.finding(
            route.file,
            head(route.decorator) if route.decorator is not None else route.at,
            f"`GET {route.path}` returns every row of {table}{grows}: the query has no LIMIT and the route takes no "
            "limit, page or cursor, so the answer grows without end; take `limit` with a maximum and `offset` or a "
            "cursor, and pass them to the query",
            kind="on" if sure else "advice",
            confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
            related=[Related(Location(site.path, site.call.at), "all rows are read here")],
            anchor=route.path,
        )


class Listed(NamedTuple):
    """A query behind a list, and what bounds its rows."""

    source: ListSource
    rows: Rows


_RANK = {"bounded": 0, "ranged": 1, "unknown": 2, "requests": 3, "time": 4}


def _routes(project: Project) -> Iterator[Route]:
    """The GET routes that may be lists, of files that are asked for."""
    for application in applications(project):
        if application.framework not in PYTHON:
            continue
        for route in application.routes:
            if route.methods == {"GET"} and project.asked(route.file) and not shows(route.file):
                yield route


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2].lower()


def _is_list(route: Route) -> bool:
    """Whether a route may list something and takes nothing to page by."""
    if any(_PAGING.fullmatch(param.name.lower().replace("-", "_")) for param in route.params if param.where != "path"):
        return False
    last = _last(route.path)
    if last in _WHOLE or (last.startswith("{") and route.path.count("{") > _FEW):
        return False  # one thing, or one that is asked for whole
    return not _streams(route)


def _is_inner(route: Route) -> bool:
    """Whether a list is that of one entity among several: ``/orgs/{org}/runs/{run}/steps``."""
    return sum(1 for param in route.params if param.where == "path") > _FEW


def _streams(route: Route) -> bool:
    """``response_class=StreamingResponse``: files and streams are sent piece by piece."""
    decorator = route.decorator
    given = next((value for name, value in decorator.keywords if name == "response_class"), None) if decorator else None
    return given is not None and last_name(given) in ("StreamingResponse", "FileResponse")
