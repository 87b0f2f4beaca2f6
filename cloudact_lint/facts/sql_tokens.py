"""The words of BigQuery SQL, with exact offsets, in linear time, whatever the text.

A lexer of our own instead of sqlglot's: that one folds the rest of ``CALL`` and ``EXECUTE
IMMEDIATE`` statements into one token with a wrong offset, and gives up on an unterminated
string. This one never fails, knows the placeholders of templates, and costs no import.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cloudact_lint.lazy import lazy_pattern

GAP = "\ue000"
"""A run of this private character is a hole; see :func:`cloudact_lint.facts.sql_dynamic`."""

_HOLE = (
    r"\{\{[^{}]{0,1000}(?:(?:\}(?!\})|\{(?!\{))[^{}]{0,500}){0,8}\}\}|\$?\{[^{}%#\n]{0,200}\}|\$\w+"
    rf"|%\(\w+\)[a-zA-Z]|%[-+0]*\d*(?:\.\d+)?[sdifgeEtTpxXo]|{GAP}+"
)
_STRING = (
    r"(?:[rR][bB]?|[bB][rR]?)?(?:"
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:"""|\\?\Z)'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?:'''|\\?\Z)"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?)"
)
_TOKEN = lazy_pattern(
    r"(?P<skip>\s+|--[^\n]*|\#[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/)?"
    r"|\{%[^%]{0,2000}(?:%(?!\})[^%]{0,500}){0,8}%\}|\{\#[^#]{0,5000}(?:\#(?!\})[^#]{0,500}){0,20}\#\})"
    rf"|(?P<s>{_STRING})"
    r"|(?P<q>`[^`]*`?)"
    r"|(?P<p>@@?[\w.]+)"
    rf"|(?P<w>(?:\w+|{_HOLE})+)"
    r"|(?P<o>\|\||\|>|[<>!]=|<>|.)",
    re.S,
)
_HOLES = lazy_pattern(rf"(?:{_HOLE}|__h\d+__)+")


def word_set(words: str) -> frozenset[str]:
    """The words of a text, for tests of membership."""
    return frozenset(words.split())


class Token(NamedTuple):
    """A word, name, literal or sign.

    ``kind`` is ``w`` (word, keyword, hole, number), ``q`` (in backticks), ``s`` (string),
    ``p`` (``@param``) or ``o`` (anything else). ``word`` is the text in upper case for words
    and signs, and empty for the others: a quoted name is never a keyword.
    """

    kind: str
    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The tokens of a SQL text; comments, white space and template tags are left out."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "skip":
            continue
        assert kind is not None
        word = match.group().upper() if kind in "wo" else ""
        found.append(Token(kind, word, match.start(), match.end()))
    return found


def first_words(text: str, count: int) -> list[Token]:
    """The first ``count`` tokens, without looking at the rest of the text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is None or kind == "skip":
            continue
        found.append(Token(kind, match.group().upper() if kind in "wo" else "", match.start(), match.end()))
        if len(found) == count:
            break
    return found


def with_braces(name: str) -> str:
    """A name with every placeholder in it written ``{}``."""
    if name.isidentifier() and "__h" not in name and GAP not in name:
        return name
    return _HOLES.sub("{}", name)


def is_hole(token: Token, text: str) -> bool:
    """Whether a token is nothing but a placeholder."""
    return token.kind == "w" and with_braces(text[token.start : token.end]) == "{}"


def unterminated(text: str) -> tuple[int, str] | None:
    """Where a string, quoted name or comment begins that never ends, and what it is."""
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        if kind == "q" and (len(token) == 1 or not token.endswith("`")):
            return match.start(), "quoted name"
        if kind == "s" and not _closed(token):
            return match.start(), "string"
        if kind == "skip" and token.startswith("/*") and not (token.endswith("*/") and len(token) > 3):
            return match.start(), "comment"
    return None


def string_body(token: str) -> tuple[int, int]:
    """Where the characters of a string literal begin and end inside it."""
    prefix = len(token) - len(token.lstrip("rRbB"))
    quote = 3 if token[prefix : prefix + 3] in ('"""', "'''") else 1
    end = len(token) - quote if _closed(token) else len(token)
    return prefix + quote, max(end, prefix + quote)


def _closed(token: str) -> bool:
    body = token.lstrip("rRbB")
    mark = body[:3] if body[:3] in ('"""', "'''") else body[:1]
    if len(body) < 2 * len(mark) or not body.endswith(mark):
        return False
    inner = body[len(mark) : -len(mark)]
    return (len(inner) - len(inner.rstrip("\\"))) % 2 == 0
