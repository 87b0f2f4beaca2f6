"""What a function does to a dict or a list under one of its names, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bindings import after, place
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name, scope_calls

HARMLESS = {
    "len", "print", "list", "dict", "tuple", "sorted", "str", "repr", "dumps", "append", "extend", "put", "set", "add",
    "insert_rows_json", "insert_rows", "load_table_from_json", "insert", "isinstance", "info", "debug", "warning",
    "error", "exception", "enumerate", "any", "all", "sum", "bool", "type", "id", "deepcopy", "copy", "asdict", "hash",
    "DataFrame", "from_dicts", "load_table_from_dataframe", "zip", "iter", "next", "max", "min", "run_in_executor",
    "to_thread", "validate", "model_validate", "keys", "items", "values",
}  # fmt: skip
"""Functions that put no keys into what they are given."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Keys set (with value and place), dicts merged in, keys removed, and calls that are given the dict."""

    keys: tuple[tuple[str, m.Expr | None, Span], ...] = ()
    merged: tuple[tuple[m.Expr, Span], ...] = ()
    removed: tuple[str, ...] = ()
    handed: tuple[tuple[m.Call, m.Expr], ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class ListChanges:
    """Items added to a list (expression, place, and whether it is a list of them), and changes of each item.

    ``handed`` are the calls that are given the list.
    """

    added: tuple[tuple[m.Expr, Span, bool], ...] = ()
    items: Changes = field(default_factory=Changes)
    handed: tuple[tuple[m.Call, m.Expr], ...] = ()


def changes_of(scope: Scope, name: str, since: Span | None = None, before: Span | None = None) -> Changes:
    """What a scope does to the dict called ``name``, from where it gets it to where it gives it on."""
    if name not in _touched(scope):
        return Changes()
    keys: list[tuple[str, m.Expr | None, Span]] = []
    merged: list[tuple[m.Expr, Span]] = []
    removed: list[str] = []
    is_open = False
    for statement in scope.flat:
        where = place(statement)
        if isinstance(statement, m.Assign) and isinstance(statement.target, m.Sub) and _is(statement.target.base, name):
            key = literal_key(statement.target.index)
            if _outside(where, since, before):
                continue
            if isinstance(key, str):
                index = statement.target.index
                keys.append((key, statement.value, index.at if isinstance(index, m.Text) else statement.at))
            else:
                is_open = True
        elif isinstance(statement, m.Assign) and statement.op == "|=" and _is(statement.target, name):
            merged += [(statement.value, statement.at)] if statement.value is not None else []
        elif _outside(where, since, before):
            continue
        elif isinstance(statement, m.Do) and isinstance(statement.value, m.Other):
            removed += [str(literal_key(s.index)) for s in statement.value.children
                        if isinstance(s, m.Sub) and _is(s.base, name)]  # fmt: skip
    handed: list[tuple[m.Call, m.Expr]] = []
    for call in scope_calls(scope):
        if _outside(call.at, since, before):
            continue
        func = call.func
        if isinstance(func, m.Attr) and _is(func.base, name):
            if func.name == "update":
                merged += [(arg, call.at) for arg in call.args]
                keys += [(k, v, call.at) for k, v in call.keywords if k is not None]
                is_open = is_open or any(k is None for k, _ in call.keywords)
            elif func.name == "setdefault" and call.args and isinstance(key := literal_key(call.args[0]), str):
                keys.append((key, call.args[1] if len(call.args) > 1 else None, call.at))
            elif func.name in ("pop", "popitem", "clear") and call.args:
                removed.append(str(literal_key(call.args[0])))
        elif last_name(func) not in HARMLESS:
            handed += [(call, arg) for arg in (*call.args, *(v for _, v in call.keywords)) if _is(arg, name)]
    return Changes(tuple(keys), tuple(merged), tuple(removed), tuple(handed), is_open)


def list_changes(scope: Scope, name: str, since: Span | None = None, before: Span | None = None) -> ListChanges:
    """What a scope does to the list called ``name``: items appended, keys set on each of them."""
    if name not in _touched(scope):
        return ListChanges()
    added = [item for item in _added(scope, name) if not _outside(item[1], since, before)]
    items = Changes()
    for statement in scope.flat:
        item = _item_name(statement, name) if isinstance(statement, m.Loop) else ""
        if item and isinstance(statement, m.Loop) and not _outside(statement.at, since, before):
            items = _joined(items, _inside(changes_of(scope, item, statement.at, before), statement.at))
    handed = [
        (call, arg)
        for call in scope_calls(scope)
        if last_name(call.func) not in HARMLESS and not _outside(call.at, since, before) and call.at != before
        for arg in (*call.args, *(value for _, value in call.keywords))
        if _is(arg, name)
    ]
    return ListChanges(tuple(added), items, tuple(handed))


def _item_name(loop: m.Loop, name: str) -> str:
    """What a loop calls the items of a list: ``for row in rows``, ``for i, row in enumerate(rows)``, ``zip``."""
    if _is(loop.source, name):
        return getattr(loop.target, "id", "")
    if isinstance(loop.source, m.Call) and isinstance(loop.target, m.Seq):
        shift = {"enumerate": 1, "zip": 0}.get(last_name(loop.source.func))
        for index, arg in enumerate(loop.source.args):
            if shift is not None and _is(arg, name) and index + shift < len(loop.target.items):
                return getattr(loop.target.items[index + shift], "id", "")
    return ""


def _inside(changes: Changes, loop: Span) -> Changes:
    """What is done within a loop: another loop may use the same name."""
    def here(at: Span) -> bool:
        return (loop[0], loop[1]) <= (at[0], at[1]) < (loop[2], loop[3])

    return Changes(
        tuple([item for item in changes.keys if here(item[2])]),
        tuple([item for item in changes.merged if here(item[1])]),
        changes.removed,
        tuple([item for item in changes.handed if here(item[0].at)]),
        changes.open,
    )


def _joined(a: Changes, b: Changes) -> Changes:
    return Changes(
        a.keys + b.keys, a.merged + b.merged, a.removed + b.removed, a.handed + b.handed, a.open or b.open
    )


def _added(scope: Scope, name: str) -> Iterator[tuple[m.Expr, Span, bool]]:
    for call in scope_calls(scope):
        func = call.func
        if isinstance(func, m.Attr) and _is(func.base, name) and call.args:
            if func.name in ("append", "appendleft", "add", "push", "insert"):
                yield from ((arg, call.at, False) for arg in call.args[-1:])
            elif func.name == "extend":
                yield call.args[0], call.at, True


def _is(expr: m.Expr | None, name: str) -> bool:
    return isinstance(expr, m.Name) and expr.id == name


def _outside(where: Span | None, since: Span | None, before: Span | None) -> bool:
    """Whether something happens before a value is bound to the name, or after it is given on."""
    if where is None:
        return False
    return (since is not None and not after(where, since)) or (
        before is not None and after(where, before) and where != before
    )


def _touched(scope: Scope) -> set[str]:
    """Names of a scope that have keys set or methods called on them, or are handed to something."""
    known: set[str] | None = scope.__dict__.get("_touched_names")
    if known is None:
        known = set()
        for statement in scope.flat:
            if isinstance(statement, m.Assign):
                target = statement.target.base if isinstance(statement.target, m.Sub) else statement.target
                known.add(getattr(target, "id", ""))
            elif isinstance(statement, m.Loop):
                source = statement.source
                known.update(getattr(e, "id", "") for e in (source.args if isinstance(source, m.Call) else (source,)))
            elif isinstance(statement, m.Do) and isinstance(statement.value, m.Other):
                known.update(getattr(s.base, "id", "") for s in statement.value.children if isinstance(s, m.Sub))
        for call in scope_calls(scope):
            if isinstance(call.func, m.Attr):
                known.add(getattr(call.func.base, "id", ""))
            known.update(getattr(arg, "id", "") for arg in (*call.args, *(v for _, v in call.keywords)))
        scope.__dict__["_touched_names"] = known
    return known
