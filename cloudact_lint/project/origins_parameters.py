"""Where parameters get their values: from callers, frameworks and defaults."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.facts.model import NOWHERE
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for, positional_params, spreads
from cloudact_lint.project.origins_base import Env, Fieldnames, Leaf, OriginsBase, called
from cloudact_lint.project.scopes import Scope, dotted
from cloudact_lint.project.values import FunctionValue, Literal

_MISSING = m.Const(Ellipsis)  # type: ignore[arg-type]
"""Stands for an argument that a spread does not give."""


class ParameterOrigins(OriginsBase):
    """The part of the origins that knows calls from outside."""

    def parameter(self, param: m.Param, scope: Scope, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        """What a parameter may be: as called through ``env``, injected, or passed by any caller."""
        function = scope.function
        if function is None or scope.parent is None:
            return [Leaf(None, scope)]
        this = self._function(function, scope.parent)
        if this.owner is not None and param is function.params[0] and param.name in ("self", "cls"):
            return [Leaf(m.Name(param.name), scope)]
        known = env
        while known is not None and known.function is not function:
            known = known.outer
        if known is not None:
            return self._argument(known.call, known.scope, known.outer, this, param, scope, fields)
        injected = self._injected(param, scope.parent, fields)
        if injected:
            return injected
        found: list[Leaf] = []
        for site in self.callers.of_function(this):
            found.extend(self._argument(site.call, site.scope, None, this, param, scope, fields))
        if not found and param.default is not None:
            return self.leaves(param.default, scope.parent, None, None, fields)
        if not found and dotted(param.annotation) in ("str", "string"):
            return [Leaf(m.Text((), NOWHERE), scope)]
        return found or [Leaf(None, scope)]

    def _function(self, function: m.Function, parent: Scope) -> FunctionValue:
        value = self.resolver.definition(function, parent)
        return value if isinstance(value, FunctionValue) else FunctionValue(function, parent)

    def _injected(self, param: m.Param, scope: Scope, fields: Fieldnames) -> list[Leaf]:
        """What a framework passes: ``Depends(make)`` as default or in ``Annotated``."""
        marks: list[m.Expr] = [param.default] if isinstance(param.default, m.Call) else []
        annotation = param.annotation
        for _ in range(2):
            if isinstance(annotation, m.Sub) and isinstance(annotation.index, m.Seq):
                marks.extend(part for part in annotation.index.items[1:] if isinstance(part, m.Call))
            if isinstance(annotation, m.Name):
                annotation = next(
                    (v.expr for v in self.resolver.resolve(annotation, scope) if isinstance(v, Literal)), None
                ) or _alias(annotation, scope)
        for mark in marks:
            if isinstance(mark, m.Call) and called(mark) in ("Depends", "Security", "Provide") and mark.args:
                made = m.Call(mark.args[0], (), (), mark.at)
                return self.leaves(made, scope, None, None, fields)
        return []

    def _argument(
        self,
        call: m.Call,
        scope: Scope,
        env: Env | None,
        function: FunctionValue,
        param: m.Param,
        body: Scope,
        fields: Fieldnames,
    ) -> list[Leaf]:
        """What a call gives for a parameter: an argument, part of a spread, or the default."""
        if param.kind == "**":
            return [Leaf(None, scope, call.at, env, keywords=call)]
        given = argument_for(call, function, param)
        if given is not None:
            return self.leaves(given, scope, call.at, env, fields)
        found: list[Leaf] = []
        for name, value in call.keywords:
            if name is None:
                found.extend(self._spread(value, param.name, scope, call.at, env, fields))
        missing = not spreads(call) or (found and any(leaf.expr is _MISSING for leaf in found))
        found = [leaf for leaf in found if leaf.expr is not _MISSING]
        if any(isinstance(arg, m.Star) for arg in call.args):
            reachable = [p.name for p in positional_params(function)]
            if param.name in reachable and not found:
                return [Leaf(None, scope)]
        if missing or not found:
            if param.default is not None:
                found.extend(self.leaves(param.default, function.scope, None, None, fields))
            elif not found:
                found.append(Leaf(None, scope))
        return found

    def _spread(
        self, value: m.Expr, name: str, scope: Scope, at: Span, env: Env | None, fields: Fieldnames
    ) -> list[Leaf]:
        from cloudact_lint.project.fields import Fields  # the two answer each other's questions

        found: list[Leaf] = []
        for item in Fields.of(self.resolver).of_expr(value, scope, at, env, (name,)):
            if item.state == "given":
                found.extend(self.leaves(item.expr, item.scope, item.at, item.env, fields))
            elif item.state == "missing":
                found.append(Leaf(_MISSING, scope))
            else:
                found.append(Leaf(None, scope))
        return found


def _alias(name: m.Name, scope: Scope) -> m.Expr | None:
    """``Db = Annotated[Client, Depends(make)]`` at the top of a module."""
    bindings = scope.module.bindings.get(name.id, ())
    return next((binding.value for binding in bindings if isinstance(binding.value, m.Sub)), None)
