"""The map as a graph that stays readable: services, groups of tables, hosts of others, and counts on the edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Literal, NamedTuple

from cloudact_lint.project.overview.model import MappedService, Overview, who

NodeKind = Literal["service", "frontend", "pipelines", "tables", "host"]
_MAX_HOSTS = 8
_MAX_GROUPS = 24
_MAX_EDGES = 450
"""Mermaid draws no more than 500 unless told so."""
_NAMES = 4
_OTHERS = "more tables"
_FRONTENDS = frozenset(("next",))


class Node(NamedTuple):
    """A node; ``lines`` are what is written into it."""

    id: str
    kind: NodeKind
    lines: tuple[str, ...]


class Edge(NamedTuple):
    """An edge; ``broken`` if some of what it stands for leads nowhere."""

    start: str
    end: str
    label: str
    broken: bool = False


class Graph(NamedTuple):
    """Nodes and edges, in a fixed order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(overview: Overview, parts: frozenset[str]) -> Graph:
    """The graph of an overview: only the parts that are wanted."""
    made = _Maker(overview)
    if parts & {"services", "routes", "calls"}:
        made.services()
        made.hosts()
    if "pipelines" in parts or "tables" in parts:
        made.tables("pipelines" in parts)
    if "pipelines" in parts:
        made.pipelines()
    edges = tuple(made.edges[:_MAX_EDGES])
    ends = {end for edge in edges for end in (edge.start, edge.end)}
    nodes = tuple(node for node in made.nodes.values() if node.kind in ("service", "frontend") or node.id in ends)
    return Graph(nodes, edges)


class _Maker:
    def __init__(self, overview: Overview) -> None:
        self.overview = overview
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self._ids: dict[tuple[str, str], str] = {}
        self._services = {one.name: one for one in overview.services}

    def _node(self, kind: NodeKind, name: str, lines: tuple[str, ...]) -> str:
        sort = "service" if kind == "frontend" else kind
        key = (sort, name)
        if key not in self._ids:
            self._ids[key] = f"{sort[0]}{sum(1 for known, _ in self._ids if known == sort) + 1}"
            self.nodes[self._ids[key]] = Node(self._ids[key], kind, lines)
        return self._ids[key]

    def _service(self, name: str) -> str:
        service = self._services.get(name)
        if service is None:
            return self._node("service", name, (name,))
        kind: NodeKind = "frontend" if _FRONTENDS & set(service.frameworks) else "service"
        return self._node(kind, name, _about(service))

    def services(self) -> None:
        """Services and the calls between them."""
        for one in self.overview.services:
            self._service(one.name)
        counts: Counter[tuple[str, str]] = Counter()
        lost: Counter[tuple[str, str]] = Counter()
        for call in self.overview.calls:
            start = who(call.service, call.place.path)
            if call.to and call.to != start:
                counts[start, call.to] += 1
                lost[start, call.to] += call.status == "unanswered"
        for (start, end), count in sorted(counts.items()):
            label = _count(count, "call") + (f", {lost[start, end]} without a route" if lost[start, end] else "")
            self.edges.append(Edge(self._service(start), self._service(end), label, lost[start, end] > 0))

    def hosts(self) -> None:
        """Hosts of others; those beyond a few are one node."""
        counts: Counter[str] = Counter(call.host for call in self.overview.calls if call.host)
        shown = {host for host, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MAX_HOSTS]}
        rest = _count(len(counts) - len(shown), "more host")
        edges: Counter[tuple[str, str]] = Counter()
        for call in self.overview.calls:
            if call.host:
                edges[who(call.service, call.place.path), call.host if call.host in shown else rest] += 1
        for (start, host), count in sorted(edges.items()):
            self.edges.append(Edge(self._service(start), self._node("host", host, (host,)), _count(count, "call")))

    def tables(self, with_pipelines: bool) -> None:
        """Groups of tables, with who reads and who writes them."""
        members: dict[str, list[str]] = defaultdict(list)
        counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
        for table in self.overview.tables:
            if table.reads or table.writes:
                members[table.group].append(table.name)
            for index, uses in enumerate((table.reads, table.writes)):
                users = {
                    ("pipelines" if use.pipeline and with_pipelines else "service", who(use.service, use.place.path))
                    for use in uses
                }
                for sort, name in users:
                    counts[sort, name, table.group][index] += 1
        named = sorted(members, key=lambda group: (-len(members[group]), group))[:_MAX_GROUPS]
        rest = sorted(name for group, names in members.items() if group not in named for name in names)
        totals: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        for (sort, name, group), (read, written) in sorted(counts.items()):
            title, names = (group, members[group]) if group in named else (_OTHERS, rest)
            node = self._node("tables", title, (title, *_listed(names, title)))
            both = totals[self._user(sort, name), node]
            both[0] += read
            both[1] += written
        for (user, node), (read, written) in totals.items():
            label = ", ".join(filter(None, (f"{read} read" if read else "", f"{written} written" if written else "")))
            self.edges.append(Edge(user, node, label) if written else Edge(node, user, label))

    def pipelines(self) -> None:
        """Pipelines, by the service that runs them, whether or not tables of theirs are known."""
        for one in self.overview.pipelines:
            self._user("pipelines", who(one.service, one.place.path))

    def _user(self, sort: str, name: str) -> str:
        if sort == "service":
            return self._service(name)
        count = sum(1 for pipeline in self.overview.pipelines if who(pipeline.service, pipeline.place.path) == name)
        node = self._node("pipelines", name, (_count(count, "pipeline"), f"of {name}"))
        if name in self._services:
            edge = Edge(self._service(name), node, "runs")
            if edge not in self.edges:
                self.edges.append(edge)
        return node


def _about(service: MappedService) -> tuple[str, ...]:
    ports = ", ".join(map(str, service.ports))
    facts = [", ".join(service.frameworks), f"port {ports}" if ports else ""]
    routes = _count(service.routes, "route") if service.routes else ""
    return tuple(filter(None, (service.name, ", ".join(filter(None, facts)), routes)))


def _listed(names: list[str], title: str) -> tuple[str, ...]:
    if names == [title]:
        return ()
    known = sorted(names)
    more = len(known) - _NAMES
    return (*known[:_NAMES], *((f"and {more} more",) if more > 0 else ()))


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
