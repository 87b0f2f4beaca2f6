"""One concept under several names: found by how names are written, prefixed and abbreviated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.schema._described import Column, Described, words

_SNAKE = lazy_pattern(r"[a-z0-9]*(?:_[a-z0-9]+)+|[a-z0-9]+(?:_[a-z0-9]*)+")
_CAMEL = lazy_pattern(r"[A-Za-z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*|[A-Z][a-z][A-Za-z0-9]*")
_PREFIXED = lazy_pattern(r"([a-z]?_)([a-z]\w+)")
_SHORT = {
    "acct": "account", "addr": "address", "amt": "amount", "avg": "average", "canceled": "cancelled", "cfg": "config",
    "cnt": "count", "color": "colour", "configuration": "config", "cust": "customer", "dept": "department",
    "desc": "description", "dt": "date", "env": "environment", "identifier": "id", "information": "info",
    "lang": "language", "lat": "latitude", "lng": "longitude", "lon": "longitude", "maximum": "max", "minimum": "min",
    "msg": "message", "nr": "number", "num": "number", "organisation": "org", "organization": "org", "pct": "percent",
    "percentage": "percent", "qty": "quantity", "ref": "reference", "ts": "timestamp", "tz": "timezone", "usr": "user",
}  # fmt: skip
"""Words that mean the same, each with the one that stands for them here."""
_STEMS = {
    "create": "created", "creation": "created", "update": "updated", "delete": "deleted", "deletion": "deleted",
    "insert": "inserted", "insertion": "inserted", "ingest": "ingested", "ingestion": "ingested", "load": "loaded",
    "expires": "expired", "expiry": "expired", "expiration": "expired", "expire": "expired", "start": "started",
    "end": "ended", "completion": "completed", "modification": "modified",
}  # fmt: skip
_GROUP = 3
"""So many columns with a prefix and without make a subject that is named in two ways."""
_MOMENT = frozenset({"at", "on", "time", "timestamp", "datetime"})
_STEMMED = frozenset({*_STEMS.values(), *_STEMS})


@dataclass(frozen=True, slots=True)
class Mixed:
    """Columns that are named otherwise than their relatives.

    ``kind``: ``case``, ``prefix`` or ``spelling``. ``odd`` are the columns of the rarer way, ``usual`` the
    others. ``style`` and ``other`` tell the two ways in words.
    """

    kind: str
    odd: tuple[Column, ...]
    usual: tuple[Column, ...]
    style: str
    other: str


def mixed(tables: Sequence[Described]) -> Iterator[Mixed]:
    """What is named inconsistently in the tables of one family."""
    for item in tables:
        found = _cases(item)
        if found is not None:
            yield found
    yield from _prefixes(tables)
    yield from _spellings(tables)


def _cases(item: Described) -> Mixed | None:
    snake = [Column(item, field) for field in item.fields if _SNAKE.fullmatch(field.name)]
    camel = [Column(item, field) for field in item.fields if _CAMEL.fullmatch(field.name)]
    if not snake or not camel:
        return None
    if len(camel) > len(snake):
        return Mixed("case", tuple(snake), tuple(camel), "snake_case", "camelCase")
    return Mixed("case", tuple(camel), tuple(snake), "camelCase", "snake_case")


def _prefixes(tables: Sequence[Described]) -> Iterator[Mixed]:
    """Columns that have a short prefix in some tables of the family and none in others."""
    columns = _by_lower_name(tables)
    pairs: dict[str, list[str]] = defaultdict(list)
    for name in columns:
        found = _PREFIXED.fullmatch(name)
        if found and found.group(2) in columns and _apart(columns[name], columns[found.group(2)]):
            pairs[found.group(1)].append(found.group(2))
    yield from _groups(columns, pairs)
    for prefix, bases in sorted(pairs.items()):
        if len(bases) == 1 and "_" not in bases[0]:
            continue
        long = [column for base in bases for column in columns[prefix + base]]
        short = [column for base in bases for column in columns[base]]
        yield _decided("prefix", long, short, f"with `{prefix}`", f"without `{prefix}`")


def _groups(columns: dict[str, list[Column]], pairs: dict[str, list[str]]) -> Iterator[Mixed]:
    """Columns of one subject, some with a short prefix and some without: ``x_route_id``, ``route_name``.

    Single columns that have both names are told of by themselves, as ``pairs``.
    """
    with_prefix: dict[tuple[str, str], set[str]] = defaultdict(set)
    without: dict[str, set[str]] = defaultdict(set)
    for name in columns:
        found = _PREFIXED.fullmatch(name)
        base = found.group(2) if found else name
        if base.count("_") and not (found and base in pairs.get(found.group(1), ())):
            subject = base.partition("_")[0]
            if found:
                with_prefix[found.group(1), subject].add(name)
            elif len(subject) > 2:
                without[subject].add(name)
    for (prefix, subject), names in sorted(with_prefix.items()):
        if min(len(names), len(without[subject])) >= _GROUP:
            long = [column for name in names for column in columns[name]]
            short = [column for name in without[subject] for column in columns[name]]
            yield _decided("prefix", long, short, f"with `{prefix}`", f"without `{prefix}`")


def _spellings(tables: Sequence[Described]) -> Iterator[Mixed]:
    """Columns whose names differ only in abbreviations, separators or the word for a moment."""
    groups: dict[str, dict[str, list[Column]]] = defaultdict(dict)
    for name, columns in _by_lower_name(tables).items():
        groups[_meaning(columns[0])][name] = columns
    for ways in groups.values():
        if len(ways) < 2:
            continue
        lists = list(ways.values())
        if any(not _apart(one, other) for at, one in enumerate(lists) for other in lists[at + 1 :]):
            continue
        if len({column.field.type for columns in lists for column in columns}) > 1:
            continue
        ordered = sorted(ways, key=lambda name: (-len(ways[name]), name))
        odd = [column for name in ordered[1:] for column in ways[name]]
        names = " and ".join(f"`{ways[name][0].field.name}`" for name in ordered[1:])
        yield Mixed("spelling", _sorted(odd), tuple(ways[ordered[0]]), names, f"`{ways[ordered[0]][0].field.name}`")


def _by_lower_name(tables: Iterable[Described]) -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = defaultdict(list)
    for item in tables:
        for field in item.fields:
            found[_name(field.name)].append(Column(item, field))
    return {name: found[name] for name in sorted(found)}


def _name(name: str) -> str:
    """A name in snake_case: camelCase against snake_case is told of once for the whole table."""
    return name.lower() if "_" in name or name.isupper() else "_".join(words(name)) or name.lower()


def _meaning(column: Column) -> str:
    """What a column is about, the same for all ways to write it."""
    parts = [_SHORT.get(word, word) for word in words(column.field.name)]
    is_moment = column.field.type in ("TIMESTAMP", "DATETIME") and parts[-1:] and parts[-1] in _MOMENT
    if is_moment and len(parts) > 1 and parts[-2] in _STEMMED:
        return " ".join((*parts[:-2], _STEMS.get(parts[-2], parts[-2]), "at"))
    return "".join(parts)


def _apart(one: Sequence[Column], other: Sequence[Column]) -> bool:
    """Whether no table has both, and their types agree: else they are two things."""
    tables = {id(column.of) for column in one}
    types = {column.field.type for column in (*one, *other)}
    return all(id(column.of) not in tables for column in other) and len(types) == 1


def _decided(kind: str, one: list[Column], other: list[Column], style: str, against: str) -> Mixed:
    """The rarer way is the odd one, by tables, then by columns."""

    def weight(columns: list[Column]) -> tuple[int, int]:
        return (len({id(column.of) for column in columns}), len(columns))

    if weight(one) <= weight(other):
        return Mixed(kind, _sorted(one), _sorted(other), style, against)
    return Mixed(kind, _sorted(other), _sorted(one), against, style)


def _sorted(columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(sorted(columns, key=lambda column: column.order))
