"""CA704: pipelines that load data and look at none of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cloudact_lint.facts.pipeline import child
from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.pipelines.dispatch import Found
from cloudact_lint.project.pipelines.model import Pipeline, Step
from cloudact_lint.project.pipelines.pipelines import Pipelines
from cloudact_lint.project.pipelines.shape import CHECKS
from cloudact_lint.project.project import Project
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.operations._examples_quality import INVALID, VALID
from cloudact_lint.rules.operations._pipeline_groups import are_one_cause, pointed_to

_CHECKING_KEYS = (
    "checks", "tests", "expectations", "assertions", "validations", "validation", "validate",
    "dq_config", "rules_config", "dq_rules", "data_quality", "quality", "quality_checks", "dq", "contract",
    "data_tests", "sla_checks",
)  # fmt: skip
_LOADS = lazy_pattern(
    r"(?i)(?:^|[^a-z])(?:load|ingest|import|sync|copy|etl|elt|extract|collect|fetch)(?:$|er|or|ion|[^a-z])"
)
_CHECKS_ROWS = lazy_pattern(
    r"(?i)(?:valid\w*|verif\w*|check|assert|expect|inspect)_?(?:\w+_)?"
    r"(?:data|rows?|records?|batch|df|frame|dataframe|columns?|schema|quality|nulls?|duplicates?|counts?|freshness|totals?)"
    r"|(?:data|rows?|records?|batch)_(?:is_|are_)?(?:valid|validat|check)|quality|(?:^|_)dq(?:_|$)|reconcil|expect_"
    r"|great_expectations|pandera|soda"
)
"""Names of functions that look at rows."""
_CHECKERS = frozenset((
    "great_expectations", "pandera", "soda", "pydeequ", "whylogs", "dataframely", "cuallee", "elementary",
))  # fmt: skip
_LOADING = frozenset((
    "load_table_from_uri", "load_table_from_file", "load_table_from_json", "load_table_from_dataframe",
    "insert_rows_json", "insert_rows", "insert_rows_from_dataframe", "to_gbq",
))  # fmt: skip
_SQL_CHECKS = ("ASSERT", "RAISE")


class MissingDataQuality(Rule):
    """Looks for a step, or code behind a step, that looks at the rows."""

    meta = RuleMeta(
        code="CA704",
        slug="missing-data-quality",
        summary="a pipeline loads data, and neither a step nor the code behind one looks at the rows",
        severity=Severity.LOW,
        default="advice",
        languages=("yaml",),
        why=(
            "A source that sends half a file, every amount twice or a column of nulls does not make a load fail. "
            "Unless something counts, compares or asserts after (or before) the load, reports show it first."
        ),
        instead=(
            "Add a step after the load that fails on implausible rows: counts against the day before, no nulls in "
            "keys, no duplicates (`ASSERT` in SQL, dbt tests, Great Expectations, a step of your own)."
        ),
        silent=(
            "A step called like a check (`validate`, `check`, `quality`, `test`, `expect` …) or with a list of "
            "them; code behind a step, or around all steps, that calls a function which checks rows; a procedure with "
            "ASSERT or RAISE; pipelines of which no step loads anything."
        ),
        bug_hunt=(45,),
        references=("https://cloud.google.com/bigquery/docs/reference/standard-sql/debugging-statements",),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each pipeline, at the first step that loads."""
        pipelines = Pipelines.of(project)
        code = _Code(project, pipelines)
        loading = [(one, step) for one in pipelines.all if (step := code.first_load(one)) is not None]
        lacking = [(one, step) for one, step in loading if not code.checks(one)]
        if are_one_cause(lacking, loading):
            yield self._of(*lacking[0], pipelines, [one for one, _ in lacking[1:]])
            return
        asked = {id(one) for one in pipelines.asked}
        yield from (self._of(one, step, pipelines, ()) for one, step in lacking if id(one) in asked)

    def _of(self, pipeline: Pipeline, step: Step, pipelines: Pipelines, others: Sequence[Pipeline]) -> Finding:
        found = pipelines.processor(pipeline, step)
        behind = f", nor does {found.path} check what it loads" if found.path and not others else ""
        code = [Related(Location(found.path, Span(1, 1, 1, 2)), "loads the data")]
        said = f"step `{step.id or step.type}` of the pipeline `{pipeline.name}` loads data"
        said += f", as steps of {len(others)} others do" if others else ""
        return self.finding(
            pipeline.file,
            step.at,
            f"{said}, and no step looks at the rows{behind}: a half or doubled source is loaded like any other; add a "
            "step that checks them",
            confidence=Confidence.MEDIUM,
            related=pointed_to(others) or (code if found.path in pipelines.project.records else ()),
            anchor=f"{pipeline.name}:{step.id}",
        )


class _Code:
    """What the code behind steps does. For one run of the rule."""

    def __init__(self, project: Project, pipelines: Pipelines) -> None:
        self.project, self.pipelines = project, pipelines

    def first_load(self, pipeline: Pipeline) -> Step | None:
        """The first step of a pipeline that loads something."""
        return next((step for step in pipeline.steps if self.loads(step, pipeline)), None)

    def loads(self, step: Step, pipeline: Pipeline) -> bool:
        """Whether a step brings rows into a table."""
        if step.is_off or CHECKS.search(f"{step.id} {step.type}"):
            return False
        if any(item.kind == "table" and item.role == "write" for item in step.references):
            return True
        found = self.pipelines.processor(pipeline, step)
        if found.path in self.project.records:
            return not _LOADING.isdisjoint(self._called(found))
        return _LOADS.search(f"{step.id} {step.type}") is not None and any(
            item.kind == "table" and item.role != "read" for item in step.references
        )

    def checks(self, pipeline: Pipeline) -> bool:
        """Whether a pipeline looks at rows anywhere."""
        if any(child(pipeline.node, key) is not None for key in _CHECKING_KEYS):
            return True
        if any(self._around(way.path) for way in self.pipelines.running(pipeline)):
            return True
        return any(self._step_checks(step, pipeline) for step in pipeline.steps)

    def _step_checks(self, step: Step, pipeline: Pipeline) -> bool:
        if CHECKS.search(f"{step.id} {step.type}"):
            return True
        inner = [step.node, *(value for key, value in step.node.items if key is not None)]
        if any(child(node, key) is not None for node in inner for key in _CHECKING_KEYS):
            return True
        if self._sql_checks(step):
            return True
        found = self.pipelines.processor(pipeline, step)
        index = self.project.records.get(found.path)
        return index is not None and (
            any(_CHECKS_ROWS.search(name) for name in self._called(found))
            or any(item.module.partition(".")[0] in _CHECKERS for item in index.imports)
        )

    def _called(self, found: Found) -> frozenset[str]:
        """What the code behind a step calls: the function with its helpers in the same module, else the module."""
        index = self.project.records[found.path]
        if not isinstance(found.value, FunctionValue) or found.value.owner is not None:
            return index.calls
        inside = dict(index.functions)
        called: set[str] = set()
        new = {found.value.function.name}
        while new:
            called |= new
            new = {name for one in new if one in inside for name in inside[one]} - called
        return frozenset(called)

    def _around(self, path: str) -> bool:
        """Whether the code that runs all steps checks rows: a validator that is only made does not."""
        index = self.project.records.get(path)
        return index is not None and any(
            _CHECKS_ROWS.search(name) and name[:1].islower() and name not in index.defines for name in index.calls
        )

    def _sql_checks(self, step: Step) -> bool:
        """Whether a procedure or SQL file that a step names asserts something."""
        for item in step.references:
            if item.kind in ("procedure", "sql"):
                path = self.pipelines.sql_of(item)
                facts = self.project.facts(path) if path else None
                if facts is not None and any(word in facts.text.upper() for word in _SQL_CHECKS):
                    return True
        return False
