"""Which tables a SQL statement names, and where."""

from __future__ import annotations

from collections.abc import Sequence

from cloudact_lint.facts.records import TableRef
from cloudact_lint.facts.sql_tokens import Token, with_braces, word_set

_CLAUSE_END = word_set(
    "WHERE GROUP ORDER HAVING LIMIT QUALIFY WINDOW UNION INTERSECT EXCEPT SELECT SET WHEN |> RETURNING VALUES"
)
_NOT_ALIAS = _CLAUSE_END | word_set(
    "ON USING JOIN LEFT RIGHT FULL INNER CROSS OUTER AS FOR TABLESAMPLE PIVOT UNPIVOT WITH THEN DO END AND OR "
    "NATURAL MATCH_RECOGNIZE , ( ) ; = . MERGE INSERT"
)
_BEFORE_TABLE = frozenset(("FROM", "JOIN"))


def read_path(text: str, tokens: Sequence[Token], at: int) -> tuple[TableRef | None, int]:
    """The dotted name that begins at token ``at``, and the index after it.

    Backticks are part of the reference's extent. ``my-project.ds.t`` may be unquoted.
    """
    parts: list[str] = []
    index, count = at, len(tokens)
    while index < count and tokens[index].kind in ("w", "q"):
        token = tokens[index]
        if token.kind == "q":
            parts += [with_braces(part) for part in split_quoted(text[token.start + 1 : token.end].rstrip("`"))]
            index += 1
        else:
            end = index
            while (
                end + 2 < count
                and tokens[end + 1].word == "-"
                and tokens[end + 2].kind == "w"
                and tokens[end].end == tokens[end + 1].start
                and tokens[end + 1].end == tokens[end + 2].start
            ):
                end += 2
            parts.append(with_braces(text[token.start : tokens[end].end]))
            index = end + 1
        if index + 1 < count and tokens[index].word == "." and tokens[index + 1].kind in ("w", "q"):
            index += 1
            continue
        break
    if not parts:
        return None, at
    start = tokens[at].start
    return TableRef(tuple(parts), start, tokens[index - 1].end - start), index


def split_quoted(name: str) -> list[str]:
    """The parts of a name in backticks; dots inside placeholders do not split."""
    if "{" not in name:
        return name.split(".")
    parts, depth, part = [], 0, ""
    for char in name:
        depth += (char == "{") - (char == "}" and depth > 0)
        if char == "." and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += char
    return [*parts, part]


def common_table_names(text: str, tokens: Sequence[Token]) -> frozenset[str]:
    """Names that WITH clauses define, lower case."""
    found: set[str] = set()
    if not any(token.word == "WITH" for token in tokens):
        return frozenset(found)
    for index in range(1, len(tokens) - 2):
        if (
            tokens[index + 1].word == "AS"
            and tokens[index + 2].word == "("
            and tokens[index].kind in ("w", "q")
            and tokens[index - 1].word in ("WITH", "RECURSIVE", ",")
        ):
            token = tokens[index]
            found.add(text[token.start : token.end].strip("`").lower())
    return frozenset(found)


class _Level:
    """What is known of one pair of parentheses."""

    __slots__ = ("first", "in_from", "selected")

    def __init__(self) -> None:
        self.selected = False
        self.in_from = False
        self.first = True


def source_tables(
    text: str, tokens: Sequence[Token], *, selected: bool = False, merge: bool = False, also: Sequence[Token] = ()
) -> list[TableRef]:
    """The tables read by FROM, JOIN, ``TABLE x`` arguments and, in MERGE, USING.

    Common table expressions, aliases, table functions and UNNEST are no tables. ``also`` are
    tokens elsewhere in the statement that may hold WITH clauses; ``selected`` tells that a
    FROM outside parentheses names tables though no SELECT stands before it.
    """
    names = common_table_names(text, [*also, *tokens])
    found: list[TableRef] = []
    aliases: set[str] = set()
    levels = [_Level()]
    levels[0].selected = selected
    index, count = 0, len(tokens)
    while index < count:
        word, level, expect = tokens[index].word, levels[-1], False
        if word == "(":
            levels.append(_Level())
            index += 1
            continue
        if word == ")":
            if len(levels) > 1:
                levels.pop()
        elif word in _BEFORE_TABLE:
            previous = tokens[index - 1].word if index else ""
            expect = (level.selected or level.first) and previous != "DISTINCT"
            level.in_from = level.in_from or expect
        elif word == "," and level.in_from:
            expect = True
        elif word == "USING" and merge and len(levels) == 1:
            expect, merge = True, False
        elif word == "TABLE" and index and tokens[index - 1].word in ("(", ","):
            expect = True
        elif word in _CLAUSE_END:
            level.in_from = False
            level.selected = level.selected or word in ("SELECT", "|>")
        level.first = False
        index += 1
        if expect:
            index = _item(text, tokens, index, names, aliases, found)
    return found


def _item(
    text: str, tokens: Sequence[Token], at: int, names: frozenset[str], aliases: set[str], found: list[TableRef]
) -> int:
    """Take in one item of a FROM clause; the index after its name and alias."""
    while at < len(tokens) and tokens[at].word in ("LATERAL", "ONLY"):
        at += 1
    if at < len(tokens) and tokens[at].word in ("SELECT", "UNNEST"):
        return at
    ref, index = read_path(text, tokens, at)
    if ref is None:
        return index
    if index < len(tokens) and tokens[index].word == "(" and tokens[at].kind == "w":
        return index
    first = ref.parts[0].lower()
    if not (len(ref.parts) == 1 and first in names) and not (len(ref.parts) > 1 and first in aliases):
        found.append(ref)
    alias = index + 1 if index < len(tokens) and tokens[index].word == "AS" else index
    if alias < len(tokens) and tokens[alias].kind in ("w", "q") and tokens[alias].word not in _NOT_ALIAS:
        aliases.add(text[tokens[alias].start : tokens[alias].end].strip("`").lower())
        return alias + 1
    return index
