"""YAML files as facts: pipelines, workflows, configuration.

Built from PyYAML's events rather than its nodes: no recursion, no tags constructed, and
aliases and merge keys are taken in only as far as they stay small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cloudact_lint.facts.records import FileFacts, FileIndex, Problem, YamlNode
from cloudact_lint.facts.yaml_places import scalar_places
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_module, lazy_pattern
from cloudact_lint.source.text import SourceFile

if TYPE_CHECKING:
    import yaml

    from cloudact_lint.facts.schema_model import SchemaFacts
else:
    yaml = lazy_module("yaml")  # rules import this module, and need no YAML when all is cached

_TEMPLATE = lazy_pattern(r"\{\{|\{%")
_UNPRINTABLE = lazy_pattern("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPEAKS_OF_TABLES = lazy_pattern(r"partition|cluster|schema|\b(?:fields|columns)\s*[\"']?:", re.IGNORECASE)
_MAX_DEPTH = 200
_MAX_EXPANDED = 20_000
"""So many nodes may come in by aliases; further aliases stay empty nodes with the tag ``alias``."""


def yaml_facts(source: SourceFile) -> FileFacts:
    """The documents of a YAML file; one that is a template and does not parse is no problem."""
    index = FileIndex(source.path, source.language, source.content_hash)
    builder = _Builder(source)
    problems: tuple[Problem, ...] = ()
    try:
        builder.run()
    except _TooDeepError as error:
        problems = (Problem("nested too deeply to be analysed", _at(source, error.offset)),)
    except yaml.reader.ReaderError as error:
        match = _UNPRINTABLE.search(source.text)
        what = f"character U+{ord(match.group()):04X} is not allowed in YAML" if match else str(error.reason)
        problems = (Problem(what, _at(source, match.start() if match else 0)),)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or "not valid YAML"
        if "nesting depth" in what:  # PyYAML's own limit, since 6.0.4
            what = "nested too deeply to be analysed"
        problems = (Problem(what, _at(source, mark.index if mark else 0)),)
    except (yaml.YAMLError, ValueError) as error:
        problems = (Problem(f"not valid YAML: {error}".splitlines()[0], _at(source, 0)),)
    if problems and _TEMPLATE.search(source.text):
        problems = ()
    documents = tuple(builder.documents)
    return FileFacts(index, problems=problems, yaml=documents, schema=_tables(source, documents))


def _tables(source: SourceFile, documents: tuple[YamlNode, ...]) -> SchemaFacts | None:
    if not _SPEAKS_OF_TABLES.search(source.text):
        return None
    from cloudact_lint.facts.schema_yaml import yaml_tables

    return yaml_tables(source.path, documents)


def child(node: YamlNode | None, *keys: str) -> YamlNode | None:
    """The value under a path of mapping keys, or None."""
    for key in keys:
        if node is None:
            return None
        node = next((value for name, value in node.items if name is not None and name.value == key), None)
    return node


def walk(node: YamlNode, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], YamlNode]]:
    """Every node under ``node``, itself first, with the mapping keys that lead to it."""
    waiting = [(path, node)]
    while waiting:
        path, node = waiting.pop()
        yield path, node
        for key, value in reversed(node.items):
            waiting.append(((*path, key.value or "") if key is not None else path, value))


class _TooDeepError(Exception):
    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class _Open:
    """A collection whose end has not been read."""

    __slots__ = ("anchor", "children", "mapping", "size", "start", "tag")

    def __init__(self, tag: str, anchor: str | None, mapping: bool, start: int) -> None:
        self.tag, self.anchor, self.mapping, self.start = tag, anchor, mapping, start
        self.children: list[YamlNode] = []
        self.size = 1


class _Builder:
    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.documents: list[YamlNode] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[YamlNode, int]] = {}
        self._expanded = 0

    def run(self) -> None:
        """Read all documents; those before an error are kept."""
        loader_class: Any = getattr(yaml, "CSafeLoader", None) or yaml.SafeLoader
        loader = loader_class(self.source.text)
        resolve = loader.resolve
        try:
            while loader.check_event():
                self._event(loader.get_event(), resolve)
        finally:
            loader.dispose()

    def _event(self, event: Any, resolve: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event, resolve), event.anchor, 1)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            start: int = event.start_mark.index  # type: ignore[union-attr]
            if len(self._stack) >= _MAX_DEPTH:
                raise _TooDeepError(start)
            mapping = isinstance(event, yaml.MappingStartEvent)
            tag = event.tag if event.tag and event.tag != "!" else "map" if mapping else "seq"
            self._stack.append(_Open(tag, event.anchor, mapping, start))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._anchors = {}

    def _scalar(self, event: Any, resolve: Any) -> YamlNode:
        start, end = event.start_mark.index, event.end_mark.index
        if event.tag and event.tag != "!":
            tag = event.tag
        elif not event.style and event.implicit[0]:  # C gives '' for plain, Python None
            tag = resolve(yaml.ScalarNode, event.value, event.implicit).rpartition(":")[2]
        else:
            tag = "str"
        places = scalar_places(self.source, event.value, start, end, event.style)
        return YamlNode(event.value, tag, (), self._span(start, end), places)

    def _span(self, start: int, end: int) -> Span:
        return self.source.span(min(start, len(self.source.text)), min(end, len(self.source.text)))

    def _add(self, node: YamlNode, anchor: str | None, size: int) -> None:
        if anchor:
            self._anchors[anchor] = (node, size)
        if self._stack:
            self._stack[-1].children.append(node)
            self._stack[-1].size += size
        else:
            self.documents.append(node)

    def _close(self, event: Any) -> None:
        opened = self._stack.pop()
        at = self._span(opened.start, event.end_mark.index)
        items: tuple[tuple[YamlNode | None, YamlNode], ...]
        if opened.mapping:
            items = _merged(list(zip(opened.children[::2], opened.children[1::2], strict=False)))
        else:
            items = tuple((None, value) for value in opened.children)
        self._add(YamlNode(None, opened.tag, items, at), opened.anchor, opened.size)

    def _alias(self, event: Any) -> None:
        known = self._anchors.get(event.anchor)
        at = self._span(event.start_mark.index, event.end_mark.index)
        if known is not None and self._expanded + known[1] <= _MAX_EXPANDED:
            self._expanded += known[1]
            self._add(known[0], None, known[1])
        else:
            self._add(YamlNode(None, "alias", (), at), None, 1)


def _merged(pairs: list[tuple[YamlNode, YamlNode]]) -> tuple[tuple[YamlNode | None, YamlNode], ...]:
    """The items of a mapping with ``<<`` taken in: own keys win, then earlier merges."""
    if all(key.tag != "merge" for key, _ in pairs):
        return tuple(pairs)
    own = [(key, value) for key, value in pairs if key.tag != "merge"]
    seen = {key.value for key, _ in own}
    for key, value in pairs:
        if key.tag != "merge":
            continue
        for mapping in (value, *(item for name, item in value.items if name is None)):
            for name, item in mapping.items:
                if name is not None and name.value not in seen:
                    seen.add(name.value)
                    own.append((name, item))
    return tuple(own)


def _at(source: SourceFile, offset: int) -> Span:
    row, column = source.place(min(offset, len(source.text)))
    return Span(row, column, row, column + 1)
