"""Functions of the repository that make a request and see to its timeout: what a message can name."""

from __future__ import annotations

from collections import Counter

from cloudact_lint.project.network.model import NetworkCall
from cloudact_lint.project.network.timeouts import Timeouts
from cloudact_lint.project.project import Project


def bounded_wrapper(project: Project, call: NetworkCall) -> str:
    """The wrapper with a timeout that is called most among those in the same package; empty if there is none."""
    known = project.shared.get("bounded-wrappers")
    if not isinstance(known, Counter):
        known = project.shared["bounded-wrappers"] = _wrappers(project)
    top = call.site.path.partition("/")[0]
    near = [(count, path, name) for (path, name), count in known.items() if path.partition("/")[0] == top]
    if not near:
        return ""
    _, path, name = max(near)
    return name if path == call.site.path else f"{name}` of `{path}"


def _wrappers(project: Project) -> Counter[tuple[str, str]]:
    timeouts = Timeouts.of(project)
    found: Counter[tuple[str, str]] = Counter()
    for call in timeouts.network.calls:
        if call.hops and call.library in ("fetch", "node-fetch", "undici"):
            inner = call.hops[-1].function
            if inner.owner is None and inner.function.name and timeouts.limit(call).state == "given":
                found[(inner.scope.path, inner.function.name)] += 1
    return found
