"""Facts of a TypeScript or JavaScript file, from its tree-sitter tree.

Any file of a frontend may fetch from a service, declare what comes back or swallow an error, and
the model costs little more than the parse. Only what is too large to have been written by hand gives
an index (what it imports, calls and defines) and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts.handlers import QUIET
from cloudact_lint.facts.model import Module
from cloudact_lint.facts.records import FileFacts, FileIndex, Problem
from cloudact_lint.facts.ts_places import Places
from cloudact_lint.facts.ts_statements import Builder
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.source.text import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

# Over reversed text: what stands before a parenthesis is found from the parenthesis.
_CALLED = lazy_pattern(r"\((?:\.\?)?(?:>[^<>()\n]{0,60}<)?([\w$]+)")
_NOT_CALLED = frozenset({"if", "for", "while", "switch", "catch", "function", "return", "await", "import", "super"})
_MOST_BYTES = 1_000_000
"""Bytes from which on a file is most likely generated: it gives an index, and no model."""
_GENERATED = 2_000_000
"""Bytes from which on a file is a bundle that nobody wrote: it is not even parsed."""
_VARIABLES = frozenset({"lexical_declaration", "variable_declaration"})


def needs_model(data: bytes) -> bool:
    """Whether a file gets the full model: whatever people write has calls, types or handlers to ask about."""
    return len(data) <= _MOST_BYTES


def typescript_facts(source: SourceFile, full: bool | None = None) -> FileFacts:
    """The facts of a file. ``full`` asks for the model, or for none, whatever the bytes say.

    Local syntax errors are passed over. A file that is mostly errors, or whose tree could not be
    made, has a problem and no module; one nested too deeply a problem, and all but what is inside.
    """
    from cloudact_lint.source import tree

    index = FileIndex(source.path, source.language, source.content_hash)
    if len(source.data) > _GENERATED:
        return FileFacts(index)
    root = tree.parse(source).root_node
    places = Places(source)
    if root.has_error and (broken := _broken(root)) is not None:
        row, column = places.start(broken)
        return FileFacts(index, (Problem("syntax error", Span(row, column, row, column + 1)),))
    builder = Builder(source, places)
    if full is None:
        full = needs_model(source.data)
    if not full:
        return FileFacts(_outline(builder, root, index))
    for child in root.children:
        _add(builder, child)
    index = index._replace(
        calls=frozenset(builder.calls), defines=frozenset(builder.defines), imports=tuple(builder.imports),
        tags=frozenset((QUIET,)) if builder.quiet_handlers else frozenset(),
    )
    return FileFacts(index, tuple(builder.problems), Module(source.path, "typescript", tuple(builder.out)))


def _outline(builder: Builder, root: Node, index: FileIndex) -> FileIndex:
    """What a file imports, calls and defines at its top level, without a model."""
    defines: set[str] = set()
    for child in root.children:
        declaration: Node | None = child
        exports = child.type == "export_statement"
        if child.type == "import_statement" or (exports and child.child_by_field_name("source")):
            builder.statement(child)
            continue
        if exports:
            declaration = child.child_by_field_name("declaration")
        if declaration is None:
            continue
        for node in declaration.named_children if declaration.type in _VARIABLES else (declaration,):
            name = node.child_by_field_name("name")
            if name is not None and name.type in ("identifier", "type_identifier"):
                defines.add(builder.text(name))
    called = {name[::-1] for name in set(_CALLED.findall(builder.source.text[::-1]))} - _NOT_CALLED
    return index._replace(calls=frozenset(called), defines=frozenset(defines), imports=tuple(builder.imports))


def _add(builder: Builder, node: Node) -> None:
    """One top-level statement; the rest is kept where it is nested beyond Python's limit."""
    scope, out, made = list(builder.scope), builder.out, len(builder.out)
    try:
        builder.statement(node)
    except RecursionError:
        del out[made:]
        builder.scope, builder.out, builder.depth = scope, out, 0
        builder.too_deep(node)


def _broken(root: Node) -> Node | None:
    """The first error, if the errors make up most of a file."""
    first: Node | None = None
    wrong = 0
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            wrong += node.end_byte - node.start_byte
            first = first or node
        elif node.has_error:
            stack.extend(reversed(node.children))
    if first is None:
        return None
    return first if root.is_error or wrong * 2 > root.end_byte - root.start_byte else None
