"""Types as text: as they are written, and by their standard names.

A type is written as in standard SQL, ``INT64`` or ``ARRAY<STRUCT<a INT64, b STRING>>``; an empty one is not
known.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.project.sql.functions import NUMBERS

_SYNONYMS = MappingProxyType(
    {
        **dict.fromkeys(("INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"), "INT64"),
        "BIGDECIMAL": "BIGNUMERIC",
        "BOOLEAN": "BOOL",
        "DECIMAL": "NUMERIC",
        "FLOAT": "FLOAT64",
        "RECORD": "STRUCT",
    }
)
SCALARS = frozenset(
    {*NUMBERS, "BOOL", "STRING", "BYTES", "DATE", "DATETIME", "TIME", "TIMESTAMP", "JSON", "GEOGRAPHY", "INTERVAL"}
)
"""Types without parts."""


def normal_type(written: str) -> str:
    """A type as written in a schema or a CAST, by its standard name and without length or precision.

    Empty for what is no type of BigQuery, also where a part of it is a placeholder.
    """
    text = " ".join(written.replace("\n", " ").split())
    if "<" not in text:
        name = text.partition("(")[0].strip().upper()
        name = _SYNONYMS.get(name, name)
        return name if name in SCALARS or name == "STRUCT" else ""
    head, _, inner = text.partition("<")
    inner = inner.rstrip()[:-1]
    head = head.strip().upper()
    if head == "ARRAY":
        item = normal_type(inner)
        return f"ARRAY<{item}>" if item else ""
    if head not in ("STRUCT", "RECORD"):
        return ""
    return struct_type([_written_field(part) for part in _split(inner)])


def _written_field(part: str) -> tuple[str, str]:
    whole = normal_type(part)
    if whole and " " not in part.partition("<")[0].strip():
        return "", whole
    name, _, kind = part.strip().partition(" ")
    return name.strip("`"), normal_type(kind)


def struct_type(fields: Sequence[tuple[str, str]]) -> str:
    """A STRUCT of these names and types, empty if one is not known."""
    if not fields or not all(kind for _, kind in fields):
        return ""
    return "STRUCT<" + ", ".join(f"{name} {kind}" if name else kind for name, kind in fields) + ">"


def _split(text: str) -> list[str]:
    """Split at the commas that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in "<(":
            depth += 1
        elif char in ">)":
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def type_of_field(field: Field, depth: int = 0) -> str:
    """The type of a schema field, with its own fields if it is a RECORD; ARRAY if it is REPEATED."""
    kind = normal_type(field.type)
    if kind == "STRUCT":
        fields = [(item.name, type_of_field(item, depth + 1)) for item in field.fields] if depth < 16 else []
        kind = struct_type(fields)
    return f"ARRAY<{kind}>" if kind and field.mode == "REPEATED" else kind


def element_type(array: str) -> str:
    """``INT64`` for ``ARRAY<INT64>``, empty for what is no array."""
    return array[6:-1] if array.startswith("ARRAY<") else ""


def struct_fields(struct: str) -> list[tuple[str, str]]:
    """Names and types of the fields of a STRUCT."""
    if not struct.startswith("STRUCT<"):
        return []
    return [_written_field(part) for part in _split(struct[7:-1])]


def member_type(owner: str, path: str) -> str:
    """The type of ``owner.path``, where the path is dotted; a member of JSON is JSON."""
    for name in path.split("."):
        if owner == "JSON":
            return "JSON"
        owner = next((kind for known, kind in struct_fields(owner) if known.lower() == name.lower()), "")
    return owner
