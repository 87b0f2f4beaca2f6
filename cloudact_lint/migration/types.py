"""Types of columns: how they are spelled, read back, and which may become which without a new table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.migration.names import is_column, quoted, string

NOWHERE = Span(1, 1, 1, 1)
DEPTH = 15
"""RECORDs within RECORDs, as many as BigQuery takes."""
SIMPLE = frozenset({
    "STRING", "BYTES", "INT64", "FLOAT64", "NUMERIC", "BIGNUMERIC", "BOOL", "DATE", "DATETIME", "TIME", "TIMESTAMP",
    "GEOGRAPHY", "JSON", "INTERVAL", "RANGE<DATE>", "RANGE<DATETIME>", "RANGE<TIMESTAMP>",
})
_OTHER_NAMES = {
    "INTEGER": "INT64", "INT": "INT64", "BIGINT": "INT64", "SMALLINT": "INT64", "TINYINT": "INT64", "BYTEINT": "INT64",
    "FLOAT": "FLOAT64", "BOOLEAN": "BOOL", "DECIMAL": "NUMERIC", "BIGDECIMAL": "BIGNUMERIC", "RECORD": "STRUCT",
}
_PARAMETERS = lazy_pattern(r"\(\s*\d+\s*(?:,\s*\d+\s*)?\)")
_TOKEN = lazy_pattern(r"\s*(`(?:[^`\\]|\\.)*`|\([\d\s,]*\)|[<>,]|[^\s<>,()`]+)")
_WIDER = {
    "INT64": ("NUMERIC", "BIGNUMERIC", "FLOAT64"),
    "NUMERIC": ("BIGNUMERIC", "FLOAT64"),
    "BIGNUMERIC": ("FLOAT64",),
    "DATE": ("DATETIME",),
}
"""What ``SET DATA TYPE`` takes: the coercions of the conversion rules.

https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#alter_column_set_data_type_statement
https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules
"""
_INT64_DIGITS = 19


def spelled(field: Field, *, bare: bool = False) -> str:
    """The type of a column in standard SQL, its mode REPEATED as ARRAY.

    ``bare``: as INFORMATION_SCHEMA writes it, else with the modes and descriptions of nested fields.
    """
    inner = _struct(field.fields, bare) if field.type == "STRUCT" else field.type + _parameters(field, bare)
    return f"ARRAY<{inner}>" if field.mode == "REPEATED" else inner


def _parameters(field: Field, bare: bool) -> str:
    numbers = _numbers(field)
    return f"({', '.join(map(str, numbers))})" if numbers else ""


def _struct(fields: Sequence[Field], bare: bool) -> str:
    return f"STRUCT<{', '.join(_nested(field, bare) for field in fields)}>"


def _nested(field: Field, bare: bool) -> str:
    if bare:
        return f"{field.name} {spelled(field, bare=True)}"
    required = " NOT NULL" if field.mode == "REQUIRED" else ""
    about = f" OPTIONS (description = {string(field.description)})" if field.description else ""
    return f"{quoted(field.name)} {spelled(field)}{required}{about}"


def faults(field: Field, depth: int = 0) -> Iterator[str]:
    """Why a column cannot be written as SQL; nothing for one that can."""
    if not is_column(field.name):
        yield f"{field.name!r} is no name that BigQuery takes"
    if field.type == "STRUCT":
        if not field.fields:
            yield f"`{field.name}` is a RECORD without fields"
        if depth >= DEPTH:
            yield f"`{field.name}` lies deeper than {DEPTH} RECORDs"
        else:
            for inner in field.fields:
                yield from faults(inner, depth + 1)
    elif field.type not in SIMPLE:
        yield f"`{field.name}` has the type {field.written or field.type or 'of nothing'}, which BigQuery does not know"
    elif field.parameters and not _PARAMETERS.fullmatch(field.parameters.strip()):
        yield f"`{field.name}` has the parameters {field.parameters}"


def widening(old: Field, new: Field) -> bool:
    """Whether ``SET DATA TYPE`` makes the type of ``old`` that of ``new``, modes aside."""
    if old.type == new.type == "STRUCT":
        names = [field.name.lower() for field in old.fields] == [field.name.lower() for field in new.fields]
        plain = "REPEATED" not in (old.mode, new.mode)
        return names and plain and all(
            inner.mode == other.mode != "REQUIRED" and (same(inner, other) or widening(inner, other))
            for inner, other in zip(old.fields, new.fields)
        )
    if old.mode == "REPEATED" or new.mode == "REPEATED":
        return False
    if new.type in _WIDER.get(old.type, ()):
        return _room(old, new)
    if old.type == new.type:
        return _longer(old, new) if old.type in ("STRING", "BYTES") else _room(old, new)
    return False


def rounds(old: Field, new: Field) -> bool:
    """Whether values may lose digits on the way."""
    if old.type == new.type == "STRUCT":
        return any(rounds(inner, other) for inner, other in zip(old.fields, new.fields))
    return new.type == "FLOAT64" and old.type in ("INT64", "NUMERIC", "BIGNUMERIC")


def same(old: Field, new: Field) -> bool:
    """Whether two columns have one type, REPEATED or not, nested fields in any order."""
    if old.type != new.type or (old.mode == "REPEATED") != (new.mode == "REPEATED"):
        return False
    if old.type != "STRUCT":
        return _numbers(old) == _numbers(new)
    others = {field.name.lower(): field for field in new.fields}
    return len(old.fields) == len(others) and all(
        field.name.lower() in others and same(field, others[field.name.lower()]) for field in old.fields
    )


def _longer(old: Field, new: Field) -> bool:
    before, after = _numbers(old), _numbers(new)
    return not after or (bool(before) and after[0] >= before[0])


def _room(old: Field, new: Field) -> bool:
    """Whether all digits before and after the point of ``old`` find room in ``new``."""
    if new.type not in ("NUMERIC", "BIGNUMERIC"):
        return True
    before = (_INT64_DIGITS, 0) if old.type == "INT64" else _digits(old)
    whole, after = _digits(new)
    return whole >= before[0] and after >= before[1]


def _digits(field: Field) -> tuple[int, int]:
    numbers = _numbers(field)
    if not numbers:
        return (29, 9) if field.type == "NUMERIC" else (38, 38)
    scale = numbers[1] if len(numbers) > 1 else 0
    return numbers[0] - scale, scale


def _numbers(field: Field) -> tuple[int, ...]:
    words = "".join(char if char.isdigit() else " " for char in field.parameters).split()
    return tuple(int(word) for word in words)


# Types as text ---------------------------------------------------------------------------


def field_of(name: str, text: str, mode: str = "NULLABLE", description: str = "", default: str = "") -> Field | None:
    """The column that a type such as ``ARRAY<STRUCT<a INT64>>`` describes; None if it cannot be read."""
    words = _words(text)
    if words is None:
        return None
    reader = _Reader(words)
    try:
        found = reader.field(name, mode)
    except (IndexError, ValueError):
        return None
    return found._replace(description=description, default=default) if reader.at == len(words) else None


def _words(text: str) -> list[str] | None:
    words, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        words.append(match.group(1))
        at = match.end()
    return words


class _Reader:
    def __init__(self, words: list[str]) -> None:
        self.words, self.at = words, 0

    def take(self, word: str = "") -> str:
        found = self.words[self.at]
        if word and found != word:
            raise ValueError(found)
        self.at += 1
        return found

    def peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def field(self, name: str, mode: str, depth: int = 0) -> Field:
        written = self.take()
        kind = _OTHER_NAMES.get(written.upper(), written.upper())
        if depth > 2 * DEPTH:
            raise ValueError(kind)
        if kind == "ARRAY":
            self.take("<")
            found = self.field(name, "REPEATED", depth + 1)
            self.take(">")
            return found
        fields: tuple[Field, ...] = ()
        parameters = ""
        if kind == "STRUCT":
            fields = self._struct(depth)
        elif kind == "RANGE":
            self.take("<")
            kind = f"RANGE<{self.take().upper()}>"
            self.take(">")
        elif self.peek().startswith("("):
            parameters = self.take()
        return Field(name, kind, mode, "", "", fields, written, NOWHERE, NOWHERE, parameters)

    def _struct(self, depth: int) -> tuple[Field, ...]:
        self.take("<")
        fields = []
        while True:
            name = self.take()
            name = name[1:-1].replace("\\`", "`").replace("\\\\", "\\") if name.startswith("`") else name
            fields.append(self.field(name, "NULLABLE", depth + 1))
            if self.take() == ">":
                return tuple(fields)
