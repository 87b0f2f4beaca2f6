"""CREATE, ALTER, DROP, TRUNCATE, EXPORT and LOAD, by their words."""

from __future__ import annotations

from collections.abc import Callable

from cloudact_lint.facts.sql_model import ColumnDef, Named, Sx, Tree
from cloudact_lint.facts.sql_parse_statements import expression, expressions, named, query, target
from cloudact_lint.facts.sql_parse_tree import Part, SqlProblem
from cloudact_lint.facts.sql_tokens import with_braces, word_set

_BEFORE_OBJECT = word_set("OR REPLACE TEMP TEMPORARY MATERIALIZED EXTERNAL SNAPSHOT AGGREGATE SEARCH VECTOR UNIQUE")
_OBJECTS = word_set(
    "TABLE VIEW SCHEMA PROCEDURE FUNCTION MODEL INDEX DATABASE ASSIGNMENT CAPACITY RESERVATION CONNECTION"
)
_KEYS = frozenset(("PRIMARY", "FOREIGN"))
_AFTER_TYPE = word_set("NOT DEFAULT OPTIONS COLLATE PRIMARY REFERENCES NULL GENERATED ENFORCED FORMAT HIDDEN")


def _object(part: Part) -> tuple[str, int]:
    """What is made, changed or dropped, and the index of its name."""
    at = 1
    while part.word(at) in _BEFORE_OBJECT:
        at += 1
    thing = part.word(at)
    if thing == "TABLE" and part.word(at + 1) == "FUNCTION":
        thing, at = "FUNCTION", at + 1
    if thing == "ROW" or thing == "POLICY":
        return thing, at
    if thing in _OBJECTS:
        at += 1
    while part.word(at) in ("IF", "NOT", "EXISTS"):
        at += 1
    return thing, at


def _create(tree: Tree, part: Part) -> Tree:
    thing, at = _object(part)
    if thing in ("ROW", "POLICY"):
        return tree
    made, at = target(part, at)
    tree = tree._replace(target=made)
    if made is None:
        raise SqlProblem("CREATE names nothing", part.place(at))
    if thing in ("FUNCTION", "PROCEDURE"):
        return _routine(tree, part, at)
    if part.word(at) in ("LIKE", "CLONE", "COPY"):
        like, at = target(part, at + 1)
        tree = tree._replace(like=like)
    if part.word(at) == "(" and at in part.pairs:
        if thing in ("TABLE", "VIEW", "INDEX"):
            tree = tree._replace(defs=_definitions(part, at + 1, part.pairs[at], thing != "TABLE"))
        at = part.pairs[at] + 1
    return _clauses(tree, part, at)


def _clauses(tree: Tree, part: Part, at: int) -> Tree:
    """PARTITION BY, CLUSTER BY, OPTIONS, AS query."""
    stop = len(part.tokens)
    while at < stop:
        word, following = part.word(at), part.word(at + 1)
        if word == "FILES" and at + 1 in part.pairs:
            tree = tree._replace(options=tree.options + options(part, at + 2, part.pairs[at + 1]))
            at = part.pairs[at + 1] + 1
        elif word == "PARTITION" and following == "BY":
            end = _next_clause(part, at + 2)
            tree = tree._replace(partition=expression(part, at + 2, end))
            at = end
        elif word == "CLUSTER" and following == "BY":
            end = _next_clause(part, at + 2)
            tree = tree._replace(cluster=tuple(named(part, first) for first, _ in part.split(at + 2, end)))
            at = end
        elif word == "OPTIONS" and at + 1 in part.pairs:
            tree = tree._replace(options=tree.options + options(part, at + 2, part.pairs[at + 1]))
            at = part.pairs[at + 1] + 1
        elif word == "FOR" and following == "SYSTEM_TIME":
            at += 4
        elif word in ("AS", "SELECT") or (word == "WITH" and part.word(at + 2) == "AS"):
            return tree._replace(query=query(part, at + (word == "AS"), stop))
        else:
            at = part.after(at)
    return tree


def _next_clause(part: Part, at: int) -> int:
    while at < len(part.tokens) and part.word(at) not in ("CLUSTER", "OPTIONS", "AS", "PARTITION", "WITH"):
        at = part.after(at)
    return at


def options(part: Part, start: int, end: int) -> tuple[tuple[str, Sx], ...]:
    """The entries of OPTIONS(…)."""
    found = []
    for first, last in part.split(start, end):
        if part.word(first + 1) == "=":
            value = expression(part, first + 2, last)
            if value is not None:
                found.append((named(part, first).name.lower(), value))
    return tuple(found)


def _definitions(part: Part, start: int, end: int, names_only: bool = False) -> tuple[ColumnDef, ...]:
    found = []
    for first, last in part.split(start, end, types=True):
        if part.word(first) == "CONSTRAINT" or (part.word(first) in _KEYS and part.word(first + 1) == "KEY"):
            continue
        if part.tokens[first].kind in "wq" and (last - first > 1 or names_only):
            found.append(definition(part, first, last))
    return tuple(found)


def definition(part: Part, first: int, last: int) -> ColumnDef:
    """One column: name, type, NOT NULL, DEFAULT, OPTIONS."""
    name = named(part, first)
    at = first + 1
    depth = 0
    while at < last and (depth > 0 or part.word(at) not in _AFTER_TYPE):
        depth += part.word(at).count("<") - part.word(at).count(">")
        at = part.after(at)
    at = min(at, last)
    _check_type(part, first + 1, at)
    kind = _written(part, first + 1, at).upper()
    required, default, description = False, "", ""
    while at < last:
        word = part.word(at)
        if word == "NOT" and part.word(at + 1) == "NULL":
            required, at = True, at + 2
        elif word == "DEFAULT":
            end = at + 1
            while end < last and not (part.word(end) in ("NOT", "OPTIONS") and end > at + 1):
                end = part.after(end)
            default, at = _written(part, at + 1, end), end
        elif word == "OPTIONS" and at + 1 in part.pairs:
            values = dict(options(part, at + 2, part.pairs[at + 1]))
            description = values["description"].name if "description" in values else ""
            at = part.pairs[at + 1] + 1
        else:
            at = part.after(at)
    fields = _fields(part, first + 1, last)
    return ColumnDef(name.name, kind, required, default, description, name.start, name.end, fields)


def _check_type(part: Part, start: int, end: int) -> None:
    """Raise if more stands there than a type: a comma may be missing."""
    after = part.path(start)
    if after == start or after >= end:
        return
    word = part.word(after)
    if word == "(":
        after = part.after(after)
    elif word == "<":
        depth = 0
        while after < end:
            depth += part.word(after).count("<") - part.word(after).count(">")
            after = part.after(after)
            if depth <= 0:
                break
    if after < end and part.tokens[after].kind in "wq" and not part.is_hole(after):
        raise SqlProblem("expecting , or )", part.place(after))


def _written(part: Part, start: int, end: int) -> str:
    if start >= end:
        return ""
    tokens = part.tokens[start:end]
    made, last = "", tokens[0].start
    for token in tokens:
        made += (" " if token.start > last else "") + part.text[token.start : token.end]
        last = token.end
    return with_braces(made)


def _fields(part: Part, start: int, end: int) -> tuple[ColumnDef, ...]:
    """The fields of ``STRUCT<…>``, also inside ARRAY."""
    at = start
    while part.word(at) in ("ARRAY", "<") and at < end:
        at += 1
    if part.word(at) != "STRUCT" or part.word(at + 1) != "<":
        return ()
    found: list[ColumnDef] = []
    depth, since, at = 1, at + 2, at + 2
    while at < end and depth > 0:
        word = part.word(at)
        if word == "," and depth == 1:
            found.append(definition(part, since, at))
            since = at + 1
        depth += word.count("<") - word.count(">")
        if depth <= 0 and since < at:
            found.append(definition(part, since, at))
        at = part.after(at)
    return tuple(found)


def _routine(tree: Tree, part: Part, at: int) -> Tree:
    """Parameters and the body of a function."""
    if part.word(at) != "(" or at not in part.pairs:
        return tree
    close = part.pairs[at]
    names: list[str] = []
    kinds: list[str] = []
    for first, last in part.split(at + 1, close, types=True):
        mode = ""
        if part.word(first) in ("IN", "OUT", "INOUT") and last - first > 2:
            mode, first = part.word(first), first + 1
        names.append(named(part, first).name)
        kinds.append(f"{mode} {_written(part, first + 1, last).upper()}".strip())
    tree = tree._replace(params=tuple(names), param_types=tuple(kinds))
    returns = part.find("RETURNS", close)
    body = part.find("AS", close)
    if body < 0 or part.find("LANGUAGE", close) >= 0:
        return tree
    if returns >= 0:
        tree = tree._replace(type=_written(part, returns + 1, body).upper())
    if part.word(body + 1) == "(" and body + 1 in part.pairs:
        start, end = body + 2, part.pairs[body + 1]
        if part.word(start) in ("SELECT", "WITH", "FROM"):
            return tree._replace(query=query(part, start, end))
        return tree._replace(exprs=expressions(part, start, end))
    if part.word(body + 1) in ("SELECT", "WITH", "FROM"):
        return tree._replace(query=query(part, body + 1, len(part.tokens)))
    return tree


def _alter(tree: Tree, part: Part) -> Tree:
    thing, at = _object(part)
    changed, at = target(part, at)
    tree = tree._replace(target=changed)
    if thing != "TABLE" and thing != "VIEW":
        return tree
    defs: list[ColumnDef] = []
    drops: list[Named] = []
    renames: list[Named] = []
    for first, last in part.split(at, len(part.tokens), types=True):
        action, at = part.word(first), first + 1
        if part.word(at) != "COLUMN":
            if action == "SET" and part.word(at) == "OPTIONS" and at + 1 in part.pairs:
                tree = tree._replace(options=tree.options + options(part, at + 2, part.pairs[at + 1]))
            elif action == "RENAME" and part.word(at) == "TO":
                renames += [named(part, at + 1)] if changed and at + 1 < last else []
            continue
        at += 1
        while part.word(at) in ("IF", "NOT", "EXISTS"):
            at += 1
        if at >= last:
            continue
        if action == "ADD":
            defs.append(definition(part, at, last))
        elif action == "DROP":
            drops.append(named(part, at))
        elif action == "RENAME" and part.word(at + 1) == "TO" and at + 2 < last:
            renames += [named(part, at), named(part, at + 2)]
    return tree._replace(defs=tuple(defs), drops=tuple(drops), renames=tuple(renames))


def _named(tree: Tree, part: Part) -> Tree:
    _, at = _object(part)
    return tree._replace(target=target(part, at)[0])


def _export(tree: Tree, part: Part) -> Tree:
    return _clauses(tree, part, 2)


def _load(tree: Tree, part: Part) -> Tree:
    at = 2
    while part.word(at) in ("INTO", "OVERWRITE", "TEMP", "TEMPORARY", "TABLE"):
        at += 1
    made, at = target(part, at)
    tree = tree._replace(target=made)
    if part.word(at) == "OVERWRITE":
        at += 1
    if part.word(at) == "(" and at in part.pairs:
        tree = tree._replace(defs=_definitions(part, at + 1, part.pairs[at]))
        at = part.pairs[at] + 1
    return _clauses(tree, part, at)


DEFINITIONS: dict[str, Callable[[Tree, Part], Tree]] = {
    "CREATE": _create, "ALTER": _alter, "DROP": _named, "UNDROP": _named, "TRUNCATE": _named, "EXPORT": _export,
    "LOAD": _load,
}  # fmt: skip
"""How each kind of statement becomes a tree."""
