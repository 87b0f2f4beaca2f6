"""Types written as SQL: ``ARRAY<STRUCT<id INT64, tags ARRAY<STRING>>>`` as fields."""

from __future__ import annotations

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.facts.schema_types import split_type
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern

_TOKEN = lazy_pattern(r"\s*([A-Za-z_][\w-]*|`[^`]+`|[<>,:]|\([^()]*\)|\"[^\"]*\"|'[^']*'|\S)")
_MAX_DEPTH = 40


def parse_type(written: str, at: Span, name: str = "") -> Field | None:
    """A field of a type written as SQL; None for what is no type. All in it stands at ``at``."""
    reader = _Reader([match.group(1) for match in _TOKEN.finditer(written)], at)
    field = reader.type(name, 0)
    return field._replace(written=written) if field is not None else None


class _Reader:
    def __init__(self, tokens: list[str], at: Span) -> None:
        self._tokens, self._at, self._next = tokens, at, 0

    def _peek(self, ahead: int = 0) -> str:
        place = self._next + ahead
        return self._tokens[place] if place < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._next += 1
        return token

    def type(self, name: str, depth: int) -> Field | None:
        """The type that begins here, as a field called ``name``."""
        word = self._take().upper()
        if depth > _MAX_DEPTH or not word:
            return None
        if word == "ARRAY" and self._peek() == "<":
            self._take()
            inner = self.type(name, depth + 1)
            if inner is None or self._take() != ">":
                return None
            return inner._replace(mode="REPEATED")
        if word == "RANGE" and self._peek() == "<":
            element = "".join(self._take() for _ in range(3))
            return self._field(name, f"RANGE{element.upper()}")
        kind, _ = split_type(word)
        if not kind:
            return None
        fields: tuple[Field, ...] = ()
        if kind == "STRUCT" and self._peek() == "<":
            self._take()
            inside = self._struct(depth)
            if inside is None:
                return None
            fields = inside
        parameters = self._take() if self._peek().startswith("(") else ""
        mode = self._constraints()
        return self._field(name, kind, fields, parameters, mode, word)

    def _struct(self, depth: int) -> tuple[Field, ...] | None:
        fields = []
        while True:
            named = self._peek(1) not in (",", ">", "<", "") and not self._peek(1).startswith("(")
            name = self._take().strip("`") if named else ""
            if self._peek() == ":":
                self._take()
            field = self.type(name, depth + 1)
            if field is None:
                return None
            fields.append(field)
            end = self._take()
            if end == ">":
                return tuple(fields)
            if end != ",":
                return None

    def _constraints(self) -> str:
        mode = "NULLABLE"
        while self._peek() and self._peek() not in (",", ">"):
            if self._take().upper() == "NOT" and self._peek().upper() == "NULL":
                mode = "REQUIRED"
        return mode

    def _field(
        self, name: str, kind: str, fields: tuple[Field, ...] = (), parameters: str = "", mode: str = "NULLABLE",
        written: str = "",
    ) -> Field:
        return Field(name, kind, mode, "", "", fields, written or kind, self._at, self._at, parameters)
