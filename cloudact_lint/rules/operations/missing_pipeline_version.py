"""CA706: pipelines without a version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.pipelines.model import Pipeline
from cloudact_lint.project.pipelines.pipelines import Pipelines
from cloudact_lint.project.project import Project
from cloudact_lint.rule import Example, Rule, RuleMeta
from cloudact_lint.rules.operations._pipeline_groups import are_one_cause, pointed_to

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
        Example(
            title="No pipeline has one",
            files=(
                ("a/one.yaml", f"pipeline_id: one  # <- CA706\n{_STEPS}"),
                ("a/three.yaml", f"pipeline_id: three\n{_STEPS}"), ("a/two.yaml", f"pipeline_id: two\n{_STEPS}"),
            ),
            docs=False,
        ),
    )  # fmt: skip

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each pipeline without one; one for all of them where none has any."""
        pipelines = Pipelines.of(project)
        moving = [one for one in pipelines.all if one.moves_data]
        lacking = [one for one in moving if one.version is None and not _VERSIONED.search(one.file)]
        if are_one_cause(lacking, moving):
            yield self._of(lacking, len(moving))
            return
        asked = {id(one) for one in pipelines.asked}
        yield from (self._of([one], 1) for one in lacking if id(one) in asked)

    def _of(self, lacking: Sequence[Pipeline], among: int) -> Finding:
        first, *others = lacking
        many = f"{len(lacking)} of {among} pipelines have no version"
        named = many if others else f"the pipeline `{first.name}` has no version"
        return self.finding(
            first.file,
            first.at,
            f"{named}: which definition wrote a row cannot be told afterwards; write `version:`, and store it "
            "with each run",
            related=pointed_to(others, "nor has `{}`"),
            anchor=first.name,
        )
