"""The SQL inside EXECUTE IMMEDIATE, as far as literals tell it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cloudact_lint.facts.sql_tokens import GAP, Token, string_body
from cloudact_lint.lazy import lazy_pattern

_ESCAPE = lazy_pattern(r"\\(?:[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.S)
_BLANKS = frozenset("nrtvfab\n\r")

Payload = tuple[int, str]
"""Where the text of a payload begins in the outer text, and the text: it keeps all offsets."""


def payload(text: str, tokens: Sequence[Token]) -> Payload | None:
    """The SQL that an expression makes, in place: character n of it stands at offset + n.

    Understands literals, ``FORMAT('…', …)``, ``CONCAT(…)`` and ``a || b``; what is no
    literal becomes a hole. None when no literal says anything.
    """
    if tokens and tokens[0].word in ("FORMAT", "CONCAT") and len(tokens) > 2 and tokens[1].word == "(":
        inner = tokens[2:-1] if tokens[-1].word == ")" else tokens[2:]
        if tokens[0].word == "FORMAT":
            inner = _first_argument(inner)
            return payload(text, inner)
        return _joined(text, inner, ",")
    return _joined(text, tokens, "||")


def _first_argument(tokens: Sequence[Token]) -> Sequence[Token]:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.word == "(") - (token.word == ")")
        if token.word == "," and depth == 0:
            return tokens[:index]
    return tokens


def _joined(text: str, tokens: Sequence[Token], joiner: str) -> Payload | None:
    """The literals among ``tokens``, with holes of the same length for what lies between."""
    made: list[str] = []
    start = done = -1
    gap, depth = False, 0
    for token in tokens:
        if token.word in ("(", ")"):
            depth += 1 if token.word == "(" else -1
        elif token.kind == "s" and depth == 0:
            begin, end = string_body(text[token.start : token.end])
            begin, end = token.start + begin, token.start + end
            if start < 0:
                start = begin
            else:
                made.append((GAP if gap else " ") * (begin - done))
            raw = text[token.start : begin].lower().startswith(("r", "br"))
            body = text[begin:end]
            made.append(body if raw or "\\" not in body else _ESCAPE.sub(_blank, body))
            done, gap = end, False
            continue
        gap = gap or token.word != joiner
    return (start, "".join(made)) if start >= 0 else None


def _blank(match: re.Match[str]) -> str:
    """An escape sequence as text of the same length."""
    escape = match.group()
    last = " " if escape[1] in _BLANKS or len(escape) > 2 else escape[1]
    return " " * (len(escape) - 1) + last
