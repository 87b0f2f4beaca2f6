"""Every pipeline of the project. ``Pipelines.of(project)`` is the one that all rules share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from cloudact_lint.errors import closest
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.pipelines.code_reads import CodeReader, CodeReads
from cloudact_lint.project.pipelines.dispatch import UNSEEN, Dispatch, Found, ModuleDispatch, PathDispatch
from cloudact_lint.project.pipelines.executors import dispatches
from cloudact_lint.project.pipelines.handling import FailureCode
from cloudact_lint.project.pipelines.looks import bodies
from cloudact_lint.project.pipelines.model import Pipeline, Reference, Step
from cloudact_lint.project.pipelines.placeholders import has_placeholder
from cloudact_lint.project.pipelines.reading import pipelines_in
from cloudact_lint.project.pipelines.shape import Shape
from cloudact_lint.project.pipelines.touches import Touched, Touches
from cloudact_lint.project.project import Project

_ALIKE = 0.8


class Pipelines:
    """The pipelines, and the code that runs them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.shape = Shape.of(project.settings)
        self._running: dict[tuple[str, tuple[str, ...]], tuple[Dispatch, ...]] = {}
        self._trusted: dict[tuple[Dispatch, ...], bool] = {}

    @classmethod
    def of(cls, project: Project) -> Pipelines:
        """The one of this project."""
        known = project.shared.get("pipelines")
        if not isinstance(known, Pipelines):
            known = project.shared["pipelines"] = cls(project)
        return known

    @cached_property
    def all(self) -> tuple[Pipeline, ...]:
        """The pipelines of all files, test code left out; by file, in order."""
        if not self._files:
            return ()
        learnt = frozenset(key for dispatch in self.dispatches for key in dispatch.keys if key not in self.shape.types)
        return tuple(pipeline for path in self._files for pipeline in self._read(path, learnt))

    @cached_property
    def asked(self) -> tuple[Pipeline, ...]:
        """Those in which findings are looked for: in files that are asked for, or run by code that is looked at."""
        focus = self.project.focus
        code = [path for path in focus or () if path.endswith(".py")]
        return tuple(
            pipeline
            for pipeline in self.all
            if focus is None
            or pipeline.file in focus
            or any(_shared(path, way.path) for path in code for way in self.running(pipeline))
        )

    @cached_property
    def _files(self) -> tuple[str, ...]:
        """The files that may hold pipelines."""
        return tuple(
            path
            for path in self.project.paths("yaml")
            if (self.shape.files or "pipeline" in self.project.records[path].tags)
            and self.shape.may_hold(path)
            and not self.project.is_test(path)
            and any(next(bodies(node, path, self.shape, None), None) for node in self.project.facts(path).yaml)
        )

    def _read(self, path: str, learnt: frozenset[str]) -> Iterable[Pipeline]:
        return pipelines_in(path, self.project.facts(path).yaml, self.shape, learnt)

    # What runs them ----------------------------------------------------------------------

    @cached_property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """Every place in code that chooses what to call by the type of something."""
        return dispatches(self.project, self.shape)

    @cached_property
    def _ways(self) -> tuple[Dispatch, ...]:
        """Those that some step's type fits: the others choose by the type of something else."""
        if self.shape.processors:
            return tuple(PathDispatch.of(template, self.shape.entry_points) for template in self.shape.processors)
        types: dict[str, set[str]] = {}
        for pipeline in self.all:
            for step in pipeline.steps:
                if step.is_literal:
                    types.setdefault(step.type_key, set()).add(step.type)
        return tuple(way for way in self.dispatches if any(self._fits(way, types.get(key, ())) for key in way.keys))

    def _fits(self, way: Dispatch, types: Iterable[str]) -> bool:
        if any(way.find(self.project, type).status == "found" for type in types):
            return True
        names = way.names(self.project)
        return any(closest(type, names, _ALIKE) for type in types)

    def running(self, pipeline: Pipeline) -> tuple[Dispatch, ...]:
        """The places that choose what runs the steps of a pipeline, nearest in the tree; none where none is seen."""
        key = (pipeline.file, pipeline.keys)
        if key not in self._running:
            keys = {step.type_key for step in pipeline.steps if step.type_key}
            ways = [way for way in self._ways if not way.keys or not keys.isdisjoint(way.keys)]
            near = max((_shared(pipeline.file, way.path) for way in ways), default=0)
            self._running[key] = tuple(way for way in ways if _shared(pipeline.file, way.path) == near)
        return self._running[key]

    def trusted(self, pipeline: Pipeline) -> bool:
        """Whether what no way leads to is missing: most types of the pipelines that are run alike lead somewhere."""
        ways = self.running(pipeline)
        if ways not in self._trusted:
            alike = {
                (step.type_key, step.type): self.processor(other, step).status
                for other in self.all
                if self.running(other) == ways
                for step in other.steps
                if step.is_literal
            }
            found, missing = (sum(1 for item in alike.values() if item == word) for word in ("found", "missing"))
            plain = any(isinstance(way, (ModuleDispatch, PathDispatch)) for way in ways)
            self._trusted[ways] = found >= missing or (plain and found > 0)
        return self._trusted[ways]

    @cached_property
    def failures(self) -> FailureCode:
        """What the code around steps does with failures."""
        return FailureCode(self.project, BigQuery.of(self.project).resolver, self.shape)

    @cached_property
    def _reader(self) -> CodeReader:
        return CodeReader(self.project, BigQuery.of(self.project).resolver, self.shape)

    def reads(self, found: Found) -> CodeReads:
        """What the code that was found for a step reads of its configuration."""
        return self._reader.of(found.path, found.value)

    def processor(self, pipeline: Pipeline, step: Step) -> Found:
        """What runs a step."""
        if not step.is_literal:
            return UNSEEN
        ways = [way for way in self.running(pipeline) if not way.keys or step.type_key in way.keys]
        answers = [way.find(self.project, step.type) for way in ways]
        for status in ("found", "unknown", "missing"):
            for answer in answers:
                if answer.status == status:
                    return answer
        return UNSEEN

    # What else they name ------------------------------------------------------------------

    @cached_property
    def procedures(self) -> dict[str, str]:
        """The procedures and functions that the repository makes, by name in lower case, with their file."""
        found = {name: path for name, (path, _) in Catalog.of(self.project).routines.items()}
        for path in self.project.paths("sql"):
            script = self.project.facts(path).sql
            if script is not None and script.procedure:
                found.setdefault(last_part(script.procedure).lower(), path)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.project.records:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def files_named(self, value: str) -> list[str]:
        """The files whose path ends like a value, placeholders and dots left out."""
        tail = "/".join(part for part in value.split("/") if part not in ("", ".", "..") and not has_placeholder(part))
        found = self._by_name.get(tail.rpartition("/")[2], ())
        return [path for path in found if path == tail or path.endswith("/" + tail)]

    @property
    def file_names(self) -> Mapping[str, list[str]]:
        """All files by the last part of their path."""
        return self._by_name

    @cached_property
    def _touches(self) -> Touches:
        return Touches(self)

    def touched(self, pipeline: Pipeline, step: Step) -> Touched:
        """The tables that a step reads and writes, as far as its SQL, its procedure and its code tell."""
        return self._touches.of(step, pipeline)

    def sql_of(self, item: Reference) -> str:
        """The SQL file that a reference to a procedure or file means; empty where none is known."""
        if item.kind == "procedure":
            path = self.procedures.get(last_part(item.value).lower(), "")
            return path if path.endswith(".sql") else ""
        return next((path for path in self.files_named(item.value) if path.endswith(".sql")), "")


def common_folder(one: str, other: str) -> str:
    """The folder in which two files lie both, with a slash at its end; empty for the root."""
    shared = []
    for left, right in zip(one.split("/")[:-1], other.split("/")[:-1]):
        if left != right:
            break
        shared.append(left)
    return "".join(f"{part}/" for part in shared)


def _shared(one: str, other: str) -> int:
    """How many folders two paths have in common."""
    return common_folder(one, other).count("/")


def last_part(name: str) -> str:
    """``daily`` for `` `p.costs.daily` ``."""
    return name.replace("`", "").rpartition(".")[2]
