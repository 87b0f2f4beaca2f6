"""CA506: a TypeScript type of a response that the route does not send."""

from __future__ import annotations

from collections.abc import Iterable

from cloudact_lint.facts.records import FileIndex
from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.project.contracts.contracts import Contracts
from cloudact_lint.project.project import Project
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._contracts import Group, groups, message, related
from cloudact_lint.rules.code._examples_contracts import INVALID
from cloudact_lint.rules.code._examples_contracts_silent import VALID

_SERVING = {
    "fastapi": ("FastAPI", "APIRouter"), "starlette": ("Starlette", "Route"), "flask": ("Flask", "Blueprint"),
    "pydantic": ("BaseModel", "RootModel"), "sqlmodel": ("SQLModel",),
}  # fmt: skip
"""What files with routes, or with models of what they answer, import."""


class ContractDrift(Rule):
    """Compares what the JSON of a response is read as with what the route sends."""

    meta = RuleMeta(
        code="CA506",
        slug="contract-drift",
        summary="a TypeScript type of a response differs from what the route sends",
        severity=Severity.HIGH,
        default="on",
        languages=("typescript",),
        why=(
            "`(await response.json()) as Order` is a promise that nobody checks: TypeScript believes it, and the "
            "server has never heard of it. A field that was renamed in the pydantic model is `undefined` in the "
            "browser, a sum becomes `NaN`, a list that is `null` throws at the first `.map`, an unknown status falls "
            "through every `switch`. Both sides pass their own type checkers and tests."
        ),
        instead=(
            "Make the type say what the model sends, field by field, with `| null` where it may be null; or change "
            "the model if the type is right. Better still, generate one from the other: FastAPI gives an OpenAPI "
            "schema."
        ),
        silent=(
            "Types and models that are not wholly known: `any`, `unknown`, `Record<string, …>`, models with "
            '`extra="allow"`, aliases made by functions that cannot be read, `response_model_include`; requests whose '
            "route is not known, or that may reach several which differ in other ways; the body of a failed response "
            "(`if (!response.ok)`, `catch`); JSON that code takes apart by hand. Fields that are sent and not named, "
            "optional fields that are always sent, and values that never come are no difference. A field that may be "
            "null by its annotation alone, and an optional field that is never sent, are advice; where code gives it "
            "None, the first is on."
        ),
        references=(
            "https://fastapi.tiangolo.com/tutorial/response-model/",
            "https://docs.pydantic.dev/latest/concepts/conversion_table/",
            "https://www.typescriptlang.org/docs/handbook/2/everyday-types.html#type-assertions",
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each type and model that differ."""
        if not _both_sides(project):
            return
        if any(_serves(project.records[path]) for path in project.named if path in project.records):
            # Whoever reads a response imports nothing of the model it comes from.
            project = project.unfocused()
        for group in groups(Contracts.of(project).pairs, project):
            if _asked(group, project):
                yield self._finding(group, project)

    def _finding(self, group: Group, project: Project) -> Finding:
        place = group.place()
        by_model = all(pair.served.by_model for pair in group.pairs)
        names = (group.client.name if group.client else "", group.server.name if group.server else "")
        return self.finding(
            place.path,
            place.at,
            message(group),
            kind="on" if group.certain else "advice",
            severity=Severity.HIGH if group.certain else Severity.MEDIUM,
            confidence=Confidence.HIGH if by_model else Confidence.MEDIUM,
            related=related(group, project.named),
            anchor=":".join(names),
        )


def _serves(index: FileIndex) -> bool:
    """A quick look at whether a file can say what a route answers."""
    return index.language == "python" and any(
        item.name in _SERVING.get(item.module.partition(".")[0], ()) for item in index.imports
    )


def _both_sides(project: Project) -> bool:
    """A quick look at whether there is TypeScript and a web service of Python, and whether either is looked at."""
    clients = [path for path, index in project.records.items() if index.language == "typescript"]
    servers = [path for path, index in project.records.items() if _serves(index)] if clients else []
    return bool(servers) and any(project.asked(path) for path in (*clients, *servers))


def _asked(group: Group, project: Project) -> bool:
    """Whether one of the places that the finding speaks of is looked at."""
    place = group.place().path
    if project.is_test(place):
        return False
    paths = {place, *(pair.call.path for pair in group.pairs)}
    if group.server is not None:
        paths.add(group.server.place.path)
    return any(project.asked(path) for path in paths)
