"""The blocks of a SQL script: which statements exclude each other, or stand in different procedures."""

from __future__ import annotations

from bisect import bisect_right

from cloudact_lint.facts.sql_tokens import Token, tokens, word_set

_OPENERS = word_set("IF CASE LOOP WHILE FOR REPEAT")
_BRANCHES = word_set("ELSE ELSEIF WHEN")
_THEN = word_set("IF ELSEIF CASE WHEN EXCEPTION")
_STARTERS = word_set("BEGIN LOOP REPEAT ELSE")

Block = tuple[int, str, int]
"""Where a block begins, what it is, and the number of the branch."""
Path = tuple[Block, ...]
"""The blocks around a place, outermost first."""


class Blocks:
    """Walks a script once; then tells of two offsets whether one run can reach both."""

    def __init__(self, text: str) -> None:
        self._offsets: list[int] = [0]
        self._paths: list[Path] = [()]
        self._stack: list[Block] = []
        self._first = ""
        """The first word of the statement at hand."""
        self._cases = 0
        """CASE expressions that are open in it."""
        self._procedure = False
        self._walk(tokens(text))

    def apart(self, one: int, two: int) -> bool:
        """Whether two places are in different procedures, or in branches of which only one is taken."""
        first, second = self._at(one), self._at(two)
        for (start, kind, branch), (other, _, there) in zip(first, second):
            if start != other:
                break
            if kind in ("IF", "CASE") and branch != there:
                return True
        procedures = [[start for start, kind, _ in path if kind == "PROCEDURE"] for path in (first, second)]
        return procedures[0] != procedures[1]

    def _at(self, offset: int) -> Path:
        return self._paths[bisect_right(self._offsets, offset) - 1]

    def _walk(self, words: list[Token]) -> None:
        begins = True
        for index, token in enumerate(words):
            word = token.word
            follows = words[index + 1].word if index + 1 < len(words) else ""
            if begins and token.kind == "w":
                begins = self._statement(word, follows, token.start)
                continue
            begins = self._inside(word, follows, token.start)

    def _statement(self, word: str, follows: str, start: int) -> bool:
        """The first word of a statement; whether the next word begins another."""
        self._first, self._cases = word, 0
        if word in _OPENERS:
            self._open(word, start)
        elif word == "BEGIN" and follows not in ("TRANSACTION", ";", ""):
            self._open("PROCEDURE" if self._procedure else "BEGIN", start)
            self._procedure = False
        elif word == "END":
            self._close(start)
        elif word in _BRANCHES and self._stack and self._stack[-1][1] in ("IF", "CASE"):
            begun, kind, branch = self._stack[-1]
            self._stack[-1] = (begun, kind, branch + 1)
            self._note(start)
        return word in _STARTERS and follows not in ("TRANSACTION", ";")

    def _inside(self, word: str, follows: str, start: int) -> bool:
        """A word within a statement; whether the next begins another."""
        if word == ";":
            return True
        if word == "PROCEDURE" and self._first == "CREATE":
            self._procedure = True
        elif word == "BEGIN" and self._procedure and follows not in ("TRANSACTION", ";"):
            return self._statement(word, follows, start)
        elif word == "CASE":
            self._cases += 1
        elif word == "END" and self._cases:
            self._cases -= 1
        elif word == "THEN":
            return self._first in _THEN and not self._cases
        elif word == "DO":
            return self._first in ("WHILE", "FOR")
        return False

    def _open(self, kind: str, start: int) -> None:
        self._stack.append((start, kind, 0))
        self._note(start)

    def _close(self, start: int) -> None:
        if self._stack:
            self._stack.pop()
            self._note(start)

    def _note(self, start: int) -> None:
        self._offsets.append(start)
        self._paths.append(tuple(self._stack))
