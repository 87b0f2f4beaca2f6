"""From the nodes of a YAML file to pipelines and their steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloudact_lint.facts.pipeline import child, walk
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.findings import Span
from cloudact_lint.project.pipelines.failures_said import told_in
from cloudact_lint.project.pipelines.looks import bodies, key_in, moves_data, speaking, step_nodes
from cloudact_lint.project.pipelines.model import Pipeline, Step
from cloudact_lint.project.pipelines.placeholders import has_placeholder
from cloudact_lint.project.pipelines.references import references_of
from cloudact_lint.project.pipelines.shape import PIPELINE_NAMES, Shape

_NOTHING = frozenset(("", "null", "~", "none", "false", "off", "never", "manual", "on_demand", "on-demand", "@once"))
_ARGUMENTS = ("args", "arguments", "params", "parameters", "config")
_GROUP_IDS = ("group_name", "group_id", "group", "task_group_name")
_OWN_IDS = ("task_id", "step_id")
"""Keys that name a step even where they stand among its arguments."""
_TAKEN_FROM = ("extends", "include", "includes", "template", "inherits", "import", "imports", "from_template")
"""Keys by which a pipeline has steps that its file does not show."""


def pipelines_in(path: str, documents: Sequence[YamlNode], shape: Shape, learnt: frozenset[str]) -> Iterator[Pipeline]:
    """The pipelines of a file. ``learnt`` are the keys under which code looks for what runs a step."""
    for document in documents:
        for keys, node, steps_key in bodies(document, path, shape, learnt):
            yield _pipeline(path, document, keys, node, steps_key, shape, learnt)


def _pipeline(
    path: str, document: YamlNode, keys: tuple[str, ...], node: YamlNode, steps_key: str, shape: Shape,
    learnt: frozenset[str],
) -> Pipeline:
    key, holder = next((k, v) for k, v in node.items if k is not None and k.value == steps_key)
    steps = tuple(_step(name, item, shape, learnt) for name, item in step_nodes(holder))
    around = speaking(node, document)
    name, at = _name([part for where, part in around if len(where) < 2], shape, key.at if key is not None else node.at)
    schedule, said = _schedule([part for _, part in around], shape)
    manual = next((found[0] for _, part in around if (found := key_in(part, shape.manual))), said)
    # The file's own version will do, where several pipelines are in it.
    versions = [found[1] for part in (*(p for _, p in around), document) if (found := key_in(part, shape.version))]
    return Pipeline(
        file=path, name=name or (keys[-1] if keys else path.rpartition("/")[2].partition(".")[0]), at=at, steps=steps,
        steps_at=key.at if key is not None else node.at, node=node, keys=keys, schedule=schedule,
        schedule_key=next((k for k in shape.schedule if schedule is not None and child(node, k) is schedule), ""),
        manual=manual, version=next((one for one in versions if one.value or one.items), None),
        complete=_is_complete(node, holder, steps), told=tuple(told_in(around, steps, shape)),
        moves_data=bool(shape.files) or moves_data(node, [step.node for step in steps], shape, learnt),
    )  # fmt: skip


def _name(around: Sequence[YamlNode], shape: Shape, otherwise: Span) -> tuple[str, Span]:
    for key in dict.fromkeys((*PIPELINE_NAMES, *shape.ids)):
        for node in around:
            value = child(node, key)
            if value is not None and value.value:
                return value.value, value.at
    return "", otherwise


def _schedule(around: Sequence[YamlNode], shape: Shape) -> tuple[YamlNode | None, str]:
    """What says when it runs, and the key that says that nothing does; the nearest word counts."""
    for node in around:
        said = ""
        for key in shape.schedule:
            value = child(node, key)
            if value is None:
                continue
            if value.items or (value.value or "").strip().lower() not in _NOTHING:
                return value, ""
            said = said or key
        if said:
            return None, said
    return None, ""


def _is_complete(node: YamlNode, holder: YamlNode, steps: Sequence[Step]) -> bool:
    """Whether all steps and their ids are seen."""
    if key_in(node, _TAKEN_FROM) is not None or holder.tag.startswith("!") or len(steps) < len(holder.items):
        return False
    return all(
        step.node.tag not in ("alias",) and not step.node.tag.startswith("!") and not has_placeholder(step.id)
        for step in steps
    )


def _step(name: YamlNode | None, node: YamlNode, shape: Shape, learnt: frozenset[str]) -> Step:
    id, id_key, at = (name.value or "", "", name.at) if name is not None else ("", "", _beginning(node))
    if name is None:
        inner = [part for key in _ARGUMENTS if (part := child(node, key)) is not None]
        for key, part in [*((key, node) for key in shape.ids), *((key, part) for part in inner for key in _OWN_IDS)]:
            value = child(part, key)
            if value is not None and value.value:
                id, id_key, at = value.value, key, value.at
                break
    kind = next(
        ((key, value) for key in (*sorted(learnt), *shape.types) if (value := child(node, key)) is not None), ("", None)
    )
    value = kind[1]
    return Step(
        id=id, id_key=id_key, at=at, type=(value.value or "").strip() if value is not None else "", type_key=kind[0],
        type_at=value.at if value is not None else at, depends_on=tuple(_dependencies(node, shape)),
        references=tuple(references_of(node, shape)), node=node,
    )  # fmt: skip


def _beginning(node: YamlNode) -> Span:
    """The first key of a mapping: a step may be long."""
    first = next((key.at for key, _ in node.items if key is not None), node.at)
    return first if (first.row, first.column) >= (node.at.row, node.at.column) else node.at


def _dependencies(node: YamlNode, shape: Shape) -> Iterator[tuple[str, str, Span]]:
    for key in shape.depends_on:
        value = child(node, key)
        if value is None:
            continue
        for item in (value, *(item for _, item in value.items if value.tag == "seq")):
            if item.value and item.value.strip() and item.tag in ("str", "int"):
                yield item.value.strip(), key, item.at
            elif item.items and item.tag != "seq":
                named = key_in(item, (*shape.ids, "step", "task"))
                if named is not None and named[1].value:
                    yield named[1].value, key, named[1].at


def inner_ids(pipeline: Pipeline, shape: Shape) -> frozenset[str]:
    """The ids of all steps, and of whatever else beside and within them has one: groups, branches, loops."""
    found = {step.id for step in pipeline.steps if step.id}
    for path, node in walk(pipeline.node):
        if not path or any(key in shape.depends_on for key in path):
            continue
        if node.value and (path[-1] in shape.ids or path[-1] in _GROUP_IDS) and len(path) > 1:
            found.add(node.value)
        elif node.items and len(path) > 1 and "group" in path[-2]:
            found.add(path[-1])
    return frozenset(found)
