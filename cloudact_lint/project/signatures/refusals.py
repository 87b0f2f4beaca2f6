"""Calls that whatever they may reach in the repository refuses: the callee is known for certain, or nothing is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import called
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.signatures.constructors import Constructors
from cloudact_lint.project.signatures.decorators import Decorators
from cloudact_lint.project.signatures.lineage import Lineage
from cloudact_lint.project.signatures.shape import Fault, Given, Signature, given, of_function
from cloudact_lint.project.values import ClassValue, External, FunctionValue, Instance, ModuleValue, Parameter, Value
from cloudact_lint.project.walking import last_name

_INJECTED = frozenset(("Depends", "Security", "Provide"))


class Refusal(NamedTuple):
    """Why a call fails, and the definition that refuses it; ``unbound``: a method that is called on its class."""

    fault: Fault
    signature: Signature
    unbound: bool = False


class Refusals:
    """Answers for calls. One for a project; answers on classes and decorators are remembered."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.project = resolver.project
        self.lineage = Lineage(resolver)
        self.decorators = Decorators(resolver)
        self.constructors = Constructors(self.lineage, self.decorators)

    @classmethod
    def of(cls, resolver: Resolver) -> Refusals:
        """The one of this project."""
        known = resolver.project.shared.get("refusals")
        if not isinstance(known, Refusals):
            known = resolver.project.shared["refusals"] = cls(resolver)
        return known

    def refusal(self, call: m.Call, scope: Scope) -> Refusal | None:
        """Why a call must fail; None if it need not, or if that cannot be known."""
        func, shape = call.func, given(call)
        if not isinstance(func, (m.Name, m.Attr)):
            return None
        if isinstance(func, m.Attr) and isinstance(func.base, m.Call) and func.base.func == m.Name("super"):
            return _worst(self._above(func, shape, scope))
        found = _worst(self._each(func, shape, scope, call.at))
        return None if found is not None and _shadowed(func, scope) else found

    # What is called ----------------------------------------------------------------------

    def _each(self, func: m.Name | m.Attr, shape: Given, scope: Scope, at: Span) -> Iterator[Refusal | None]:
        """The answer of each thing that a call may reach."""
        if isinstance(func, m.Name):
            for value in self.resolver.resolve(func, scope, at):
                yield self._of_value(value, shape, func)
            return
        for base in self._bases(func.base, scope, at):
            if isinstance(base, ModuleValue):
                for value in self.resolver.members.exported(base.path, func.name):
                    yield self._of_value(value, shape, func)
            elif isinstance(base, ClassValue):
                yield self._of_method(base, func.name, shape, (False,))
            elif isinstance(base, Instance) and isinstance(base.of, ClassValue):
                yield self._of_method(base.of, func.name, shape, (True, False) if _is_cls(func.base) else (True,))
            else:
                yield None

    def _of_value(self, value: Value, shape: Given, func: m.Expr) -> Refusal | None:
        if isinstance(value, FunctionValue):
            if value.bound is not None or not self.decorators.keep(value.function.decorators, value.scope):
                return None
            return _refusal(of_function(value.function, value.scope.path, bound=False), shape)
        if not isinstance(value, ClassValue):
            return None
        found = _refusal(self.constructors.of(value), shape)
        if found is None or func != m.Name("cls"):
            return found
        below = self.lineage.below(value)
        if below is None or any(_refusal(self.constructors.of(sub), shape) is None for sub in below):
            return None
        return found

    def _of_method(self, cls: ClassValue, name: str, shape: Given, bound: Sequence[bool]) -> Refusal | None:
        """A method looked up on a class or an object; whatever a subclass has in its place must refuse too."""
        found = self._of_lookup(self.lineage.method(self.lineage.of(cls), name), shape, bound)
        below = self.lineage.below(cls) if found is not None else None
        if below is None:
            return None
        methods = (self.lineage.method(self.lineage.of(sub), name) for sub in below)
        return found if all(self._of_lookup(method, shape, bound) is not None for method in methods) else None

    def _of_lookup(self, method: FunctionValue | None, shape: Given, bound: Sequence[bool]) -> Refusal | None:
        if method is None or method.owner is None or self.lineage.describes_others(method.owner):
            return None
        function = method.function
        if not self.decorators.keep(function.decorators, method.scope):
            return None
        words = {last_name(decorator) for decorator in function.decorators}
        if "staticmethod" in words or function.name == "__new__":
            bound = (False,)
        elif "classmethod" in words or function.name in ("__init_subclass__", "__class_getitem__"):
            bound = (True,)
        path = method.scope.path
        found = _worst(_refusal(of_function(function, path, bound=each), shape) for each in bound)
        plain = "staticmethod" not in words and function.name != "__new__"
        return found._replace(unbound=True) if found is not None and bound == (False,) and plain else found

    def _above(self, func: m.Attr, shape: Given, scope: Scope) -> Iterator[Refusal | None]:
        """``super().name(…)``: what stands behind the class, in its own order and in that of each subclass."""
        here = scope.owner_class()
        made = func.base.args if isinstance(func.base, m.Call) else ()
        if here is None or here.cls is None or here.parent is None or made:
            yield None
            return
        cls = ClassValue(here.cls, here.parent)
        yield self._behind(cls, cls, func.name, shape)
        below = self.lineage.below(cls)
        if below is None:
            yield None
            return
        for sub in below:
            yield self._behind(cls, sub, func.name, shape)

    def _behind(self, cls: ClassValue, each: ClassValue, name: str, shape: Given) -> Refusal | None:
        """What comes after ``cls`` in the order of itself or a subclass."""
        order = self.lineage.of(each) or ()
        place = next((i for i, b in enumerate(order) if isinstance(b, ClassValue) and b.cls is cls.cls), None)
        rest = order[place + 1 :] if place is not None else ()
        if not any(isinstance(base, ClassValue) for base in rest):
            return None
        if name == "__init__":
            return _refusal(self.constructors.initialiser(rest), shape)
        return self._of_lookup(self.lineage.method(rest, name), shape, (True,))

    # Receivers ---------------------------------------------------------------------------

    def _bases(self, expr: m.Expr, scope: Scope, at: Span) -> Iterator[Value | None]:
        """What a receiver is; None among them: it may be something else."""
        values = self.resolver.resolve(expr, scope, at)
        for value in values:
            if isinstance(value, Parameter):
                if len(values) == 1 or not self._is_declared(value):
                    yield None
            else:
                yield value if self._entered(expr, value, scope) else None
        if isinstance(expr, m.Attr) and expr.base == m.Name("self") and self._set_below(expr.name, scope):
            yield None

    def _is_declared(self, value: Parameter) -> bool:
        """Whether a parameter's annotation, or what is injected for it, says all that it may be."""
        param = value.param
        if isinstance(param.default, m.Call) and called(param.default) in _INJECTED:
            return True
        return param.annotation is not None and self._is_whole(param.annotation, value.function.scope)

    def _is_whole(self, annotation: m.Expr, scope: Scope) -> bool:
        if annotation == m.Const(None):
            return True
        if isinstance(annotation, m.Bin) and annotation.op == "|":
            return self._is_whole(annotation.left, scope) and self._is_whole(annotation.right, scope)
        if isinstance(annotation, m.Sub) and last_name(annotation.base) in ("Optional", "Union", "Annotated"):
            index = annotation.index
            parts = index.items if isinstance(index, m.Seq) else (index,)
            if last_name(annotation.base) == "Annotated":
                parts = parts[:1]
            return all(self._is_whole(part, scope) for part in parts)
        if not isinstance(annotation, (m.Name, m.Attr)):
            return False
        return all(
            isinstance(value, ClassValue) or (isinstance(value, External) and not value.name.startswith("builtins."))
            for value in self.resolver.resolve(annotation, scope)
        )

    def _entered(self, expr: m.Expr, value: Value, scope: Scope) -> bool:
        """Whether ``with … as name`` gives the object itself, where that is how a name gets its value."""
        cls = value.of if isinstance(value, Instance) else None
        if not isinstance(cls, ClassValue) or not isinstance(expr, m.Name):
            return True
        if not any(binding.kind == "enter" for binding in scope.bindings.get(expr.id, ())):
            return True
        order = self.lineage.of(cls)
        method = self.lineage.method(order, "__enter__") or self.lineage.method(order, "__aenter__")
        if method is None:  # a context manager that is a function gives what it yields
            own = [base for base in order or () if isinstance(base, ClassValue)]
            names = ("__enter__", "__aenter__")
            return bool(own) and not any(self.lineage.bindings(base, name) for base in own for name in names)
        body = self.project.child(method.function, method.scope)
        returned = [s.value for s in body.flat if isinstance(s, m.Return)]
        return bool(returned) and all(value == m.Name("self") for value in returned)

    def _set_below(self, name: str, scope: Scope) -> bool:
        """Whether a subclass sets an attribute of ``self`` to something of its own."""
        here = scope.owner_class()
        if here is None or here.cls is None or here.parent is None:
            return True
        below = self.lineage.below(ClassValue(here.cls, here.parent))
        if below is None:
            return True
        members = self.resolver.members
        bodies = [self.project.child(sub.cls, sub.scope) for sub in below]
        return any(name in body.bindings or name in members.self_assignments(body) for body in bodies)


def _refusal(signature: Signature | None, shape: Given) -> Refusal | None:
    """Stubs (``.pyi``) describe libraries, and rarely all of them: they refuse nothing."""
    if signature is None or signature.path.endswith(".pyi"):
        return None
    fault = signature.fault(shape)
    return Refusal(fault, signature) if fault is not None else None


def _worst(answers: Iterator[Refusal | None]) -> Refusal | None:
    """The first refusal, if all that a call may reach refuse it."""
    first: Refusal | None = None
    for answer in answers:
        if answer is None:
            return None
        first = first or answer
    return first


def _is_cls(expr: m.Expr) -> bool:
    return expr == m.Name("cls")


def _shadowed(func: m.Name | m.Attr, scope: Scope) -> bool:
    """Whether a comprehension, a lambda or, perhaps only later, a class body binds the name a callee begins with."""
    root: m.Expr = func
    while isinstance(root, m.Attr):
        root = root.base
    if not isinstance(root, m.Name):
        return False
    if scope.kind == "class" and root.id in scope.bindings:
        return True
    here: Scope | None = scope
    while here is not None:
        if root.id in here.inner_bindings:
            return True
        here = here.parent
    return False
