"""Texts in Python and TypeScript with the names they are given: what ``password = "…"`` and its many forms say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, cast

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.walking import children, last_name

How = Literal["", "fallback", "compared", "default"]
"""How a text is held: plainly, as the fallback of a lookup, in a comparison, as a parameter's default."""

_LOOKUP = lazy_pattern(
    r"(?i)^(?:getenv|get|setdefault|get_?env\w*|env|env_?or\w*|config|pop|getattr|str|option|get_?(?:setting|config|var|secret)\w*)$"
)
_SETTER = lazy_pattern(
    r"(?i)^(?:set|setenv|putenv|setitem|set_?header|append|add_header|set_?cookie|header|set_?env\w*|add)$"
)
_METHODS = frozenset({"encode", "strip", "trim", "toString", "decode", "rstrip", "lstrip"})
"""What gives the text itself again that it is called on."""
_TRANSPARENT = frozenset({
    "SecretStr", "Secret", "SecretBytes", "str", "bytes", "b64decode", "from", "String", "cast", "Field", "Form",
    "Query",
    "Body", "Header", "field", "dedent", "freeze", "fromhex", "unhexlify",
})  # fmt: skip
"""What gives the text that it is given."""
_GIVEN = frozenset(
    {"default", "default_value", "defaultValue", "fallback", "value", "const", "initial", "password_default"}
)
_PAIR = frozenset({"auth", "basic_auth", "http_auth", "credentials"})


class Held(NamedTuple):
    """A text with the names around it, the outermost first, and the keys beside the last of them."""

    value: str
    at: Span
    names: tuple[str, ...]
    how: How
    beside: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What the text itself is called."""
        return self.names[-1] if self.names else ""


class _Place(NamedTuple):
    names: tuple[str, ...] = ()
    how: How = ""
    beside: frozenset[str] = frozenset()
    at: Span | None = None
    """Where the whole statement stands: bytes have no place of their own."""

    def under(self, name: str, at: Span | None = None) -> _Place:
        return _Place((*self.names, name), self.how, at=at or self.at)


_Nowhere = _Place()
_Item = tuple[Any, _Place]


def held(body: m.Block) -> Iterator[Held]:
    """Every text of a file, holes as ``{}``; with a name where it is the whole value of something that has one."""
    todo: list[_Item] = [(statement, _Nowhere) for statement in reversed(body)]
    while todo:
        node, place = todo.pop()
        kind = type(node)
        if kind is m.Text:
            value = "".join(part.text if isinstance(part, m.Piece) else "{}" for part in node.parts)
            yield Held(value, node.at, place.names, place.how, place.beside)
            todo += [(part.value, _Nowhere) for part in node.parts if isinstance(part, m.Hole)]
        elif kind is m.Const:
            if place.names and isinstance(node.value, bytes) and place.at is not None:
                yield Held(node.value.decode("latin-1"), place.at, place.names, place.how, place.beside)
        elif kind is m.Name:
            continue
        else:
            todo += reversed(list(_inside(node, place)))


def _inside(node: Any, place: _Place) -> Iterator[_Item]:
    kind = type(node)
    if kind is m.Assign:
        yield node.target, _Nowhere
        if node.value is not None:
            yield node.value, _Place((_target(node.target),) if node.op == "=" else (), at=node.at)
    elif kind is m.Call:
        yield from _call(node, place)
    elif kind is m.Dict:
        keys = frozenset(name for key, _ in node.items if (name := _key(key)))
        for key, value in node.items:
            name = _key(key)
            yield value, _Place((*place.names, name), place.how, keys, place.at) if name else _Nowhere
    elif kind is m.Bin:
        yield from _operation(node)
    elif kind is m.Alt:
        for index, option in enumerate(node.options):
            later = node.op in ("or", "??") and index > 0
            yield option, place._replace(how="fallback") if later and place.names else place
    elif kind is m.Seq or kind is m.Star:
        yield from _sequence(node, place)
    elif kind is m.Lambda or kind is m.Function:
        for param in node.params:
            if param.default is not None:
                yield param.default, _Place((param.name,), "default", at=None)
        yield from ((part, _Nowhere) for part in (node.body if kind is m.Function else (node.body,)))
    elif kind is m.FuncExpr:
        yield node.function, _Nowhere
    elif kind is m.Class:
        yield from ((statement, _Nowhere) for statement in node.body)
    else:
        yield from ((part, _Nowhere) for part in _parts(node))


def _parts(node: Any) -> Iterator[Any]:
    """What is inside a statement or another expression."""
    if isinstance(node, (m.If, m.Loop, m.With, m.Try)):
        for field in cast("tuple[Any, ...]", node):
            if isinstance(field, tuple):
                yield from _statements(field)
    else:
        yield from children(node)


def _statements(field: tuple[Any, ...]) -> Iterator[Any]:
    if type(field) is not tuple and type(field) is not Span:
        yield field  # an expression, or a handler
        return
    for part in field if type(field) is tuple else ():
        if isinstance(part, m.Handler):
            yield from part.body
        elif isinstance(part, tuple):
            yield from _statements(part)


def _call(node: m.Call, place: _Place) -> Iterator[_Item]:
    name = last_name(node.func)
    passes = name in _TRANSPARENT
    if isinstance(node.func, m.Attr):
        yield node.func.base, place if name in _METHODS else _Nowhere
    else:
        yield node.func, _Nowhere
    first = literal_key(node.args[0]) if node.args else None
    named = place.under(first.lstrip("-")) if isinstance(first, str) and first else place
    for index, arg in enumerate(node.args):
        if index and isinstance(first, str) and (_LOOKUP.match(name) or _SETTER.match(name)):
            how: How = "fallback" if _LOOKUP.match(name) else ""
            yield arg, _Place((first,), how, at=place.at) if index == 1 else _Nowhere
        elif passes or isinstance(arg, m.Dict):
            yield arg, place if passes else _Nowhere
        elif _LOOKUP.match(name) and index == 1 and place.names:
            yield arg, place._replace(how="fallback")
        else:
            yield arg, _Nowhere
    for keyword, value in node.keywords:
        if keyword in _GIVEN:
            yield value, named if named.names else _Nowhere
        elif keyword is not None:
            yield value, _Place((keyword,))
        else:
            yield value, _Nowhere


def _operation(node: m.Bin) -> Iterator[_Item]:
    """A comparison holds its text; anything else makes another text of it."""
    sides = ((node.left, node.right), (node.right, node.left))
    for side, other in sides:
        name = _target(side)
        compared = node.op in ("==", "!=") and name and isinstance(other, m.Text)
        yield other, _Place((name,), "compared") if compared else _Nowhere


def _sequence(node: m.Seq | m.Star, place: _Place) -> Iterator[_Item]:
    if isinstance(node, m.Star):
        yield node.value, _Nowhere
        return
    if len(node.items) == 2 and place.names and place.names[-1] in _PAIR and isinstance(node.items[0], m.Text):
        yield node.items[1], place.under("password")
        return
    for item in node.items:
        yield item, place


def _target(expr: m.Expr) -> str:
    if isinstance(expr, m.Sub):
        index = literal_key(expr.index)
        return index if isinstance(index, str) else ""
    return last_name(expr)


def _key(expr: m.Expr | None) -> str:
    found = literal_key(expr)
    return found if isinstance(found, str) else last_name(expr) if expr is not None else ""
