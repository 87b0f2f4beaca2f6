"""Several LibCST visitors in one walk over a tree, each safe from the others' crashes.

Walks the nodes' fields itself: libcst's own ``visit`` rebuilds every node on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

import libcst as cst

Method = Callable[..., Any]


def walk(module: cst.Module, visitors: Sequence[tuple[str, cst.CSTVisitor]]) -> list[tuple[str, Exception]]:
    """Let every named visitor see ``module``; returns those that raised, with what they raised.

    RecursionError is not caught: it says something about the code, not about a visitor.
    """
    crashed: list[tuple[str, Exception]] = []
    plain = []
    for name, visitor in visitors:
        if _is_plain(type(visitor)):
            plain.append(_Guest(name, visitor))
            continue
        try:
            module.visit(visitor)
        except RecursionError:
            raise
        except Exception as error:
            crashed.append((name, error))
    if plain:
        _Walk(plain, crashed).node(module)
    return crashed


@lru_cache(maxsize=256)
def _is_plain(kind: type[cst.CSTVisitor]) -> bool:
    """Whether a visitor only has ``visit_X`` and ``leave_X`` methods for whole nodes."""
    if any(getattr(kind, name) is not getattr(cst.CSTVisitor, name) for name in _HOOKS):
        return False
    return not any(
        name.startswith(("visit_", "leave_")) and name.count("_") > 1 and not hasattr(cst, name.split("_", 1)[1])
        for name in dir(kind)
        if not hasattr(cst.CSTVisitor, name) or getattr(kind, name) is not getattr(cst.CSTVisitor, name)
    )


_HOOKS = ("on_visit", "on_leave", "on_visit_attribute", "on_leave_attribute")


@lru_cache(maxsize=512)
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """The fields of a node that can hold nodes other than whitespace and commas, in order."""
    return tuple(
        field.name
        for field in fields(kind)
        if not field.name.startswith(("whitespace", "leading_lines", "lines_after", "header", "footer"))
    )


class _Guest:
    """A visitor during a walk; ``blind`` is the node below which it does not want to look."""

    __slots__ = ("blind", "dead", "methods", "name", "visitor")

    def __init__(self, name: str, visitor: cst.CSTVisitor) -> None:
        self.name, self.visitor = name, visitor
        self.blind: cst.CSTNode | None = None
        self.dead = False
        self.methods: dict[type, tuple[Method | None, Method | None]] = {}

    def of(self, kind: type) -> tuple[Method | None, Method | None]:
        """Its methods for a type of node."""
        found = self.methods.get(kind)
        if found is None:
            pair = []
            for verb in ("visit", "leave"):
                name = f"{verb}_{kind.__name__}"
                stock = getattr(cst.CSTVisitor, name, None)
                own = getattr(type(self.visitor), name, None)
                pair.append(getattr(self.visitor, name) if own is not None and own is not stock else None)
            found = self.methods[kind] = (pair[0], pair[1])
        return found


class _Walk:
    def __init__(self, guests: list[_Guest], crashed: list[tuple[str, Exception]]) -> None:
        self._guests = guests
        self._crashed = crashed

    def node(self, node: cst.CSTNode) -> None:
        """Visit a node and all below it."""
        kind = type(node)
        looking = False
        for guest in self._guests:
            if guest.dead or guest.blind is not None:
                continue
            method = guest.of(kind)[0]
            if method is not None and self._call(guest, method, node) is False:
                guest.blind = node
            else:
                looking = looking or not guest.dead
        if looking:
            for name in _fields(kind):
                value = getattr(node, name)
                if isinstance(value, cst.CSTNode):
                    self.node(value)
                elif isinstance(value, (list, tuple)):
                    for item in value:
                        if isinstance(item, cst.CSTNode):
                            self.node(item)
        for guest in self._guests:
            if guest.dead or (guest.blind is not None and guest.blind is not node):
                continue
            guest.blind = None
            method = guest.of(kind)[1]
            if method is not None:
                self._call(guest, method, node)

    def _call(self, guest: _Guest, method: Method, node: cst.CSTNode) -> Any:
        try:
            return method(node)
        except RecursionError:
            raise
        except Exception as error:
            guest.dead = True
            self._crashed.append((guest.name, error))
            return None
