"""What a step names besides code: procedures, tables, schema and SQL files, outputs of other steps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from cloudact_lint.errors import closest
from cloudact_lint.findings import Confidence
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.pipelines.model import Pipeline, Reference, Step
from cloudact_lint.project.pipelines.pipelines import Pipelines, last_part
from cloudact_lint.project.pipelines.placeholders import has_placeholder
from cloudact_lint.project.pipelines.reading import inner_ids
from cloudact_lint.project.project import Project
from cloudact_lint.rules.code._tables import made_by_code
from cloudact_lint.rules.operations._pipeline_code import fault_of_file
from cloudact_lint.rules.operations._pipeline_order import Fault
from cloudact_lint.source.text import language_of

_ENOUGH = 2
"""Of how many tables, or procedures, the repository must tell before one more is missing."""
_ALIKE = 0.85
_ELSEWHERE = ("://", "~", "${", "s3:", "gs:")


class DataFaults:
    """Compares what steps name with what the repository has. One for a run of the rule."""

    def __init__(self, project: Project, pipelines: Pipelines) -> None:
        self.project, self.pipelines = project, pipelines

    def of(self, step: Step, pipeline: Pipeline) -> Iterator[tuple[Reference, Fault]]:
        """Everything that a step names and that is not there."""
        for item in step.references:
            fault = self._fault(item, step, pipeline) if item.literal else None
            if fault is not None:
                yield item, fault

    def _fault(self, item: Reference, step: Step, pipeline: Pipeline) -> Fault | None:
        if item.kind == "procedure":
            return self._procedure(item, step)
        if item.kind == "table":
            return self._table(item, step)
        if item.kind == "step":
            return self._output(item, step, pipeline)
        return self._file(item, step, pipeline)

    # Procedures --------------------------------------------------------------------------

    def _procedure(self, item: Reference, step: Step) -> Fault | None:
        name = last_part(item.value)
        known = self.pipelines.procedures
        if name.lower() in known or len(known) < _ENOUGH or not name.isidentifier():
            return None
        near = closest(name, known)
        hint = f"; did you mean `{near}`?" if near else ""
        return Fault(
            item.at,
            f"step `{step.id}` calls the procedure `{name}`, and no CREATE PROCEDURE in the repository makes it, "
            f"though {len(known)} others are made here: the step fails wherever nobody made it by hand{hint}",
            f"procedure:{step.id}:{name}",
            confidence=Confidence.MEDIUM,
        )

    # Tables ------------------------------------------------------------------------------

    @cached_property
    def _datasets(self) -> dict[str, int]:
        """How many tables of each dataset the repository describes."""
        found: dict[str, int] = {}
        for table in Catalog.of(self.project).tables.values():
            datasets = {d.schema.parts[-2].lower() for d in table.definitions if len(d.schema.parts) > 1}
            if len(table.parts) > 1:
                datasets.add(table.parts[-2].lower())
            for dataset in datasets:
                found[dataset] = found.get(dataset, 0) + 1
        return found

    @cached_property
    def _written(self) -> frozenset[str]:
        """Tables that some step of some pipeline writes."""
        return frozenset(
            item.value.rpartition(".")[2].lower()
            for pipeline in self.pipelines.all
            for step in pipeline.steps
            for item in step.references
            if item.kind == "table" and item.role != "read"
        )

    def _table(self, item: Reference, step: Step) -> Fault | None:
        """Only tables that are read: a load makes the one it writes to."""
        parts = item.value.replace("`", "").replace(":", ".").split(".")
        dataset = parts[-2] if len(parts) > 1 else item.dataset
        if item.role != "read" or not dataset or has_placeholder(dataset) or not parts[-1].replace("_", "").isalnum():
            return None
        if self._datasets.get(dataset.lower(), 0) < _ENOUGH or dataset.upper() == "INFORMATION_SCHEMA":
            return None
        catalog = Catalog.of(self.project)
        name = parts[-1]
        if catalog.table([dataset, name]) is not None or name.lower() in self._written | made_by_code(self.project):
            return None
        near = closest(name, catalog.tables, _ALIKE)
        hint = f"; did you mean `{near.rpartition('.')[2]}`?" if near else ""
        return Fault(
            item.at,
            f"step `{step.id}` reads the table `{dataset}.{name}`, and no schema, CREATE or load in the repository "
            f"makes it, though the other tables of `{dataset}` are described here{hint}",
            f"table:{step.id}:{name}",
            confidence=Confidence.MEDIUM,
        )

    # Files -------------------------------------------------------------------------------

    @cached_property
    def _schemas(self) -> dict[str, str]:
        """The schemas of the repository by name, with their file."""
        found: dict[str, str] = {}
        for path in self.project.paths("schema", "yaml"):
            facts = self.project.facts(path).schema
            for table in facts.tables if facts is not None else ():
                found.setdefault(table.name.lower(), path)
        return found

    def _file(self, item: Reference, step: Step, pipeline: Pipeline) -> Fault | None:
        value = item.value
        if any(word in value for word in _ELSEWHERE):
            return None
        if item.kind == "schema" and language_of(value) is None:
            return self._template(item, step, pipeline)
        name = value.rpartition("/")[2]
        if language_of(value) is None or has_placeholder(name):
            return None
        if self.pipelines.files_named(value) or self._on_disk(value, pipeline):
            return None
        names = self.pipelines.file_names
        near = names[name][0] if name in names else closest(name, names, _ALIKE)
        parts = value.split("/")[:-1]
        folder = "/".join(part for part in parts if part not in ("", ".", "..") and not has_placeholder(part))
        here = folder and any(path.startswith(folder + "/") or f"/{folder}/" in path for path in self.project.records)
        if not here and (folder or not near):
            return None  # no such folder here: such files may be kept elsewhere
        hint = f"; did you mean `{near}`?" if near else ""
        kind = "SQL" if item.kind == "sql" else "schema"
        return Fault(
            item.at,
            f"step `{step.id}` names the {kind} file `{value}`, and the repository has none: the step fails{hint}",
            f"file:{step.id}:{value}",
            confidence=Confidence.HIGH if here else Confidence.MEDIUM,
        )

    def _on_disk(self, value: str, pipeline: Pipeline) -> bool:
        """Whether a file that is not analysed (ignored, left out) is there all the same."""
        root = Path(self.project.settings.root)
        folders = (pipeline.file.rpartition("/")[0], *_above(pipeline.file))
        try:
            return not has_placeholder(value) and any((root / folder / value).exists() for folder in folders)
        except (OSError, ValueError):
            return True

    def _template(self, item: Reference, step: Step, pipeline: Pipeline) -> Fault | None:
        """A schema by its name alone: the code tells which file that means, else any of that name will do."""
        name = item.value.rpartition("/")[2]
        found = self.pipelines.processor(pipeline, step)
        if found.status == "found" and found.path:
            where = self._schemas.get(name.lower(), "")
            reads = self.pipelines.reads(found)
            if fault := fault_of_file(item, reads, found.path, self.project.records, where):
                return fault
        names = self.pipelines.file_names
        if name.lower() in self._schemas or any(f"{name}{end}" in names for end in (".json", ".yaml", ".yml")):
            return None
        near = closest(name, self._schemas, _ALIKE)
        if not near:
            return None
        return Fault(
            item.at,
            f"step `{step.id}` names the schema `{name}`, and no file of the repository has one of that name; did you "
            f"mean `{near}`?",
            f"schema:{step.id}:{name}",
            confidence=Confidence.MEDIUM,
        )

    # Outputs -----------------------------------------------------------------------------

    def _output(self, item: Reference, step: Step, pipeline: Pipeline) -> Fault | None:
        known = inner_ids(pipeline, self.pipelines.shape)
        if item.value in known or not pipeline.complete:
            return None
        near = closest(item.value, known)
        if not near or any(item.value.startswith((f"{id}_", f"{id}-", f"{id}.")) for id in known):
            return None  # an engine may give names of its own: ``each_merge`` for what follows ``each``
        return Fault(
            item.at,
            f"step `{step.id}` uses the output of a step `{item.value}`, and the pipeline `{pipeline.name}` has no "
            f"such step; did you mean `{near}`?",
            f"output:{step.id}:{item.value}",
        )


def _above(path: str) -> Iterator[str]:
    """The folders above that of a file, nearest first, with the root."""
    folder = path.rpartition("/")[0]
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder
