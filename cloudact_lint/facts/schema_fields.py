"""Lists of ``{"name", "type"}`` as fields, whatever they are written in, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.errors import nearest
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.facts.schema_composite import parse_type
from cloudact_lint.facts.schema_model import Field, SchemaProblem
from cloudact_lint.facts.schema_types import (
    FOREIGN,
    MODES,
    is_template,
    split_type,
    type_help,
    wrong_name,
)
from cloudact_lint.findings import Span

MAX_DEPTH = 15
MAX_COLUMNS = 10_000
_ELSEWHERE = {"in", "component", "placeholder", "onClick", "widget", "label", "validate", "internalType"}
"""Keys of parameters, forms and contracts; no field of a schema has them."""
_PLAIN = {"string", "integer", "boolean", "date", "time", "datetime", "float", "bytes", "bool", "int", "json"}
"""Types in small letters that many other formats have too."""


def keyed(node: YamlNode | None) -> dict[str, YamlNode]:
    """The values of a mapping by their keys; the last wins."""
    if node is None or not node.items:
        return {}
    return {key.value: value for key, value in node.items if key is not None and key.value is not None}


def is_field_list(node: YamlNode | None) -> bool:
    """Whether a list is one of BigQuery's fields: most of its types are BigQuery's, and nobody else's."""
    if node is None or node.value is not None or not node.items or node.items[0][0] is not None:
        return False
    maps = [keyed(item) for _, item in node.items[:300]]
    pairs = [m for m in maps if _word(m.get("name")) is not None and _word(m.get("type")) is not None]
    if not pairs or len(pairs) * 5 < len(maps) * 3 or any(not _ELSEWHERE.isdisjoint(m) for m in pairs):
        return False
    types = [_word(m["type"]) or "" for m in pairs]
    known = [written for written in types if split_type(written)[0]]
    if not known or len(known) * 2 < len(types):
        return False
    modes = any((_word(m.get("mode")) or "").upper() in MODES for m in pairs)
    foreign = {written.upper().partition("(")[0] for written in types} & (FOREIGN - {"ARRAY"})
    if len(foreign) > 1 or (foreign and not modes):
        return False
    if modes or any(written.isupper() for written in known):
        return True
    # In small letters, without modes: only if nothing else has such types.
    return len(known) == len(types) and any(written.lower() not in _PLAIN for written in known)


def _word(node: YamlNode | None) -> str | None:
    return node.value if node is not None and node.tag == "str" else None


class FieldReader:
    """Reads field lists; what it finds wrong is in ``problems``."""

    def __init__(self, complete: bool = True) -> None:
        """``complete``: a field must say its name and type; in YAML other files may fill them in."""
        self._complete = complete
        self.problems: list[SchemaProblem] = []
        self._count = 0

    def read(self, node: YamlNode) -> tuple[Field, ...]:
        """The fields of one table."""
        self._count = 0
        return self._list(node, 0)

    def _list(self, node: YamlNode, depth: int) -> tuple[Field, ...]:
        found = tuple(self._fields(node, depth))
        self.problems.extend(repeated(found))
        return found

    def _fields(self, node: YamlNode, depth: int) -> Iterator[Field]:
        for _, item in node.items:
            if item.tag != "map" and not item.items:
                self._say("a field must be an object with `name` and `type`", item.at)
                continue
            self._count += 1
            if self._count == MAX_COLUMNS + 1:
                self._say(f"more than {MAX_COLUMNS:,} columns: BigQuery takes no more in one table", item.at)
            yield self._field(item, depth)

    def _field(self, item: YamlNode, depth: int) -> Field:
        parts = keyed(item)
        name, at = self._name(parts.get("name"), item)
        written, type_at = self._type_of(parts.get("type"), item, name)
        kind, parameters, inner, repeated_type = self._meaning(written, type_at, name)
        mode = self._mode(parts.get("mode"), name)
        inner = self._nested(parts.get("fields"), item, kind, written, name, depth) or inner
        if kind == "RANGE":
            element = keyed(parts.get("rangeElementType")).get("type")
            kind = f"RANGE<{(element.value or '').upper()}>" if element is not None and element.value else kind
        return Field(
            name, kind or written.strip().upper(), "REPEATED" if repeated_type else mode,
            _text(parts.get("description")), _text(parts.get("defaultValueExpression")), inner, written, at, type_at,
            parameters or _parameters(parts),
        )

    def _name(self, node: YamlNode | None, item: YamlNode) -> tuple[str, Span]:
        if node is None or node.value is None or node.tag == "null":
            self._lacks("a field without `name`", item)
            return "", _head(item.at)
        if reason := wrong_name(node.value):
            self._say(f"column '{node.value[:60]}' {reason}", node.at)
        return node.value, node.at

    def _type_of(self, node: YamlNode | None, item: YamlNode, name: str) -> tuple[str, Span]:
        if node is None or node.value is None or node.tag == "null":
            self._lacks(f"column '{name}' has no `type`" if name else "a field without `type`", item)
            return "", _head(item.at)
        return node.value, node.at

    def _meaning(self, written: str, at: Span, name: str) -> tuple[str, str, tuple[Field, ...], bool]:
        """A type's name, parameters, nested fields and whether it is an array."""
        kind, parameters = split_type(written)
        if kind or not written or is_template(written):
            return kind, parameters, (), False
        if "<" in written:
            whole = parse_type(written, at)
            if whole is not None:
                return whole.type, whole.parameters, whole.fields, whole.mode == "REPEATED"
        close = type_help(written)
        self._say(f"column '{name}' has the type {written}, which BigQuery does not have{close and ': ' + close}", at)
        return "", "", (), False

    def _mode(self, node: YamlNode | None, name: str) -> str:
        if node is None or node.tag == "null" or not node.value:
            return "NULLABLE"
        mode = node.value.upper()
        if mode not in MODES and not is_template(mode):
            close = nearest(mode, MODES).replace("'", "")
            self._say(f"column '{name}' has the mode {node.value}; there are NULLABLE, REQUIRED and REPEATED"
                      + (f": {close}" if close else ""), node.at)
            return "NULLABLE"
        return mode

    def _nested(
        self, node: YamlNode | None, item: YamlNode, kind: str, written: str, name: str, depth: int
    ) -> tuple[Field, ...]:
        if node is None or not node.items:
            if kind == "STRUCT" and "<" not in written:
                self._say(f"column '{name}' is a {written.upper()} without `fields`: BigQuery refuses it",
                          node.at if node is not None else _head(item.at))
            return ()
        if kind and kind != "STRUCT":
            self._say(f"column '{name}' has `fields`, but its type is {written}: only a RECORD has them", node.at)
        if depth + 1 > MAX_DEPTH:
            self._say(f"column '{name}' has fields more than {MAX_DEPTH} levels deep: BigQuery takes no more", node.at)
            return ()
        return self._list(node, depth + 1)

    def _lacks(self, message: str, item: YamlNode) -> None:
        if self._complete:
            self._say(message, _head(item.at))

    def _say(self, message: str, at: Span) -> None:
        self.problems.append(SchemaProblem(message, at))


def repeated(fields: tuple[Field, ...]) -> Iterator[SchemaProblem]:
    """Fields that stand in a list twice, whatever the case."""
    seen: dict[str, Field] = {}
    for field in fields:
        first = seen.setdefault(field.name.lower(), field)
        if first is not field and field.name:
            other = "" if first.name == field.name else f", there as '{first.name}'"
            yield SchemaProblem(
                f"column '{field.name}' is already in line {first.at.row}{other}: BigQuery tells no columns apart by "
                "case, and refuses the table",
                field.at, "duplicate",
            )


def _parameters(parts: dict[str, YamlNode]) -> str:
    given = [parts[key].value for key in ("maxLength", "precision", "scale") if key in parts and parts[key].value]
    return f"({', '.join(map(str, given))})" if given else ""


def _text(node: YamlNode | None) -> str:
    return node.value if node is not None and node.value is not None and node.tag != "null" else ""


def _head(at: Span) -> Span:
    """The first character of what ``at`` spans: a whole object would be too much to show."""
    return Span(at.row, at.column, at.row, at.column + 1)


