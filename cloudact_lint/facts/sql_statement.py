"""What one SQL statement does: its kind, target, flags and key columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cloudact_lint.facts.records import TableRef
from cloudact_lint.facts.sql_tables import read_path, source_tables
from cloudact_lint.facts.sql_tokens import Token, word_set

VERBS = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"))
_OBJECTS = {
    "TABLE": "table", "VIEW": "view", "PROCEDURE": "procedure", "FUNCTION": "function", "SCHEMA": "schema",
    "MODEL": "model", "INDEX": "index", "DATABASE": "schema",
}
_FILLER = word_set("OR REPLACE TEMP TEMPORARY MATERIALIZED EXTERNAL SNAPSHOT AGGREGATE SEARCH VECTOR UNIQUE")
_AFTER_WHERE = word_set("GROUP ORDER HAVING LIMIT QUALIFY WINDOW UNION RETURNING")


class Described(NamedTuple):
    """The parts of a SqlStatement that its own tokens tell."""

    kind: str
    target: TableRef | None
    tables: list[TableRef]
    flags: tuple[str, ...]
    keys: tuple[str, ...]


def describe(text: str, tokens: Sequence[Token]) -> Described:
    """Look at the tokens of one statement, without its ``;``."""
    at = main_verb(tokens)
    kind = tokens[at].word if tokens[at].kind in "wo" else ""
    if kind in ("CREATE", "DROP", "ALTER", "TRUNCATE", "UNDROP"):
        return _definition(text, tokens, at)
    index = at + 1
    if kind not in ("INSERT", "UPDATE", "DELETE", "MERGE", "CALL", "LOAD"):
        compared = _keys(text, _where(tokens)) if kind == "SELECT" else ()
        return Described(kind, None, source_tables(text, tokens), (), compared)
    while index < len(tokens) and tokens[index].word in ("INTO", "FROM", "DATA", "OVERWRITE", "ONLY", "OR"):
        index += 1
    flags: list[str] = []
    if kind == "LOAD":
        flags.append("overwrite" if any(token.word == "OVERWRITE" for token in tokens[at:index]) else "append")
        if index < len(tokens) and tokens[index].word in ("TEMP", "TEMPORARY"):
            index, flags = index + 2, [*flags, "temp"]
    target, index = read_path(text, tokens, index)
    if kind == "CALL":
        return Described(kind, target, [target] if target else [], (), ())
    rest = tokens[index:]
    sources = source_tables(text, tokens[:at]) if at else []
    sources += source_tables(text, rest, selected=kind in ("UPDATE", "MERGE"), merge=kind == "MERGE", also=tokens[:at])
    keys: tuple[str, ...] = ()
    if kind == "INSERT":
        flags += _insert_flags(tokens[:at], rest, target, sources)
    elif kind in ("UPDATE", "DELETE"):
        where = _where(rest)
        if where and not _constant_true(where):
            flags.append("where")
        keys = _keys(text, where)
    elif kind == "MERGE":
        on = _between(rest, "ON", "WHEN")
        keys = _keys(text, on)
        if _constant_false(on):
            flags.append("never-matches")
    return Described(kind, target, [target, *sources] if target else sources, tuple(flags), keys)


def main_verb(tokens: Sequence[Token]) -> int:
    """The index of the word that says what a statement does: after WITH clauses and parentheses."""
    at = 0
    while at < len(tokens) - 1 and tokens[at].word == "(":
        at += 1
    if tokens[at].word == "FROM":
        return next((i for i, token in enumerate(tokens) if token.word == "SELECT"), at)
    if tokens[at].word != "WITH":
        return at
    depth = 0
    for index in range(at + 1, len(tokens)):
        word = tokens[index].word
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in VERBS:
            return index
    return at


def _definition(text: str, tokens: Sequence[Token], at: int) -> Described:
    """CREATE, DROP, ALTER, TRUNCATE."""
    kind = tokens[at].word
    index, flags = at + 1, list[str]()
    while index < len(tokens) and tokens[index].word in _FILLER:
        flags += {"REPLACE": ["or-replace"], "TEMP": ["temp"], "TEMPORARY": ["temp"]}.get(tokens[index].word, [])
        index += 1
    if index < len(tokens) and (thing := _OBJECTS.get(tokens[index].word)):
        flags.append(thing)
        index += 1
        if index < len(tokens) and tokens[index].word == "FUNCTION":
            index += 1
    elif kind != "TRUNCATE":
        return Described(kind, None, source_tables(text, tokens[index:]), tuple(flags), ())
    if index < len(tokens) and tokens[index].word == "IF":
        flags.append("if-not-exists" if index + 1 < len(tokens) and tokens[index + 1].word == "NOT" else "if-exists")
        while index < len(tokens) and tokens[index].word in ("IF", "NOT", "EXISTS"):
            index += 1
    target, index = read_path(text, tokens, index)
    rest = tokens[index:]
    if any(
        token.word == "AS" and rest[i + 1].word in ("SELECT", "WITH", "(", "FROM") for i, token in enumerate(rest[:-1])
    ):
        flags.append("select")
    sources = source_tables(text, rest)
    for i, token in enumerate(rest[:-1]):
        if token.word in ("CLONE", "COPY", "LIKE") and kind == "CREATE" and i < 2:
            copied, _ = read_path(text, rest, i + 1)
            sources += [copied] if copied else []
    is_table = "table" in flags or "view" in flags or kind == "TRUNCATE"
    return Described(kind, target, [target, *sources] if target and is_table else sources, tuple(flags), ())


def _insert_flags(
    head: Sequence[Token], rest: Sequence[Token], target: TableRef | None, sources: Sequence[TableRef]
) -> list[str]:
    depth, found = 0, ""
    for index, token in enumerate(rest):
        depth += (token.word == "(") - (token.word == ")")
        if token.word in ("SELECT", "WITH", "FROM", "TABLE") and (depth == 0 or rest[index - 1].word == "("):
            found = "select"
            break
        if token.word in ("VALUES", "ROW") and depth == 0:
            found = "values"
            break
    flags = [found] if found else []
    if _anti_pattern([*head, *rest]):
        own = target is None or any(ref.parts[-1].lower() == target.parts[-1].lower() for ref in sources)
        flags.append("anti-join" if own else "anti-join-other")
    return flags


def _anti_pattern(tokens: Sequence[Token]) -> bool:
    """NOT EXISTS (…), NOT IN (SELECT …), LEFT JOIN … IS NULL, EXCEPT DISTINCT, COUNT(*) … = 0."""
    left = counted = False
    words = [token.word for token in tokens] + [""] * 4
    for index in range(len(tokens)):
        word, second, third = words[index], words[index + 1], words[index + 2]
        if word == "NOT" and second == "EXISTS":
            return True
        if word == "NOT" and second == "IN" and third == "(" and words[index + 3] in ("SELECT", "WITH", "("):
            return True
        if word == "EXCEPT" and second == "DISTINCT":
            return True
        left = left or (word == "LEFT" and second in ("JOIN", "OUTER"))
        counted = counted or (word == "COUNT" and second == "(")
        if left and word == "IS" and second == "NULL":
            return True
        if counted and word == "=" and second == "0":
            return True
    return False


def _where(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of the WHERE clause outside parentheses."""
    depth, start = 0, -1
    for index, token in enumerate(tokens):
        depth += (token.word == "(") - (token.word == ")")
        if depth == 0 and token.word == "WHERE" and start < 0:
            start = index + 1
        elif depth == 0 and start >= 0 and token.word in _AFTER_WHERE:
            return tokens[start:index]
    return tokens[start:] if start >= 0 else ()


def _between(tokens: Sequence[Token], first: str, last: str) -> Sequence[Token]:
    depth, start = 0, -1
    for index, token in enumerate(tokens):
        depth += (token.word == "(") - (token.word == ")")
        if depth == 0 and token.word == first and start < 0:
            start = index + 1
        elif depth == 0 and token.word == last and start >= 0:
            return tokens[start:index]
    return tokens[start:] if start >= 0 else ()


def _constant_true(tokens: Sequence[Token]) -> bool:
    words = [token.word for token in tokens if token.word not in ("(", ")")]
    if words == ["TRUE"]:
        return True
    return len(words) == 3 and words[1] == "=" and words[0] == words[2] and words[0].isdigit()


def _constant_false(tokens: Sequence[Token]) -> bool:
    words = [token.word for token in tokens if token.word not in ("(", ")")]
    if words == ["FALSE"]:
        return True
    return len(words) == 3 and words[1] == "=" and words[0].isdigit() and words[2].isdigit() and words[0] != words[2]


def _keys(text: str, tokens: Sequence[Token]) -> tuple[str, ...]:
    """Columns compared by ``=`` or IN, in order, lower case; subqueries are passed over."""
    found: dict[str, None] = {}
    skip = 0
    opened: list[int] = []
    start = 0
    for index, token in enumerate(tokens):
        word = token.word
        if word == "(":
            opened.append(index)
            if index + 1 < len(tokens) and tokens[index + 1].word in ("SELECT", "WITH"):
                skip = skip or len(opened)
        elif word == ")" and opened:
            if len(opened) == skip:
                skip = 0
            opened.pop()
        elif skip:
            continue
        elif word in ("AND", "OR", "NOT"):
            if word != "NOT":
                start = index + 1
        elif word in ("=", "IN"):
            for side in (tokens[start:index], _right(tokens, index) if word == "=" else ()):
                if name := _column(text, side):
                    found[name] = None
    return tuple(found)


def _right(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    for index in range(at + 1, len(tokens)):
        if tokens[index].word in ("AND", "OR"):
            return tokens[at + 1 : index]
    return tokens[at + 1 :]


_NO_COLUMN = word_set("NULL TRUE FALSE DATE TIMESTAMP DATETIME CAST SAFE_CAST NOT CASE INTERVAL CURRENT_DATE")


def _column(text: str, tokens: Sequence[Token]) -> str:
    """The first column named in an expression, by its last part; empty if there is none."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        plain = token.kind == "w" and not token.word[0].isdigit() and token.word not in _NO_COLUMN
        if plain or token.kind == "q":
            ref, after = read_path(text, tokens, index)
            called = after < len(tokens) and tokens[after].word == "("
            if ref is not None and not called and "{}" not in ref.parts[-1]:
                return ref.parts[-1].lower()
            index = max(after, index + 1)
            continue
        index += 1
    return ""
