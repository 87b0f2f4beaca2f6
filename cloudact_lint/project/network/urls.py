"""The address of a request as text: what is not constant stays a hole, also the base.

Other than for SQL, a value that an environment may replace is a hole, so that whoever asks can see where it comes
from; and a parameter is what the wrapper's caller gives for it.
"""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.fields import Fields
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.rendered import HoleMark, Rendered
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.text import Renderer
from cloudact_lint.project.values import FunctionValue, Literal, Value
from cloudact_lint.project.walking import last_name

_SAME = frozenset(("URL", "Request", "str", "String", "toString", "format_url", "encodeURI", "strip", "trim"))


class UrlRenderer(Renderer):
    """Renders addresses, reading parameters through the calls of :attr:`env`."""

    def __init__(self, resolver: Resolver) -> None:
        super().__init__(resolver)
        self.env: Env | None = None

    def address(self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None) -> list[Rendered]:
        """Every address that ``expr`` may make; a single hole where nothing is known. Empty without ``expr``."""
        if expr is None:
            return []
        self.env = env
        found = self.alternatives(expr, scope, at)
        return found or [_hole_of(expr, scope)]

    def _alternatives(self, expr: m.Expr, scope: Scope, at: Span | None) -> list[Rendered]:
        if isinstance(expr, m.Alt):
            return self._either(expr, scope, at)
        if isinstance(expr, m.Attr):
            if expr.name in ("href", "pathname") and (inner := self.alternatives(expr.base, scope, at)):
                return inner
            given = self._part_of_parameter(expr, scope, at)
            if given is not None:
                return given
        if isinstance(expr, (m.Attr, m.Sub)):
            return self._constants(self.resolver.resolve(expr, scope, at))
        return super()._alternatives(expr, scope, at)

    def _either(self, expr: m.Alt, scope: Scope, at: Span | None) -> list[Rendered]:
        if expr.op == "and":
            return self.alternatives(expr.options[-1], scope, at)
        found: list[Rendered] = []
        for option in expr.options:
            if expr.op != "if" and self._absent(option, scope, at):
                continue
            made = self.alternatives(option, scope, at)
            if not made and expr.op != "if":
                return []  # a default that something from outside may replace
            found.extend(made or [_hole_of(option, scope)])
            if expr.op != "if" and all(text.text and not text.holes for text in made):
                break  # a constant is neither null nor empty: what follows is never reached
        return found

    def _constants(self, values: tuple[Value, ...]) -> list[Rendered]:
        """Texts, if all that a value may be are such."""
        found: list[Rendered] = []
        for value in values:
            if not isinstance(value, Literal) or not isinstance(value.expr, (m.Text, m.Bin)):
                return []
            found.extend(self.alternatives(value.expr, value.scope))
        return found

    # Names and parameters ----------------------------------------------------------------

    def _named(self, name: m.Name, scope: Scope, at: Span | None) -> list[Rendered]:
        owner = binder(name.id, scope)
        if owner is None or owner.kind != "function":
            return self._constants(self.resolver.resolve(name, scope, at))
        bindings = owner.bindings[name.id]
        if owner is scope and at is not None:
            bindings = owner.reaching(name.id, at)[0]
        if any(binding.kind == "param" for binding in bindings):
            found = self._parameter(name, owner)
            added = [b for b in bindings if b.kind != "param"]
            return [*found, *self._from_bindings(added, owner)] if added else found
        plain = [b for b in bindings if b.kind not in ("augment", "annotated")]
        if any(b.kind not in ("value", "import") for b in plain):
            return []
        return self._from_bindings(bindings, owner)

    def _parameter(self, name: m.Name, owner: Scope) -> list[Rendered]:
        """What the call being followed gives for a parameter, else a hole."""
        env = self._env_of(owner)
        param = next((p for p in owner.function.params if p.name == name.id), None) if owner.function else None
        if env is None or param is None:
            return [_hole_of(name, owner)]
        given = argument_for(env.call, self._value(owner), param)
        if given is None:
            default = param.default
            made = self.alternatives(default, owner) if default is not None else []
            return made or [_hole_of(name, owner)]
        return self._within(env, lambda: self.alternatives(given, env.scope, env.call.at)) or [
            _hole_of(given, env.scope)
        ]

    def _part_of_parameter(self, expr: m.Attr, scope: Scope, at: Span | None) -> list[Rendered] | None:
        """``options.url``, ``{ path }``: a key of an object that the call being followed gives."""
        owner = _parameter_of(expr.base, scope)
        if owner is None:
            return None
        if self._env_of(owner) is None:
            return [_hole_of(expr, scope)]
        found: list[Rendered] = []
        for field in Fields.of(self.resolver).of_expr(expr.base, scope, at, self.env, (expr.name,)):
            if field.state != "given" or field.expr is None:
                return [_hole_of(expr, scope)]
            outer, self.env = self.env, field.env
            try:
                found.extend(
                    self.alternatives(field.expr, field.scope, field.at) or [_hole_of(field.expr, field.scope)]
                )
            finally:
                self.env = outer
        return found or [_hole_of(expr, scope)]

    def _absent(self, expr: m.Expr, scope: Scope, at: Span | None) -> bool:
        """Whether it is a key that the object given by the call being followed does not have."""
        owner = _parameter_of(expr.base, scope) if isinstance(expr, m.Attr) else None
        if owner is None or self._env_of(owner) is None or not isinstance(expr, m.Attr):
            return False
        fields = Fields.of(self.resolver).of_expr(expr.base, scope, at, self.env, (expr.name,))
        return bool(fields) and all(field.state in ("missing", "nothing") for field in fields)

    def _env_of(self, owner: Scope) -> Env | None:
        env = self.env
        while env is not None and env.function is not owner.function:
            env = env.outer
        return env

    def _within(self, env: Env, ask: object) -> list[Rendered]:
        outer, self.env = self.env, env.outer
        try:
            return ask()  # type: ignore[operator,no-any-return]
        finally:
            self.env = outer

    def _value(self, owner: Scope) -> FunctionValue:
        assert owner.function is not None and owner.parent is not None
        value = self.resolver.definition(owner.function, owner.parent)
        return value if isinstance(value, FunctionValue) else FunctionValue(owner.function, owner.parent)

    # Calls -------------------------------------------------------------------------------

    def _called(self, call: m.Call, scope: Scope, at: Span | None) -> list[Rendered]:
        func = call.func
        name = last_name(func)
        if name == "urljoin" and len(call.args) == 2:
            return self._joined_url(call.args[0], call.args[1], scope, at)
        if name == "URL" and len(call.args) == 2:
            return self._joined_url(call.args[1], call.args[0], scope, at)
        if isinstance(func, m.Attr) and name in ("rstrip", "lstrip"):
            return [_stripped(text, name) for text in self.alternatives(func.base, scope, at)]
        if isinstance(func, m.Attr) and name == "join" and isinstance(func.base, m.Seq):  # TypeScript
            separator = call.args[0] if call.args else m.Text((), call.at)
            return self._joined(separator, func.base, scope, at)
        if isinstance(func, m.Attr) and name in ("concat", "joinpath"):
            return self._concatenated((func.base, *call.args), scope, at)
        if name in _SAME:
            inner = call.args[0] if call.args and name not in ("strip", "trim") else None
            return self.alternatives(inner or (func.base if isinstance(func, m.Attr) else None), scope, at)
        if name in ("lower", "upper", "encode", "quote", "encodeURIComponent"):
            return []
        return super()._called(call, scope, at)

    def _returned(self, function: FunctionValue) -> list[Rendered]:
        """What a function returns, if each of its returns is a text that can be seen."""
        body = self.resolver.project.child(function.function, function.scope)
        found: list[Rendered] = []
        for statement in body.flat:
            if isinstance(statement, m.Return) and not statement.is_yield:
                if statement.value is None or (isinstance(statement.value, m.Const) and statement.value.value is None):
                    continue
                made = self.alternatives(statement.value, body, statement.at)
                if not made:
                    return []
                found.extend(made)
        return found

    def _concatenated(self, parts: tuple[m.Expr, ...], scope: Scope, at: Span | None) -> list[Rendered]:
        result = Rendered()
        for part in parts:
            self._append(result, part, scope, at)
        return [result]

    def _joined_url(self, base: m.Expr, path: m.Expr, scope: Scope, at: Span | None) -> list[Rendered]:
        """What RFC 3986 makes of a reference: a path that begins with a slash replaces that of the base."""
        found = []
        heads = self.alternatives(base, scope, at) or [_hole_of(base, scope)]
        for tail in self.alternatives(path, scope, at) or [_hole_of(path, scope)]:
            if tail.text.startswith(("http://", "https://", "//")):
                found.append(tail)
                continue
            for head in heads:
                found.append(join(head, tail))
        return found


def join(base: Rendered, path: Rendered) -> Rendered:
    """A relative address behind a base."""
    result = Rendered(complete=base.complete and path.complete)
    end = len(base.text)
    scheme = base.text.find("://")
    slash = base.text.find("/", scheme + 3) if scheme >= 0 else -1
    if path.text.startswith("/"):
        end = slash if slash >= 0 else len(base.text.rstrip("/"))
    elif slash >= 0 and not base.text.endswith("/"):
        end = base.text.rfind("/") + 1
    result.add(_cut(base, 0, end))
    if not result.text.endswith("/") and not path.text.startswith("/"):
        result.text += "/"
    result.add(path)
    return result


def behind(base: Rendered, path: Rendered) -> Rendered:
    """A path put behind a base with one slash between, as clients with a base address do."""
    result = Rendered(complete=base.complete and path.complete)
    result.add(_cut(base, 0, len(base.text.rstrip("/"))))
    if not path.text.startswith("/"):
        result.text += "/"
    result.add(path)
    return result


def _cut(text: Rendered, start: int, end: int) -> Rendered:
    result = Rendered(complete=text.complete)
    result.add_part_of(text, start, end)
    return result


def _stripped(text: Rendered, how: str) -> Rendered:
    if how == "rstrip":
        return _cut(text, 0, len(text.text.rstrip("/")))
    return _cut(text, len(text.text) - len(text.text.lstrip("/")), len(text.text))


def _hole_of(expr: m.Expr, scope: Scope) -> Rendered:
    return Rendered("__h0__", [], [HoleMark("__h0__", 0, expr, scope)])


def _parameter_of(expr: m.Expr, scope: Scope) -> Scope | None:
    """The function whose parameter an expression is; that of methods' objects does not count."""
    if not isinstance(expr, m.Name) or expr.id in ("self", "cls"):
        return None
    owner = binder(expr.id, scope)
    if owner is None or owner.function is None:
        return None
    return owner if any(binding.kind == "param" for binding in owner.bindings[expr.id]) else None


def binder(name: str, scope: Scope) -> Scope | None:
    """The scope, at or around ``scope``, whose name it is."""
    here: Scope | None = scope
    while here is not None:
        if name in here.bindings and (here.kind != "class" or here is scope):
            return here
        here = here.parent
    return None
