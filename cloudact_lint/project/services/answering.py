"""Whether it is sure that a service of the repository does not answer an address."""

from __future__ import annotations

from cloudact_lint.project.services.matching import Routes, declared_segments
from cloudact_lint.project.services.service_map import ServiceCall, Way

_BY_OTHERS = frozenset(("docs", "redoc", "openapi.json", "metrics", "favicon.ico", "robots.txt"))
"""What frameworks and the libraries around them answer by themselves."""


def unanswered(call: ServiceCall) -> bool:
    """Whether surely no route answers, whichever of its addresses a call has."""
    if call.routes or not call.method or not call.ways:
        return False
    return all(not way.routes and _certain(way) and not _covered(way) for way in call.ways)


def _certain(way: Way) -> bool:
    """Whether the service of an address is sure, all its routes are known, and enough of the path is."""
    target, service = way.target, way.target.service
    if service is None or target.assumed or not service.applications or not service.routes or not service.complete:
        return False
    if way.same_path and way.fit == "loose":  # what is put in may be the rest of another path
        return False
    static = [part.text for part in way.asked if "\0" not in part.text]
    if not static or (len(way.asked) == 1 and static[0] in _BY_OTHERS):
        return False
    if target.base == "/" or any(application.framework == "next" for application in service.applications):
        return _handled(way)
    if target.open_front and _is_tail(way):
        return False
    return "." not in static[-1] or way.asked[-1].text != static[-1]


def _is_tail(way: Way) -> bool:
    """Whether the end of a path alone would be answered: a gateway at an address nobody writes down may cut it off."""
    assert way.target.service is not None
    routes = Routes(way.target.service.routes)
    return any(
        routes.matching(way.asked[start:])[0]
        for start in range(1, len(way.asked))
        if any("\0" not in part.text for part in way.asked[start:])
    )


def _handled(way: Way) -> bool:
    """Whether a path of the caller's own origin is one for route handlers: no page, no file of ``public``."""
    assert way.target.service is not None
    first, last = way.asked[0].text, way.asked[-1].text
    if "." in last.replace("\0", "") or "\0" in first:
        return False
    starts = {parts[0].static for route in way.target.service.routes if (parts := declared_segments(route.path))}
    return first == "api" or first in starts


def _covered(way: Way) -> bool:
    """Whether the path is under a prefix where something else answers: a mounted application, static files."""
    assert way.target.service is not None
    mounts = [mount.rstrip("/") for app in way.target.service.applications for mount in app.mounts]
    return any(way.path == mount or way.path.startswith(mount + "/") for mount in mounts)
