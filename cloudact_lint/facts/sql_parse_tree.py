"""sqlglot at work on a part of a text: what it makes of the part, and where its nodes stand."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cloudact_lint.facts.sql_parse_mask import cover, has_hole, matching
from cloudact_lint.facts.sql_parse_template import template_table
from cloudact_lint.facts.sql_tables import split_quoted
from cloudact_lint.facts.sql_tokens import GAP, Token, with_braces
from cloudact_lint.lazy import lazy_pattern

DEEP = "nested too deeply"
DEEPEST = 200
"""How deep parentheses may nest; sqlglot calls itself about ten times for each."""
_MOST_DROPPED = 8
_MARKS = lazy_pattern(rf"(?:__h\d+__|{GAP}+)+")


class SqlProblem(Exception):
    """Why a part of a text has no tree; ``at`` is an offset of the whole text."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


@lru_cache(maxsize=1)
def _tools() -> tuple[Any, Any, tuple[type[Exception], ...]]:
    import logging

    from sqlglot.dialects.bigquery import BigQuery
    from sqlglot.errors import SqlglotError

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    dialect = BigQuery()
    # With all of the text before it as context, an error tells its own offset.
    return dialect, dialect.parser(error_message_context=1 << 40), (SqlglotError, ValueError, AttributeError, TypeError)


class Notes:
    """What the parts of one text share; offsets are of the whole text.

    ``holes`` are the placeholders left out, ``unsure`` where something may be there or not.
    """

    def __init__(self, tags: tuple[int, ...] = ()) -> None:
        self.holes: set[tuple[int, int]] = set()
        self.unsure: list[int] = sorted(tags)

    def between(self, start: int, end: int) -> list[int]:
        """The ``unsure`` places in a range."""
        return self.unsure[bisect_left(self.unsure, start) : bisect_left(self.unsure, end)] if self.unsure else []


class Part:
    """A part of a text, by its tokens.

    ``text`` is what the tokens' offsets mean, ``base`` where it begins in the whole text.
    """

    def __init__(self, text: str, base: int, tokens: Sequence[Token], notes: Notes) -> None:
        self.text, self.base, self.tokens, self.notes = text, base, tokens, notes
        self.pairs = matching(self.tokens)
        self._openers: dict[int, int] | None = None
        self.starts = [token.start for token in self.tokens]
        self.dropped: set[int] = set()
        self.shift = 0
        """What to add to an offset of sqlglot to get one of ``text``."""

    def part(self, start: int, end: int) -> Part:
        """The tokens from index ``start`` to before ``end`` as a part of their own."""
        return Part(self.text, self.base, self.tokens[start:end], self.notes)

    def word(self, index: int) -> str:
        """The word of a token, empty beyond the last."""
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def after(self, index: int) -> int:
        """The index after a token, or after the parenthesis that it opens."""
        return self.pairs.get(index, index) + 1

    def opener(self, index: int) -> int:
        """The parenthesis that a closing one belongs to; -1 for any other token."""
        if self._openers is None:
            self._openers = {closing: opening for opening, closing in self.pairs.items()}
        return self._openers.get(index, -1)

    def find(self, word: str, at: int = 0, end: int | None = None) -> int:
        """The first token ``word`` outside parentheses; -1 if there is none."""
        end = len(self.tokens) if end is None else end
        while at < end:
            if self.tokens[at].word == word:
                return at
            at = self.pairs.get(at, at) + 1
        return -1

    def split(self, at: int, end: int, types: bool = False) -> list[tuple[int, int]]:
        """The ranges of tokens between commas outside parentheses; empty ones are left out.

        ``types``: neither inside ``<…>`` of types.
        """
        found: list[tuple[int, int]] = []
        since, depth = at, 0
        while at < end:
            word = self.tokens[at].word
            if word == "," and depth <= 0:
                found.append((since, at))
                since = at + 1
            elif types:
                depth += word.count("<") - word.count(">")
            at = self.pairs.get(at, at) + 1
        found.append((since, end))
        return [(start, stop) for start, stop in found if start < stop]

    def index(self, offset: int) -> int:
        """The token that begins at or after an offset of ``text``."""
        return bisect_left(self.starts, offset)

    def place(self, index: int) -> int:
        """Where a token begins, in the whole text; beyond the last: where the part ends."""
        if not self.tokens:
            return self.base
        if index >= len(self.tokens):
            return self.tokens[-1].end + self.base
        return self.tokens[index].start + self.base

    def places(self, start: int, end: int) -> tuple[int, int]:
        """Where tokens ``start`` to before ``end`` stand, in the whole text."""
        return self.tokens[start].start + self.base, self.tokens[max(start, end - 1)].end + self.base

    def name_parts(self, start: int, end: int) -> tuple[str, ...]:
        """The parts of the dotted name that tokens ``start`` to before ``end`` write."""
        text, parts = self.text, []
        joined = -1
        for token in self.tokens[start:end]:
            written = text[token.start : token.end]
            if token.kind == "q":
                parts += [with_braces(part) for part in split_quoted(written[1:].rstrip("`"))]
                joined = -1
            elif token.kind in "wp":
                made = ("{{" in written and template_table(written)) or (with_braces(written),)
                if joined == token.start and parts:
                    parts[-1] += made[0]
                    parts += made[1:]
                else:
                    parts += made
                joined = token.end
            elif written == "-":
                parts[-1:] = [(parts[-1] if parts else "") + "-"]
                joined = token.end
            else:
                joined = -1
        return tuple(parts)

    def path(self, at: int) -> int:
        """The index after the dotted name that begins at token ``at``."""
        tokens, count, index = self.tokens, len(self.tokens), at
        while index < count and tokens[index].kind in "wq":
            quoted = tokens[index].kind == "q"
            index += 1
            while (
                not quoted
                and index + 1 < count
                and tokens[index].word == "-"
                and tokens[index + 1].kind == "w"
                and tokens[index - 1].end == tokens[index].start
                and tokens[index].end == tokens[index + 1].start
            ):
                index += 2
            if index + 1 < count and tokens[index].word == "." and tokens[index + 1].kind in "wq":
                index += 1
                continue
            break
        return index

    def is_hole(self, index: int) -> bool:
        """Whether a token is nothing but a placeholder."""
        if not 0 <= index < len(self.tokens):
            return False
        token = self.tokens[index]
        written = self.text[token.start : token.end]
        return token.kind == "w" and has_hole(written) and with_braces(written) == "{}"

    # sqlglot ------------------------------------------------------------------------------

    def parse(self, prefix: str = "", suffix: str = "") -> Any:
        """What sqlglot makes of the part, put between ``prefix`` and ``suffix``.

        Placeholders that stand where nothing can stand are left out, and noted.
        """
        if not self.tokens:
            raise SqlProblem("nothing here", self.base)
        self.shift = self.tokens[0].start - len(prefix)
        first: SqlProblem | None = None
        for _ in range(_MOST_DROPPED):
            covered = prefix + cover(self.text, self.tokens, self.pairs, self.dropped) + suffix
            try:
                node = self._run(covered)
            except SqlProblem as problem:
                first = first or problem
                if not self._drop(problem.at - self.base):
                    raise first from None
            else:
                for index in self.dropped:
                    start, end = self.places(index, index + 1)
                    self.notes.holes.add((start, end))
                    insort(self.notes.unsure, start)
                return node
        assert first is not None
        raise first

    def _run(self, covered: str) -> Any:
        dialect, parser, errors = _tools()
        try:
            found = [node for node in parser.parse(dialect.tokenize(covered), covered) if node is not None]
        except RecursionError:
            raise SqlProblem(DEEP, self.place(0)) from None
        except errors as error:
            details = (getattr(error, "errors", None) or [{}])[0]
            offset = len(details["start_context"]) if details.get("start_context") is not None else -1
            at = self.shift + offset if offset >= 0 else self.tokens[0].start
            at = min(max(at, self.tokens[0].start), self.tokens[-1].end)
            raise SqlProblem(_said(str(details.get("description") or "")), at + self.base) from None
        if len(found) != 1 or type(found[0]).__name__ == "Command":
            raise SqlProblem("not understood", self.place(0))
        return found[0]

    def _drop(self, at: int) -> bool:
        """Leave out the placeholder at ``at``, or the last one before; False if there is none."""
        for index in range(min(self.index(at + 1), len(self.tokens)) - 1, -1, -1):
            if index not in self.dropped and self.is_hole(index):
                self.dropped.add(index)
                return True
        return False


def _said(description: str) -> str:
    """What sqlglot says is wrong, in the words of SQL."""
    if description.startswith("Required keyword"):
        return "something is missing here"
    if description.startswith("Expect"):
        return description.partition(" but got")[0].rstrip(".").lower()
    return "not expected here" if "Unexpected token" in description else "not understood"


def text_value(value: str) -> str:
    """The value of a string with ``{}`` for what is put in when it runs; ``%d`` and the like stay."""
    return _MARKS.sub("{}", value) if "__h" in value or GAP in value else value
