"""CA706: pipelines without a version."""

from __future__ import annotations

from collections.abc import Iterable

from cloudact_lint.facts.records import YamlNode
from cloudact_lint.findings import Finding, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.pipelines.looks import key_in
from cloudact_lint.project.pipelines.pipelines import Pipelines
from cloudact_lint.project.project import Project
from cloudact_lint.rule import Example, Rule, RuleMeta

_BELOW = ("metadata", "meta", "info", "labels", "pipeline", "config", "settings")
_VERSIONED = lazy_pattern(r"(?i)(?:^|[/_.-])v\d+(?:[._]\d+)*(?:[/_.-]|$)")
"""Paths that say the version themselves: ``daily_v2.yaml``, ``v1/daily.yaml``."""

_STEPS = "steps:\n  - id: load\n    type: load\n    destination_table: costs\n"


class MissingPipelineVersion(Rule):
    """Looks for a version in the file of a pipeline."""

    meta = RuleMeta(
        code="CA706",
        slug="missing-pipeline-version",
        summary="a pipeline says no version of itself",
        severity=Severity.LOW,
        default="advice",
        languages=("yaml",),
        why=(
            "A row that looks wrong was written by the pipeline as it was on that day. Without a version in the file, "
            "and so in the run's log, nobody can tell which definition that was, or whether a rerun uses the same one."
        ),
        instead="Write `version:` beside the pipeline's id, raise it with each change, and store it with each run.",
        silent="A version at the top of the file, in its name or folder (`daily_v2.yaml`), or among its metadata.",
        bug_hunt=(47,),
    )
    valid = (
        Example(f"pipeline_id: daily_costs\nversion: 3\nschedule: 0 2 * * *\n{_STEPS}", "daily_costs.yaml"),
        Example(
            "version: '1.2'\npipelines:\n  - id: daily\n    steps:\n      - {id: load, type: load, table: costs}\n",
            "a.yaml", "One version for all of a file",
        ),
        Example(
            f"pipeline_id: daily\nmetadata: {{version: 7}}\n{_STEPS}", "pipelines/daily.yaml", "Among the metadata",
        ),
        Example(f"pipeline_id: daily\n{_STEPS}", "jobs/daily_v2.yaml", "In the name"),
        Example(
            "name: ci\non: push\njobs:\n  test:\n    steps:\n      - name: test\n        run: make test\n", "ci.yaml",
            "A workflow of GitHub is no pipeline of data",
        ),
    )  # fmt: skip
    invalid = (
        Example(
            f"pipeline_id: daily_costs  # <- CA706\nschedule: 0 2 * * *\n{_STEPS}",
            "pipelines/daily_costs.yaml",
        ),
        Example(
            f"pipeline_id: daily  # <- CA706\nversion:\n{_STEPS}", "daily.yaml", "A version that says nothing",
            docs=False,
        ),
    )  # fmt: skip

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each pipeline without one."""
        pipelines = Pipelines.of(project)
        for pipeline in pipelines.asked:
            keys = pipelines.shape.version
            said = any(_says(node, keys) for node in (*project.facts(pipeline.file).yaml, pipeline.node))
            if pipeline.moves_data and not said and not _VERSIONED.search(pipeline.file):
                yield self.finding(
                    pipeline.file,
                    pipeline.at,
                    f"the pipeline `{pipeline.name}` has no version: which definition wrote a row cannot be told "
                    "afterwards; write `version:`, and store it with each run",
                    anchor=pipeline.name,
                )


def _says(node: YamlNode, keys: tuple[str, ...]) -> bool:
    places = [node, *(value for key, value in node.items if key is not None and key.value in _BELOW)]
    for place in places:
        found = key_in(place, keys)
        if found is not None and (found[1].value or found[1].items):
            return True
    return False
