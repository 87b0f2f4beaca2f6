"""What a step runs: code that is not there, lacks what is called, or reads other keys than the step has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cloudact_lint.errors import closest
from cloudact_lint.findings import Confidence, Location, Related, Severity, Span
from cloudact_lint.project.pipelines.code_reads import CodeReads
from cloudact_lint.project.pipelines.dispatch import Dispatch, Found
from cloudact_lint.project.pipelines.handling import head
from cloudact_lint.project.pipelines.model import Pipeline, Reference, Step
from cloudact_lint.project.pipelines.pipelines import Pipelines
from cloudact_lint.rules.operations._pipeline_order import Fault

_WORD = re.compile(r"[a-z0-9]+")
_ALIKE = 0.5


def fault_of_code(step: Step, pipeline: Pipeline, pipelines: Pipelines) -> Fault | None:
    """That nothing runs a step, or that what does lacks what is called."""
    if step.is_off or not step.is_literal:
        return None
    found = pipelines.processor(pipeline, step)
    ways = [way for way in pipelines.running(pipeline) if not way.keys or step.type_key in way.keys]
    if found.status == "missing" and pipelines.trusted(pipeline):
        names = tuple(name for way in ways for name in way.names(pipelines.project))
        near = nearest_types(step.type, names)
        hint = f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
        return Fault(
            step.type_at,
            f"step `{step.id or step.type}` has the {step.type_key} `{step.type}`, and nothing runs that: "
            f"{_says(ways[0], found)}; the pipeline fails at this step{hint}",
            f"code:{step.id}:{step.type}",
            related=_places(ways),
        )
    if found.status == "found" and found.lacks:
        return Fault(
            step.type_at,
            f"step `{step.id or step.type}` is run by {found.path}, which has no `{found.lacks}`: the code that runs "
            "steps calls it, so the pipeline fails at this step",
            f"lacks:{step.id}:{found.lacks}",
            related=(*_places(ways), Related(Location(found.path, Span(1, 1, 1, 2)), "runs the step")),
        )
    return None


def _says(way: Dispatch, found: Found) -> str:
    known = way.says
    return f"{known}, and there is no `{found.name}`" if "{" in known else known


def _places(ways: Iterable[Dispatch]) -> tuple[Related, ...]:
    seen = [way for way in ways if way.path][:1]
    return tuple(Related(Location(way.path, head(way.at)), "what runs a step is chosen here") for way in seen)


def nearest_types(type: str, names: Iterable[str]) -> tuple[str, ...]:
    """The types most like one that nothing runs, two at most: by their words, else by their letters."""
    words = set(_WORD.findall(type.lower()))
    ranked = sorted(((_overlap(words, name), name) for name in set(names)), key=lambda pair: (-pair[0], pair[1]))
    good = [(score, name) for score, name in ranked if score >= _ALIKE]
    if good:
        return tuple(name for score, name in good if score >= good[0][0] - 0.01)[:2]
    near = closest(type, [name for _, name in ranked], 0.8)
    return (near,) if near else ()


def _overlap(words: set[str], name: str) -> float:
    other = set(_WORD.findall(name.lower()))
    return len(words & other) / len(words | other) if words or other else 0.0


def faults_of_keys(step: Step, pipeline: Pipeline, pipelines: Pipelines) -> Iterator[tuple[Reference, Fault]]:
    """Procedures that the step gives and its code never sees: under another key, or in another shape."""
    given = [item for item in step.references if item.kind == "procedure"]
    found = pipelines.processor(pipeline, step) if given and not step.is_off else None
    if found is None or found.status != "found" or not found.path or found.lacks:
        return
    reads = pipelines.reads(found)
    keys = {item.key for item in given}
    for item in given:
        wanted = next((key for key in pipelines.shape.procedures if key in reads.keys), "")
        if item.key not in reads.keys and wanted and not reads.open and not keys & reads.keys:
            inner = f".{reads.mappings[wanted]}" if wanted in reads.mappings else ""
            yield (
                item,
                Fault(
                    item.at,
                    f"step `{step.id}` gives its procedure as `{'.'.join(item.keys)}`, but {found.path} reads "
                    f"`{wanted}{inner}` and never `{item.key}`: it finds none, and the step fails",
                    f"key:{step.id}:{item.key}",
                    confidence=Confidence.MEDIUM,
                ),
            )
        elif item.keys[-1] == item.key and item.key in reads.mappings:
            yield (
                item,
                Fault(
                    item.at,
                    f"step `{step.id}` gives `{'.'.join(item.keys)}` as a text, but {found.path} looks for "
                    f"`{item.key}.{reads.mappings[item.key]}` in it: a text has no keys, so the step fails; write "
                    f"`{item.key}: {{{reads.mappings[item.key]}: {item.value}}}`",
                    f"shape:{step.id}:{item.key}",
                    confidence=Confidence.MEDIUM,
                ),
            )


def fault_of_file(
    item: Reference, reads: CodeReads, path: str, all_files: Iterable[str], elsewhere: str
) -> Fault | None:
    """That code makes the path of a file of a value, and there is no such file."""
    made = sorted(f"{before}{item.value}{after}" for before, after in reads.files.get(item.key, set()))
    if not made or not item.literal:
        return None
    wanted = re.compile("|".join(f"(?:.*/)?{'.*'.join(map(re.escape, one.lstrip('./*').split('*')))}" for one in made))
    if any(wanted.fullmatch(name) for name in all_files):
        return None
    hint = f"; a schema of that name stands in {elsewhere}" if elsewhere else ""
    several = f" or {len(made) - 1} other place{'s' if len(made) > 2 else ''}" if len(made) > 1 else ""
    return Fault(
        item.at,
        f"for `{item.key}: {item.value}` {path} looks for a file `{made[0]}`{several}, and the repository has "
        f"none{hint}",
        f"file:{item.key}:{item.value}",
        Severity.HIGH,
        Confidence.MEDIUM,
    )
