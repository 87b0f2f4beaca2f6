"""Load steps of YAML pipelines that append."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cloudact_lint.config.globs import matcher
from cloudact_lint.context import FileContext
from cloudact_lint.facts.pipeline import walk
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern

_MODE = lazy_pattern(r"write_?(disposition|mode)|writeDisposition|write_?type|load_?mode", re.IGNORECASE)
_APPEND = lazy_pattern(r"WRITE_APPEND|append(_only)?", re.IGNORECASE)
_TABLE = lazy_pattern(
    r"((destination|target|dest|dst|output|sink|bq|bigquery)_?)?(dataset_)?table(_?(id|name))?", re.IGNORECASE
)
_TABLE_PARENT = lazy_pattern(r"destination(_?table)?|target|sink|destinationTable|output", re.IGNORECASE)
_REPEATABLE = lazy_pattern(
    r"idempotent|(merge|upsert|unique|primary|dedup\w*|conflict)_?(keys?|on|columns?|fields?)?|dedup\w*|insert_?ids?"
    r"|pre_?(delete|sql|query|hook|action)|delete_?(before|first|where|existing)\w*|staging_?(table|dataset)?",
    re.IGNORECASE,
)
_STEP_WORDS = lazy_pattern(r"dedup|merge|upsert|delete_existing|clean_?up_?partition", re.IGNORECASE)
_STEP_KEYS = frozenset(
    ("ps_type", "type", "operator", "processor", "step_id", "id", "name", "task_id", "action", "uses")
)
_FALSE = frozenset(("false", "no", "off", "", "null", "~", "0"))


class Append(NamedTuple):
    """A setting that makes a load append; ``setting`` is as written."""

    setting: str
    table: str
    at: Span


def appends(context: FileContext) -> Iterator[Append]:
    """The load steps of a file that append to a table that should not hold a row twice."""
    append_only = matcher(context.settings.append_only_tables)
    for document in context.facts.yaml:
        if not any(node.value and _APPEND.fullmatch(node.value) for _, node in walk(document)):
            continue
        yield from _in(document, (), append_only, _steps(document))


def _in(
    node: YamlNode, above: tuple[YamlNode, ...], append_only: Callable[[str], bool], steps: list[str]
) -> Iterator[Append]:
    for key, value in node.items:
        name = key.value if key is not None else ""
        if name and value.value and _MODE.fullmatch(name) and _APPEND.fullmatch(value.value):
            table = _table(node, above)
            around = (node, *above[-2:])
            short = re.split(r"[.:]", table.partition("$")[0])[-1] if table else ""
            if not table or append_only(short.lower()) or any(_repeatable(item) for item in around):
                continue
            if any(_STEP_WORDS.search(step) for step in steps):
                continue
            yield Append(f"{name}: {value.value}", table, value.at)
        elif value.items:
            nested = (*above, node) if node.tag != "seq" else ()
            yield from _in(value, nested, append_only, steps)


def _table(node: YamlNode, above: tuple[YamlNode, ...]) -> str:
    """The table that the settings in ``node`` load: beside them, or a level above."""
    for mapping in (node, *reversed(above[-1:])):
        for key, value in mapping.items:
            name = key.value or "" if key is not None else ""
            if _TABLE.fullmatch(name) and value.value:
                return value.value
            if _TABLE_PARENT.fullmatch(name):
                if value.value and "." in value.value:
                    return value.value
                for inner, item in value.items:
                    if inner is not None and _TABLE.fullmatch(inner.value or "") and item.value:
                        return item.value
    return ""


def _repeatable(mapping: YamlNode) -> bool:
    return any(
        key is not None and _REPEATABLE.fullmatch(key.value or "") and (value.value or "x").lower() not in _FALSE
        for key, value in mapping.items
    )


def _steps(document: YamlNode) -> list[str]:
    """What the steps of a pipeline call themselves."""
    return [node.value for path, node in walk(document) if node.value and path and path[-1] in _STEP_KEYS]
