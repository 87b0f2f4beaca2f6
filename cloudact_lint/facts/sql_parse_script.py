"""The statements of scripts that are no queries: variables, conditions, calls, dynamic SQL."""

from __future__ import annotations

from collections.abc import Callable

from cloudact_lint.facts.sql_model import Tree
from cloudact_lint.facts.sql_parse_statements import expression, expressions, named, query, target
from cloudact_lint.facts.sql_parse_tree import Part, SqlProblem


def _condition(tree: Tree, part: Part) -> Tree:
    """IF, ELSEIF, WHILE, CASE, WHEN, UNTIL: a word and an expression."""
    found = expression(part, 1, len(part.tokens))
    return tree._replace(exprs=(found,) if found else ())


def _assert(tree: Tree, part: Part) -> Tree:
    stop = len(part.tokens)
    at = part.find("AS", 1)
    texts = expressions(part, at + 1, stop) if at > 0 else ()
    return tree._replace(exprs=expressions(part, 1, at if at > 0 else stop) + texts)


def _raise(tree: Tree, part: Part) -> Tree:
    at = part.find("=")
    return tree._replace(exprs=expressions(part, at + 1, len(part.tokens)) if at > 0 else ())


def _call(tree: Tree, part: Part) -> Tree:
    called, at = target(part, 1)
    if part.word(at) != "(" or at not in part.pairs:
        raise SqlProblem("CALL needs arguments in parentheses", part.place(at))
    return tree._replace(target=called, exprs=expressions(part, at + 1, part.pairs[at]))


def _set(tree: Tree, part: Part) -> Tree:
    at = part.find("=")
    if at < 0:
        raise SqlProblem("SET needs =", part.place(0))
    names = range(1, at) if part.word(1) != "(" else range(2, part.pairs.get(1, at))
    columns = tuple(named(part, index) for index in names if part.tokens[index].kind in "wqp")
    return tree._replace(columns=columns, exprs=expressions(part, at + 1, len(part.tokens)))


def _declare(tree: Tree, part: Part) -> Tree:
    at, columns = 1, []
    while at < len(part.tokens):
        columns.append(named(part, at))
        at += 1
        if part.word(at) != ",":
            break
        at += 1
    default = part.find("DEFAULT", at)
    stop = default if default >= 0 else len(part.tokens)
    kind = ""
    if at < stop:
        start, end = part.tokens[at].start, part.tokens[stop - 1].end
        kind = " ".join(part.text[start:end].upper().split())
    exprs = expressions(part, default + 1, len(part.tokens)) if default >= 0 else ()
    return tree._replace(columns=tuple(columns), type=kind, exprs=exprs)


def _for(tree: Tree, part: Part) -> Tree:
    if part.word(2) != "IN" or 3 not in part.pairs:
        raise SqlProblem("FOR needs IN and a query in parentheses", part.place(0))
    return tree._replace(columns=(named(part, 1),), query=query(part, 4, part.pairs[3]))


def _execute(tree: Tree, part: Part) -> Tree:
    stop = len(part.tokens)
    into, using = part.find("INTO", 2), part.find("USING", 2)
    first = min([at for at in (into, using) if at >= 0], default=stop)
    exprs = expressions(part, 2, first)
    columns, names = [], []
    if into >= 0:
        for start, _ in part.split(into + 1, using if using > into else stop):
            columns.append(named(part, start))
    if using >= 0:
        for start, end in part.split(using + 1, into if into > using else stop):
            name = ""
            if end - start > 2 and part.word(end - 2) == "AS":
                name, end = named(part, end - 1).name, end - 2
            exprs += expressions(part, start, end)
            names.append(name)
    params = tuple(names) if any(names) else ()
    return tree._replace(exprs=exprs, columns=tuple(columns), params=params)


def _bare(tree: Tree, part: Part) -> Tree:
    """BREAK, LEAVE, RETURN, COMMIT …: nothing to say."""
    return tree


SCRIPT: dict[str, Callable[[Tree, Part], Tree]] = {
    **dict.fromkeys(("IF", "ELSEIF", "WHILE", "CASE", "WHEN", "UNTIL"), _condition),
    **dict.fromkeys(
        (
            "BEGIN TRANSACTION", "COMMIT", "ROLLBACK", "BREAK", "LEAVE", "CONTINUE", "ITERATE", "RETURN", "GRANT",
            "REVOKE", "BEGIN", "END",
        ),
        _bare,
    ),
    "ASSERT": _assert, "RAISE": _raise, "CALL": _call, "SET": _set, "DECLARE": _declare, "FOR": _for,
    "EXECUTE": _execute,
}  # fmt: skip
"""How each kind of statement becomes a tree."""
