"""Which SQL of the code a query was: by its words, placeholders fitting anything."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cloudact_lint.jobs.normal import HOLE, Words

_FEWEST = 6
"""Fixed words that a text with placeholders must have, so that it does not fit everything."""


class Patterns:
    """Texts to look queries up in. Each is known by its number in the sequence given."""

    def __init__(self, texts: Sequence[Words]) -> None:
        self._exact: dict[Words, list[int]] = defaultdict(list)
        self._texts = texts
        self._fixed: dict[int, int] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        counts: dict[str, int] = defaultdict(int)
        loose = []
        for number, words in enumerate(texts):
            if not any(HOLE in word for word in words):
                if words:
                    self._exact[words].append(number)
                continue
            fixed = [word for word in words if HOLE not in word]
            if len(fixed) >= _FEWEST:
                loose.append((number, fixed))
                self._fixed[number] = len(fixed)
                for word in set(fixed):
                    counts[word] += 1
        for number, fixed in loose:  # a query that lacks the rarest word of a text is not that text
            self._by_word[min(set(fixed), key=lambda word: (counts[word], word))].append(number)

    def find(self, query: Words) -> list[int]:
        """The texts that a query may be: equal ones, else those with most fixed words."""
        if query in self._exact:
            return self._exact[query]
        asked = sorted({number for word in set(query) for number in self._by_word.get(word, ())})
        found = [number for number in asked if fits(self._texts[number], query)]
        most = max((self._fixed[number] for number in found), default=0)
        return [number for number in found if self._fixed[number] == most]


def fits(pattern: Words, query: Words) -> bool:
    """Whether ``query`` is ``pattern`` with each hole filled by one word or more."""
    parts = _parts(pattern)
    first, last = parts[0], parts[-1]
    least = sum(map(len, parts)) + len(parts) - 1
    if len(query) < least or not _at(first, query, 0):
        return False
    if len(parts) == 1:
        return len(query) == len(first)
    if not _at(last, query, len(query) - len(last)):
        return False
    # Between the ends each part may stand as far left as it fits: what follows has most room then.
    at, end = len(first) + 1, len(query) - len(last)
    for part in parts[1:-1]:
        found = next((start for start in range(at, end - len(part) + 1) if _at(part, query, start)), -1)
        if found < 0:
            return False
        at = found + len(part) + 1
    return at <= end


@lru_cache(maxsize=4096)
def _parts(pattern: Words) -> tuple[Words, ...]:
    """What stands between the holes; the first and last part may be empty."""
    parts: list[list[str]] = [[]]
    for word in pattern:
        if word == HOLE:
            parts.append([])
        else:
            parts[-1].append(word)
    return tuple(map(tuple, parts))


def _at(part: Iterable[str], query: Words, start: int) -> bool:
    return all(
        word == query[start + offset] or (HOLE in word and _like(word, query[start + offset]))
        for offset, word in enumerate(part)
    )


def _like(word: str, other: str) -> bool:
    """A word with a hole in it is like ``SALES_DAILY`` if the rest is."""
    return _pattern(word).fullmatch(other) is not None


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, word.split(HOLE))), re.DOTALL)
