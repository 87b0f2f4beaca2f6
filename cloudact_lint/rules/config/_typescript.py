"""Strings of TypeScript and JavaScript as sites, on tree-sitter.

The places are found by a regular expression first: the tree is asked what stands there, and
only the way up from a string is walked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.rules.config._site import Frame, FrameKind, Site, SiteBuilder
from cloudact_lint.source.text import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

_LITERALS = ("string", "template_string")
_SIMPLE: dict[str, FrameKind] = {
    "throw_statement": "raise", "return_statement": "return", "array": "sequence", "literal_type": "type",
    "import_statement": "import", "export_statement": "import", "catch_clause": "except", "jsx_text": "jsx-text",
    "jsx_element": "jsx-text", "jsx_expression": "jsx-text", "expression_statement": "expr",
}
_FUNCTIONS = (
    "function_declaration", "function_expression", "arrow_function", "method_definition",
    "generator_function_declaration", "generator_function",
)
_CLASSES = ("class_declaration", "class", "abstract_class_declaration")
_COMPARISONS = ("==", "===", "!=", "!==", "<", ">", "<=", ">=", "in", "instanceof")

_last: tuple[SourceFile, Tree, bytes] | None = None


def _tree(source: SourceFile) -> tuple[Tree, bytes]:
    """The tree of a file; the rules of this family come one after the other and share it."""
    global _last
    from cloudact_lint.source.tree import parse

    if _last is None or _last[0] is not source:
        _last = (source, parse(source), source.text.encode("utf-8", "surrogatepass"))
    return _last[1], _last[2]


def sites(source: SourceFile, starts: Iterable[int]) -> list[Site]:
    """The strings in which an offset of ``starts`` lies, once each, in order. Comments do not count."""
    starts = sorted(set(starts))
    if not starts:
        return []
    tree, data = _tree(source)
    reader, seen, found = _Reader(source, data), set(), []
    for start in starts:
        node = _literal_at(tree.root_node, reader.to_bytes(start))
        if node is not None and node.id not in seen:
            seen.add(node.id)
            found.append(reader.site(node))
    return found


def _literal_at(root: Node, at: int) -> Node | None:
    node = root.descendant_for_byte_range(at, at + 1)
    while node is not None:
        if node.type in _LITERALS:
            return node
        if node.type in ("comment", "jsx_text", "template_substitution", "statement_block", "program"):
            return None
        node = node.parent
    return None


class _Reader:
    """Turns nodes of one file into sites."""

    def __init__(self, source: SourceFile, data: bytes) -> None:
        self._source = source
        self._data = data

    def to_bytes(self, offset: int) -> int:
        text = self._source.text
        return offset if self._source.is_ascii else len(text[:offset].encode("utf-8", "surrogatepass"))

    def to_text(self, at: int) -> int:
        return at if self._source.is_ascii else len(self._data[:at].decode("utf-8", "surrogatepass"))

    def code(self, node: Node | None) -> str:
        return "" if node is None else self._data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def site(self, node: Node) -> Site:
        builder = SiteBuilder()
        at = node.start_byte + 1
        for child in node.named_children:
            if child.type == "template_substitution":
                self._literal(builder, at, child.start_byte)
                builder.hole(self.to_text(child.start_byte))
                at = child.end_byte
        self._literal(builder, at, node.end_byte - 1)
        start, end = self.to_text(node.start_byte), self.to_text(node.end_byte)
        return builder.build(self._source, start, end, tuple(self._frames(node)), lambda: self._scope(node))

    def _literal(self, builder: SiteBuilder, start: int, end: int) -> None:
        if end > start:
            builder.literal(self._data[start:end].decode("utf-8", "surrogatepass"), self.to_text(start))

    def _scope(self, node: Node) -> str:
        parent = node.parent
        while parent is not None:
            if parent.type in _FUNCTIONS and parent.child_by_field_name("body") is not None:
                return self.code(parent)
            parent = parent.parent
        return self._source.text

    def _frames(self, node: Node) -> list[Frame]:
        frames: list[Frame] = []
        child, parent = node, node.parent
        while parent is not None:
            frame = self._frame(parent, child)
            if frame is not None:
                if frame.kind == "function" and child.type != "statement_block" and _is(parent, "body", child):
                    frames.append(Frame("return"))
                frames.append(frame)
            child, parent = parent, parent.parent
        return frames

    def _frame(self, parent: Node, child: Node) -> Frame | None:
        kind = parent.type
        if kind == "arguments":
            return self._argument(parent, child)
        if kind in ("binary_expression", "ternary_expression", "if_statement", "switch_case"):
            return self._branch(parent, child)
        if kind == "pair":
            return self._key(parent, child)
        if kind in _FUNCTIONS or kind in _CLASSES:
            return self._definition(parent, child)
        if kind == "jsx_attribute":
            return Frame("jsx-attr", self.code(parent.named_children[0]))
        if kind == "subscript_expression":
            return Frame("subscript") if _is(parent, "index", child) else None
        if kind in _SIMPLE:
            return self._simple(parent, child)
        return self._assignment(parent, child)

    def _simple(self, parent: Node, child: Node) -> Frame | None:
        kind = parent.type
        if kind == "expression_statement" and child.type not in _LITERALS:
            return None
        if kind in ("import_statement", "export_statement") and not _is(parent, "source", child):
            return None
        if kind == "jsx_expression" and parent.parent is not None and parent.parent.type == "jsx_attribute":
            return None
        return Frame(_SIMPLE[kind])

    def _assignment(self, parent: Node, child: Node) -> Frame | None:
        kind = parent.type
        if kind == "variable_declarator" and _is(parent, "value", child):
            return Frame("assign", self.code(parent.child_by_field_name("name")))
        if kind == "assignment_expression" and _is(parent, "right", child):
            return Frame("assign", _flat(self.code(parent.child_by_field_name("left"))))
        if kind == "augmented_assignment_expression":
            operator = self.code(parent.child_by_field_name("operator"))
            name = _flat(self.code(parent.child_by_field_name("left")))
            return Frame("fallback", name, name) if operator in ("||=", "??=") else Frame("assign", name)
        if kind in ("public_field_definition", "enum_assignment") and _is(parent, "value", child):
            return Frame("assign", self.code(parent.child_by_field_name("name")))
        if kind in ("required_parameter", "optional_parameter") and _is(parent, "value", child):
            return Frame("param", self.code(parent.child_by_field_name("pattern")))
        if kind in ("assignment_pattern", "object_assignment_pattern") and _is(parent, "right", child):
            return Frame("param", self.code(parent.child_by_field_name("left")))
        return None

    def _argument(self, parent: Node, child: Node) -> Frame | None:
        call = parent.parent
        if call is None:
            return None
        callee = call.child_by_field_name("function") or call.child_by_field_name("constructor")
        arguments = [node for node in parent.named_children if node.type != "comment"]
        position = next((index for index, node in enumerate(arguments) if node == child), 0)
        first = arguments[0] if arguments else None
        text = self.code(first)[1:-1] if first is not None and first.type in _LITERALS else ""
        return Frame("arg", _flat(self.code(callee)), str(position), text)

    def _key(self, parent: Node, child: Node) -> Frame:
        key = parent.child_by_field_name("key")
        if key == child:
            return Frame("dictkey")
        beside = parent.parent.named_children if parent.parent is not None else []
        keys = [self.code(node.child_by_field_name("key")).strip("'\"`") for node in beside if node.type == "pair"]
        return Frame("key", self.code(key).strip("'\"`[]"), ",".join(keys))

    def _branch(self, parent: Node, child: Node) -> Frame | None:
        if parent.type == "binary_expression":
            operator = self.code(parent.child_by_field_name("operator"))
            if operator in _COMPARISONS:
                return Frame("compare")
            if operator not in ("||", "??", "&&"):
                return Frame("concat")
            if _is(parent, "left", child):
                return None
            left = self.code(parent.child_by_field_name("left"))
            return Frame("guard" if operator == "&&" else "fallback", detail=left)
        if parent.type == "switch_case":
            if _is(parent, "value", child):
                return Frame("compare")
            switch = parent.parent.parent if parent.parent is not None else None
            subject = self.code(switch.child_by_field_name("value")) if switch is not None else ""
            return Frame("guard", detail=f"{subject} {self.code(parent.child_by_field_name('value'))}")
        test = parent.child_by_field_name("condition")
        if test == child:
            return Frame("compare") if parent.type == "ternary_expression" else None
        negated = "!" if _is(parent, "alternative", child) else ""
        detail = negated + _inner(self.code(test))
        return Frame("ternary" if parent.type == "ternary_expression" else "guard", detail=detail)

    def _definition(self, parent: Node, child: Node) -> Frame | None:
        name = self.code(parent.child_by_field_name("name"))
        if parent.type in _CLASSES:
            heritage = next((node for node in parent.named_children if node.type == "class_heritage"), None)
            return Frame("class", name, self.code(heritage))
        if not name and parent.parent is not None and parent.parent.type == "variable_declarator":
            name = self.code(parent.parent.child_by_field_name("name"))
        return Frame("function", name)


def _is(parent: Node, field: str, child: Node) -> bool:
    return parent.child_by_field_name(field) == child


def _inner(text: str) -> str:
    return text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text


def _flat(text: str) -> str:
    """``a?.b ( ).c`` as ``a.b.c``: a callee without its arguments and spaces."""
    return re.sub(r"\([^()]*\)|<[^<>]*>|\s|\?(?=\.)|!(?=\.)", "", text)[-120:]
