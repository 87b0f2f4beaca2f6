"""The map as JSON: every part with all its details."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cloudact_lint.project.overview.model import Access, MappedCall, Overview, Place


def render(overview: Overview, parts: frozenset[str]) -> str:
    """One object with a list for each part that is wanted."""
    made = {"services": _services, "routes": _routes, "calls": _calls, "pipelines": _pipelines, "tables": _tables}
    document = {name: list(make(overview)) for name, make in made.items() if name in parts}
    return json.dumps(document, indent=2) + "\n"


def _at(place: Place) -> dict[str, Any]:
    return {"filename": place.path, "row": place.row}


def _services(overview: Overview) -> Iterable[dict[str, Any]]:
    for one in overview.services:
        yield {
            **one._asdict(),
            "called_by": sorted({call.service for call in overview.calls if call.to == one.name and call.service}),
            "calls": sorted({call.to for call in overview.calls if call.service == one.name and call.to}),
        }


def _routes(overview: Overview) -> Iterable[dict[str, Any]]:
    for one in overview.routes:
        said = {"service": one.service, "methods": one.methods, "path": one.path, "handler": one.handler}
        yield {**said, **_at(one.place), "callers": [_at(place) for place in one.callers]}


def _calls(overview: Overview) -> Iterable[dict[str, Any]]:
    return (_call(one) for one in overview.calls)


def _call(one: MappedCall) -> dict[str, Any]:
    return {
        **_at(one.place), "from": one.service or None, "to": one.to or None, "host": one.host or None,
        "method": one.method or None, "path": one.path, "base": one.base or None, "status": one.status,
        "routes": [_at(place) for place in one.routes],
        "elsewhere": [{"service": name, **_at(place)} for name, place in one.elsewhere], "why": one.why,
    }  # fmt: skip


def _pipelines(overview: Overview) -> Iterable[dict[str, Any]]:
    for one in overview.pipelines:
        yield {
            "name": one.name, **_at(one.place), "service": one.service or None, "schedule": one.schedule,
            "steps": [step._asdict() for step in one.steps],
        }  # fmt: skip


def _tables(overview: Overview) -> Iterable[dict[str, Any]]:
    for one in overview.tables:
        yield {
            "name": one.name, "group": one.group, "kind": one.kind or None, "described_in": one.described,
            "read_by": [_access(access) for access in one.reads],
            "written_by": [_access(access) for access in one.writes],
        }  # fmt: skip


def _access(one: Access) -> dict[str, Any]:
    return {**_at(one.place), "service": one.service or None, "pipeline": one.pipeline or None}
