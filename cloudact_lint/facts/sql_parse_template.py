"""What templates (Jinja, dbt) say around and inside SQL."""

from __future__ import annotations

import re
from typing import NamedTuple

from cloudact_lint.lazy import lazy_pattern

_TAG = lazy_pattern(r"\{%[-+]?\s*(if|elif|else|endif|for|endfor)\b([^%]{0,2000}(?:%(?!\})[^%]{0,500}){0,8})%\}")
_OTHER_TURN = lazy_pattern(r"\bnot\s+loop\.(?:first|last)\b|\bloop\.(?:first|last)\s*==\s*[Ff]alse")
_REF = lazy_pattern(r"\{\{-?\s*(?:ref|source)\s*\(([^)]*)\)", re.S)
_QUOTED = lazy_pattern(r"""['"]([^'"]+)['"]""")


class Branches(NamedTuple):
    """What the tags of a template choose from.

    ``hidden`` are the ranges of text left out: of several branches one is read, and a loop has one turn.
    ``tags`` is where something may be there or not, or more than once.
    """

    hidden: tuple[tuple[int, int], ...] = ()
    tags: tuple[int, ...] = ()

    def hides(self, offset: int) -> bool:
        """Whether what stands at an offset is left out."""
        return any(start <= offset < end for start, end in self.hidden)


NO_BRANCHES = Branches()


def branches(text: str) -> Branches:
    """The branches of a text's template tags."""
    if "{%" not in text:
        return NO_BRANCHES
    hidden: list[tuple[int, int]] = []
    tags: list[int] = []
    opened: list[tuple[int, bool]] = []
    for match in _TAG.finditer(text):
        word, condition = match.group(1), match.group(2)
        if word in ("if", "for"):
            tags.append(match.start())
        if word == "if":
            other = _OTHER_TURN.search(condition) is not None
            opened.append((match.end() if other else -1, not other))
        elif word in ("elif", "else", "endif") and opened:
            since, chosen = opened.pop()
            if since >= 0:
                hidden.append((since, match.start()))
            if word != "endif":
                opened.append((match.end() if chosen else -1, True))
    return Branches(tuple(hidden), tuple(tags))


def template_table(written: str) -> tuple[str, ...]:
    """The table that ``{{ ref('x') }}`` or ``{{ source('a', 'b') }}`` stands for; empty for anything else."""
    match = _REF.match(written)
    return tuple(_QUOTED.findall(match.group(1))) if match else ()
