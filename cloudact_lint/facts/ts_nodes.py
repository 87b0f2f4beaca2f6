"""Small questions about nodes of a TypeScript tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts.model import Expr, Piece, Text

if TYPE_CHECKING:
    from tree_sitter import Node

WRAPPERS = frozenset({
    "parenthesized_expression", "await_expression", "as_expression", "satisfies_expression",
    "non_null_expression", "instantiation_expression",
})  # fmt: skip
NOT_VALUES = frozenset({"comment", "type_arguments", "type_annotation", "html_comment", "ERROR"})

AS = frozenset({"as_expression"})
CASTS = AS | {"satisfies_expression"}
PATTERNS = frozenset({"object_pattern", "array_pattern"})
ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression"})


def unwrapped(node: Node) -> Node:
    """The expression inside parentheses, ``await``, ``as T``, ``satisfies T``, ``!`` and ``<T>``."""
    while True:
        kind = node.type
        if kind in WRAPPERS:
            inner = first_value(node)
        elif kind == "type_assertion":
            inner = node.named_children[-1] if node.named_child_count > 1 else None
        else:
            return node
        if inner is None:
            return node
        node = inner


def cast_of(node: Node, words: frozenset[str] = CASTS) -> Node | None:
    """The type that an expression is cast to by the outermost ``as T`` or ``satisfies T`` around it."""
    while node.type in WRAPPERS:
        if node.type in words and node.named_child_count > 1:
            return node.named_children[-1]
        inner = first_value(node)
        if inner is None:
            return None
        node = inner
    return None


def first_value(node: Node) -> Node | None:
    """The first child that is an expression."""
    for child in node.named_children:
        if child.type not in NOT_VALUES:
            return child
    return None


def number(text: str) -> int | float | None:
    """The value of a number as JavaScript writes it."""
    digits = text.replace("_", "").rstrip("n")
    try:
        return int(digits, 0)
    except ValueError:
        try:
            return float(digits)
        except ValueError:
            return None


def is_function(node: Node) -> bool:
    """Whether an expression is a function."""
    return node.type in ("arrow_function", "function_expression", "generator_function")


_FUNCTIONS = frozenset((
    "arrow_function", "function_expression", "generator_function", "function_declaration", "method_definition",
    "generator_function_declaration",
))  # fmt: skip


def waits(node: Node) -> bool:
    """Whether code has an ``await`` of its own, not one of a function inside it."""
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type == "await_expression" or (current.type == "for_in_statement" and _is_async_loop(current)):
            return True
        stack.extend(child for child in current.named_children if child.type not in _FUNCTIONS)
    return False


def _is_async_loop(node: Node) -> bool:
    return any(child.type == "await" for child in node.children)


def plain_text(value: Expr) -> str:
    """What a string without holes says, else nothing."""
    if isinstance(value, Text) and len(value.parts) == 1 and isinstance(value.parts[0], Piece):
        return value.parts[0].text
    return ""
