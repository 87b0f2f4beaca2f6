"""What addresses an expression may come out as, followed through names, calls, classes and files.

More than a renderer of strings: environment variables keep their names, ``new URL(path, base)`` and ``urljoin`` join,
what is encoded is known to hold no slash, and parameters are read with the arguments of the call that led here.
"""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.bindings import Binding, inside
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.addresses import Template, UrlHole
from cloudact_lint.project.services.environment import lookup_of
from cloudact_lint.project.services.url_base import MAX_WAYS
from cloudact_lint.project.services.url_calls import UrlCalls
from cloudact_lint.project.services.url_members import UrlMembers
from cloudact_lint.project.values import FunctionValue, Literal

__all__ = ["Env", "Urls"]

MAX_STEPS = 600
"""How many expressions one address may be looked for in."""


class Urls(UrlMembers, UrlCalls):
    """Answers for one project."""

    @classmethod
    def of(cls, project: Project) -> Urls:
        """The one of this project."""
        known = project.shared.get("urls")
        if not isinstance(known, Urls):
            known = project.shared["urls"] = cls(project, BigQuery.of(project).resolver)
        return known

    def templates(
        self, expr: m.Expr | None, scope: Scope, at: Span | None = None, env: Env | None = None
    ) -> tuple[Template, ...]:
        """The addresses that ``expr`` may come out as; a single hole where nothing is known of it."""
        self._left = MAX_STEPS
        found = dict.fromkeys(self.ways(expr, scope, at, env))
        return tuple(found) or ((UrlHole("value", expr, scope),),)

    def ways(self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        """The same within a question; empty for what is no text, such as None."""
        if expr is None:
            return []
        key = (id(expr), id(env))
        self._left -= 1
        if key in self._open or self._left < 0:
            return [(UrlHole("value", expr, scope),)]
        self._open.add(key)
        try:
            return self._ways(expr, scope, at, env)[:MAX_WAYS]
        finally:
            self._open.discard(key)

    def _ways(self, expr: m.Expr, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        if isinstance(expr, m.Text):
            return self._text(expr, scope, at, env)
        if isinstance(expr, m.Const):
            known = expr.value
            return [] if known is None or isinstance(known, (bool, bytes)) else [(str(known),)]
        if isinstance(expr, m.Alt):
            return self._alternatives(expr, scope, at, env)
        if (found := lookup_of(expr)) is not None:
            return self.from_environment(found.name, found.default, expr, scope, at, env)
        if isinstance(expr, m.Name):
            return self.named(expr.id, expr, scope, at, env)
        if isinstance(expr, m.Attr):
            return self.attribute(expr, scope, at, env)
        if isinstance(expr, m.Call):
            return self.called(expr, scope, at, env)
        if isinstance(expr, m.Bin) and expr.op == "+":
            return self.product([self.ways_or_hole(side, scope, at, env) for side in (expr.left, expr.right)])
        if isinstance(expr, m.Bin) and expr.op == "%":
            return self.percent(expr, scope, at, env)
        if isinstance(expr, m.Sub):
            return self.item(expr, scope, at, env)
        return [(UrlHole("value", expr, scope),)]

    def _text(self, text: m.Text, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        parts: list[list[Template]] = []
        for part in text.parts:
            if isinstance(part, m.Piece):
                parts.append([(part.text,)])
            else:
                parts.append(self.ways_or_hole(part.value, scope, at, env))
        return self.product(parts)

    def _alternatives(self, expr: m.Alt, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        if expr.op == "and":  # ``query && `?${query}` ``: what stands last, or nothing
            return [*self.ways(expr.options[-1], scope, at, env), ()]
        found: list[Template] = []
        for index, option in enumerate(expr.options):
            ways = self.ways(option, scope, at, env)
            empty_counts = expr.op != "or" or index == len(expr.options) - 1
            found += ways if empty_counts else [way for way in ways if way]
        return found

    # Names -------------------------------------------------------------------------------

    def named(self, name: str, expr: m.Expr, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        """What a name stands for: an argument of the call that led here, else what it was set to."""
        here: Scope | None = scope
        first = True
        while here is not None:
            if here.kind == "class" and not first:
                here = here.parent
                continue
            if name in here.bindings or name in here.extra:
                bindings = here.bindings.get(name, []) + here.extra.get(name, [])
                if here.kind == "function" and first and at is not None:
                    bindings = here.reaching(name, at)[0]
                return self.bound(bindings, name, expr, here, at if first else None, env)
            here, first = here.parent, False
        for statement in scope.module.flat:
            if isinstance(statement, m.Import) and statement.local == "*":
                found = self._imported(statement._replace(name=name), expr, scope.module)
                if found:
                    return found
        return [(UrlHole("value", expr, scope),)]

    def bound(
        self, bindings: list[Binding], name: str, expr: m.Expr, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template]:
        """What bindings of a name give; ``+=`` goes on with what came before, perhaps."""
        found: list[Template] = []
        for binding in bindings:
            if binding.kind == "value":
                where = self.project.binding_scope(binding, scope)
                found += self.ways(binding.value, where, binding.at, env)
            elif binding.kind == "param" and binding.param is not None:
                found += self._parameter(binding.param, expr, scope, env)
            elif binding.kind == "import" and isinstance(binding.statement, m.Import):
                found += self._imported(binding.statement, expr, scope) or [(UrlHole("value", expr, scope),)]
            elif binding.kind == "item":
                found += self._one_of(binding.value, expr, scope, binding.at, env)
            elif binding.kind not in ("augment", "annotated"):
                found.append((UrlHole("value", expr, scope),))
        for binding in sorted((b for b in bindings if b.kind == "augment"), key=lambda b: b.at):
            added = self.product([found, self.ways_or_hole(binding.value, scope, binding.at, env)])
            found = [*found, *added] if _perhaps(binding.at, scope, at) else added
        return found

    def _parameter(self, param: m.Param, expr: m.Expr, scope: Scope, env: Env | None) -> list[Template]:
        while env is not None and env.function is not scope.function:
            env = env.outer
        if env is None or scope.function is None or scope.parent is None:
            return [*self.ways(param.default, scope, None, None), (UrlHole("value", expr, scope),)]
        function = self.resolver.definition(scope.function, scope.parent)
        given = argument_for(env.call, function, param) if isinstance(function, FunctionValue) else None
        if given is not None:
            return self.ways(given, env.scope, env.call.at, env.outer)
        return self.ways(param.default, scope, None, None) or [(UrlHole("value", expr, scope),)]

    def _one_of(
        self, source: m.Expr | None, expr: m.Expr, scope: Scope, at: Span, env: Env | None
    ) -> list[Template]:
        """What ``for x in ["/a", "/b"]`` gives ``x``."""
        found: list[Template] = []
        for value in self.resolver.resolve(source, scope, at):
            if isinstance(value, Literal) and isinstance(value.expr, m.Seq):
                for item in value.expr.items:
                    found += self.ways(item, value.scope, None, env)
        return found or [(UrlHole("value", expr, scope),)]

    def _imported(self, item: m.Import, expr: m.Expr, scope: Scope) -> list[Template]:
        if item.name is None or item.name == "*":
            return []
        imports = self.project.typescript_imports, self.project.python_imports
        if self.project.records[scope.path].language == "typescript":
            target = imports[0].resolve(scope.path, item.module)
        else:
            target = imports[1].resolve(scope.path, item.module, item.level)
        return self.exported(target, item.name, expr) if target is not None and target != scope.path else []

    def exported(self, path: str, name: str, expr: m.Expr) -> list[Template]:
        """What a module of the repository calls ``name``; empty where that is no text."""
        module = self.project.module(path)
        if module is None or (path, name) in self._exporting:
            return []
        self._exporting.add((path, name))
        try:
            return self.named(name, expr, module, None, None) if name in module.bindings else []
        finally:
            self._exporting.discard((path, name))


def _perhaps(at: Span, scope: Scope, use: Span | None) -> bool:
    """Whether a statement may be passed over on the way to ``use``: it stands in a branch that ``use`` is not in."""
    return any(
        isinstance(statement, (m.If, m.Loop, m.Try)) and inside(at, statement.at)
        and (use is None or not inside(use, statement.at))
        for statement in scope.flat
    )

