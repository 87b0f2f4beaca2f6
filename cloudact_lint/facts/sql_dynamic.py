"""The SQL inside EXECUTE IMMEDIATE, as far as literals tell it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cloudact_lint.facts.sql_tokens import GAP, Token, string_body
from cloudact_lint.lazy import lazy_pattern

_ESCAPE = lazy_pattern(r"\\(?:[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.S)
_FAREST = 20_000
"""Characters between the parts of a payload."""
_LONGEST = 500_000
_BLANKS = frozenset("nrtvfab\n\r")

Payload = tuple[int, str]
"""Where the text of a payload begins in the whole text, and the text: it keeps all offsets."""

_NONE: dict[str, Payload] = {}


def payload(text: str, tokens: Sequence[Token], base: int = 0, known: Mapping[str, Payload] = _NONE) -> Payload | None:
    """The SQL that an expression makes, in place: character n of it stands at offset + n.

    Understands literals, variables whose text is ``known`` (by their name in capitals), ``FORMAT('…', …)``,
    ``CONCAT(…)``, ``a || b`` and ``REPLACE(…, '…', …)``; what is no literal becomes a hole. ``base`` is where
    ``text`` begins in the whole text. None when no literal says anything.
    """
    if not tokens:
        return None
    word, inner = tokens[0].word, tokens[2:-1] if tokens[-1].word == ")" else tokens[2:]
    called = len(tokens) > 2 and tokens[1].word == "("
    if called and word == "FORMAT":
        return payload(text, _first_argument(inner), base, known)
    if called and word == "REPLACE":
        return _replaced(text, inner, base, known)
    joiner = "||"
    if called and word == "CONCAT" and _closes_at_end(tokens):
        tokens, joiner = inner, ","
    if tokens and tokens[0].word in known:
        if len(tokens) == 1:
            return known[tokens[0].word]
        if tokens[1].word == joiner:
            return _appended(known[tokens[0].word], _joined(text, tokens[2:], joiner, base))
    return _joined(text, tokens, joiner, base)


def _closes_at_end(tokens: Sequence[Token]) -> bool:
    """Whether the first parenthesis is closed by the last token, or by none."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.word == "(") - (token.word == ")")
        if token.word == ")" and depth == 0:
            return index == len(tokens) - 1
    return True


def _appended(first: Payload, second: Payload | None) -> Payload:
    """``q || '…'``: the text of q, and further on in the whole text what is put behind it."""
    start, made = first
    gap = second[0] - start - len(made) if second else -1
    if second is None or not 0 <= gap <= _FAREST or len(made) > _LONGEST:
        return start, made + " " + GAP
    return start, made + " " * gap + second[1]


def _replaced(text: str, tokens: Sequence[Token], base: int, known: Mapping[str, Payload]) -> Payload | None:
    """``REPLACE(sql, 'mark', value)``: the mark becomes a hole."""
    first = _first_argument(tokens)
    made = payload(text, first, base, known)
    mark = tokens[len(first) + 1] if len(first) + 1 < len(tokens) else None
    if made is None or mark is None or mark.kind != "s":
        return made
    begin, end = string_body(text[mark.start : mark.end])
    written = text[mark.start + begin : mark.start + end]
    return (made[0], made[1].replace(written, GAP * len(written))) if written else made


def _first_argument(tokens: Sequence[Token]) -> Sequence[Token]:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.word == "(") - (token.word == ")")
        if token.word == "," and depth == 0:
            return tokens[:index]
    return tokens


def _joined(text: str, tokens: Sequence[Token], joiner: str, base: int) -> Payload | None:
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
    if start < 0:
        return None
    if gap and tokens[-1].end > done:
        made.append(" " + GAP * (tokens[-1].end - done - 1))
    return start + base, "".join(made)


def _blank(match: re.Match[str]) -> str:
    """An escape sequence as text of the same length."""
    escape = match.group()
    last = " " if escape[1] in _BLANKS or len(escape) > 2 else escape[1]
    return " " * (len(escape) - 1) + last
