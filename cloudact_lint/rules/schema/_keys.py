"""Which table a key belongs to, and which columns elsewhere hold it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.schema._described import Column, Described, words

_KEY = lazy_pattern(r"(?i)\w+_(?:id|uuid|guid|key|slug|code|no|number)|\w*[a-z](?:Id|Uuid|Key|No|Number)")
_UNIQUE = lazy_pattern(r"(?i)\bunique|\bprimary key\b")
_DOCUMENTED = lazy_pattern(
    r"(?i)\b(?:references?|foreign key|fk|links? (?:back )?to|refers? to|referring to|points? to|joins? (?:to|with|on)"
    r"|matches|maps to|lookup|see|key of|id of the|belongs to|defined in|comes? from|taken from|copied from)\b"
)
_VERSION = lazy_pattern(r"^v?\d+$")
_TYPES = frozenset({"STRING", "INT64", "BYTES"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A key, the column of the table it belongs to, and the columns that hold it and do not say so."""

    owner: Column
    columns: tuple[Column, ...]


def references(tables: Sequence[Described], tenant: str, names: Iterable[str]) -> Iterator[Reference]:
    """The undocumented foreign keys of a family. ``names`` are those of all tables, in lower case."""
    known = frozenset(names)
    owners = _owners(tables)
    keys = {id(column.field) for columns in owners.values() for column in columns}
    found: dict[str, list[Column]] = defaultdict(list)
    for item in tables:
        for at, field in enumerate(item.fields):
            if at == 0 and _UNIQUE.search(field.description):
                continue  # the table's own key, whatever it is called
            owner = owners.get(field.name.lower(), ())
            if len(owner) == 1 and id(field) not in keys and field.name.lower() != tenant.lower():
                column = Column(item, field)
                if field.type == owner[0].field.type and not _says(field.description, known):
                    found[field.name.lower()].append(column)
    for name in sorted(found):
        yield Reference(owners[name][0], tuple(sorted(found[name], key=lambda column: column.order)))


def _owners(tables: Iterable[Described]) -> dict[str, list[Column]]:
    """Columns that are their own table's key, by name: by the table's name, else by what is said of the first."""
    named: dict[str, list[Column]] = defaultdict(list)
    first: dict[str, list[Column]] = defaultdict(list)
    for item in tables:
        stems, nouns = _stems(item.name), frozenset(map(_singular, words(item.name)))
        for at, field in enumerate(item.fields):
            if field.type not in _TYPES or field.mode == "REPEATED" or not _KEY.fullmatch(field.name):
                continue
            if "".join(words(field.name)[:-1]) in stems:
                named[field.name.lower()].append(Column(item, field))
            elif at == 0 and field.mode == "REQUIRED" and _UNIQUE.search(field.description):
                if words(field.name)[-2:-1] and words(field.name)[-2] not in nouns:
                    continue  # the key of something that the table is not named for
                first[field.name.lower()].append(Column(item, field))
    return {**first, **named}


def _stems(table: str) -> frozenset[str]:
    """What a key of the table may be called before its last word: ``shop_order_lines`` gives line, orderline …"""
    parts = [part for part in words(table) if not _VERSION.match(part)]
    if not parts:
        return frozenset()
    parts[-1] = _singular(parts[-1])
    return frozenset("".join(parts[at:]) for at in range(len(parts)))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _says(description: str, tables: frozenset[str]) -> bool:
    """Whether a description tells what a column refers to."""
    if _DOCUMENTED.search(description):
        return True
    return any(word in tables for word in _NAME.findall(description.lower()))


_NAME = lazy_pattern(r"[a-z_]\w+")
