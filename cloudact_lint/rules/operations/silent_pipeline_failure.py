"""CA701: pipelines that fail and tell nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.project.pipelines.dispatch import Dispatch
from cloudact_lint.project.pipelines.handling import Handling, head
from cloudact_lint.project.pipelines.model import Pipeline, Told
from cloudact_lint.project.pipelines.pipelines import Pipelines
from cloudact_lint.project.project import Project
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.operations._examples_failures import INVALID, VALID
from cloudact_lint.rules.operations._pipeline_groups import are_one_cause, pointed_to

_SHOWN = 10
"""So many pipelines are pointed to."""


class SilentPipelineFailure(Rule):
    """Looks for whoever is told when a pipeline fails: in its file, and in the code that runs it."""

    meta = RuleMeta(
        code="CA701",
        slug="silent-pipeline-failure",
        summary="a pipeline fails and nobody is told, or names people to tell and no code reads that",
        severity=Severity.MEDIUM,
        default="on",
        languages=("yaml", "python"),
        why=(
            "A pipeline that runs at night fails at night. When neither its file nor the code that runs it sends a "
            "message, the failure is noticed by whoever misses the numbers, days later. A list of people under "
            "`notifications` that no code reads is worse: everybody believes that they will be told."
        ),
        instead=(
            "Send a message where all pipelines pass: in the `except` branch around the steps. Or give each pipeline a "
            "key or a step that says whom to tell, and read that key in the code."
        ),
        silent=(
            "The code that runs the steps tells somebody in a handler or behind a look at the status, itself or in a "
            "function called there (`notify…`, `alert…`, `send_…mail…`, `publish…`, Sentry and the like; "
            "`pipelines.notifiers` adds names); the pipeline has an on-failure key or step. Where no code that runs "
            "the pipeline is seen, only pipelines with a schedule are found, and with low confidence; others are "
            "advice: alerts may be set up elsewhere."
        ),
        bug_hunt=(20,),
        cwe=(778,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for the code that runs several pipelines, else one for each pipeline."""
        pipelines = Pipelines.of(project)
        together: dict[tuple[Dispatch, ...], list[Pipeline]] = {}
        for pipeline in pipelines.all:
            together.setdefault(pipelines.running(pipeline), []).append(pipeline)
        for ways, members in together.items():
            if not any(project.asked(path) for path in (*(p.file for p in members), *(way.path for way in ways))):
                continue
            if not ways:
                yield from self._without_code(members, project)
                continue
            yield from self._run(ways, members, pipelines)

    def _without_code(self, members: Sequence[Pipeline], project: Project) -> Iterator[Finding]:
        """Where all that is known is what the files say; that no pipeline names anybody is one cause."""
        moving = [one for one in members if one.moves_data]
        silent = [one for one in moving if not one.told]
        if not are_one_cause(silent, moving):
            yield from (self._alone([one], 1) for one in silent if project.asked(one.file))
            return
        timed = any(one.schedule is not None for one in silent)
        group = [one for one in silent if (one.schedule is not None) == timed]
        yield self._alone(group, sum((one.schedule is not None) == timed for one in moving))

    def _run(self, ways: Sequence[Dispatch], members: Sequence[Pipeline], pipelines: Pipelines) -> Iterator[Finding]:
        found = [pipelines.failures.of(way) for way in ways]
        told = [place for handling in found for place in handling.told]
        dead: dict[str, list[tuple[Pipeline, Told]]] = {}
        silent: list[Pipeline] = []
        for pipeline in members:
            unread = [said for said in pipeline.told if said.by == "key" and self._unread(said, pipelines)]
            for said in unread:
                dead.setdefault(said.path[0], []).append((pipeline, said))
            if len(unread) == len(pipeline.told):
                silent.append(pipeline)
        for key, places in dead.items():
            yield self._dead(key, places, told, members)
        others = len(members) - len(silent)
        named = {id(pipeline) for places in dead.values() for pipeline, _ in places}
        silent = [pipeline for pipeline in silent if id(pipeline) not in named]
        if told or not silent:
            return
        if others:
            yield from (self._forgotten(one, others) for one in silent)
        else:
            yield self._code(ways, found, silent)

    @staticmethod
    def _unread(said: Told, pipelines: Pipelines) -> bool:
        """Whether no code reads what a pipeline says.

        What it says for each step, or among settings that are handed on as they are, is another's to read.
        """
        return said.path[0] in pipelines.shape.on_failure and pipelines.failures.reads(said.path[0]) is None

    def _dead(
        self,
        key: str,
        places: Sequence[tuple[Pipeline, Told]],
        told: Sequence[tuple[str, Location]],
        members: Sequence[Pipeline],
    ) -> Finding:
        pipeline, said = places[0]
        others = len(places) - 1
        and_others = f", as {others} other pipeline{'s do' if others > 1 else ' does'}" if others else ""
        if told:
            name, place = told[0]
            then = (
                f"failures are told by `{name}` ({place.path}:{place.span.row}) whatever stands here; read the key "
                "there, or delete it"
            )
        else:
            then = "so nobody is told when it fails; read the key where the steps are run"
        return self.finding(
            pipeline.file,
            said.at,
            f"the pipeline `{pipeline.name}` declares `{'.'.join(said.path)}: {said.whom}`{and_others}, but no code "
            f"reads `{key}`: {then}",
            severity=Severity.LOW if told else None,
            confidence=Confidence.MEDIUM,
            related=(
                *(Related(place, f"`{name}` tells of failures") for name, place in told[:1]),
                *(Related(Location(one.file, it.at), "declared here too") for one, it in places[1 : _SHOWN + 1]),
            ),
            anchor=f"unread:{key}",
        )

    def _code(self, ways: Sequence[Dispatch], found: Sequence[Handling], silent: Sequence[Pipeline]) -> Finding:
        handlers = [place for handling in found for place in handling.handlers]
        place = handlers[-1] if handlers else Location(ways[0].path, head(ways[0].at))
        does = "this handler tells nobody" if handlers else "an error in a step ends in no handler that tells somebody"
        one = f"the pipeline `{silent[0].name}` fails, which is run here"
        fails = one if len(silent) == 1 else f"one of {len(silent)} pipelines fails that are run here"
        return self.finding(
            place.path,
            place.span,
            f"when {fails}, {does}, nor does any function around it, and its file names nobody: "
            "send a message here, with the pipeline and the error",
            confidence=Confidence.MEDIUM,
            related=pointed_to(silent, "`{}` is run here"),
            anchor="code",
        )

    def _forgotten(self, pipeline: Pipeline, others: int) -> Finding:
        return self.finding(
            pipeline.file,
            pipeline.at,
            f"the pipeline `{pipeline.name}` says nowhere whom to tell when it fails, and the code that runs it tells "
            f"nobody either; {others} other pipeline{'s say' if others > 1 else ' says'} so",
            confidence=Confidence.MEDIUM,
            anchor=pipeline.name,
        )

    def _alone(self, pipelines: Sequence[Pipeline], among: int) -> Finding:
        first = pipelines[0]
        timed = first.schedule is not None
        named = f"the pipeline `{first.name}` {'runs by itself, and ' if timed else ''}names nobody"
        if len(pipelines) > 1:
            those = "pipelines that run by themselves" if timed else "pipelines without a schedule"
            named = f"{len(pipelines)} of {among} {those} name nobody"
        return self.finding(
            first.file,
            first.at,
            f"{named} who is told of a failure, and the repository shows no code that runs them and would tell "
            "somebody; add a notification on failure",
            kind="on" if timed else "advice",
            confidence=Confidence.LOW,
            related=pointed_to(pipelines[1:]),
            anchor=first.name,
        )
