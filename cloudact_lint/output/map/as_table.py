"""The map as tables for a terminal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cloudact_lint.output.terminal import one_line
from cloudact_lint.output.terminal import table as lined
from cloudact_lint.project.overview.model import Access, MappedCall, Overview, who

_NAMES = 3
"""So many names of a list are shown."""


def render(overview: Overview, parts: frozenset[str]) -> str:
    """The parts that are wanted, each a table with its title."""
    made = []
    if "services" in parts:
        made += [_services(overview), _between(overview), _outside(overview)]
    if "routes" in parts:
        made.append(_routes(overview))
    if "calls" in parts:
        made += [_unanswered(overview), _unknown(overview)]
    if "pipelines" in parts:
        made += [_pipelines(overview)]
    if "tables" in parts:
        made += [_tables(overview), _unused(overview)]
    text = "\n".join(filter(None, made))
    return text or "Nothing to show.\n"


def _section(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: tuple[int, ...] = ()) -> str:
    if not rows:
        return ""
    cells = [tuple(map(one_line, row)) for row in rows]
    return f"{title}\n\n" + lined([head, *cells], right=right)


def _listed(names: Iterable[str]) -> str:
    known = list(dict.fromkeys(names))
    more = len(known) - _NAMES
    return ", ".join(known[:_NAMES]) + (f" and {more} more" if more > 0 else "")


# Services ------------------------------------------------------------------------------------


def _services(overview: Overview) -> str:
    rows = [
        (
            one.name, one.folder or ".", ", ".join(one.frameworks) or "-", ", ".join(map(str, one.ports)) or "-",
            f"{one.routes}{'' if one.complete or not one.routes else '+'}", ", ".join(one.variables) or "-",
        )
        for one in overview.services
    ]  # fmt: skip
    return _section("Services", ("service", "folder", "framework", "ports", "routes", "variables"), rows, (4,))


def _between(overview: Overview) -> str:
    counts: Counter[tuple[str, str]] = Counter()
    lost: Counter[tuple[str, str]] = Counter()
    for call in overview.calls:
        if call.to:
            counts[who(call.service, call.place.path), call.to] += 1
            lost[who(call.service, call.place.path), call.to] += call.status == "unanswered"
    rows = [
        (one, other, str(count), str(lost[one, other] or "-"))
        for (one, other), count in sorted(counts.items())
    ]
    return _section("Calls between services", ("from", "to", "calls", "no route"), rows, (2, 3))


def _outside(overview: Overview) -> str:
    callers: dict[str, list[str]] = defaultdict(list)
    for call in overview.calls:
        if call.host:
            callers[call.host].append(who(call.service, call.place.path))
    rows = [(host, str(len(names)), _listed(sorted(set(names)))) for host, names in sorted(callers.items())]
    return _section("Hosts of others", ("host", "calls", "from"), rows, (1,))


# Routes and calls ----------------------------------------------------------------------------


def _routes(overview: Overview) -> str:
    rows = [
        (
            one.service, ", ".join(one.methods).replace("*", "any"), one.path, one.handler or "-", str(one.place),
            str(len(one.callers) or "-"),
        )
        for one in overview.routes
    ]  # fmt: skip
    head = ("service", "method", "path", "handler", "place", "callers")
    return _section(f"Routes ({len(rows)})", head, rows, (5,))


def _unanswered(overview: Overview) -> str:
    rows = [
        (str(one.place), _asked(one), one.to, _listed(f"{name} has it" for name, _ in one.elsewhere) or "-")
        for one in overview.calls
        if one.status == "unanswered"
    ]
    return _section("Calls that no route answers", ("place", "request", "service", ""), rows)


def _unknown(overview: Overview) -> str:
    rows = [(str(one.place), _asked(one), one.why) for one in overview.calls if one.status == "unknown"]
    return _section(f"Unresolved calls ({len(rows)})", ("place", "request", "not known"), rows)


def _asked(call: MappedCall) -> str:
    return f"{call.method or '?'} {call.path}"


# Pipelines and tables ------------------------------------------------------------------------


def _pipelines(overview: Overview) -> str:
    rows: list[tuple[str, ...]] = []
    for one in overview.pipelines:
        rows.append((one.name, "", one.schedule or "-", str(one.place), "", ""))
        for step in one.steps:
            name = f"- {step.id or '?'}"
            rows.append((name, step.type or "-", "", step.runs or "-", _listed(step.reads), _listed(step.writes)))
    title = f"Pipelines ({len(overview.pipelines)})"
    return _section(title, ("pipeline, steps", "type", "schedule", "place, code", "reads", "writes"), rows)


def _tables(overview: Overview) -> str:
    used = [one for one in overview.tables if one.reads or one.writes]
    rows = [
        (
            one.name, one.kind or "?", str(len(one.reads) or "-"), str(len(one.writes) or "-"),
            _listed(_users(one.writes)), _listed(_users(one.reads)),
        )
        for one in used
    ]  # fmt: skip
    head = ("table", "kind", "reads", "writes", "written by", "read by")
    return _section(f"Tables ({len(rows)})", head, rows, (2, 3))


def _users(accesses: Iterable[Access]) -> Iterator[str]:
    for access in accesses:
        yield access.pipeline or who(access.service, access.place.path)


def _unused(overview: Overview) -> str:
    names = [one.name for one in overview.tables if not one.reads and not one.writes]
    if not names:
        return ""
    return f"Tables that are described, and whose use is not seen ({len(names)})\n\n" + _wrapped(names)


def _wrapped(names: Sequence[str], width: int = 118) -> str:
    lines = [""]
    for name in map(one_line, names):
        if lines[-1] and len(lines[-1]) + len(name) + 2 > width:
            lines[-1] += ","
            lines.append("")
        lines[-1] += (", " if lines[-1] else "") + name
    return "\n".join(lines) + "\n"
