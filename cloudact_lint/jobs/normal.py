"""SQL texts as lists of words that are equal where two texts are the same query.

Comments, blanks, case and backticks do not count; literals and parameters are ``?``; whatever a
placeholder stands for is ``HOLE``.
"""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts.sql_tokens import tokens, with_braces

HOLE = "\0"
"""In our own texts: one word or more, or any part of a word."""
Words = tuple[str, ...]


def normal(text: str) -> Words:
    """The words of a text."""
    found: list[str] = []
    for word in _words(text):
        if word == "?" and found[-1:] == ["."] and found[-2:-1] == ["?"]:
            del found[-1]  # 1.5
        elif word == "?" and len(found) > 1 and found[-1] == "," and found[-2] == "?" and _in_list(found):
            del found[-1]  # IN (1, 2, 3) is one query, however many there are
        elif word == HOLE and found[-1:] == [HOLE]:
            continue
        else:
            found.append(word)
    while found and found[-1] == ";":
        del found[-1]
    return tuple(found)


def _words(text: str) -> Iterator[str]:
    for token in tokens(text):
        raw = text[token.start : token.end]
        if token.kind == "s":
            yield "?"
        elif token.kind == "p":
            yield raw.upper() if raw.startswith("@@") else "?"
        elif token.kind == "q":
            yield from _path(raw.strip("`"))
        elif token.kind == "w":
            yield _word(raw)
        else:
            yield "!=" if token.word == "<>" else token.word


def _word(raw: str) -> str:
    name = with_braces(raw)
    if name[:1].isdigit() and "{}" not in name:
        return "?"
    return name.upper().replace("{}", HOLE)


def _path(name: str) -> Iterator[str]:
    """A name in backticks as it would lex without them."""
    name = with_braces(name).upper().replace("{}", HOLE)
    for number, part in enumerate(name.split(".")):
        if number:
            yield "."
        for at, piece in enumerate(part.split("-")):
            if at:
                yield "-"
            if piece:
                yield piece


def _in_list(found: list[str]) -> bool:
    """Whether the last literal is the first of a list after IN."""
    return found[-4:-2] == ["IN", "("]
