"""What displays, subscripts and comprehensions make of rows."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.rows.here import Here, part
from cloudact_lint.project.rows.shapes import (
    UNSURE,
    Fixed,
    Frame,
    Items,
    Job,
    Many,
    Map,
    Shape,
    Shapes,
    as_dicts,
    items_of,
    known,
    many,
    union,
)


class Expressions:
    """The part of the flow that knows expressions; the rest of it is asked for what is inside them."""

    def shapes(self, expr: m.Expr | None, here: Here) -> Shapes:
        """All that ``expr`` may be."""
        raise NotImplementedError

    def _attribute(self, expr: m.Attr, here: Here) -> Shapes:
        base = self.shapes(expr.base, here)
        found: list[Shape] = []
        for shape in base:
            if isinstance(shape, Fixed):
                found.extend(shape.at(expr.name))
            elif isinstance(shape, Many) and shape.result is not None and expr.name == "pages":
                found.append(Many(many(shape.inner)))
            elif isinstance(shape, Frame) and expr.name in ("loc", "iloc"):
                found.append(shape)
            else:
                found.extend(UNSURE)
        return tuple(dict.fromkeys(found)) if base else UNSURE

    def _subscript(self, expr: m.Sub, here: Here) -> Shapes:
        base = self.shapes(expr.base, here)
        if not known(base):
            return base and UNSURE
        key = literal_key(expr.index)
        sliced = isinstance(expr.index, m.Other)
        found: list[Shape] = []
        for shape in base:
            if isinstance(shape, (Many, Job)) and sliced:
                found.append(Many(items_of((shape,))))
            elif isinstance(shape, Many) and not isinstance(key, str):
                found.extend(shape.inner)
            elif isinstance(shape, Fixed) and key is not None:
                found.extend(shape.at(key))
            elif isinstance(shape, Map):
                found.extend(shape.inner)
            elif isinstance(shape, Frame) and not isinstance(expr.index, m.Text):
                found.append(shape)
            else:
                found.extend(UNSURE)
        return tuple(dict.fromkeys(found))

    def bind(self, comp: m.Comp, here: Here) -> Here:
        """Inside a comprehension: its targets have a meaning."""
        for target, source in zip(comp.targets, comp.sources):
            here = here.inside(self._targets(target, items_of(self.shapes(source, here))))
        return here

    def _targets(self, target: m.Expr, shapes: Shapes) -> dict[str, Shapes]:
        if isinstance(target, m.Name):
            return {target.id: shapes}
        if isinstance(target, m.Seq):
            return {
                item.id: part(shapes, index) for index, item in enumerate(target.items) if isinstance(item, m.Name)
            }
        return {}

    def _comprehension(self, expr: m.Comp, here: Here) -> Shapes:
        inner = self.bind(expr, here)
        element = expr.element
        if isinstance(element, m.Dict) and len(element.items) == 1 and element.items[0][0] is not None:
            key, value = element.items[0]
            if not isinstance(key, m.Text):
                copied = [s for s in inner.local.get(getattr(key, "id", ""), ()) if isinstance(s, Items)]
                if copied:
                    return as_dicts(tuple(copied))
                shapes = self.shapes(value, inner)
                return (Map(shapes),) if known(shapes) else UNSURE
        return many(self.shapes(element, inner))

    def _display(self, expr: m.Seq, here: Here) -> Shapes:
        groups = [self.shapes(item, here) for item in expr.items]
        if not any(map(known, groups)):
            return UNSURE if groups else ()
        if any(isinstance(item, m.Star) for item in expr.items):
            return many(union(*groups))
        return (Fixed(tuple(enumerate(groups))),)

    def _dict(self, expr: m.Dict, here: Here) -> Shapes:
        spreads = [self.shapes(value, here) for key, value in expr.items if key is None]
        if spreads:
            keys = frozenset(str(literal_key(key)) for key, _ in expr.items if key is not None)
            plain = all(isinstance(literal_key(key), str) for key, _ in expr.items if key is not None)
            one = len(spreads) == 1 and plain and known(spreads[0])
            return as_dicts(spreads[0], keys) if one else UNSURE
        found = []
        for key, value in expr.items:
            name = literal_key(key) if key is not None else None
            shapes = self.shapes(value, here) if isinstance(name, str) else UNSURE
            if isinstance(name, str) and known(shapes):
                found.append((name, shapes))
        return (Fixed(tuple(found)),) if found else UNSURE
