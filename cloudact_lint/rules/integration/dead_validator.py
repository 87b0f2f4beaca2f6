"""CA603: a validator of a pydantic model that never runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.errors import closest
from cloudact_lint.facts import model as m
from cloudact_lint.findings import Finding, Location, Related, Severity, Span
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import Project
from cloudact_lint.project.signatures.refusals import Refusals
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.integration._examples_validators import INVALID, VALID
from cloudact_lint.rules.integration._models import (
    REGISTERING,
    Model,
    decorator_names,
    model_of,
    models_in,
    named_fields,
)
from cloudact_lint.rules.integration._validators import MAYBE, SURE, Uses, is_candidate


class DeadValidator(Rule):
    """Reports functions of models that look like validators, and that neither pydantic nor the code runs."""

    meta = RuleMeta(
        code="CA603",
        slug="dead-validator",
        summary="a validator in a pydantic model that no decorator registers and nothing calls",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "notebook"),
        why=(
            "Pydantic runs what a decorator registers, not what is called `validate_…`. A function that only looks "
            "like a validator reads as a guarantee, in review as well as in the tests that call it by hand, and lets "
            "everything pass that it was written to refuse: an empty credential is stored, a missing secret in "
            "production goes unnoticed."
        ),
        instead=(
            "Register it, or call it where the model is used:\n\n"
            "```python\n"
            '@field_validator("credential")\n@classmethod\n'
            "def validate_credential(cls, value: str) -> str: ...\n\n"
            '@model_validator(mode="after")\ndef validate_production(self) -> Self: ...\n'
            "```"
        ),
        silent=(
            "The function has any other decorator, is called or handed on somewhere outside tests (by its class, a "
            "subclass, an object of them, or a receiver that cannot be known), is named in a `field_validator(…)(…)`, "
            "an `AfterValidator(…)`, a list or a dict, or is looked up by a name that is put together. Classes with "
            "bases of other libraries. `check_…`, `ensure_…` and `verify_…` only with the parameters of a validator, "
            "or with none and a body that refuses or warns."
        ),
        references=(
            "https://docs.pydantic.dev/latest/concepts/validators/",
            "https://docs.pydantic.dev/latest/errors/usage_errors/#decorator-missing-field",
        ),
        bug_hunt=(14,),
        cwe=(20, 561),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each function."""
        refusals = Refusals.of(BigQuery.of(project).resolver)
        lineage = refusals.lineage
        uses = Uses(refusals.resolver, lineage)
        for path in project.paths("python", "notebook"):
            if not project.asked(path) or not _may_hold(project, path):
                continue
            for model in models_in(project, path, lineage):
                yield from self._unregistered(model, uses)
                if model.is_model:
                    yield from self._shadowed(model)
                    yield from self._of_no_field(model)

    def _unregistered(self, model: Model, uses: Uses) -> Iterator[Finding]:
        for function in model.cls.cls.body:
            if not isinstance(function, m.Function) or not is_candidate(function):
                continue
            if not model.is_model and not _is_mixed_in(function, model, uses):
                continue
            if uses.any(function, model):
                continue
            yield self.finding(
                model.cls.scope.path,
                _head(function),
                f"`{function.name}` stands in the model `{model.cls.cls.name}`, but no decorator registers it and "
                "nothing calls it: pydantic never runs it, and what it is to refuse is accepted; "
                f"{_instead(function, model)}",
                anchor=function.qualname,
            )

    def _shadowed(self, model: Model) -> Iterator[Finding]:
        """A validator whose name the class binds again: pydantic finds the last one only."""
        functions = [item for item in model.cls.cls.body if isinstance(item, m.Function)]
        last = {function.name: function for function in functions}
        for function in functions:
            again = last[function.name]
            if again is not function and not REGISTERING.isdisjoint(decorator_names(function)):
                yield self.finding(
                    model.cls.scope.path,
                    _head(function),
                    f"`{model.cls.cls.name}` defines `{function.name}` again in line {again.at.row}: this validator "
                    "is gone before pydantic sees it, and what it is to refuse is accepted; give it a name of its own",
                    related=[Related(Location(model.cls.scope.path, _head(again)), "defined again here")],
                    anchor=f"again:{function.qualname}",
                )

    def _of_no_field(self, model: Model) -> Iterator[Finding]:
        """``@field_validator("nmae")``."""
        fields = model.fields()
        for function in model.cls.cls.body:
            for decorator in function.decorators if isinstance(function, m.Function) else ():
                strange = [name for name in named_fields(decorator) if name not in fields]
                if not strange or not isinstance(function, m.Function):
                    continue
                near = closest(strange[0], fields)
                yield self.finding(
                    model.cls.scope.path,
                    _head(function),
                    f"`{function.name}` validates `{strange[0]}`, which is no field of `{model.cls.cls.name}`: "
                    "pydantic refuses to make the class, unless told `check_fields=False`"
                    + (f"; is `{near}` meant?" if near else "; name a field that it has"),
                    anchor=f"field:{function.qualname}:{strange[0]}",
                )


def _may_hold(project: Project, path: str) -> bool:
    """A look at the index: a function with a telling name, or a decorator of pydantic's."""
    index = project.records[path]
    if not REGISTERING.isdisjoint(index.calls):
        return True
    return any(SURE.match(name) or MAYBE.match(name) for name in index.defines)


def _is_mixed_in(function: m.Function, model: Model, uses: Uses) -> bool:
    """A validator in a class that is no model itself, and of which models are made."""
    if not function.params or function.params[0].name != "cls" or function.decorators:
        return False
    below = uses.lineage.below(model.cls)
    made = [model_of(uses.project.child(sub.cls, sub.scope), uses.lineage) for sub in below or ()]
    return any(item is not None and item.is_model for item in made)


def _instead(function: m.Function, model: Model) -> str:
    """The decorator that is missing, as far as name and parameters tell which."""
    names = [param.name for param in function.params]
    if names == ["self"]:
        return '`@model_validator(mode="after")` and `return self` register it, or call it where the model is made'
    word = function.name.strip("_").partition("_")[2]
    field = closest(word, model.fields(), 0.8)
    older = any(
        item.module == "pydantic" and item.name == "validator"
        for item in model.cls.scope.module.flat
        if isinstance(item, m.Import)
    )
    decorator = "validator" if older else "field_validator"
    return f'register it with `@{decorator}("{field or "field"}")`' + ("" if older else " above `@classmethod`")


def _head(function: m.Function) -> Span:
    """The ``def`` and the name."""
    row, column = function.at.row, function.at.column
    return Span(row, column, row, column + len("async def " if function.is_async else "def ") + len(function.name))
