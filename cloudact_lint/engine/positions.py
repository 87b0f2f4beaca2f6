"""Where LibCST nodes stand, without the metadata machinery's copies and extra walks.

The same generator of code as libcst's PositionProvider, which knows best what of a node's
whitespace belongs to it, but only started for slices in which somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import libcst as cst
from libcst.metadata import PositionProvider
from libcst.metadata.position_provider import PositionProvidingCodegenState

Place = tuple[int, int, int, int]
"""Row from 1, column from 0, end row, end column."""


class _State(PositionProvidingCodegenState):
    places: dict[cst.CSTNode, Place]
    starts: list[tuple[int, int]]

    def _update_position(self, value: str) -> None:
        if "\n" not in value:
            self.column += len(value)
            return
        self.line += value.count("\n")
        self.column = len(value) - value.rindex("\n") - 1

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.starts.append((self.line, self.column))

    def after_codegen(self, node: cst.CSTNode) -> None:
        row, column = self.starts.pop()
        if node not in self.places:
            self.places[node] = (row, column, self.line, self.column)

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: Any = None, end_node: Any = None
    ) -> Iterator[None]:
        start = (self.line, self.column)
        yield
        end = (self.line, self.column)
        if start_node is not None:
            start = self.places[start_node][:2]
        if end_node is not None:
            end = self.places[end_node][2:]
        self.places[node] = (*start, *end)


def places(module: cst.Module) -> dict[cst.CSTNode, Place]:
    """The place of every node of a module whose only line ending is a newline."""
    provider = PositionProvider()
    state = _State(default_indent=module.default_indent, default_newline=module.default_newline, provider=provider)
    state.places = {}
    state.starts = []
    module._codegen(state)
    return state.places
