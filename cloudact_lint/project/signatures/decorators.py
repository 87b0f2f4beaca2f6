"""Which decorators leave a function's signature, or a class's constructor, as it is written."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import External, FunctionValue, Member, Value
from cloudact_lint.project.walking import last_name, scope_calls

_KEEP = frozenset((
    "builtins.staticmethod", "builtins.classmethod", "abc.abstractmethod", "abc.abstractclassmethod",
    "abc.abstractstaticmethod", "functools.lru_cache", "functools.cache", "functools.wraps",
    "functools.total_ordering", "contextlib.contextmanager", "contextlib.asynccontextmanager", "atexit.register",
    "asyncio.coroutine", "warnings.deprecated", "enum.unique", "torch.no_grad", "torch.inference_mode",
    "pydantic.validate_call", "pydantic.validate_arguments", "dataclasses_json.dataclass_json",
    "reprlib.recursive_repr", "django.db.transaction.atomic", "django.contrib.admin.register", "langsmith.traceable",
    "types.coroutine",
))  # fmt: skip
"""Outside decorators, by the documentation of each, that hand arguments on as they come."""
_KEEP_OF = (
    "typing.", "typing_extensions.", "tenacity.", "backoff.", "retry.", "retrying.", "cachetools.", "deprecated.",
    "fastapi.", "starlette.", "flask.", "slowapi.", "streamlit.", "sentry_sdk.", "opentelemetry.", "prometheus_client.",
    "pytest.mark.", "ddtrace.", "apache_beam.typehints.",
)  # fmt: skip
"""Libraries all of whose decorators do."""


class Decorators:
    """Judges decorators. One for a project; answers are remembered."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.project = resolver.project
        self._known: dict[tuple[int, bool], bool] = {}

    def keep(self, decorators: tuple[m.Expr, ...], scope: Scope) -> bool:
        """Whether all of a definition's decorators leave its signature alone."""
        return all(self._keeps(decorator, scope) for decorator in decorators)

    def named(self, decorator: m.Expr, scope: Scope) -> str:
        """The outside name of a decorator, in full; empty for one of the repository or an unknown one."""
        func = decorator.func if isinstance(decorator, m.Call) else decorator
        values = self.resolver.resolve(func, scope)
        return values[0].name if len(values) == 1 and isinstance(values[0], External) else ""

    def _keeps(self, decorator: m.Expr, scope: Scope) -> bool:
        made = isinstance(decorator, m.Call)
        func = decorator.func if isinstance(decorator, m.Call) else decorator
        values = self.resolver.resolve(func, scope)
        return bool(values) and all(self._value_keeps(value, made) for value in values)

    def _value_keeps(self, value: Value, made: bool) -> bool:
        if isinstance(value, External):
            return value.name in _KEEP or value.name.startswith(_KEEP_OF)
        if isinstance(value, Member):
            return value.full_name.startswith(_KEEP_OF)
        if isinstance(value, FunctionValue) and value.bound is None:
            key = (id(value.function), made)
            if key not in self._known:
                self._known[key] = False  # while it is being looked at
                self._known[key] = self._hands_on(value, made)
            return self._known[key]
        return False

    # Decorators of the repository --------------------------------------------------------

    def _hands_on(self, function: FunctionValue, made: bool) -> bool:
        """Whether a decorator, or with ``made`` a function that makes one, gives back the same signature."""
        body = self.project.child(function.function, function.scope)
        returned = list(_returned(body))
        if not made:
            return bool(returned) and all(self._gives_back(expr, body) for expr in returned)
        return bool(returned) and all(self._is_decorator(expr, body) for expr in returned)

    def _is_decorator(self, expr: m.Expr, scope: Scope) -> bool:
        """``return decorate``, also ``return decorate(function)`` where it is used with and without parentheses."""
        if isinstance(expr, m.Call) and len(expr.args) == 1 and isinstance(expr.args[0], m.Name):
            expr = expr.func
        inner = self._inner(expr, scope)
        if inner is None:
            return False
        returned = list(_returned(inner))
        return bool(returned) and all(self._gives_back(item, inner) for item in returned)

    def _gives_back(self, expr: m.Expr, scope: Scope) -> bool:
        """Whether what a decorator returns takes what the decorated function takes."""
        params = scope.function.params if scope.function is not None else ()
        if not params:
            return False
        name = params[0].name
        if isinstance(expr, m.Name) and expr.id == name:
            return len(scope.bindings.get(name, ())) == 1
        if isinstance(expr, m.Call) and isinstance(expr.func, m.Call) and last_name(expr.func.func) == "wraps":
            expr = expr.args[0] if expr.args else expr
        elif isinstance(expr, m.Call) and last_name(expr.func) in ("cast", "update_wrapper") and expr.args:
            expr = expr.args[0 if last_name(expr.func) == "update_wrapper" else -1]
        elif isinstance(expr, m.Call) and [arg for arg in expr.args if isinstance(arg, m.Name)] == [m.Name(name)]:
            inner = self._inner(expr.func, scope)
            return inner is not None and all(self._gives_back(item, inner) for item in _returned(inner))
        inner = self._inner(expr, scope)
        return inner is not None and self._passes(inner, name)

    def _inner(self, expr: m.Expr, scope: Scope) -> Scope | None:
        """The one function inside a decorator that a name stands for."""
        found = scope.bindings.get(expr.id, ()) if isinstance(expr, m.Name) else ()
        functions = [binding.statement for binding in found if isinstance(binding.statement, m.Function)]
        return self.project.child(functions[0], scope) if len(functions) == len(found) == 1 else None

    def _passes(self, wrapper: Scope, name: str) -> bool:
        """Whether a wrapper calls the function ``name`` with exactly what it was given itself."""
        function = wrapper.function
        if function is None or not all(_is_wraps(decorator) for decorator in function.decorators):
            return False
        plain = [param.name for param in function.params if param.kind in ("pos", "any")]
        star = next((param.name for param in function.params if param.kind == "*"), "")
        spread = next((param.name for param in function.params if param.kind == "**"), "")
        if not star or not spread or len(function.params) != len(plain) + 2:
            return False
        wanted = (*map(m.Name, plain), m.Star(m.Name(star))), ((None, m.Name(spread)),)
        seen = False
        for scope in (wrapper, *self.project.nested(wrapper)):
            if any(len(scope.bindings.get(n, ())) > (scope is wrapper) for n in (star, spread, *plain)):
                return False
            for call in scope_calls(scope):
                if isinstance(call.func, m.Attr) and call.func.base == m.Name(spread) and call.func.name in _CHANGING:
                    return False
                passed = _calling(call, name)
                if passed is not None:
                    seen = True
                    if (passed, call.keywords) != wanted:
                        return False
            if any(isinstance(s, m.Assign) and _item_of(s.target, spread) for s in scope.flat):
                return False
        return seen


_CHANGING = frozenset(("pop", "setdefault", "update", "popitem", "clear"))


def _calling(call: m.Call, name: str) -> tuple[m.Expr, ...] | None:
    """What a call hands to the function ``name``: called itself, or given to something that calls it."""
    if call.func == m.Name(name):
        return call.args
    for index, arg in enumerate(call.args):
        if arg == m.Name(name) and len(call.args) > index + 1:
            return call.args[index + 1 :]
    return None


def _item_of(target: m.Expr, name: str) -> bool:
    return isinstance(target, m.Sub) and target.base == m.Name(name)


def _is_wraps(decorator: m.Expr) -> bool:
    return last_name(decorator.func if isinstance(decorator, m.Call) else decorator) == "wraps"


def _returned(scope: Scope) -> Iterator[m.Expr]:
    for statement in scope.flat:
        if isinstance(statement, m.Return) and not statement.is_yield:
            yield statement.value or m.Const(None)
