"""Query starts without labels, gathered where one change gives all of them an owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Location
from cloudact_lint.project.bigquery import BigQuery, is_client
from cloudact_lint.project.origins import Leaf
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import External
from cloudact_lint.project.walking import scope_expressions, walk
from cloudact_lint.rules.query._starts import Start, starts
from cloudact_lint.rules.query._verdicts import Verdicts

LABELS = ("labels",)


@dataclass(slots=True)
class Group:
    """Starts that one place can label: the building of their client, or the file they stand in."""

    at: Location
    is_client: bool
    starts: list[Start] = field(default_factory=list)


def groups(project: Project) -> list[Group]:
    """The starts of Python code that have no labels on any path, by the place that can give them some."""
    bigquery = BigQuery.of(project)
    verdicts = Verdicts(bigquery.resolver, LABELS, of_query=False)
    found: dict[object, Group] = {}
    for start in starts(bigquery):
        path = start.site.path
        if project.records[path].language == "typescript":
            continue
        verdict, config = verdicts.of(start)
        # Labels on some path: somebody thought of them, and left them to the caller.
        if not verdict.is_open or verdict.capped or _set_later(config, start.site.scope):
            continue
        built = _client_place(start, verdicts)
        key: object = built or path
        place = built or Location(path, start.site.call.at)
        found.setdefault(key, Group(place, built is not None)).starts.append(start)
    return list(found.values())


def _client_place(start: Start, verdicts: Verdicts) -> Location | None:
    """Where the client of a start is built, if that is one place whose default configuration holds for it."""
    if start.operation is None or start.how != "config":
        return None
    client = start.operation.client
    if client is not None and client.call is not None and client.scope is not None:
        return Location(client.scope.path, client.call.at)
    leaves = verdicts.limits.fields.origins.leaves(start.client, start.site.scope, start.call.at)
    places = {_built_at(leaf, verdicts) for leaf in leaves}
    return places.pop() if len(places) == 1 else None


def _built_at(leaf: Leaf, verdicts: Verdicts) -> Location | None:
    """The place of a call of the library's class; None for any other origin."""
    expr = leaf.expr
    if not isinstance(expr, m.Call) or not expr.at.row:
        return None
    values = verdicts.limits.fields.resolver.resolve(expr.func, leaf.scope, expr.at)
    made = any(isinstance(value, External) and is_client(value.name) for value in values)
    return Location(leaf.scope.path, expr.at) if made else None


def _set_later(config: m.Expr | None, scope: Scope) -> bool:
    """``config.labels["team"] = …``, ``config.labels.update(…)``."""
    if config is None:
        return False
    labels = m.Attr(config, "labels")
    targets = [s.target for s in scope.flat if isinstance(s, m.Assign)]
    if any(isinstance(target, m.Sub) and target.base == labels for target in targets):
        return True
    return any(isinstance(node, m.Attr) and node.base == labels for node in _nodes(scope))


def _nodes(scope: Scope) -> Iterator[m.Expr]:
    for expr in scope_expressions(scope):
        yield from walk(expr)


def first(group: Group) -> Iterable[Start]:
    """A few of a group's starts, for whoever wants to see what is meant."""
    return sorted(group.starts, key=lambda start: (start.site.path, start.site.call.at))[:3]
