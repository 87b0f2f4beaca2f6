"""The query parameters that a call gives, and those that its SQL reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.facts.sql_tokens import tokens
from cloudact_lint.findings import Span
from cloudact_lint.project.bigquery import BigQuery, Operation, dict_value
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.sql.texts import SqlText
from cloudact_lint.project.values import Instance
from cloudact_lint.project.walking import last_name, scope_calls

_KINDS = frozenset(("ScalarQueryParameter", "ArrayQueryParameter", "StructQueryParameter", "RangeQueryParameter"))
_HARMLESS = frozenset(
    ("query", "query_and_wait", "QueryJobConfig", "len", "list", "tuple", "info", "debug", "print", "repr", "str")
)
"""Functions that change nothing of what they are given."""
_ADDING = frozenset(("append", "extend", "insert"))


@dataclass(slots=True)
class Given:
    """Names of parameters with the place that gives each. ``open``: there may be others."""

    names: dict[str, Span] = field(default_factory=dict)
    maybe: set[str] = field(default_factory=set)
    open: bool = False

    def add(self, name: object, at: Span, certain: bool) -> None:
        """One parameter; a name that is not a plain text may be any."""
        if not isinstance(name, str) or not name:
            self.open = True
        elif certain:
            self.names.setdefault(name.lower(), at)
        else:
            self.maybe.add(name.lower())


def read_by(text: SqlText) -> dict[str, tuple[int, int]]:
    """The named parameters that a text reads, in lower case, with the first place of each."""
    found: dict[str, tuple[int, int]] = {}
    for token in tokens(text.text):
        if token.kind == "p":
            name = text.text[token.start + 1 : token.end]
            if not name.startswith("@") and "__h" not in name:
                found.setdefault(name.partition(".")[0].lower(), (token.start, token.end))
    return found


def given_by(operation: Operation, bigquery: BigQuery) -> Given | None:
    """The parameters of a call; None if what it is configured with could not be followed."""
    site = operation.site
    if site.path.endswith((".py", ".ipynb", ".pyi")):
        config = operation.argument(1, "job_config")
        if any(name is None for name, _ in site.call.keywords):
            return None
        if config is None:
            return Given() if _sees_client(operation) else None
        return _of_config(config, site.scope, site.call.at, bigquery)
    options = site.call.args[0] if site.call.args else None
    return _of_options(options, site.call.at) if isinstance(options, m.Dict) else None


def _sees_client(operation: Operation) -> bool:
    """Whether the client is one that was made here, and so whose default configuration is known to have none."""
    client = operation.client
    if not operation.certain or client is None or client.call is None:
        return False
    return not any(name in (None, "default_query_job_config") for name, _ in client.call.keywords)


def _of_options(options: m.Dict, at: Span) -> Given | None:
    """``{query, params: {name: value}}`` of Node.js."""
    if any(key is None for key, _ in options.items):
        return None
    params = dict_value(options, "params")
    if params is None:
        return Given()
    if not isinstance(params, m.Dict):
        return None
    given = Given()
    for key, _ in params.items:
        given.add(literal_key(key) or getattr(key, "id", None), params.at or at, True)
    return given


def _of_config(config: m.Expr, scope: Scope, at: Span, bigquery: BigQuery) -> Given | None:
    """A ``QueryJobConfig(…)``, made in the call or in a variable of the function."""
    values = bigquery.resolver.resolve(config, scope, at)
    if len(values) != 1 or not isinstance(values[0], Instance) or values[0].call is None:
        return None
    made = values[0]
    if not made.name.endswith("QueryJobConfig") or made.scope is not scope:
        return None
    if made.call is None or any(name is None for name, _ in made.call.keywords):
        return None
    lists = [value for name, value in made.call.keywords if name == "query_parameters"]
    if isinstance(config, m.Name):
        if _handed_on(config, scope, made.call):
            return None
        lists += [value for value in _set_later(config, scope) if value is not None]
    given = Given()
    for value in lists[:-1]:
        _of_list(value, scope, at, bigquery, given, False)
    if lists:
        _of_list(lists[-1], scope, at, bigquery, given, len(lists) == 1)
    return given


def _set_later(config: m.Name, scope: Scope) -> Iterator[m.Expr | None]:
    """``config.query_parameters = […]``."""
    for statement in scope.flat:
        target = statement.target if isinstance(statement, m.Assign) else None
        if isinstance(target, m.Attr) and target.base == config and target.name == "query_parameters":
            yield statement.value  # type: ignore[union-attr]


def _handed_on(name: m.Name, scope: Scope, made: m.Call) -> bool:
    """Whether another function gets the object as an argument, and may change it; queries and configurations do not."""
    for call in scope_calls(scope):
        if call is made or last_name(call.func) in _HARMLESS:
            continue
        if name in call.args or any(value == name for _, value in call.keywords):
            return True
    return False


def _of_list(
    value: m.Expr, scope: Scope, at: Span, bigquery: BigQuery, given: Given, certain: bool
) -> None:
    """A list of parameters: a display, a sum of lists, or a variable that is added to."""
    if isinstance(value, m.Seq):
        for item in value.items:
            _of_item(item, given, certain, at)
    elif isinstance(value, m.Bin) and value.op == "+":
        _of_list(value.left, scope, at, bigquery, given, certain)
        _of_list(value.right, scope, at, bigquery, given, certain)
    elif isinstance(value, m.Alt):
        for option in value.options:
            _of_list(option, scope, at, bigquery, given, False)
    elif isinstance(value, m.Name) and scope.kind == "function" and value.id in scope.bindings:
        _of_variable(value, scope, at, bigquery, given, certain)
    elif not (isinstance(value, m.Const) and value.value is None):
        given.open = True


def _of_variable(name: m.Name, scope: Scope, at: Span, bigquery: BigQuery, given: Given, certain: bool) -> None:
    bindings = scope.bindings.get(name.id, ())
    for binding in bindings:
        if binding.kind not in ("value", "augment") or binding.value is None:
            given.open = True
            continue
        plain = isinstance(binding.value, (m.Seq, m.Bin, m.Alt))
        if plain and (binding.value.op != "+" if isinstance(binding.value, m.Bin) else True):
            _of_list(binding.value, scope, at, bigquery, given, certain and len(bindings) == 1)
        else:
            given.open = True
    for call in scope_calls(scope):
        func = call.func
        if isinstance(func, m.Attr) and func.base == name:
            if func.name not in _ADDING or not call.args:
                given.open = given.open or func.name not in ("copy", "count", "index")
            elif func.name == "extend":
                _of_list(call.args[0], scope, at, bigquery, given, False)
            else:
                _of_item(call.args[-1], given, False, call.at)
        elif name in call.args and last_name(func) not in _HARMLESS:
            given.open = True


def _of_item(item: m.Expr, given: Given, certain: bool, at: Span) -> None:
    if not isinstance(item, m.Call) or last_name(item.func) not in _KINDS:
        given.open = True
        return
    named = next((value for word, value in item.keywords if word == "name"), item.args[0] if item.args else None)
    given.add(literal_key(named), item.at, certain)


