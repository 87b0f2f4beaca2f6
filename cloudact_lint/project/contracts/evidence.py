"""Where a field that may be null is given None: a declared ``Optional`` alone says little of what is sent."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.contracts.declared import find
from cloudact_lint.project.contracts.shapes import Field, Object, Place
from cloudact_lint.project.project import Project
from cloudact_lint.project.walking import last_name


def null_given(model: Object, field: Field, paths: frozenset[str], project: Project) -> Place | None:
    """A place in one of some files that makes an object of a model with None in a field, also by leaving it out."""
    for path in project.files_calling(model.name) if model.name else ():
        if path not in paths:
            continue
        for site in project.calls_in(path):
            call = site.call
            if last_name(call.func) != model.name or not _leaves_empty(call, field):
                continue
            declared = find(call.func, site.scope, project)
            cls, scope = (declared.cls, declared.scope) if declared is not None else (None, None)
            if cls is not None and scope is not None and Place(scope.path, cls.at) == model.place:
                return Place(path, call.at)
    return None


def _leaves_empty(call: m.Call, field: Field) -> bool:
    if call.args or any(name is None for name, _ in call.keywords):
        return False
    given = next((value for name, value in call.keywords if name in (field.plain, field.name)), None)
    if given is None:
        return field.empty
    return any(isinstance(value, m.Const) and value.value is None for value in _ways(given))


def _ways(expr: m.Expr) -> Iterator[m.Expr]:
    """What an expression may be: ``x if found else None``."""
    if isinstance(expr, m.Alt):
        for option in expr.options if expr.op == "if" else expr.options[-1:]:
            yield from _ways(option)
    else:
        yield expr
