"""What a field of an object is: a keyword it was built with, a key of a display, or set later.

One question for configuration objects, client options, ``**kwargs`` and JSON-like dicts:
which paths give the field, which do not, and with what value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Word

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.origins import Env, Leaf, Origins, is_nothing, key_name
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, External, Instance, Member
from cloudact_lint.project.walking import scope_calls

_BESIDE_QUERY = frozenset(("labels", "dryRun", "jobTimeoutMs"))
"""What stands in a job resource itself (https://cloud.google.com/bigquery/docs/reference/rest/v2/Job#JobConfiguration)."""
State = Word["given", "missing", "nothing", "unknown"]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One path's answer. ``given`` comes with the value; ``nothing``: the object itself is None."""

    state: State
    expr: m.Expr | None
    scope: Scope
    at: Span | None = None
    env: Env | None = None
    source: m.Call | m.Dict | None = None
    """What builds the object, where the field is missing."""


class Fields:
    """Answers questions of fields. One for a project."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.origins = Origins.of(resolver)

    @classmethod
    def of(cls, resolver: Resolver) -> Fields:
        """The one of this project."""
        known = resolver.project.shared.get("fields")
        if not isinstance(known, Fields):
            known = resolver.project.shared["fields"] = cls(resolver)
        return known

    def of_expr(
        self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None, names: tuple[str, ...]
    ) -> list[Field]:
        """What the field called one of ``names`` is, on each path on which ``expr`` gets its value."""
        found: list[Field] = []
        for leaf in self.origins.leaves(expr, scope, at, env, names):
            found.extend(self.of_leaf(leaf, names))
        return found

    def of_leaf(self, leaf: Leaf, names: tuple[str, ...]) -> list[Field]:
        """What the field is in an object that a leaf builds."""
        expr, scope = leaf.expr, leaf.scope
        if leaf.is_set:
            return [Field("given", expr, scope, leaf.at, leaf.env)]
        if leaf.keywords is not None:
            return self.of_keywords(leaf.keywords, scope, leaf.env, names)
        if is_nothing(leaf):
            return [Field("nothing", None, scope)]
        if isinstance(expr, m.Dict):
            return self._display(expr, scope, leaf.at, leaf.env, names)
        if isinstance(expr, m.Call):
            return self._built(expr, scope, leaf.env, names)
        if isinstance(expr, m.Name):  # self of a class
            for value in self.resolver.resolve(expr, scope, leaf.at):
                if isinstance(value, Instance) and isinstance(value.of, ClassValue):
                    return self._of_class(value.of, None, scope, leaf.env, names)
        if isinstance(expr, m.Text):
            return [Field("missing", None, scope)]
        return [Field("unknown", None, scope)]

    def of_keywords(self, call: m.Call, scope: Scope, env: Env | None, names: tuple[str, ...]) -> list[Field]:
        """What the keyword is in a call, also inside a ``**`` spread."""
        for name, value in call.keywords:
            if name in names:
                return [Field("given", value, scope, call.at, env)]
        found: list[Field] = []
        for name, value in call.keywords:
            if name is None:
                found = _merge(found, self.of_expr(value, scope, call.at, env, names))
        return found or [Field("missing", None, scope, source=call)]

    def _display(
        self, expr: m.Dict, scope: Scope, at: Span | None, env: Env | None, names: tuple[str, ...]
    ) -> list[Field]:
        found: list[Field] = []
        for key, value in expr.items:
            if key is None:
                found = _merge(found, self.of_expr(value, scope, at, env, names))
            elif key_name(key) in names:
                found = [Field("given", value, scope, at, env)]
        return found or [Field("missing", None, scope, source=expr)]

    def _built(self, call: m.Call, scope: Scope, env: Env | None, names: tuple[str, ...]) -> list[Field]:
        found: list[Field] = []
        for value in self.resolver.resolve(call.func, scope, call.at):
            if isinstance(value, ClassValue):
                found.extend(self._of_class(value, call, scope, env, names))
            elif isinstance(value, External):
                found.extend(self._outside(value.name, call, scope, env, names))
            elif isinstance(value, Member) and value.name == "from_api_repr":
                found.extend(self._outside(value.full_name, call, scope, env, names))
            else:
                found.append(Field("unknown", None, scope))
        return found or [Field("unknown", None, scope)]

    def _outside(self, name: str, call: m.Call, scope: Scope, env: Env | None, names: tuple[str, ...]) -> list[Field]:
        """An object of a class from elsewhere: what it is built with is what it has."""
        head, _, last = name.rpartition(".")
        if last == "from_api_repr":
            return self._resource(call, scope, env, names)
        if last == "assign" and head.endswith("Object"):
            found: list[Field] = []
            for arg in call.args:
                found = _merge(found, self.of_expr(arg, scope, call.at, env, names))
            return found
        if name == "builtins.dict":
            spread = tuple([(None, arg) for arg in call.args])
            return self.of_keywords(m.Call(call.func, (), (*spread, *call.keywords), call.at), scope, env, names)
        makes = last[:1].isupper() or (last.startswith("from_") and head.rpartition(".")[2][:1].isupper())
        if not makes:
            return [Field("unknown", None, scope)]
        return self.of_keywords(call, scope, env, names)

    def _resource(self, call: m.Call, scope: Scope, env: Env | None, names: tuple[str, ...]) -> list[Field]:
        """``QueryJobConfig.from_api_repr({"query": {"maximumBytesBilled": …}})``."""
        given = call.args[0] if call.args else next((v for k, v in call.keywords if k == "resource"), None)
        if given is None:
            return [Field("unknown", None, scope)]
        if not _BESIDE_QUERY.isdisjoint(names):
            return self.of_expr(given, scope, call.at, env, names)
        found: list[Field] = []
        for inner in self.of_expr(given, scope, call.at, env, ("query",)):
            if inner.state == "given":
                found.extend(self.of_expr(inner.expr, inner.scope, inner.at, inner.env, names))
            else:
                found.append(inner)
        return found

    def _of_class(
        self, cls: ClassValue, call: m.Call | None, scope: Scope, env: Env | None, names: tuple[str, ...]
    ) -> list[Field]:
        """An object of a class of the repository: what its ``__init__`` sets or hands to its base."""
        if self.origins.full():
            return [Field("unknown", None, scope)]
        with self.origins.deeper():
            return self._initialised(cls, call, scope, env, names)

    def _initialised(
        self, cls: ClassValue, call: m.Call | None, scope: Scope, env: Env | None, names: tuple[str, ...]
    ) -> list[Field]:
        for base in self.resolver.members.bases(cls):
            if isinstance(base, External):
                if base.name.startswith("builtins."):
                    continue
                return (
                    self.of_keywords(call, scope, env, names) if call is not None else [Field("missing", None, scope)]
                )
            body = self.resolver.project.child(base.cls, base.scope)
            for name in names:
                if name in body.bindings or name in self.resolver.members.self_assignments(body):
                    return self._own(body, name)
            init = next(
                (
                    b.statement
                    for b in reversed(body.bindings.get("__init__", ()))
                    if isinstance(b.statement, m.Function)
                ),
                None,
            )
            if init is not None:
                return self._handed_up(init, body, call, scope, env, names)
        return [Field("missing", None, scope)]

    def _own(self, body: Scope, name: str) -> list[Field]:
        """``self.maximum_bytes_billed = CAP`` or a class attribute."""
        for method, assignment in self.resolver.members.self_assignments(body).get(name, ()):
            return [Field("given", assignment.value, method, assignment.at)]
        for binding in body.bindings[name]:
            if binding.value is not None:
                return [Field("given", binding.value, body, binding.at)]
        return [Field("unknown", None, body)]

    def _handed_up(
        self, init: m.Function, body: Scope, call: m.Call | None, scope: Scope, env: Env | None, names: tuple[str, ...]
    ) -> list[Field]:
        inner = self.resolver.project.child(init, body)
        known = Env(init, call, scope, env) if call is not None else env
        later = self.origins.set_on("self", inner, known, names)
        if later:
            return [Field("given", leaf.expr, leaf.scope, leaf.at, leaf.env) for leaf in later]
        for up in scope_calls(inner):
            if isinstance(up.func, m.Attr) and up.func.name == "__init__":
                return self.of_keywords(up, inner, known, names)
        return [Field("missing", None, scope)]


def _merge(before: list[Field], after: list[Field]) -> list[Field]:
    """What two spreads one after the other give: the later covers the earlier where it has the field."""
    if not before:
        return after
    kept = [item for item in after if item.state != "missing"]
    return (before if len(kept) < len(after) else []) + kept
