"""The path of one object through a function: where it is bound, and where fields of it are set."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.origins_base import Env, Fieldnames, OriginsBase, key_name
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Binding, Reach, Scope, State, dotted, statement_bindings
from cloudact_lint.project.values import FunctionValue


class Path(Reach):
    """Follows an object under one name, and the fields set on it."""

    def __init__(
        self, name: str, at: Span, fields: Fieldnames, origins: OriginsBase, scope: Scope, env: Env | None
    ) -> None:
        super().__init__(name, at, scope)
        self.fields, self.origins, self.scope, self.env = fields, origins, scope, env

    def bound(self, statement: m.Stmt) -> list[Binding]:
        """What a statement makes of the object: another, or one with a field set."""
        if isinstance(statement, m.Assign):
            return self._assigned(statement)
        if isinstance(statement, m.Do):
            return self._done(statement.value) if self.fields and isinstance(statement.value, m.Call) else []
        return [binding for name, binding in statement_bindings(statement) if name == self.name]

    def _assigned(self, statement: m.Assign) -> list[Binding]:
        target = statement.target
        if isinstance(target, m.Name) and statement.op == "=" and statement.value is not None:
            return [Binding("value", statement.at, statement.value)] if target.id == self.name else []
        if isinstance(target, (m.Name, m.Seq, m.Star)):
            return [binding for name, binding in statement_bindings(statement) if name == self.name]
        if statement.value is None or statement.op != "=":
            return []
        if isinstance(target, m.Attr):
            if dotted(target) == self.name:
                return [Binding("value", statement.at, statement.value)]
            if target.name in self.fields and dotted(target.base) == self.name:
                return [Binding("set", statement.at, statement.value)]
        elif isinstance(target, m.Sub) and literal_key(target.index) in self.fields and self._within(target.base):
            return [Binding("set", statement.at, statement.value)]
        return []

    def _within(self, expr: m.Expr) -> bool:
        """``config``, ``config._properties["query"]``."""
        while isinstance(expr, m.Sub) or (isinstance(expr, m.Attr) and expr.name == "_properties"):
            expr = expr.base
        return dotted(expr) == self.name

    def _done(self, call: m.Call) -> list[Binding]:
        func = call.func
        if isinstance(func, m.Name) and func.id == "setattr" and len(call.args) == 3:
            here = dotted(call.args[0]) == self.name and literal_key(call.args[1]) in self.fields
            return [Binding("set", call.at, call.args[2])] if here else []
        if isinstance(func, m.Attr) and dotted(func.base) == self.name:
            if func.name == "setdefault" and len(call.args) == 2 and literal_key(call.args[0]) in self.fields:
                return [Binding("set", call.at, call.args[1])]
            if func.name == "update":
                return self._updated(call)
        if any(dotted(arg) == self.name for arg in call.args) or any(dotted(v) == self.name for _, v in call.keywords):
            return self._handed(call)
        return []

    def _updated(self, call: m.Call) -> list[Binding]:
        for name, value in call.keywords:
            if name in self.fields:
                return [Binding("set", call.at, value)]
        for arg in call.args:
            if isinstance(arg, m.Dict):
                for key, value in arg.items:
                    if key is not None and key_name(key) in self.fields:
                        return [Binding("set", call.at, value)]
        return []

    def _handed(self, call: m.Call) -> list[Binding]:
        """A function of the repository that sets the field of what it is given."""
        for value in self.origins.resolver.resolve(call.func, self.scope, call.at):
            if not isinstance(value, FunctionValue):
                continue
            for param in value.function.params:
                given = argument_for(call, value, param)
                if given is not None and dotted(given) == self.name:
                    return self.origins.sets(value, param, call, self.fields)
        return []

    def narrow(self, test: m.Expr, holds: bool, state: State) -> State:
        """A test of the object or its field tells that it is something."""
        known = self._knows(test, holds)
        if known == "object":
            return tuple([b if b.not_none else _sure(b) for b in state[0]]), False
        if known == "field":
            return (Binding("set", self.at, m.Const(True)),), False
        return state

    def _knows(self, test: m.Expr, holds: bool) -> str:
        """Which of the object and its field a test proves to be something."""
        if isinstance(test, m.Not):
            return self._knows(test.value, not holds)
        if isinstance(test, m.Alt) and test.op == ("and" if holds else "or"):
            return next((word for word in (self._knows(part, holds) for part in test.options) if word), "")
        if isinstance(test, m.Bin) and isinstance(test.right, m.Const) and test.right.value is None:
            unequal = test.op in ("is not", "!=", "!==")
            return self._what(test.left) if unequal == holds and (unequal or test.op in ("is", "==", "===")) else ""
        if isinstance(test, m.Bin) and test.op in ("not in", "in") and literal_key(test.left) in self.fields:
            return "field" if self._within(test.right) and (test.op == "in") == holds else ""
        return self._what(test) if holds else ""

    def _what(self, expr: m.Expr) -> str:
        if dotted(expr) == self.name:
            return "object"
        if isinstance(expr, m.Attr) and expr.name in self.fields and dotted(expr.base) == self.name:
            return "field"
        return ""


def _sure(binding: Binding) -> Binding:
    return Binding(
        binding.kind,
        binding.at,
        binding.value,
        binding.statement,
        binding.param,
        binding.index,
        binding.annotation,
        True,
    )
