"""Which columns of different tables are surely one concept, and of what type each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.schema._described import Column, Described, words

_SAYS_NOTHING = frozenset(
    {
        "amount", "attribute", "attributes", "code", "comment", "config", "configuration", "content", "context",
        "count", "current", "custom", "data", "date", "datetime", "day", "default", "detail", "details", "duration",
        "end", "event", "external", "extra", "field", "fields", "first", "flag", "hash", "id", "index", "info",
        "input", "internal", "item", "items", "key", "kind", "label", "labels", "last", "level", "limit", "list",
        "max", "message", "meta", "metadata", "min", "mode", "month", "name", "new", "next", "note", "notes",
        "number", "object", "old", "original", "output", "param", "parameter", "parameters", "params", "parsed",
        "payload", "position", "prev", "previous", "priority", "processed", "properties", "property", "quantity",
        "rank", "rate", "raw", "ratio", "record", "reference", "request", "response", "result", "results", "row",
        "score", "sequence", "settings", "size", "source", "start", "state", "status", "string", "sum", "tag", "tags",
        "target", "text", "time", "timestamp", "total", "type", "unit", "value", "values", "version", "week", "year",
    }
)  # fmt: skip
"""Words that mean something else in every table: a name of nothing else is no concept."""
_KEY = lazy_pattern(r"_(?:id|uuid|guid|slug|key|code|email)$")
_MEASURE = lazy_pattern(r"_(?:amount|cost|costs|count|price|quantity|total|tokens|usd|eur|bytes|seconds|rate)$")
_DATE = lazy_pattern(r"_date$")
_MOMENT = lazy_pattern(r"_at$")
_TO_DATE = lazy_pattern(r"(?:_to|^up_to|_per|_on|_for|_by|_metric)_date$")
_QUESTION = lazy_pattern(r"^(?:is|has|was|can|should|num|count|number|days?|weeks?|months?|years?)_")
_FORMAT = lazy_pattern(
    r"(?i)y{2,4}\W?m{1,2}|iso.?8601|rfc.?3339|epoch|unix|julian|(?:milli|micro|nano)?seconds since|days since|as string"
    r"|string format|\bformat(?:ted)?\b|\bas (?:delivered|received|exported|provided)\b"
)
"""A description that says in which form a moment is written."""
_AS_DELIVERED = lazy_pattern(r"(?i)(?:^|_)(?:raw|landing|staging|stg|stage|external|ext|import|imported)(?:_|\d|$)")
_NO_MOMENT = frozenset({"BOOL", "BYTES", "JSON", "TIME", "FLOAT64", "NUMERIC", "BIGNUMERIC"})
"""Of these types is an answer, an amount or a time of day, whatever its name ends in."""
_TEMPORAL = frozenset({"DATE", "DATETIME", "TIMESTAMP"})
_NUMBERS = frozenset({"INT64", "FLOAT64", "NUMERIC", "BIGNUMERIC"})
_ANY_SYSTEM = frozenset(
    [
        "batch",
        "document",
        "entity",
        "group",
        "job",
        "message",
        "node",
        "process",
        "request",
        "run",
        "session",
        "step",
        "task",
        "thread",
    ]
)
"""What every system numbers in its own way: ``job_id`` here need not be ``job_id`` there."""
_EXACT = (
    "NUMERIC", "BIGNUMERIC", "JSON", "BOOL", "DATE", "TIMESTAMP", "STRING", "INT64", "DATETIME", "TIME", "BYTES",
    "FLOAT64",
)  # fmt: skip
"""Which type to take where as many tables have one as the other: the one that loses nothing."""
_SCALAR = frozenset(_EXACT)
_MANY = 4
"""Tables in which a key must have one type before another folder's other type is surely a slip."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One name with several types. ``odd`` are the columns of the rarer types, ``usual`` the others.

    ``sure`` is false where the difference may be meant: numbers of several kinds, a flag and the number of
    rows that have it, a key in tables of different folders.
    """

    name: str
    odd: tuple[Column, ...]
    usual: tuple[Column, ...]
    sure: bool = True

    @property
    def numbers(self) -> bool:
        """Whether all types are numbers, which BigQuery converts by itself."""
        return _NUMBERS.issuperset(self.types)

    @property
    def types(self) -> tuple[str, ...]:
        """The types, the usual one last."""
        return tuple(dict.fromkeys(c.field.type for c in (*self.odd, *self.usual)))


def by_name(tables: Iterable[Described]) -> dict[str, list[Column]]:
    """The scalar columns of the tables, by name in lower case."""
    found: dict[str, list[Column]] = defaultdict(list)
    for item in tables:
        for field in item.fields:
            if field.type in _SCALAR and field.mode != "REPEATED":
                found[field.name.lower()].append(Column(item, field))
    return {name: sorted(found[name], key=lambda column: column.order) for name in sorted(found)}


def wanted(name: str) -> str:
    """The type that the ending of a name promises: DATE, TIMESTAMP or nothing."""
    if _QUESTION.search(name) or _TO_DATE.search(name) or "_" not in name.strip("_"):
        return ""
    return "DATE" if _DATE.search(name) else "TIMESTAMP" if _MOMENT.search(name) else ""


def wrong(name: str, columns: Sequence[Column]) -> Iterator[tuple[Column, bool]]:
    """The columns that are not of the type their name promises, and whether that is surely a slip."""
    promised = wanted(name)
    for column in columns:
        kind = column.field.type
        if not promised or kind == promised or kind in _NO_MOMENT:
            continue
        if kind == "STRING":
            said = _FORMAT.search(column.field.description) is not None
            yield column, not said and _AS_DELIVERED.search(column.of.name) is None
        elif kind == "INT64" or (promised == "TIMESTAMP" and kind == "DATETIME"):
            yield column, any(other.field.type in _TEMPORAL and other.field.type != kind for other in columns)
        else:
            yield column, True


def clash(name: str, columns: Sequence[Column]) -> Clash | None:
    """The columns of one concept whose types differ; None if they agree, or are not surely one concept."""
    if len({column.field.type for column in columns}) < 2 or not is_concept(name):
        return None
    families: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        families[column.of.family].append(column)
    together = [c for group in families.values() if len({x.field.type for x in group}) > 1 for c in group]
    if together:
        found = _divided(name, together)
        types = frozenset(found.types)
        unsure = (found.numbers and not is_measure(name)) or ("BOOL" in types and not types.isdisjoint(_NUMBERS))
        return replace(found, sure=not unsure)
    if _KEY.search(name):
        found = _divided(name, columns)
        if len(found.usual) >= _MANY and len(found.odd) * 4 <= len(found.usual):
            return replace(found, sure=False)
    return None


def is_concept(name: str) -> bool:
    """Whether a name says enough to mean the same thing in related tables."""
    parts = [part for part in words(name) if not part.isdigit() and len(part) > 1]
    if len(parts) < 2:
        return False
    if _KEY.search(name) and len(parts) == 2 and parts[0] in _ANY_SYSTEM:
        return False
    return not _SAYS_NOTHING.issuperset(parts)


def is_measure(name: str) -> bool:
    """Whether a name is that of an amount."""
    return _MEASURE.search(name) is not None


def _divided(name: str, columns: Sequence[Column]) -> Clash:
    groups: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        groups[column.field.type].append(column)
    usual = max(groups, key=lambda kind: (len(groups[kind]), -_EXACT.index(kind)))
    odd = [c for kind in sorted(groups, key=lambda k: (len(groups[k]), k)) if kind != usual for c in groups[kind]]
    return Clash(name, tuple(odd), tuple(groups[usual]))
