"""Constructors that a library writes from the fields of a class: dataclasses, NamedTuple, attrs.

What counts as a field, and in which order, is what the libraries document:
https://docs.python.org/3/library/dataclasses.html, https://docs.python.org/3/library/typing.html#typing.NamedTuple,
https://www.attrs.org/en/stable/api.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.signatures.shape import Slot
from cloudact_lint.project.values import ClassValue, External
from cloudact_lint.project.walking import last_name

ATTRS_PLAIN = frozenset(("attr.s", "attr.attrs", "attr.attributes"))
"""attrs' older decorators: fields are what is assigned ``attr.ib()``, unless ``auto_attribs`` is set."""
ATTRS_DEFINE = frozenset((
    "attr.define", "attr.mutable", "attr.frozen", "attrs.define", "attrs.mutable", "attrs.frozen", "attr.dataclass",
))  # fmt: skip
DATACLASS = frozenset(("dataclasses.dataclass",))
_ATTRIB = frozenset(("attr.ib", "attr.attrib", "attr.attr", "attr.field", "attrs.field"))


@dataclass(frozen=True, slots=True)
class Maker:
    """How one class of an order gets its ``__init__``: by which decorator, with which options."""

    cls: ClassValue
    name: str
    options: dict[str, object]


def options_of(decorator: m.Expr) -> dict[str, object] | None:
    """The options of a decorator, as far as they are constants; None where some cannot be seen."""
    if not isinstance(decorator, m.Call):
        return {}
    if decorator.args or any(name is None for name, _ in decorator.keywords):
        return None
    return {name: literal_key(value) for name, value in decorator.keywords if name is not None}


class Generated:
    """Reads fields."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def dataclass(self, makers: Sequence[Maker]) -> tuple[Slot, ...] | None:
        """The parameters of a dataclass whose order holds these dataclasses, the farthest base first."""
        fields: dict[str, Slot | None] = {}
        for maker in makers:
            all_kw = bool(maker.options.get("kw_only"))
            if not plain_body(maker.cls.cls):
                return None
            for name, annotation, value in _annotated(maker.cls.cls):
                kind = last_name(head(annotation))
                if kind == "KW_ONLY":
                    all_kw = True
                elif kind != "ClassVar":
                    fields[name] = self._dataclass_slot(name, value, all_kw, maker.cls)
        return _ordered(slot for slot in fields.values() if slot is not None)

    def _dataclass_slot(self, name: str, value: m.Expr | None, keyword: bool, cls: ClassValue) -> Slot | None:
        required = value is None
        if isinstance(value, m.Call):
            if self._outside(value.func, cls) != "dataclasses.field":
                return Slot(name, "kw" if keyword else "any", False)
            given = dict(value.keywords)
            if None in given:
                return Slot(name, "any", False)
            if literal_key(given.get("init")) is False:
                return None
            if "kw_only" in given:
                keyword = literal_key(given["kw_only"]) is True
            required = "default" not in given and "default_factory" not in given
        return Slot(name, "kw" if keyword else "any", required)

    def named_tuple(self, cls: m.Class) -> tuple[Slot, ...]:
        """The parameters of a class that has ``NamedTuple`` as its base."""
        return tuple([Slot(name, "any", value is None) for name, _, value in _annotated(cls)])

    # attrs -------------------------------------------------------------------------------

    def attrs(self, makers: Sequence[Maker]) -> tuple[Slot, ...] | None:
        """The parameters of an attrs class."""
        fields: dict[str, Slot | None] = {}
        for maker in makers:
            if maker.options.get("these") is not None or not plain_body(maker.cls.cls):
                return None
            own = self._attrs_fields(maker)
            if own is None:
                return None
            for name, slot in own:
                fields.pop(name, None)
                fields[name] = slot
        return _ordered(slot for slot in fields.values() if slot is not None)

    def _attrs_fields(self, maker: Maker) -> list[tuple[str, Slot | None]] | None:
        auto = maker.options.get("auto_attribs")
        if maker.name == "attr.dataclass":
            auto = True
        found: list[tuple[str, Slot | None]] = []
        bare = False
        for statement in maker.cls.cls.body:
            if not isinstance(statement, m.Assign) or not isinstance(statement.target, m.Name):
                continue
            name, value = statement.target.id, statement.value
            made = isinstance(value, m.Call) and self._outside(value.func, maker.cls) in _ATTRIB
            if statement.annotation is None:
                bare = bare or made
                if not made and isinstance(value, m.Call):
                    return None  # a helper that may make a field
            elif last_name(head(statement.annotation)) == "ClassVar":
                continue
            if made or statement.annotation is not None:
                found.append((name, self._attrs_slot(name, value if made else None, value is not None, maker)))
        if auto is None and maker.name in ATTRS_DEFINE:
            auto = not bare
        if not auto:
            marked = {name for name, slot in found} - self._unmarked(maker)
            found = [(name, slot) for name, slot in found if name in marked]
        return found

    def _unmarked(self, maker: Maker) -> set[str]:
        """Annotated names that are assigned no ``attr.ib()``."""
        return {
            name
            for name, _, value in _annotated(maker.cls.cls)
            if not (isinstance(value, m.Call) and self._outside(value.func, maker.cls) in _ATTRIB)
        }

    def _attrs_slot(self, name: str, made: m.Expr | None, has_value: bool, maker: Maker) -> Slot | None:
        keyword = bool(maker.options.get("kw_only"))
        shown, required = name.lstrip("_"), not has_value
        if isinstance(made, m.Call):
            given = dict(made.keywords)
            if None in given:
                return Slot(shown, "any", False)
            if literal_key(given.get("init")) is False:
                return None
            keyword = keyword or literal_key(given.get("kw_only")) is True
            alias = literal_key(given.get("alias"))
            shown = alias if isinstance(alias, str) else shown
            required = not ({"default", "factory"} & set(given)) and not made.args
            required = required and not _has_default_method(maker.cls.cls, name)
        return Slot(shown, "kw" if keyword else "any", required)

    def _outside(self, expr: m.Expr, cls: ClassValue) -> str:
        body = self.resolver.project.child(cls.cls, cls.scope)
        values = self.resolver.resolve(expr, body)
        return values[0].name if len(values) == 1 and isinstance(values[0], External) else ""


def head(annotation: m.Expr) -> m.Expr:
    """``list`` of ``list[str]``."""
    return annotation.base if isinstance(annotation, m.Sub) else annotation


def _annotated(cls: m.Class) -> Iterator[tuple[str, m.Expr, m.Expr | None]]:
    """The annotated names of a class body, with what they are assigned."""
    for statement in cls.body:
        if not isinstance(statement, m.Assign) or not isinstance(statement.target, m.Name):
            continue
        if statement.annotation is not None:
            yield statement.target.id, statement.annotation, statement.value


def plain_body(cls: m.Class) -> bool:
    """Whether no field stands under a condition."""
    return not any(isinstance(s, (m.If, m.Try, m.Loop, m.With)) for s in cls.body)


def _has_default_method(cls: m.Class, name: str) -> bool:
    wanted = m.Attr(m.Name(name), "default")
    return any(isinstance(s, m.Function) and wanted in s.decorators for s in cls.body)


def _ordered(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Those that positional arguments may fill first, as the generated ``__init__`` has them."""
    every = list(slots)
    return (*[s for s in every if s.kind != "kw"], *[s for s in every if s.kind == "kw"])
