"""What starts pipelines besides their own files: catalogues, workflows, schedulers' configuration, scripts, code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.facts.pipeline import walk
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.pipelines.looks import key_in
from cloudact_lint.project.pipelines.model import Pipeline
from cloudact_lint.project.pipelines.placeholders import telling
from cloudact_lint.project.pipelines.shape import Shape
from cloudact_lint.project.project import Project
from cloudact_lint.project.walking import last_name
from cloudact_lint.project.walking import walk as walk_expression

_SCHEDULERS = (
    "add_job", "schedule", "every", "crontab", "CronTrigger", "DAG", "apply_async", "send_task",
    "TriggerDagRunOperator", "create_job", "add_cron_job", "scheduled_job", "cron", "run_daily", "create_schedule",
)  # fmt: skip
_STARTED = lazy_pattern(r"(?i)(?:^|_)(?:job|dag|pipeline|workflow|flow)(?:_?(?:id|name|key))?$")
"""Keys of steps that name what they start."""
_WORD = lazy_pattern(r"[\w-]+")
_DISTINCT = 7
"""Letters that a file's name needs, with a dash or an underscore, to mean its pipeline wherever it stands."""


class Starts:
    """Knows every text that may start a pipeline. For one run of a rule."""

    def __init__(self, project: Project, pipelines: Sequence[Pipeline], shape: Shape) -> None:
        self.project, self.pipelines, self.shape = project, pipelines, shape

    def named(self, pipeline: Pipeline) -> bool:
        """Whether something that has a schedule, or starts things, names a pipeline."""
        names = set(self._names(pipeline))
        if not names.isdisjoint(self._words) or not {*names, *pipeline.keys[-1:]}.isdisjoint(self._run_by_steps):
            return True
        path = pipeline.file.rpartition(".")[0]
        tails = {"/".join(path.split("/")[-count:]) for count in (2, 3)} if "/" in path else set()
        named = {pipeline.file.rpartition("/")[2], *tails}
        return any(name in text for name in named for text in self._texts) or pipeline.stem in self._catalogued

    @staticmethod
    def _names(pipeline: Pipeline) -> Iterator[str]:
        name = telling(pipeline.name)
        if name:
            yield name
        stem = pipeline.stem
        if len(stem) >= _DISTINCT and ("_" in stem or "-" in stem):
            yield from (stem, stem.replace("_", "-"), stem.replace("-", "_"))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for text in self._texts for word in _WORD.findall(text))

    @cached_property
    def _run_by_steps(self) -> frozenset[str]:
        """The pipelines that steps of other pipelines start: ``run_job_task: {job_id: …}``, ``trigger_dag_id: …``."""
        return frozenset(
            word
            for pipeline in self.pipelines
            for step in pipeline.steps
            for keys, node in walk(step.node)
            if node.value and keys and _STARTED.search(keys[-1])
            for word in _WORD.findall(node.value)
        )

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """Texts of files that schedule or start something: YAML with a schedule, shell scripts, calls of schedulers."""
        return tuple(self._all_texts())

    def _all_texts(self) -> Iterator[str]:
        for path in self.project.paths("yaml"):
            if "schedule" in self.project.records[path].tags and not self.project.is_test(path):
                for document in self.project.facts(path).yaml:
                    if any(keys and keys[-1] in ("cron", "schedule", "schedules") for keys, _ in walk(document)):
                        yield from _scheduled(document, self.shape)
        for path in self.project.paths("shell"):
            for command in self.project.facts(path).shell:
                yield " ".join(command.words)
        for path in self.project.files_calling(*_SCHEDULERS):
            if self.project.is_test(path):
                continue
            for site in self.project.calls_in(path):
                if last_name(site.call.func) in _SCHEDULERS:
                    for node in walk_expression(site.call):
                        if isinstance(node, m.Text):
                            yield "".join(part.text for part in node.parts if isinstance(part, m.Piece))

    @cached_property
    def _catalogued(self) -> frozenset[str]:
        """Short names in entries that also say when: ``{pipeline: billing, schedule: daily}``."""
        found: set[str] = set()
        for path in self.project.paths("yaml"):
            if "schedule" not in self.project.records[path].tags or self.project.is_test(path):
                continue
            for document in self.project.facts(path).yaml:
                for _, node in walk(document):
                    if key_in(node, self.shape.schedule) is not None and key_in(node, self.shape.steps) is None:
                        found.update(value.value for key, value in node.items if key is not None and value.value)
        return frozenset(found)


def _scheduled(document: YamlNode, shape: Shape) -> Iterator[str]:
    """The texts of a document that are not those of a pipeline with steps of its own."""
    own = key_in(document, shape.steps)
    for keys, node in walk(document):
        if node.value and not (own is not None and (len(keys) < 2 or keys[0] == own[0])):
            yield node.value
