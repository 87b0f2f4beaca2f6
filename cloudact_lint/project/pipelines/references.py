"""What a step names: tables, procedures, schema files, SQL files, outputs of other steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cloudact_lint.facts.pipeline import child
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.pipelines.model import Reference, RefKind
from cloudact_lint.project.pipelines.placeholders import PLACEHOLDER, STEP_OUTPUT, has_placeholder
from cloudact_lint.project.pipelines.shape import Shape

_WRITES = lazy_pattern(r"(?i)dest|target|sink|output|write|into|load")
_READS = lazy_pattern(r"(?i)source|input|read|from|extract")
_NAMES = ("name", "id", "table", "table_id", "procedure", "path", "file")
_DATASETS = ("dataset", "dataset_id", "dataset_name", "schema")
_SCHEMA_ENDINGS = (".json", ".yaml", ".yml")


def references_of(step: YamlNode, shape: Shape) -> Iterator[Reference]:
    """Everything that a step names, in order."""
    kinds: dict[str, RefKind] = {
        **dict.fromkeys(shape.tables, "table"), **dict.fromkeys(shape.procedures, "procedure"),
        **dict.fromkeys(shape.schema_files, "schema"), **dict.fromkeys(shape.sql_files, "sql"),
    }  # fmt: skip
    waiting: list[tuple[tuple[str, ...], YamlNode, YamlNode]] = [((), step, step)]
    while waiting:
        keys, node, around = waiting.pop()
        if node.items:
            inside = around if node.tag == "seq" else node
            for key, item in reversed(node.items):
                waiting.append(((*keys, key.value or "") if key is not None else keys, item, inside))
        elif node.value and keys:
            yield from _scalar(keys, node, around, kinds)


def _scalar(keys: tuple[str, ...], node: YamlNode, around: YamlNode, kinds: dict[str, RefKind]) -> Iterator[Reference]:
    value = (node.value or "").strip()
    for match in PLACEHOLDER.finditer(value):
        for id in STEP_OUTPUT.findall(match.group()):
            yield Reference("step", keys[-1], keys, id, node.at)
    kind, at = _kind(keys, kinds), len(keys) - 1
    if kind is not None and keys[-1] not in kinds:
        at -= 1
    if kind is None or "\n" in value or " " in value:
        kind, at = _by_ending(keys[-1], value), len(keys) - 1
    if kind is None or not value or node.tag not in ("str", "int"):
        return
    dataset = next((n.value for k in _DATASETS if (n := child(around, k)) is not None and n.value), "")
    last = value.rpartition(".")[2] if kind in ("table", "procedure") else value
    yield Reference(kind, keys[at], keys, value, node.at, dataset or "", _role(keys), not has_placeholder(last))


def _kind(keys: tuple[str, ...], kinds: dict[str, RefKind]) -> RefKind | None:
    """By the key, or by the key above it: ``procedure: {name: close_month}``."""
    found = kinds.get(keys[-1])
    if found is None and len(keys) > 1 and keys[-1] in _NAMES:
        found = kinds.get(keys[-2])
    return found


def _by_ending(key: str, value: str) -> RefKind | None:
    if " " in value or "\n" in value:
        return None
    if value.endswith(".sql"):
        return "sql"
    return "schema" if key == "schema" and value.lower().endswith(_SCHEMA_ENDINGS) else None


def _role(keys: tuple[str, ...]) -> Literal["", "read", "write"]:
    for key in reversed(keys):
        if _WRITES.search(key):
            return "write"
        if _READS.search(key):
            return "read"
    return ""
