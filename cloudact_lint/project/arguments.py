"""Which argument of a call belongs to which parameter."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.project.values import FunctionValue


def positional_params(function: FunctionValue) -> list[m.Param]:
    """The parameters that take positional arguments at a call, without ``self`` or ``cls``."""
    params = [param for param in function.function.params if param.kind in ("pos", "any")]
    static = any(getattr(decorator, "id", "") == "staticmethod" for decorator in function.function.decorators)
    if function.owner is not None and not static and params and params[0].name in ("self", "cls"):
        return params[1:]
    return params


def argument_for(call: m.Call, function: FunctionValue, param: m.Param) -> m.Expr | None:
    """The expression that ``call`` gives for ``param``, or None where it gives none that is plain."""
    for name, value in call.keywords:
        if name == param.name:
            return value
    for index, candidate in enumerate(positional_params(function)):
        if candidate.name == param.name:
            if index < len(call.args) and not any(isinstance(arg, m.Star) for arg in call.args[: index + 1]):
                return call.args[index]
            return None
    return None


def spreads(call: m.Call) -> bool:
    """Whether a call has ``*args`` or ``**kwargs``, so that arguments may be given unseen."""
    return any(name is None for name, _ in call.keywords) or any(isinstance(arg, m.Star) for arg in call.args)
