"""Tables that belong together by their names, and the one that is partitioned otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloudact_lint.config.globs import matcher
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.schema._described import family

if TYPE_CHECKING:
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.rules.schema._layouts import Said

_LEAST = 3
"""How many tables make a family."""
_WORDS = 3
_VERSION = lazy_pattern(r"v?\d+")
_LOADING = lazy_pattern(r"(?i).*(?:ingest|load|insert|import|sync|_partition).*")
"""Columns that tell when a row came in, not when the thing happened."""

Laid = tuple["Table", "Said"]


@dataclass(frozen=True, slots=True, eq=False)
class Odd:
    """A table partitioned by another column than ``column``, which the ``usual`` ones are partitioned by."""

    table: Table
    said: Said
    usual: tuple[Laid, ...]
    column: str
    has_column: bool
    loading: bool
    """It is partitioned by the time of loading, its siblings by that of the event."""


def odd_ones(
    tables: Sequence[tuple[Table, Sequence[Said]]],
    groups: Sequence[str],
    families: Sequence[tuple[str, ...]],
) -> Iterator[Odd]:
    """The odd tables of all families, each once."""
    laid = [(table, one) for table, said in tables if (one := _partitioned(said)) is not None]
    seen: set[int] = set()
    for members in (*_by_globs([(group,) for group in groups], laid), *_by_name(laid), *_by_globs(families, laid)):
        for odd in _odd_of(members):
            if id(odd.table) not in seen:
                seen.add(id(odd.table))
                yield odd


def _partitioned(said: Sequence[Said]) -> Said | None:
    """The place that counts, if it partitions."""
    return next((one for one in said if one.partition is not None), None)


def _by_globs(groups: Iterable[tuple[str, ...]], laid: Sequence[Laid]) -> Iterator[list[Laid]]:
    for globs in groups:
        belongs = matcher(globs)
        yield [entry for entry in laid if belongs(entry[0].name) or belongs(entry[0].name.lower())]


def _by_name(laid: Sequence[Laid]) -> Iterator[list[Laid]]:
    """Tables of one folder whose names differ in one word; names of one or two words say too little."""
    found: dict[tuple[str, ...], dict[str, Laid]] = {}
    for entry in laid:
        table, said = entry
        folder = family(table.canonical.path if table.canonical is not None else said.path)
        words = [word for word in table.name.lower().split("_") if not _VERSION.fullmatch(word)]
        for at in range(len(words)):
            if len(words) >= _WORDS:
                found.setdefault((folder, *words[:at], "*", *words[at + 1:]), {}).setdefault(words[at], entry)
    for members in found.values():
        yield list(members.values())


def _odd_of(members: Sequence[Laid]) -> Iterator[Odd]:
    if len(members) < _LEAST:
        return
    columns = Counter(_column(one) for _, one in members)
    usual, count = columns.most_common(1)[0]
    if not usual or count * 3 < len(members) * 2 or count == len(members):
        return
    like = tuple((table, one) for table, one in members if _column(one) == usual)
    written = like[0][1].partition.column if like[0][1].partition is not None else usual
    for table, one in members:
        if _column(one) == usual:
            continue
        has = any(field.name.lower() == usual for field in table.fields)
        loading = not _LOADING.fullmatch(usual) and (not _column(one) or bool(_LOADING.fullmatch(_column(one))))
        yield Odd(table, one, like, written, has, loading)


def _column(said: Said) -> str:
    return said.partition.column.lower() if said.partition is not None else ""
