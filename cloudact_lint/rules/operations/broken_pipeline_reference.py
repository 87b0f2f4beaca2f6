"""CA702: steps of pipelines that name what is not there, or wait for each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.project.pipelines.model import Pipeline
from cloudact_lint.project.pipelines.pipelines import Pipelines
from cloudact_lint.project.project import Project
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.operations._examples_references import INVALID
from cloudact_lint.rules.operations._examples_references_silent import VALID
from cloudact_lint.rules.operations._pipeline_code import fault_of_code, faults_of_keys
from cloudact_lint.rules.operations._pipeline_data import DataFaults
from cloudact_lint.rules.operations._pipeline_order import Fault, faults_of_order


class BrokenPipelineReference(Rule):
    """Compares what the steps of a pipeline name with what the repository has."""

    meta = RuleMeta(
        code="CA702",
        slug="broken-pipeline-reference",
        summary="a step names code, a procedure, a table, a file or a step that is not there, or waits in a circle",
        severity=Severity.CRITICAL,
        default="on",
        languages=("yaml",),
        why=(
            "Nobody compiles a pipeline. A type that no module answers to, a procedure that was renamed, a step that "
            "waits for one of another name: all of it is found out at night, when the pipeline runs for the first "
            "time after the change and fails."
        ),
        instead=(
            "Name what exists; the nearest name is offered. How a type becomes code is learnt from the code that runs "
            "steps (an import by a name that holds the type, a table of types, a decorator, a chain of comparisons), "
            "and can be said in the configuration under `pipelines`."
        ),
        silent=(
            "Names with placeholders in their telling part, and steps that come from aliases, templates or includes. "
            "Code that cannot be followed, or that has a default for types it does not know. Tables that a step "
            "writes: a load makes them. Datasets of which fewer than two tables are described, repositories with fewer "
            "than two procedures. Files in folders that the repository does not have. Workflows of GitHub, Cloud "
            "Build, Kubernetes and the like. Steps with `enabled: false`."
        ),
        bug_hunt=(41,),
        references=(
            "https://cloud.google.com/bigquery/docs/procedures",
            "https://docs.python.org/3/library/importlib.html#importlib.import_module",
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each place that names what is not there."""
        pipelines = Pipelines.of(project)
        data = DataFaults(project, pipelines)
        for pipeline in pipelines.asked:
            seen = set()
            for fault in _faults(pipeline, pipelines, data):
                if fault.at not in seen:  # one place, one finding
                    seen.add(fault.at)
                    yield self.finding(
                        pipeline.file,
                        fault.at,
                        fault.message,
                        severity=fault.severity,
                        confidence=fault.confidence,
                        related=fault.related,
                        anchor=f"{pipeline.name}:{fault.anchor}",
                    )


def _faults(pipeline: Pipeline, pipelines: Pipelines, data: DataFaults) -> Iterator[Fault]:
    yield from faults_of_order(pipeline, pipelines)
    for step in pipeline.steps:
        if (fault := fault_of_code(step, pipeline, pipelines)) is not None:
            yield fault
        if not step.is_off:
            yield from (fault for _, fault in data.of(step, pipeline))
            yield from (fault for _, fault in faults_of_keys(step, pipeline, pipelines))
