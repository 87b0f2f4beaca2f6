"""Families of columns and deprecated columns, from what a configuration says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cloudact_lint.config.braces import LIMIT, TooMany, expand, groups
from cloudact_lint.config.place import Place, describe, table, texts
from cloudact_lint.config.settings import ColumnFamily, DeprecatedColumn, FamilyColumn
from cloudact_lint.errors import nearest

MODES = ("NULLABLE", "REPEATED", "REQUIRED")
TYPES = {
    "BIGNUMERIC": "BIGNUMERIC", "BOOL": "BOOL", "BYTES": "BYTES", "DATE": "DATE", "DATETIME": "DATETIME",
    "FLOAT64": "FLOAT64", "GEOGRAPHY": "GEOGRAPHY", "INT64": "INT64", "INTERVAL": "INTERVAL", "JSON": "JSON",
    "NUMERIC": "NUMERIC", "RANGE": "RANGE", "STRING": "STRING", "STRUCT": "STRUCT", "TIME": "TIME",
    "TIMESTAMP": "TIMESTAMP",
    "BIGDECIMAL": "BIGNUMERIC", "BIGINT": "INT64", "BOOLEAN": "BOOL", "BYTEINT": "INT64", "DECIMAL": "NUMERIC",
    "FLOAT": "FLOAT64", "INT": "INT64", "INTEGER": "INT64", "RECORD": "STRUCT", "SMALLINT": "INT64",
    "TINYINT": "INT64",
}
"""What a type may be called, and its name in standard SQL."""
_BRACES = 20
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_WORDS = re.compile(r"(?:[^\s{}]|\{(?:[^{}]|\{[^{}]*\})*\}|[{}])+")
_FAMILY_KEYS = ("tables", "except", "columns", "required")
_DEPRECATED_KEYS = ("use", "tables", "except")


def families(value: Any, place: Place) -> tuple[ColumnFamily, ...]:
    """The families of ``column-families``, sorted by name."""
    return tuple(sorted(_family(str(name), item, place.below(name)) for name, item in table(value, place).items()))


def _family(name: str, value: Any, place: Place) -> ColumnFamily:
    given = _known(table(value, place), _FAMILY_KEYS, place)
    if "columns" not in given:
        place.fail("has no columns", 'write columns: ["NAME TYPE"]')
    required = given.get("required", True)
    place.below("required").expect(required, bool)
    columns: dict[str, FamilyColumn] = {}
    here = place.below("columns")
    for template in texts(given["columns"], here):
        for column in _columns(template, here):
            if column.name.lower() in columns:
                here.fail(f"names the column '{column.name}' twice")
            columns[column.name.lower()] = column
    return ColumnFamily(name, *_where(given, place), tuple(columns.values()), required)


def _columns(template: str, place: Place) -> Iterator[FamilyColumn]:
    """The columns of ``NAME [TYPE [MODE]]``."""
    name, *rest = _WORDS.findall(template)
    if len(rest) > 2:
        place.fail(f"must hold texts like 'NAME TYPE MODE', not '{template}'")
    kind = mode = ""
    if rest:
        bare = rest[0].upper().partition("(")[0]
        if bare in MODES and len(rest) == 1:
            mode = bare
        elif bare in TYPES:
            kind = TYPES[bare]
        else:
            place.fail(f"there is no type '{rest[0]}'", nearest(rest[0], TYPES))
    if len(rest) == 2:
        mode = rest[1].upper()
        if mode not in MODES:
            place.fail(f"there is no mode '{rest[1]}'", nearest(rest[1], MODES) or f"modes: {', '.join(MODES)}")
    for word in _expand(name, place):
        yield FamilyColumn(word, kind, mode)


def deprecated_columns(value: Any, place: Place) -> tuple[DeprecatedColumn, ...]:
    """The columns of ``deprecated-columns``, sorted by name; templates are spelled out."""
    found: dict[str, DeprecatedColumn] = {}
    for template, said in table(value, place).items():
        here = place.below(template)
        given = {"use": said} if isinstance(said, str) else said
        if not isinstance(given, dict):
            here.fail(f"must be a text or a table, not {describe(said)}", "name the column to use instead")
        use = _known(given, _DEPRECATED_KEYS, here).get("use")
        if not isinstance(use, str) or not use.strip():
            here.below("use").fail(f"must be a text, not {describe(use)}", "name the column to use instead")
        names = _expand(str(template).strip(), here)
        where = _where(given, here)
        for name, successor in zip(names, _successors(str(template), use.strip(), len(names))):
            found[name.lower()] = DeprecatedColumn(name, successor, *where)
    return tuple(sorted(found.values()))


def _successors(template: str, use: str, count: int) -> tuple[str, ...]:
    """One for each column where both sides have the same braces, else the same words for all."""
    same = use.count("{") == template.count("{") and groups(use) and groups(use) == groups(template)
    return expand(use) if same else (use,) * count


def _expand(template: str, place: Place) -> tuple[str, ...]:
    if template.count("{") > _BRACES:
        place.fail(f"a template has {_BRACES} braces at most")
    try:
        words = expand(template)
    except TooMany:
        place.fail(f"'{template}' stands for more than {LIMIT} columns")
    for word in words:
        if not _NAME.fullmatch(word):
            place.fail(f"'{word}' is no name of a column", "templates look like level_{1..3}_{id,name}")
    return words


def _known(given: dict[Any, Any], keys: tuple[str, ...], place: Place) -> dict[Any, Any]:
    for name in given:
        if name not in keys:
            place.below(name).fail("unknown key", nearest(str(name), keys))
    return given


def _where(given: dict[Any, Any], place: Place) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Globs of tables, and of those among them that are meant not; in lower case, as names are compared."""
    both = (texts(given.get(name, []), place.below(name)) for name in ("tables", "except"))
    tables, left_out = (tuple(dict.fromkeys(item.lower() for item in items)) for items in both)
    return tables, left_out
