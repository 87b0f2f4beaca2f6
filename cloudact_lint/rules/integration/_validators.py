"""Functions in models that look like validators, and whether anything ever runs them."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bindings import statements
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.signatures.lineage import Lineage
from cloudact_lint.project.values import FunctionValue, Instance, Parameter, Unknown, Value
from cloudact_lint.project.walking import last_name, scope_expressions, walk
from cloudact_lint.rules.integration._models import Model, decorator_names

SURE = lazy_pattern(r"^_?validate_[a-z0-9]\w*$")
MAYBE = lazy_pattern(r"^_?(?:check|ensure|verify)_[a-z0-9]\w*$")
"""Names that other functions have too: only with the parameters of a validator."""
_PLAIN = frozenset(("staticmethod", "classmethod"))
_VALUE = frozenset(("v", "val", "value", "values", "data", "raw", "field_value"))
_REFUSING = frozenset(("ValueError", "AssertionError", "TypeError", "PydanticCustomError", "ValidationError"))


def is_candidate(function: m.Function) -> bool:
    """Whether a function of a model looks like a validator that pydantic was not told of."""
    if not _PLAIN.issuperset(decorator_names(function)):
        return False
    if SURE.match(function.name):
        return True
    return MAYBE.match(function.name) is not None and _takes_a_value(function)


def _takes_a_value(function: m.Function) -> bool:
    """``(cls, v)`` or ``(v)``, or ``(self)`` with a body that refuses what the model holds."""
    names = [param.name for param in function.params]
    if names == ["self"]:
        return refuses(function)
    if names[:1] in (["cls"], ["self"]):
        names = names[1:]
    return bool(names) and names[0] in _VALUE


def refuses(function: m.Function) -> bool:
    """Whether a function raises what pydantic reports as invalid, or warns."""
    for statement in statements(function.body):
        if isinstance(statement, m.Raise) and statement.value is not None:
            if _called(statement.value) in _REFUSING:
                return True
        elif isinstance(statement, m.Do) and _called(statement.value) in ("warn", "warning"):
            return True
    return False


def _called(expr: m.Expr) -> str:
    return last_name(expr.func if isinstance(expr, m.Call) else expr)


class Uses:
    """Whether a function of a model is called, or handed on, anywhere but in tests."""

    def __init__(self, resolver: Resolver, lineage: Lineage) -> None:
        self.resolver, self.lineage = resolver, lineage
        self.project: Project = resolver.project

    def any(self, function: m.Function, model: Model) -> bool:
        """True also where that cannot be known."""
        below = self.lineage.below(model.cls)
        if below is None:
            return True
        family = {id(base.cls) for base in (*model.own, *below)}
        for path in self.project.files_calling(function.name):
            if not self.project.is_test(path) and self._used_in(path, function, family):
                return True
        homes = {base.scope.path for base in (*model.own, *below)}
        return any(self._mentioned_in(path, function) for path in sorted(homes))

    def _used_in(self, path: str, function: m.Function, family: set[int]) -> bool:
        for site in self.project.calls_in(path):
            for expr in (site.call.func, *site.call.args, *(value for _, value in site.call.keywords)):
                if last_name(expr) == function.name:
                    values = self.resolver.resolve(expr, site.scope, site.call.at)
                    if not values or any(_may_be(value, function, family) for value in values):
                        return True
        return False

    def _mentioned_in(self, path: str, function: m.Function) -> bool:
        """Named in another way than by a call, or looked up by a name put together: ``f"validate_{field}"``."""
        head = function.name[: function.name.index("_", 1) + 1]
        for scope in self.project.scopes(path):
            judged: set[int] = set()
            for expr in scope_expressions(scope):
                for node in walk(expr):
                    if isinstance(node, m.Call):
                        judged.update(map(id, (node.func, *node.args, *(value for _, value in node.keywords))))
                    elif isinstance(node, m.Text):
                        if _builds(node, head, function.name):
                            return True
                    elif (
                        last_name(node) == function.name
                        and id(node) not in judged
                        and (isinstance(node, m.Attr) or scope.kind == "class")  # a plain name is another function
                    ):
                        return True
        return False


def _builds(text: m.Text, head: str, name: str) -> bool:
    pieces = [part.text for part in text.parts if isinstance(part, m.Piece)]
    return (len(text.parts) > len(pieces) and any(piece.endswith(head) for piece in pieces)) or name in pieces


def _may_be(value: Value, function: m.Function, family: set[int]) -> bool:
    """Whether a callee may be the function: itself, one that it overrides or is overridden by, or anything."""
    if isinstance(value, FunctionValue):
        return value.function is function or (value.owner is not None and id(value.owner.cls) in family)
    return isinstance(value, (Unknown, Parameter, Instance))
