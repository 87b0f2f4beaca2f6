"""The order of a pipeline's steps: ids given twice, steps that wait for nobody, and steps that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cloudact_lint.errors import closest
from cloudact_lint.findings import Confidence, Location, Related, Severity, Span
from cloudact_lint.project.pipelines.model import Pipeline
from cloudact_lint.project.pipelines.pipelines import Pipelines
from cloudact_lint.project.pipelines.placeholders import has_placeholder
from cloudact_lint.project.pipelines.reading import inner_ids

_PLAIN = ("depends_on", "dependsOn", "run_after", "runAfter", "upstream", "upstream_tasks", "wait_for", "waitFor")
"""Keys that can hardly name anything but steps."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a pipeline, as a finding is made of it."""

    at: Span
    message: str
    anchor: str
    severity: Severity | None = None
    confidence: Confidence = Confidence.HIGH
    related: tuple[Related, ...] = ()


def faults_of_order(pipeline: Pipeline, pipelines: Pipelines) -> Iterator[Fault]:
    """Ids, dependencies and circles of one pipeline."""
    yield from _twice(pipeline)
    if pipeline.complete:
        known = inner_ids(pipeline, pipelines.shape)
        yield from _unknown(pipeline, known, pipelines)
        yield from _circles(pipeline)


def _twice(pipeline: Pipeline) -> Iterator[Fault]:
    waited_for = {id for step in pipeline.steps for id, _, _ in step.depends_on}
    first: dict[str, Span] = {}
    for step in pipeline.steps:
        if not step.id or has_placeholder(step.id) or (step.id_key == "name" and step.id not in waited_for):
            continue  # a name may be there for people
        if step.id not in first:
            first[step.id] = step.at
            continue
        yield Fault(
            step.at,
            f"two steps of the pipeline `{pipeline.name}` are called `{step.id}`: whatever waits for it, or looks up "
            "its result, gets only one of them; give each its own id",
            f"twice:{step.id}",
            related=(Related(Location(pipeline.file, first[step.id]), "the first of them"),),
        )


def _unknown(pipeline: Pipeline, known: frozenset[str], pipelines: Pipelines) -> Iterator[Fault]:
    others = {other.name for other in pipelines.all} | {other.stem for other in pipelines.all}
    fitting = {key for step in pipeline.steps for id, key, _ in step.depends_on if id in known}
    for step in pipeline.steps:
        for id, key, at in step.depends_on:
            if id in known or has_placeholder(id) or not id:
                continue
            near = closest(id, known)
            sure = key in fitting or bool(near)
            if not sure and (key not in _PLAIN or id in others or not id.replace("_", "").replace("-", "").isalnum()):
                continue  # another pipeline, a package, a sensor: no step is meant
            hint = f"; did you mean `{near}`?" if near else ""
            yield Fault(
                at,
                f"{_named(step.id)} waits for `{id}` ({key}), and the pipeline `{pipeline.name}` has no such step: it "
                f"is refused, or the step never starts{hint}",
                f"waits:{step.id}:{id}",
                confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
            )


def _circles(pipeline: Pipeline) -> Iterator[Fault]:
    """Each circle once, at the step of it that comes first in the file."""
    places = {(step.id, id): at for step in pipeline.steps for id, _, at in step.depends_on}
    waits: dict[str, list[str]] = {}
    for step in pipeline.steps:
        waits.setdefault(step.id, []).extend(id for id, _, _ in step.depends_on)
    done: set[str] = set()
    for step in pipeline.steps:
        circle = _circle(step.id, waits, done)
        if not circle:
            continue
        done.update(circle)
        way = " → ".join((*circle, circle[0]))
        said = f"`{circle[0]}` waits for itself" if len(circle) == 1 else f"steps wait for each other: {way}"
        yield Fault(
            places[circle[0], circle[1 % len(circle)]],
            f"{said}; none of them ever starts, so the pipeline `{pipeline.name}` cannot run",
            f"circle:{way}",
            related=tuple(
                Related(Location(pipeline.file, places[one, other]), f"`{one}` waits for `{other}`")
                for one, other in zip(circle[1:], (*circle[2:], circle[0]))
            ),
        )


def _circle(start: str, waits: Mapping[str, list[str]], done: set[str]) -> tuple[str, ...]:
    """The steps from ``start`` back to it, if it waits for itself over any number of others."""
    if not start or start in done:
        return ()
    way: list[tuple[str, int]] = [(start, 0)]
    seen = {start}
    while way:
        here, next_one = way[-1]
        if next_one >= len(waits.get(here, ())):
            way.pop()
            continue
        way[-1] = (here, next_one + 1)
        other = waits[here][next_one]
        if other == start:
            return tuple(name for name, _ in way)
        if other not in seen and other not in done:
            seen.add(other)
            way.append((other, 0))
    return ()


def _named(id: str) -> str:
    return f"step `{id}`" if id else "a step"
