"""Whom a pipeline's own file names to be told when it fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloudact_lint.facts.pipeline import child, walk
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.pipelines.model import Step, Told
from cloudact_lint.project.pipelines.shape import SENDS, STRATEGIES, Shape

_FAILS = lazy_pattern(r"(?i)fail|error|exception")
_EVENT = lazy_pattern(r"(?i)^(?:on|when|if)_?|fail|error|success|succe|start|complet|finish|exception|always|retry")
_WHEN = ("trigger", "when", "condition", "if", "trigger_rule", "run_if", "runIf", "on", "run_on", "only_if", "events")
_AFTER_FAILURE = lazy_pattern(r"(?i)fail|error|always|all_done|one_failed|complet")


def told_in(
    around: Sequence[tuple[tuple[str, ...], YamlNode]], steps: Sequence[Step], shape: Shape
) -> Iterator[Told]:
    """What the keys of a pipeline, of what speaks of it, and of its steps say of a failure."""
    for path, node in around:
        yield from _by_keys(node, path, shape)
    for step in steps:
        yield from _by_keys(step.node, ("steps",), shape)
        if _sends_after_failure(step):
            yield Told("step", (step.id,), step.id or step.type, step.at)


def _by_keys(node: YamlNode, path: tuple[str, ...], shape: Shape) -> Iterator[Told]:
    for key, value in node.items:
        if key is None or key.value not in shape.on_failure:
            continue
        name = key.value or ""
        if value.tag == "map" or (value.items and value.tag != "seq"):
            yield from _by_events(value, (*path, name), key)
        elif (whom := _whom(value)) and (path != ("steps",) or _FAILS.search(name)):
            yield Told("key", (*path, name), whom, key.at)


def _by_events(node: YamlNode, path: tuple[str, ...], key: YamlNode) -> Iterator[Told]:
    """``notifications: {on_failure: […]}``; a mapping that names no event tells of all of them."""
    events = [(name, value) for name, value in node.items if name is not None and _EVENT.search(name.value or "")]
    of_failure = [(name, value) for name, value in events if _FAILS.search(name.value or "")]
    for name, value in of_failure:
        if whom := _whom(value):
            yield Told("key", (*path, name.value or ""), whom, name.at)
    if (not events or (_FAILS.search(path[-1]) and not of_failure)) and (whom := _whom(node)):
        yield Told("key", path, whom, key.at)


def _whom(value: YamlNode) -> str:
    """Who is told, in a few words; empty where nobody is."""
    words = [
        node.value.strip() for _, node in walk(value) if node.value and node.value.strip().lower() not in STRATEGIES
    ]
    return ", ".join(words[:3])


def _sends_after_failure(step: Step) -> bool:
    said = " ".join(
        node.value or "" for key in ("name", "description", *_WHEN) if (node := child(step.node, key)) is not None
    )
    if not SENDS.search(f"{step.id} {step.type}"):
        return False
    return _FAILS.search(step.id) is not None or _AFTER_FAILURE.search(said) is not None
