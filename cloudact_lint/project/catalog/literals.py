"""Literals of code as the tree that configuration files become: one reader for both.

A dict display, a list of ``SchemaField(…)`` and a ``TimePartitioning(…)`` say in Python what JSON
and YAML say elsewhere; here they get the same form.
"""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.findings import Span
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.text import Renderer
from cloudact_lint.project.values import Literal
from cloudact_lint.project.walking import last_name

_FIELD = ("name", "type", "mode", "defaultValueExpression", "description", "fields")
_WORDS = {
    "field_type": "type", "type_": "type", "default_value_expression": "defaultValueExpression",
    "max_length": "maxLength", "expiration_ms": "expiration_ms", "range_": "range",
}
_POSITIONS = {
    "SchemaField": _FIELD,
    "TimePartitioning": ("type", "field", "expiration_ms", "require_partition_filter"),
    "RangePartitioning": ("range", "field"),
}
_DEEPEST = 40


class Literals:
    """Makes trees of expressions; what is no literal becomes a scalar with the tag ``code``."""

    def __init__(self, resolver: Resolver, renderer: Renderer) -> None:
        self._resolver, self._renderer = resolver, renderer

    def node(self, expr: m.Expr, scope: Scope, at: Span, depth: int = 0) -> YamlNode:
        """``expr`` as a tree; ``at`` is where it stands if it does not say so itself."""
        if depth > _DEEPEST:
            return YamlNode("", "code", (), at)
        if isinstance(expr, m.Dict):
            return self._dict(expr, scope, depth)
        if isinstance(expr, m.Seq):
            return self._seq(expr, scope, depth)
        if isinstance(expr, m.Const):
            return _constant(expr, at)
        if isinstance(expr, m.Text):
            return self._text(expr, scope)
        if isinstance(expr, m.Call):
            return self._call(expr, scope, depth)
        if isinstance(expr, (m.Name, m.Attr, m.Bin)):
            return self._followed(expr, scope, at, depth)
        return YamlNode("", "code", (), at)

    def located(self, expr: m.Expr, scope: Scope, at: Span) -> tuple[str, YamlNode]:
        """``expr`` as a tree, and the file that it stands in: that of the display which a name means."""
        values = self._resolver.resolve(expr, scope, at) if not isinstance(expr, (m.Dict, m.Seq, m.Bin)) else ()
        if len(values) == 1 and isinstance(values[0], Literal):
            return values[0].scope.path, self.node(values[0].expr, values[0].scope, at)
        return scope.path, self.node(expr, scope, at)

    def _dict(self, expr: m.Dict, scope: Scope, depth: int) -> YamlNode:
        items = []
        for key, value in expr.items:
            if isinstance(key, m.Text):
                named = self._text(key, scope)
                items.append((named, self.node(value, scope, named.at, depth + 1)))
            elif isinstance(key, m.Name):  # TypeScript: {name: …}; Python: a constant
                named = self._followed(key, scope, expr.at, depth + 1)
                named = YamlNode(key.id, "str", (), expr.at) if named.tag != "str" else named
                items.append((named, self.node(value, scope, expr.at, depth + 1)))
        return YamlNode(None, "map", tuple(items), expr.at)

    def _seq(self, expr: m.Seq, scope: Scope, depth: int) -> YamlNode:
        items: list[tuple[YamlNode | None, YamlNode]] = []
        for item in expr.items:
            if isinstance(item, m.Star):
                inner = self.node(item.value, scope, expr.at, depth + 1)
                items += inner.items if inner.tag == "seq" else ((None, YamlNode("", "code", (), expr.at)),)
            else:
                items.append((None, self.node(item, scope, expr.at, depth + 1)))
        return YamlNode(None, "seq", tuple(items), expr.at)

    def _text(self, expr: m.Text, scope: Scope) -> YamlNode:
        if all(isinstance(part, m.Piece) for part in expr.parts):
            return YamlNode("".join(part.text for part in expr.parts if isinstance(part, m.Piece)), "str", (), expr.at)
        made = self._renderer.render(expr, scope, expr.at)
        if made is None:
            return YamlNode("", "code", (), expr.at)
        value = made.text
        for hole in made.holes:
            value = value.replace(hole.name, "{}")
        return YamlNode(value, "str", (), expr.at)

    def _call(self, expr: m.Call, scope: Scope, depth: int) -> YamlNode:
        last = last_name(expr.func)
        if last not in _POSITIONS:
            return YamlNode("", "code", (), expr.at)
        given: list[tuple[str, m.Expr]] = list(zip(_POSITIONS[last], expr.args, strict=False))
        given += [(_WORDS.get(name, name), value) for name, value in expr.keywords if name is not None]
        items = []
        for name, value in given:
            items.append((YamlNode(name, "str", (), expr.at), self.node(value, scope, expr.at, depth + 1)))
        return YamlNode(None, "map", tuple(items), expr.at)

    def _followed(self, expr: m.Expr, scope: Scope, at: Span, depth: int) -> YamlNode:
        """A name, or a list put together of lists."""
        if isinstance(expr, m.Bin) and expr.op == "+":
            left, right = (self.node(side, scope, at, depth + 1) for side in (expr.left, expr.right))
            if "seq" in (left.tag, right.tag):
                unknown: tuple[tuple[YamlNode | None, YamlNode], ...] = ((None, YamlNode("", "code", (), at)),)
                items = [side.items if side.tag == "seq" else unknown for side in (left, right)]
                return YamlNode(None, "seq", (*items[0], *items[1]), left.at if left.tag == "seq" else right.at)
        values = self._resolver.resolve(expr, scope, at)
        if len(values) == 1 and isinstance(values[0], Literal):
            literal = values[0]
            if literal.expr is not expr:
                found = self.node(literal.expr, literal.scope, at, depth + 1)
                return found if literal.scope.path == scope.path else _moved(found, at)
        if isinstance(expr, m.Attr):
            # An entry of an enumeration: SqlTypeNames.STRING, TimePartitioningType.DAY.
            owner = last_name(expr.base)
            if owner in ("SqlTypeNames", "StandardSqlTypeNames", "SqlParameterScalarTypes", "TimePartitioningType"):
                return YamlNode(expr.name, "str", (), at)
        return YamlNode("", "code", (), at)


def _moved(node: YamlNode, at: Span) -> YamlNode:
    """A tree of another file, as if all of it stood where it is named."""
    items = tuple((_moved(key, at) if key is not None else None, _moved(value, at)) for key, value in node.items)
    return node._replace(items=items, at=at, places=())


def _constant(expr: m.Const, at: Span) -> YamlNode:
    if expr.value is None:
        return YamlNode("", "null", (), at)
    if isinstance(expr.value, bool):
        return YamlNode("true" if expr.value else "false", "bool", (), at)
    if isinstance(expr.value, (int, float)):
        return YamlNode(str(expr.value), "int", (), at)
    return YamlNode("", "code", (), at)
