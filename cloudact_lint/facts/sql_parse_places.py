"""Where the nodes of sqlglot's tree stand in the text, and what their names are there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cloudact_lint.facts.sql_parse_tree import Part

_LEAVES = frozenset(("Identifier", "Literal"))


def children(node: Any) -> Iterable[Any]:
    """The nodes right inside a node, in the order sqlglot keeps them."""
    for value in node.args.values():
        if isinstance(value, list):
            yield from (item for item in value if hasattr(item, "args"))
        elif hasattr(value, "args"):
            yield value


class Places:
    """Finds the places of what :class:`Part` parsed."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.delta = part.shift + part.base
        """What to add to sqlglot's offsets."""

    def index(self, offset: int) -> int:
        """The token at an offset of the whole text."""
        return self.part.index(offset - self.part.base)

    def extent(self, node: Any) -> tuple[int, int]:
        """Where a node stands by its own words or those inside it; (0, 0) if nothing tells."""
        meta = node._meta
        if meta and "start" in meta and type(node).__name__ in _LEAVES:
            return meta["start"] + self.delta, meta["end"] + self.delta + 1
        low, high = 0, 0
        stack = [node]
        while stack:
            item = stack.pop()
            meta = item._meta
            if meta and "start" in meta:
                start, end = meta["start"] + self.delta, meta["end"] + self.delta + 1
                low = start if not high else min(low, start)
                high = max(high, end)
            stack.extend(children(item))
        return low, high

    def widen(self, start: int, words: Iterable[str]) -> int:
        """The offset of the token before ``start`` if it is one of ``words``, else ``start``."""
        index = self.index(start) - 1
        return self.part.place(index) if self.part.word(index) in words else start

    def closed(self, start: int) -> int:
        """Where the parenthesis ends that follows the token at ``start``."""
        at = self.index(start)
        closing = self.part.pairs.get(at + 1)
        return self.part.place(at) if closing is None else self.part.tokens[closing].end + self.part.base

    def with_closing(self, start: int, end: int) -> int:
        """Where what reaches from ``start`` to ``end`` ends with the parentheses opened in it."""
        first, index = self.index(start), self.part.index(end - self.part.base)
        while self.part.opener(index) >= first:
            end = self.part.tokens[index].end + self.part.base
            index += 1
        return end

    def dotted(self, start: int, end: int) -> tuple[str, ...]:
        """The parts of the name that stands in a range."""
        first, last = self.index(start), self.part.index(end - self.part.base)
        return self.part.name_parts(first, last)
