"""What calling a class of the repository takes; None where that cannot be known for certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cloudact_lint.facts import model as m
from cloudact_lint.project.signatures.decorators import Decorators
from cloudact_lint.project.signatures.generated import (
    ATTRS_DEFINE,
    ATTRS_PLAIN,
    DATACLASS,
    Generated,
    Maker,
    options_of,
)
from cloudact_lint.project.signatures.lineage import BARE, Base, Lineage
from cloudact_lint.project.signatures.models import PYDANTIC, fields_of
from cloudact_lint.project.signatures.shape import Signature, Slot, of_function
from cloudact_lint.project.values import ClassValue, External, FunctionValue

_EXCEPTIONS = frozenset(
    f"builtins.{name}"
    for name in (
        "BaseException", "Exception", "ValueError", "TypeError", "RuntimeError", "KeyError", "LookupError",
        "IndexError", "ArithmeticError", "NotImplementedError", "AssertionError", "PermissionError",
    )
)  # fmt: skip
"""They take any positional arguments and no keywords."""
_TUPLES = frozenset(("typing.NamedTuple", "typing_extensions.NamedTuple"))
_METACLASSES = frozenset(("abc.ABCMeta",))
_MAKERS = ATTRS_PLAIN | ATTRS_DEFINE | DATACLASS


class Constructors:
    """Answers for classes. One for a project; answers are remembered."""

    def __init__(self, lineage: Lineage, decorators: Decorators) -> None:
        self.lineage, self.decorators = lineage, decorators
        self.generated = Generated(lineage.resolver)
        self._known: dict[int, Signature | None] = {}
        self._makers: dict[int, Maker | bool] = {}

    def of(self, cls: ClassValue) -> Signature | None:
        """What calling the class takes."""
        key = id(cls.cls)
        if key not in self._known:
            self._known[key] = None
            order = self.lineage.of(cls)
            self._known[key] = self._find(cls, order) if order is not None and self._plain(order) else None
        return self._known[key]

    def initialiser(self, order: Sequence[Base]) -> Signature | None:
        """What the ``__init__`` takes that an order of classes comes to first."""
        for index, base in enumerate(order):
            if isinstance(base, External):
                if base.name in BARE:
                    continue
                # Exceptions have no place of their own: whoever asks knows the class.
                return Signature((), True, False, base.name, "", m.NOWHERE) if base.name in _EXCEPTIONS else None
            if self.lineage.bindings(base, "__init__"):
                return self._method(self.lineage.method((base,), "__init__"))
            maker = self._maker(base)
            if not isinstance(maker, Maker):
                if maker is False:
                    return None
            elif maker.options.get("init", True) is not False:
                return self._written(maker, order[index:])
        last = next((base for base in order if isinstance(base, ClassValue)), None)
        return self._signature((), last) if last is not None else None

    # One class ---------------------------------------------------------------------------

    def _find(self, cls: ClassValue, order: Sequence[Base]) -> Signature | None:
        outside = {base.name for base in order if isinstance(base, External)} - BARE
        if outside and outside <= PYDANTIC:
            return self._model(cls, order)
        if outside and outside <= _TUPLES:
            bases = self.lineage.bases(cls) or []
            if not any(isinstance(base, External) and base.name in _TUPLES for base in bases):
                return None
            return self._signature(self.generated.named_tuple(cls.cls), cls)
        found = self.initialiser(order)
        return replace(found, path=cls.scope.path, at=cls.cls.at) if found is not None and not found.path else found

    def _plain(self, order: Sequence[Base]) -> bool:
        """Whether nothing stands between a call of the class and its ``__init__``."""
        for base in order:
            if isinstance(base, External):
                continue
            for name, value in base.cls.keywords:
                if name is None:
                    return False
                if name == "metaclass" and self.decorators.named(value, base.scope) not in _METACLASSES:
                    return False
            for binding in self.lineage.bindings(base, "__new__"):
                if not isinstance(binding.statement, m.Function) or not _takes_anything(binding.statement):
                    return False
            if self._maker(base) is False:
                return False
        return True

    def _maker(self, cls: ClassValue) -> Maker | bool:
        """The decorator that writes an ``__init__``; True: none does; False: an unknown one may do anything."""
        key = id(cls.cls)
        if key not in self._makers:
            self._makers[key] = self._decorated(cls)
        return self._makers[key]

    def _decorated(self, cls: ClassValue) -> Maker | bool:
        found: Maker | bool = True
        for decorator in cls.cls.decorators:
            name = self.decorators.named(decorator, cls.scope)
            if name in _MAKERS:
                options = options_of(decorator)
                if options is None or found is not True:
                    return False
                found = Maker(cls, name, options)
            elif not self.decorators.keep((decorator,), cls.scope):
                return False
        return found

    def _method(self, method: FunctionValue | None) -> Signature | None:
        if method is None or not self.decorators.keep(method.function.decorators, method.scope):
            return None
        return of_function(method.function, method.scope.path, bound=True)

    def _written(self, maker: Maker, order: Sequence[Base]) -> Signature | None:
        classes = [base for base in reversed(order) if isinstance(base, ClassValue)]
        if any(isinstance(base, External) and base.name not in BARE | _EXCEPTIONS for base in order):
            return None  # it may bring fields
        makers = [found for found in map(self._maker, classes) if isinstance(found, Maker)]
        if {found.name in DATACLASS for found in makers} != {maker.name in DATACLASS}:
            return None
        slots = self.generated.dataclass(makers) if maker.name in DATACLASS else self.generated.attrs(makers)
        return self._signature(slots, maker.cls) if slots is not None else None

    def _model(self, cls: ClassValue, order: Sequence[Base]) -> Signature | None:
        classes = [base for base in order if isinstance(base, ClassValue)]
        for base in classes:
            if self.lineage.bindings(base, "__init__"):
                return self._method(self.lineage.method((base,), "__init__"))
            if self._maker(base) is not True:
                return None
        found = fields_of(classes[::-1])
        if found is None:
            return None
        slots, extra = found
        plain = self._signature(slots, cls)
        return replace(plain, spread=extra == "allow", ignored=extra == "ignore", error="ValidationError")

    @staticmethod
    def _signature(slots: tuple[Slot, ...], cls: ClassValue) -> Signature:
        return Signature(slots, False, False, cls.cls.qualname, cls.scope.path, cls.cls.at)


def _takes_anything(function: m.Function) -> bool:
    kinds = {param.kind for param in function.params}
    return "*" in kinds and "**" in kinds and len(function.params) == 3
