"""What is surely wrong with the words of a BigQuery statement, whatever a parser makes of it.

A parser that stumbles proves little: it may not know a clause. So only mistakes that no dialect of
BigQuery's SQL allows count (https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical,
.../query-syntax, .../procedural-language).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cloudact_lint.facts.sql_tokens import GAP, Token, tokens, unterminated, with_braces, word_set
from cloudact_lint.lazy import lazy_pattern

_WANTS = word_set(
    "WHERE HAVING QUALIFY AND OR ON BY SET LIMIT FROM JOIN INTO LIKE BETWEEN = <= >= != <> / || SELECT NOT"
)
"""Words that something must follow."""
_ENDS = word_set("WHERE HAVING QUALIFY AND OR GROUP ORDER LIMIT FROM ) , ; UNION THEN = <= >= != <>")
"""Words that no operand begins with; ``""`` is the end of the statement."""
_AFTER_COMMA = word_set(", AND OR = <= >= != <>")
"""What cannot follow a comma: a select list may end in one."""
_SUSPECT = lazy_pattern(
    r"(?i),\s*,|\b(?:WHERE|HAVING|QUALIFY|AND|OR|ON|BY|SET|LIMIT|FROM|JOIN|INTO|LIKE|BETWEEN|SELECT|NOT)"
    r"(?:\s|--[^\n]*\n)*(?:(?:WHERE|HAVING|QUALIFY|AND|OR|GROUP|ORDER|LIMIT|FROM|UNION|THEN)\b|[),;=]|\Z)"
    r"|[=/]\s*(?:[),;]|\Z|(?:WHERE|AND|OR|GROUP|ORDER)\b)|,\s*(?:AND|OR)\b|\|\|\s*(?:[),;]|\Z)"
)
_TEMPLATE = lazy_pattern(r"\{%|\{\{|\{#|<[A-Z_]+>|\.\.\.|…")
_TAG = lazy_pattern(r"\{%|\{\{|\{#")
_CLOSING = {"(": ")", "[": "]"}
READ = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"})
"""Kinds of statements whose words are looked at."""


class Fault(NamedTuple):
    """A mistake, where it stands in the text, and what is wrong."""

    start: int
    end: int
    message: str


def open_end(text: str) -> Fault | None:
    """A string, quoted name or comment that never ends; a quoted name ends in its own line."""
    if _TAG.search(text):
        return None
    found = unterminated(text)
    for token in tokens(text):
        if token.kind == "q" and "\n" in text[token.start : token.end]:
            found = (token.start, "quoted name")
            break
    if found is None:
        return None
    start, what = found
    return Fault(start, start + 1, f"a {what} begins here that never ends")


def statement_fault(text: str, start: int, length: int) -> Fault | None:
    """The first thing that is surely wrong in one statement, if its words are all there."""
    part = text[start : start + length]
    if _TEMPLATE.search(part) or GAP in part:
        return None
    found = tokens(part)
    if not _has_holes(found, part):
        fault = _unbalanced(found, start)
        if fault is not None:
            return fault
    if _SUSPECT.search(part):
        return next(_pairs(found, part, start), None)
    return None


def _has_holes(found: Sequence[Token], text: str) -> bool:
    return any(token.kind == "w" and "{}" in with_braces(text[token.start : token.end]) for token in found)


def _unbalanced(found: Sequence[Token], base: int) -> Fault | None:
    """A parenthesis without its other one."""
    stack: list[Token] = []
    for token in found:
        if token.kind != "o":
            continue
        if token.word in _CLOSING:
            stack.append(token)
        elif token.word in (")", "]"):
            if not stack:
                return Fault(base + token.start, base + token.end, f"`{token.word}` closes nothing")
            opened = stack.pop()
            if _CLOSING[opened.word] != token.word:
                message = f"`{token.word}` stands where `{_CLOSING[opened.word]}` has to close `{opened.word}`"
                return Fault(base + token.start, base + token.end, message)
    if stack:
        last = stack[-1]
        return Fault(base + last.start, base + last.end, f"`{last.word}` is never closed")
    return None


def _pairs(found: Sequence[Token], text: str, base: int) -> Iterator[Fault]:
    """Two words side by side between which something is missing."""
    for index, token in enumerate(found):
        word = token.word
        following = found[index + 1] if index + 1 < len(found) else None
        after = following.word if following is not None else ""
        if following is not None and not after:
            continue  # a string, a quoted name, a parameter
        if word == ",":
            wrong = following is not None and after in _AFTER_COMMA
        else:
            wrong = word in _WANTS and (after in _ENDS or following is None)
        before = found[index - 1].word if index else ""
        if not wrong or before == "." or after == "." or _is_meant(before, word, after):
            continue
        shown = f"`{text[token.start : token.end]}`"
        next_word = f"`{text[following.start : following.end]}`" if following is not None else "the end"
        yield Fault(base + token.start, base + token.end, f"something is missing between {shown} and {next_word}")


def _is_meant(before: str, word: str, after: str) -> bool:
    """Pairs that are right after all: ``GROUP BY ALL``, ``NOT = …`` of other words, ``GROUP AND ORDER BY``."""
    return (
        (word == "AND" and after == "ORDER")
        or (word == "SET" and after in ("=", ",", ")"))
        or (word == "=" and before == "@")
        or (word == "SELECT" and after == "=")
        or (word == "ON" and before == "PARTITION")
        or (word == "NOT" and after not in ("", ")", ","))
    )


_WORDS_OF_COLUMNS = word_set(
    "INT64 INTEGER INT BIGINT STRING BYTES NUMERIC BIGNUMERIC DECIMAL FLOAT64 BOOL BOOLEAN DATE DATETIME TIME "
    "TIMESTAMP JSON GEOGRAPHY STRUCT ARRAY INTERVAL"
)


def missing_comma(text: str, at: int) -> Fault | None:
    """A column definition that begins where a comma or the end of the list is due."""
    found = tokens(text[at : at + 400])
    if len(found) < 2 or found[0].kind not in "wq" or "{}" in with_braces(text[at : at + found[0].end]):
        return None
    if found[1].word in _WORDS_OF_COLUMNS and found[0].word not in _WORDS_OF_COLUMNS:
        name = text[at + found[0].start : at + found[0].end]
        return Fault(at + found[0].start, at + found[0].end, f"a comma is missing before `{name}`")
    return None
