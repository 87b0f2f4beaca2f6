"""CA709: pipelines of which nothing says when they run, or who starts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.project.pipelines.model import Pipeline
from cloudact_lint.project.pipelines.pipelines import Pipelines, common_folder
from cloudact_lint.project.pipelines.starts import Starts
from cloudact_lint.project.project import Project
from cloudact_lint.rule import Example, Rule, RuleMeta
from cloudact_lint.rules.operations._pipeline_groups import are_one_cause, pointed_to

_STEPS = "steps:\n  - id: load\n    type: load\n    destination_table: costs\n"
_RUN = 'def load(step):\n    pass\n\n\nSTEPS = {"load": load}\n\n\ndef run(step):\n    STEPS[step["type"]](step)\n'


class MissingSchedule(Rule):
    """Looks for a schedule, or for whatever names the pipeline to start it."""

    meta = RuleMeta(
        code="CA709",
        slug="missing-schedule",
        summary="a pipeline has neither a schedule nor a word on who starts it, or one that no code reads",
        severity=Severity.LOW,
        default="advice",
        languages=("yaml",),
        why=(
            "A pipeline without a schedule runs when somebody remembers it, or never. Readers cannot tell which: "
            "whether it is meant to be started by hand, is left over, or lost its schedule in a change. A schedule "
            "that nothing reads is believed all the same."
        ),
        instead="Give it a `schedule:` (or `cron:`), or write `manual: true` or `trigger:` to say what starts it.",
        silent=(
            "A schedule in another file that names the pipeline: a catalogue of pipelines, a workflow with a cron, a "
            "scheduler's configuration, a script; the name may be its id, its file, or the end of its path. That no "
            "code reads a schedule is said only where the code that runs the pipelines is seen, and in its service."
        ),
        bug_hunt=(50,),
    )
    valid = (
        Example(f"pipeline_id: daily_costs\nschedule: 0 2 * * *\n{_STEPS}", "daily_costs.yaml"),
        Example(
            title="Code reads the schedule",
            files=(
                ("app/run.py", _RUN + '\n\ndef plan(pipeline):\n    return crontab(pipeline["schedule"])\n'),
                ("daily_costs.yaml", f"pipeline_id: daily_costs\nschedule: 0 2 * * *\n{_STEPS}"),
            ),
        ),
        Example(f"pipeline_id: backfill\nmanual: true\n{_STEPS}", "backfill.yaml", "Started by hand, and says so"),
        Example(f"pipeline_id: on_upload\ntrigger: {{bucket: uploads}}\n{_STEPS}", "on_upload.yaml", "By an event"),
        Example(f"pipeline_id: backfill\nschedule: null\n{_STEPS}", "backfill.yaml", "No schedule, on purpose"),
        Example(
            title="A catalogue says when it runs",
            files=(
                ("pipelines/daily_costs.yaml", f"pipeline_id: daily_costs\n{_STEPS}"),
                ("catalogue.yaml", "jobs:\n  - pipeline: daily_costs\n    schedule: daily\n"),
            ),
        ),
        Example(
            title="A workflow starts it",
            files=(
                ("pipelines/daily_costs.yaml", f"pipeline_id: daily_costs\n{_STEPS}"),
                (
                    ".github/workflows/nightly.yaml",
                    "on:\n  schedule:\n    - cron: 0 2 * * *\njobs:\n  run:\n    steps:\n"
                    "      - run: python -m app.run pipelines/daily_costs.yaml\n",
                ),
            ),
        ),
        Example(
            title="Code starts it at night",
            files=(
                ("pipelines/daily_costs.yaml", f"pipeline_id: '{{org}}-daily-costs'\n{_STEPS}"),
                ("app/night.py", "scheduler.add_job(run, 'cron', hour=2, args=['daily_costs'])\n"),
            ),
        ),
    )  # fmt: skip
    invalid = (
        Example(
            title="No code reads the schedule",
            files=(
                ("app/run.py", _RUN),
                ("daily_costs.yaml", f"pipeline_id: daily_costs\nschedule: 0 2 * * *  # <- CA709\n{_STEPS}"),
            ),
        ),
        Example(f"pipeline_id: daily_costs  # <- CA709\nversion: 2\n{_STEPS}", "daily_costs.yaml"),
        Example(
            title="Another one is scheduled",
            files=(
                ("pipelines/backfill_costs.yaml", f"pipeline_id: backfill_costs  # <- CA709\n{_STEPS}"),
                ("catalogue.yaml", "jobs:\n  - pipeline: daily_costs\n    schedule: daily\n"),
            ),
            docs=False,
        ),
    )  # fmt: skip

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each pipeline that nothing starts."""
        pipelines = Pipelines.of(project)
        yield from self._unread(pipelines)
        moving = [one for one in pipelines.all if one.moves_data]
        starts = Starts(project, pipelines.all, pipelines.shape)
        lacking = [one for one in moving if one.schedule is None and not one.manual and not starts.named(one)]
        if are_one_cause(lacking, moving):
            yield self._of(lacking, len(moving))
            return
        asked = {id(one) for one in pipelines.asked}
        yield from (self._of([one], 1) for one in lacking if id(one) in asked)

    def _unread(self, pipelines: Pipelines) -> Iterator[Finding]:
        """Schedules that the code which runs the pipelines never looks at."""
        dead: dict[tuple[str, str], list[Pipeline]] = {}
        for one in pipelines.all:
            ways = [way for way in pipelines.running(one) if way.path]
            if one.schedule_key and ways:
                folder = common_folder(one.file, ways[0].path)
                if pipelines.failures.reads(one.schedule_key, "schedule", folder) is None:
                    dead.setdefault((folder, one.schedule_key), []).append(one)
        for (folder, key), members in dead.items():
            first, *others = members
            assert first.schedule is not None
            those = f"{len(members)} pipelines say" if others else f"the pipeline `{first.name}` says"
            yield self.finding(
                first.file,
                first.schedule.at,
                f"{those} under `{key}` when {'they run' if others else 'it runs'}, but no code "
                f"{f'in {folder} ' if folder else ''}reads that key: what starts {'them' if others else 'it'} is said "
                "elsewhere and may differ; read it there, or delete it",
                confidence=Confidence.LOW,
                related=pointed_to(others, "`{}` has one too"),
                anchor=f"unread:{key}",
            )

    def _of(self, lacking: Sequence[Pipeline], among: int) -> Finding:
        first, *others = lacking
        many = f"{len(lacking)} of {among} pipelines have no schedule"
        named = many if others else f"the pipeline `{first.name}` has no schedule"
        return self.finding(
            first.file,
            first.at,
            f"{named}, and nothing in the repository says what starts {'them' if others else 'it'}; give "
            f"{'each' if others else 'it'} one, or write `manual: true` where people start it",
            confidence=Confidence.MEDIUM,
            related=pointed_to(others, "nor has `{}`"),
            anchor=first.name,
        )
