"""Which query parameters a query call gives, as far as the code shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Location, Span
from cloudact_lint.project.arguments import argument_for, spreads
from cloudact_lint.project.bigquery import BigQuery, Operation
from cloudact_lint.project.effects import Effects
from cloudact_lint.project.fields import Fields
from cloudact_lint.project.origins import Env, key_name
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.values import External, FunctionValue
from cloudact_lint.project.walking import last_name, scope_calls, walk

MAKERS = frozenset({"ScalarQueryParameter", "ArrayQueryParameter", "StructQueryParameter", "RangeQueryParameter"})
_GROWING = frozenset({"append", "extend", "insert"})
_READING = frozenset({"QueryJobConfig", "len", "list", "bool", "str", "repr", "print", "isinstance", "any", "all"})
_LOGGING = frozenset({"debug", "info", "warning", "error", "exception", "log"})
_DEPTH = 8


@dataclass(slots=True)
class Given:
    """The parameters of one query. ``whole``: there are no others; ``names`` are in lower case, each with its place.

    ``plain``: the list stands in one piece, so that each of them is surely given.
    """

    names: dict[str, Location] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    whole: bool = True
    plain: bool = True
    positional: bool = False

    def add(self, name: str, place: Location) -> None:
        """One more parameter."""
        self.names.setdefault(name.lower(), place)
        self.written.setdefault(name.lower(), name)

    def merge(self, other: Given) -> None:
        """Those of another list too."""
        for name, place in other.names.items():
            self.add(other.written[name], place)
        self.whole = self.whole and other.whole
        self.plain = self.plain and other.plain
        self.positional = self.positional or other.positional


class Parameters:
    """Follows the parameters of query calls; one for a run of the rule."""

    def __init__(self, bigquery: BigQuery) -> None:
        self.bigquery = bigquery
        self.fields = Fields.of(bigquery.resolver)
        self.effects = Effects.of(bigquery)

    def of_call(self, site: CallSite) -> Given | None:
        """What a call gives its query, itself or through the plain wrapper that it calls; None if that is not seen."""
        operation = self.bigquery.operation(site)
        if operation is not None:
            return self._of_operation(operation, None) if operation.action == "query" else None
        given = self.effects.sql_given(site)
        if given is None:
            return None
        inner = given[1]
        function = inner.site.scope.function
        called = [f for f in self.bigquery.functions_called(site.call, site.scope) if f.function is function]
        if function is None or len(called) != 1 or spreads(site.call):
            return None
        taken = {param.name for param in function.params}
        if any(name not in taken for name, _ in site.call.keywords):
            return None  # the call itself is wrong
        return self._of_operation(inner, Env(function, site.call, site.scope))

    def _of_operation(self, operation: Operation, env: Env | None) -> Given | None:
        site = operation.site
        if self.bigquery.project.records[site.path].language == "typescript":
            return self._of_options(operation, env)
        values = self.bigquery.resolver.resolve(site.call.func, site.scope, site.call.at)
        if any(isinstance(value, External) for value in values) or spreads(site.call):
            return None  # pandas_gbq and the like take other configurations
        config = operation.argument(1, "job_config")
        if config is None:
            return Given()
        result = Given()
        for item in self.fields.of_expr(config, site.scope, site.call.at, env, ("query_parameters",)):
            if item.state == "given":
                result.merge(self.list_of(item.expr, item.scope, item.at, item.env))
            elif item.state == "unknown":
                result.whole = False
            else:
                result.plain = False
        return result

    # Python: lists of parameters ---------------------------------------------------------

    def list_of(
        self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None, depth: int = _DEPTH
    ) -> Given:
        """The parameters that a list holds."""
        result = Given()
        if depth <= 0 or expr is None:
            result.whole = False
        elif isinstance(expr, m.Seq):
            for item in expr.items:
                self._item(item, scope, at, env, depth, result)
        elif isinstance(expr, m.Alt):
            for option in expr.options:
                result.merge(self.list_of(option, scope, at, env, depth - 1))
            result.plain = False
        elif isinstance(expr, m.Bin) and expr.op == "+":
            result.merge(self.list_of(expr.left, scope, at, env, depth - 1))
            result.merge(self.list_of(expr.right, scope, at, env, depth - 1))
        elif isinstance(expr, m.Name):
            self._named(expr.id, scope, at, env, depth, result)
        elif isinstance(expr, m.Const) and expr.value is None:
            result.plain = False
        elif isinstance(expr, m.Call) and last_name(expr.func) in ("list", "tuple", "copy") and not expr.keywords:
            inner = expr.args[0] if expr.args else expr.func.base if isinstance(expr.func, m.Attr) else None
            if inner is not None:
                result.merge(self.list_of(inner, scope, at, env, depth - 1))
        else:
            result.whole = False
        return result

    def _item(self, item: m.Expr, scope: Scope, at: Span | None, env: Env | None, depth: int, result: Given) -> None:
        if isinstance(item, m.Star):
            result.merge(self.list_of(item.value, scope, at, env, depth - 1))
            return
        if isinstance(item, m.Alt):
            result.plain = False
            for option in item.options:
                self._item(option, scope, at, env, depth, result)
            return
        if isinstance(item, m.Name) and scope.kind == "function" and at is not None:
            bindings, unbound = scope.reaching(item.id, at)
            if len(bindings) == 1 and not unbound and bindings[0].kind == "value" and bindings[0].value is not None:
                item = bindings[0].value
        name = parameter_name(item)
        if name is None:
            result.whole = False
        elif not name:
            result.positional = True
        elif isinstance(item, m.Call):
            result.add(name, Location(scope.path, item.at))

    def _named(self, name: str, scope: Scope, at: Span | None, env: Env | None, depth: int, result: Given) -> None:
        """A list that has a name: what it was made with, and what was put into it since."""
        if scope.kind != "function" or name not in scope.bindings or at is None:
            result.whole = False
            return
        bindings, unbound = scope.reaching(name, at)
        made = [binding for binding in bindings if binding.kind != "augment"]
        if unbound or not made:
            result.whole = False
        result.plain = result.plain and len(bindings) == 1
        for binding in bindings:
            if binding.kind in ("value", "augment") and binding.value is not None:
                result.merge(self.list_of(binding.value, scope, binding.at, env, depth - 1))
            elif binding.kind == "param" and binding.param is not None:
                self._argument(binding, scope, env, depth, result)
            else:
                result.whole = False
        self._grown(name, scope, at, env, depth, result)

    def _argument(self, binding: Binding, scope: Scope, env: Env | None, depth: int, result: Given) -> None:
        """A list that a caller hands in, if that caller is the one asked for."""
        while env is not None and env.function is not scope.function:
            env = env.outer
        assert binding.param is not None
        if env is None or scope.parent is None:
            result.whole = False
            return
        definition = self.bigquery.resolver.definition(env.function, scope.parent)
        value = definition if isinstance(definition, FunctionValue) else FunctionValue(env.function, scope.parent)
        given = argument_for(env.call, value, binding.param)
        if given is not None:
            result.merge(self.list_of(given, env.scope, env.call.at, env.outer, depth - 1))
        else:
            result.merge(self.list_of(binding.param.default, scope.parent, None, None, depth - 1))

    def _grown(self, name: str, scope: Scope, at: Span, env: Env | None, depth: int, result: Given) -> None:
        """``params.append(…)`` before the use; a list given away may be filled by whoever takes it."""
        for call in scope_calls(scope):
            if (call.at.row, call.at.column) > (at.row, at.column):
                continue
            func = call.func
            if isinstance(func, m.Attr) and isinstance(func.base, m.Name) and func.base.id == name:
                result.plain = False
                if func.name in _GROWING and call.args:
                    given = call.args[-1]
                    if func.name == "extend":
                        result.merge(self.list_of(given, scope, call.at, env, depth - 1))
                    else:
                        self._item(given, scope, call.at, env, depth, result)
                elif func.name not in ("copy", "index", "count"):
                    result.whole = False
            elif last_name(func) not in _READING | _LOGGING | {"query", "query_and_wait"} and _hands_on(call, name):
                result.whole = False

    # TypeScript: an object of parameters -------------------------------------------------

    def _of_options(self, operation: Operation, env: Env | None) -> Given | None:
        site = operation.site
        options = operation.argument(0)
        if options is None:
            return None
        if isinstance(options, m.Text):
            return Given()
        result = Given()
        for item in self.fields.of_expr(options, site.scope, site.call.at, env, ("params",)):
            if item.state == "given":
                for leaf in self.fields.origins.leaves(item.expr, item.scope, item.at, item.env):
                    self._object(leaf.expr, leaf.scope, result)
                result.plain = result.plain and isinstance(item.expr, m.Dict)
                if isinstance(item.expr, m.Name) and _changed(item.expr.id, item.scope):
                    result.whole = False
            elif item.state == "unknown":
                result.whole = False
            else:
                result.plain = False
        return result

    def _object(self, expr: m.Expr | None, scope: Scope, result: Given) -> None:
        if isinstance(expr, m.Seq):
            result.positional = True
        elif isinstance(expr, m.Dict):
            for key, _ in expr.items:
                if key is None or not key_name(key):
                    result.whole = False
                else:
                    result.add(key_name(key), Location(scope.path, _place(key, expr)))
        elif not (isinstance(expr, m.Const) and expr.value is None):
            result.whole = False


def parameter_name(expr: m.Expr) -> str | None:
    """The name that ``ScalarQueryParameter("name", …)`` gives, empty for a positional one; None if it is not seen."""
    if not isinstance(expr, m.Call):
        return None
    if last_name(expr.func) == "positional":
        return ""
    if last_name(expr.func) not in MAKERS:
        return None
    given = expr.args[0] if expr.args else next((value for key, value in expr.keywords if key == "name"), None)
    if isinstance(given, m.Const) and given.value is None:
        return ""
    name = literal_key(given) if given is not None else None
    return name if isinstance(name, str) else None


def _hands_on(call: m.Call, name: str) -> bool:
    """Whether a call gets a list as an argument of its own, and so may change it."""
    given = (*call.args, *(value for key, value in call.keywords if key != "query_parameters"))
    return any(isinstance(value, m.Name) and value.id == name for value in given)


def _changed(name: str, scope: Scope) -> bool:
    """Whether code sets keys of an object by hand: ``params.day = day``, ``Object.assign(params, …)``."""
    for statement in scope.flat:
        target = getattr(statement, "target", None) if isinstance(statement, m.Assign) else None
        if isinstance(target, (m.Attr, m.Sub)) and isinstance(target.base, m.Name) and target.base.id == name:
            return True
    return any(
        isinstance(arg, m.Name) and arg.id == name
        for call in scope_calls(scope)
        if last_name(call.func) == "assign"
        for arg in call.args[:1]
    )


def _place(key: m.Expr, display: m.Dict) -> Span:
    for item in walk(key):
        if isinstance(item, m.Text):
            return item.at
    return display.at


def query_calls(bigquery: BigQuery, path: str) -> Iterator[CallSite]:
    """The calls of a file that run a query, themselves or through a helper."""
    effects = Effects.of(bigquery)
    for site in bigquery.project.calls_in(path):
        operation = bigquery.operation(site)
        if operation.action == "query" if operation is not None else effects.sql_given(site) is not None:
            yield site
