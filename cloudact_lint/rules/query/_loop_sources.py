"""What a loop runs over: data that one query could take whole, or what has to go step by step."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bindings import dotted
from cloudact_lint.project.flow import ends
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.values import Literal
from cloudact_lint.project.walking import last_name, walk
from cloudact_lint.rules.query._turns import Turn

FEW = 4
"""So many items, written out, are no data."""
_THROUGH = frozenset((
    "enumerate", "sorted", "list", "tuple", "set", "reversed", "tqdm", "zip", "iter", "as_completed", "items",
    "values", "keys", "entries", "track", "filter", "dict",
))  # fmt: skip
"""Calls that hand on what they are given."""
_PIECES = lazy_pattern(
    r"(?i)(?:^|_)(?:attempts?|retry|retries|tries|try|backoff|delays?|chunks?|batch(?:es)?|pages?|windows?|slices?|"
    r"buckets?|shards?|partitions?|migrations?)(?:_|$)"
)
"""Words of what goes one after the other on purpose: attempts, and pieces of a whole."""
_OTHERS = lazy_pattern(
    r"(?i)(?:^|_)(?:tables?|tbls?|datasets?|schemas?|views?|mvs?|procedures?|procs?|routines?|files?|sqls?|statements?|"
    r"stmts?|queries|query|ddls?|scripts?|projects?|regions?|envs?|environments?|steps?|clauses?|columns?|cols?|fields?|"
    r"changes?|phases?|levels?|jobs?|tasks?|messages?|events?|paths?)(?:_(?:names?|refs?|paths?|config\w*))?$"
)
"""What collections hold of which each item is a table, a text or a piece of work of its own."""
_DATES = lazy_pattern(r"(?i)(?:^|_)(?:dates?|days?|weeks?|months?|quarters?|years?|periods?|hours?)(?:_|$)")
_CAMEL = lazy_pattern(r"(?<=[a-z0-9])(?=[A-Z])")


def is_data(turn: Turn, resolver: Resolver) -> bool:
    """Whether a loop runs over a collection of unknown length whose items are alike."""
    source = unwrapped(turn.source)
    if not turn.targets:
        return bool(turn.names)  # a while loop: only one that takes from a collection has any
    words = [_snake(name) for name in _words(turn, source)]
    if any(_PIECES.search(word) or _OTHERS.search(word) for word in words) or _ends_at_once(turn):
        return False
    if isinstance(source, m.Call) and last_name(source.func) == "range":
        return _is_over_length(source)
    if isinstance(source, (m.Seq, m.Dict)):
        return len(source.items) > FEW
    values = resolver.resolve(source, turn.scope, turn.at)
    sizes = [
        len(value.expr.items)
        for value in values
        if isinstance(value, Literal) and isinstance(value.expr, (m.Seq, m.Dict)) and value.expr.items
    ]
    return not (values and len(sizes) == len(values) and max(sizes) <= FEW)


def _ends_at_once(turn: Turn) -> bool:
    """Whether the first turn is the last: ``for row in result: return row``."""
    body = turn.statement.body if turn.statement is not None else ()
    last = body[-1] if body else None
    return ends(body) or (isinstance(last, m.Jump) and last.word == "break")


def is_by_date(turn: Turn) -> bool:
    """Whether each turn is a day, a month …: what is written for each goes to a partition of its own."""
    return any(_DATES.search(_snake(name)) for name in _words(turn, unwrapped(turn.source)))


def unwrapped(source: m.Expr) -> m.Expr:
    """``orgs`` of ``enumerate(sorted(orgs))``."""
    while isinstance(source, m.Call):
        name = last_name(source.func)
        if name not in _THROUGH:
            break
        if source.args and not (isinstance(source.func, m.Attr) and name in ("items", "values", "keys")):
            source = source.args[0]
        elif isinstance(source.func, m.Attr):
            source = source.func.base
        else:
            break
    return source


def shown(source: m.Expr) -> str:
    """What a loop runs over, in a word or two."""
    source = unwrapped(source)
    if isinstance(source, m.Sub):
        source = source.base
    if isinstance(source, m.Call):
        name = dotted(source.func) or last_name(source.func)
        return f"{name}()" if name else "its items"
    return dotted(source) or last_name(source) or "its items"


def _words(turn: Turn, source: m.Expr) -> list[str]:
    found = [node.id for target in turn.targets for node in walk(target) if isinstance(node, m.Name)]
    if isinstance(source, m.Call):
        found.append(last_name(source.func))
    elif isinstance(source, (m.Name, m.Attr)):
        found.append(last_name(source))
    elif isinstance(source, m.Sub):
        found.append(last_name(source.base))
    return found


def _is_over_length(call: m.Call) -> bool:
    """``range(len(rows))``; with a step it goes by chunks."""
    return len(call.args) == 1 and isinstance(call.args[0], m.Call) and last_name(call.args[0].func) == "len"


def _snake(name: str) -> str:
    return _CAMEL.sub("_", name)
