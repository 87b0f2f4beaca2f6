"""From an offset in a text to its place in the file, where the text is not the file itself.

String literals and YAML scalars are decoded: escapes, indentation and folding make their
characters stand elsewhere than counting would say. ``places`` (see
:class:`~cloudact_lint.facts.model.Piece`) keep what is needed to find them again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from cloudact_lint.findings import Span

Places = Sequence[tuple[int, int, int]]


def place_of(places: Places, offset: int, text: str) -> tuple[int, int]:
    """Row and column in the file of character ``offset`` of ``text``.

    From the last triple at or before it columns run on; a newline in between begins the
    next row at column 1. Without places the text begins at row 1, column 1.
    """
    index = bisect_right(places, (offset, 1 << 60, 0)) - 1
    start, row, column = places[index] if index >= 0 else (0, 1, 1)
    newline = text.rfind("\n", start, offset)
    if newline < 0:
        return row, column + offset - start
    return row + text.count("\n", start, offset), offset - newline


def span_of(places: Places, start: int, end: int, text: str) -> Span:
    """The span of ``text[start:end]`` in the file; the end is where its last character ends."""
    row, column = place_of(places, start, text)
    if end <= start:
        return Span(row, column, row, column)
    end_row, end_column = place_of(places, end - 1, text)
    return Span(row, column, end_row, end_column + 1)


def line_places(lines: Iterable[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Places for a text of which it is known where each piece begins, by offset.

    Triples that say no more than the one before them are left out.
    """
    kept: list[tuple[int, int, int]] = []
    for place in sorted(lines):
        if kept and kept[-1][0] == place[0]:
            kept[-1] = place
        elif not kept or (place[1], place[2] - place[0]) != (kept[-1][1], kept[-1][2] - kept[-1][0]):
            kept.append(place)
    return tuple(kept)
