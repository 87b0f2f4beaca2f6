"""SQL made ready for sqlglot: every character stays where it is, what would mislead it is covered.

sqlglot knows several hundred functions and rebuilds their calls: arguments change places, JSON paths
and literals lose their text. A letter put in place of the first one makes any function unknown to it,
and arguments stay as written. Placeholders, parameters, quoted names and constants become names, for
names keep their place. Comments and template tags become blanks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cloudact_lint.facts.sql_tokens import GAP, Token, word_set

COVER = "\u01c1"
"""A letter that nobody writes in SQL."""

_CONSTANTS = word_set(
    "NULL TRUE FALSE DEFAULT CURRENT_DATE CURRENT_TIMESTAMP CURRENT_DATETIME CURRENT_TIME SESSION_USER CURRENT_USER"
)
_NO_FUNCTION = word_set(
    "IN VALUES AND OR NOT ON USING WHERE FROM SELECT AS OVER PARTITION BY UNNEST EXCEPT ROLLUP CUBE SETS LIKE ANY SOME "
    "ALL WHEN THEN ELSE CASE JOIN UNION INTERSECT DISTINCT INTERVAL LIMIT HAVING BETWEEN IS SET INTO WITH PIVOT "
    "UNPIVOT FOR TABLESAMPLE SYSTEM WINDOW QUALIFY INSERT MATCH_RECOGNIZE MATCHED ZONE NULLS OF TABLE RETURNING MERGE "
    "UPDATE DELETE END VALUE OFFSET ASC DESC RECURSIVE"
)
"""Words that may stand before a parenthesis and are no function."""
_GENERIC = frozenset(("ARRAY", "STRUCT", "RANGE", "TABLE"))
_PREFIXES = word_set("NOT - ~ + EXISTS INTERVAL ARRAY WITH SELECT -> AS")
_MOST_LOOSE_JOINS = 12
_CASTS = frozenset(("CAST", "SAFE_CAST"))


def matching(tokens: Sequence[Token]) -> dict[int, int]:
    """For each opening parenthesis or bracket its closing one, by index."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        word = token.word
        if word in ("(", "["):
            opened.append(index)
        elif word in (")", "]") and opened:
            found[opened.pop()] = index
    return found


def too_hard(tokens: Sequence[Token], deepest: int) -> str:
    """Why a text is too much for a parser that calls itself, or tries again; empty if it is not.

    Counts how deep parentheses, types, CASE and chains of prefix signs nest. JOINs without ON make
    sqlglot try every way to pair them.
    """
    depth = run = cases = joins = 0
    outer: list[int] = []
    before = ""
    for token in tokens:
        word = token.word
        if word in ("(", "["):
            depth += 1
            outer.append(joins)
            joins = 0
        elif word in (")", "]") and outer:
            depth -= 1
            joins = outer.pop()
        elif word == "CASE" or (word == "<" and before in _GENERIC):
            cases += 1
        elif word in ("END", ">"):
            cases = max(0, cases - 1)
        elif word == "JOIN" and before != "CROSS":
            joins += 1
        elif word in ("ON", "USING", "UNNEST", "SELECT", "WHEN"):
            joins = max(0, joins - 1) if word != "SELECT" else 0
        run = run + 1 if word in _PREFIXES else 0
        if depth + cases + run > deepest:
            return "nested too deeply"
        if joins > _MOST_LOOSE_JOINS:
            return "JOINs without ON"
        before = word
    return ""


def has_hole(written: str) -> bool:
    """Whether a word has a placeholder in it."""
    return "{" in written or "__h" in written or "$" in written or "%" in written or GAP in written


def cover(text: str, tokens: Sequence[Token], pairs: dict[int, int], dropped: Collection[int]) -> str:
    """The text from the first token to the last, covered. ``dropped`` tokens become blanks."""
    made: list[str] = []
    changes = _calls(tokens, pairs)
    done = tokens[0].start
    for index, token in enumerate(tokens):
        if token.start < done:
            continue  # a part of a type, covered already
        if token.start > done:
            made.append(" " * (token.start - done))
        done = token.end
        if index in dropped:
            made.append(" " * (token.end - token.start))
        elif index in changes:
            written, last = changes[index]
            done = tokens[last].end
            made.append(written * (done - token.start) if len(written) == 1 else written)
        else:
            made.append(_covered(text, tokens, index))
    return "".join(made)


def _covered(text: str, tokens: Sequence[Token], index: int) -> str:
    token = tokens[index]
    written = text[token.start : token.end]
    kind = token.kind
    if kind == "q":
        return f"`{COVER * (len(written) - 2)}`" if len(written) > 2 and written[-1] == "`" else written
    if kind == "p" or written == "?":
        return COVER * len(written)
    if kind != "w":
        return written
    if has_hole(written):
        return COVER * len(written)
    word = token.word
    before = tokens[index - 1].word if index else ""
    if written[0].isdigit():
        return COVER * len(written) if before == "INTERVAL" else written
    if word in _CONSTANTS:
        return COVER + written[1:]
    following = tokens[index + 1].word if index + 1 < len(tokens) else ""
    if (
        following == "("
        and (before == "[" or word not in _NO_FUNCTION)
        and not (word == "REPLACE" and before in ("*", ")"))
    ):
        return COVER + written[1:]
    return written


def _calls(tokens: Sequence[Token], pairs: dict[int, int]) -> dict[int, tuple[str, int]]:
    """What CAST and EXTRACT say in their own way, told as arguments: token index to text and last token."""
    found: dict[int, tuple[str, int]] = {}
    called: list[bool] = []
    for index, token in enumerate(tokens):
        word = token.word
        if word == "(":
            before = tokens[index - 1] if index else token
            called.append(before.kind in "wq" and before.word not in _NO_FUNCTION)
        elif word == ")" and called:
            called.pop()
        elif word in _CASTS and index + 1 in pairs:
            _cast(tokens, index + 1, pairs, found)
        elif word == "EXTRACT" and index + 1 in pairs:
            at = _outside(tokens, index + 2, pairs[index + 1], pairs, "FROM")
            if at >= 0:
                found[at] = (",   ", at)
        elif word in ("TABLE", "MODEL") and called and called[-1] and tokens[index - 1].word in ("(", ","):
            following = tokens[min(index + 1, len(tokens) - 1)]
            found.update({index: (" ", index)} if following.kind in "wq" and following.word != "AS" else {})
    return found


def _cast(tokens: Sequence[Token], opening: int, pairs: dict[int, int], found: dict[int, tuple[str, int]]) -> None:
    end = pairs[opening]
    at = _outside(tokens, opening + 1, end, pairs, "AS")
    if at < 0 or at + 1 >= end:
        return
    stop = _outside(tokens, at + 1, end, pairs, "FORMAT")
    last = (stop if stop >= 0 else end) - 1
    if last > at:
        found[at + 1] = (COVER, last)
    if stop >= 0:
        found[stop] = (" ", end - 1)


def _outside(tokens: Sequence[Token], at: int, end: int, pairs: dict[int, int], word: str) -> int:
    """The last ``word`` between two tokens that is in no inner parentheses; -1 if there is none."""
    found = -1
    while at < end:
        if tokens[at].word == word:
            found = at
        at = pairs.get(at, at) + 1
    return found
