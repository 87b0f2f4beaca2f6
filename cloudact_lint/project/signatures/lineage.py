"""The order in which a class and its bases are asked for a name; None where that cannot be known."""

from __future__ import annotations

from collections.abc import Sequence

from cloudact_lint.facts import model as m
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Binding
from cloudact_lint.project.values import ClassValue, External, FunctionValue

Base = ClassValue | External

BARE = frozenset((
    "builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol",
    "typing_extensions.Generic",
))  # fmt: skip
"""Outside classes that bring no methods of their own."""
_PROTOCOLS = frozenset(("typing.Protocol", "typing_extensions.Protocol"))
MAX_SUBCLASSES = 200


class Lineage:
    """Orders of classes. One for a project; answers are remembered."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.project = resolver.project
        self._known: dict[int, tuple[Base, ...] | None] = {}

    def of(self, cls: ClassValue) -> tuple[Base, ...] | None:
        """The method resolution order, as Python computes it (C3), the class itself first."""
        key = id(cls.cls)
        if key not in self._known:
            self._known[key] = None  # a circle has no order
            self._known[key] = self._order(cls)
        return self._known[key]

    def _order(self, cls: ClassValue) -> tuple[Base, ...] | None:
        bases = self.bases(cls)
        if bases is None:
            return None
        orders: list[list[Base]] = []
        for base in bases:
            order = self.of(base) if isinstance(base, ClassValue) else (base,)
            if order is None:
                return None
            orders.append(list(order))
        merged = _merge([*orders, list(bases)])
        return None if merged is None else (cls, *merged)

    def bases(self, cls: ClassValue) -> list[Base] | None:
        """What a class names as its bases, each known for certain."""
        found: list[Base] = []
        for expr in cls.cls.bases:
            values = self.resolver.resolve(expr.base if isinstance(expr, m.Sub) else expr, cls.scope)
            if len(values) != 1 or not isinstance(values[0], (ClassValue, External)):
                return None
            found.append(values[0])
        return found

    def describes_others(self, cls: ClassValue) -> bool:
        """Whether a class says what others look like: a protocol, or a metaclass, whose ``cls`` is any class."""
        order = self.of(cls)
        bases = self.bases(cls)
        if order is None or bases is None:
            return True
        if any(isinstance(base, External) and base.name == "builtins.type" for base in order):
            return True
        return any(isinstance(base, External) and base.name in _PROTOCOLS for base in bases)

    def bindings(self, cls: ClassValue, name: str) -> list[Binding]:
        """What the body of a class itself binds to a name."""
        return self.project.child(cls.cls, cls.scope).bindings.get(name, [])

    def method(self, order: Sequence[Base] | None, name: str) -> FunctionValue | None:
        """The method that a name means in the first class of an order that has it; None if that is not certain."""
        for base in order or ():
            if isinstance(base, External):
                if base.name in BARE:
                    continue
                return None
            body = self.project.child(base.cls, base.scope)
            found = self.bindings(base, name)
            if name in self.resolver.members.self_assignments(body):
                return None
            if found:
                return self._single(found, base)
        return None

    def _single(self, bindings: list[Binding], owner: ClassValue) -> FunctionValue | None:
        """The last of several definitions, if those before it, and not it itself, are only ``@overload``."""
        last = bindings[-1].statement
        if not isinstance(last, m.Function) or _overloads(bindings[-1]) or not all(map(_overloads, bindings[:-1])):
            return None
        return FunctionValue(last, self.project.child(owner.cls, owner.scope), owner)

    def below(self, cls: ClassValue) -> tuple[ClassValue, ...] | None:
        """All classes of the repository that inherit from a class, directly or not; None if they are too many."""
        callers = Callers.of(self.resolver)
        found: list[ClassValue] = []
        todo, seen = [cls], {id(cls.cls)}
        while todo:
            for sub in callers.subclasses(todo.pop()):
                if id(sub.cls) not in seen:
                    seen.add(id(sub.cls))
                    todo.append(sub)
                    found.append(sub)
            if len(found) > MAX_SUBCLASSES:
                return None
        return tuple(found)


def _overloads(binding: Binding) -> bool:
    statement = binding.statement
    return isinstance(statement, m.Function) and any(
        getattr(decorator, "id", getattr(decorator, "name", "")) == "overload" for decorator in statement.decorators
    )


def _key(base: Base) -> object:
    return id(base.cls) if isinstance(base, ClassValue) else base.name


def _merge(orders: list[list[Base]]) -> list[Base] | None:
    """C3: the next class is the first head that no other order has further behind."""
    found: list[Base] = []
    orders = [order for order in orders if order]
    while orders:
        for order in orders:
            head = _key(order[0])
            if not any(head == _key(item) for other in orders for item in other[1:]):
                break
        else:
            return None
        found.append(order[0])
        orders = [rest for o in orders if (rest := [item for item in o if _key(item) != head])]
    return found
