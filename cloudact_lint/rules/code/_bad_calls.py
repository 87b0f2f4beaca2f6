"""Which calls are worth a look: those whose shape not every definition of that name in the repository takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope, inside
from cloudact_lint.project.signatures.handed import NAMES, handed_on
from cloudact_lint.project.signatures.refusals import Refusals
from cloudact_lint.project.signatures.shape import Given, Signature, given, of_function
from cloudact_lint.project.values import ClassValue
from cloudact_lint.project.walking import last_name, scope_calls

_FEW = 40
"""So few files to look at are resolved call by call; reading every definition of the repository would cost more."""


@dataclass(frozen=True, slots=True, eq=False)
class Suspect:
    """A call and where it stands; ``runner`` will make it, where it is only described: ``partial``, ``to_thread``."""

    call: m.Call
    scope: Scope
    runner: str = ""


class Suspects:
    """Narrows the calls of a project, by names and shapes alone."""

    def __init__(self, project: Project, refusals: Refusals) -> None:
        self.project, self.refusals = project, refusals
        homes = [path for path in project.paths("python", "notebook") if not project.is_test(path)]
        self.paths = [path for path in homes if project.asked(path)]
        self._defined = frozenset(name for path in homes for name in project.records[path].defines)
        self._definitions: dict[str, list[Scope]] | None = None
        self._signatures: dict[str, list[Signature]] = {}
        self._accepted: dict[tuple[str, Given], bool] = {}
        if len(self.paths) > _FEW:
            self._definitions = defaultdict(list)
            for path in homes:
                for scope in project.scopes(path):
                    node = scope.function or scope.cls
                    if node is not None:
                        self._definitions[node.name].append(scope)

    def found(self) -> Iterator[Suspect]:
        """The calls that some definition of their name refuses."""
        for path in self.paths:
            if self._defined.isdisjoint(self.project.records[path].calls):
                continue
            aliases = {
                item.local: item.name
                for item in self.project.records[path].imports
                if item.name is not None and item.name != item.local
            }
            for site in self.project.calls_in(path):
                name = last_name(site.call.func)
                if name in NAMES:
                    for made in handed_on(site.call, site.scope, self.refusals.resolver):
                        if self._is_suspect(made, aliases):
                            yield Suspect(made, site.scope, name)
                if self._is_suspect(site.call, aliases):
                    yield Suspect(site.call, site.scope)

    def _is_suspect(self, call: m.Call, aliases: dict[str, str]) -> bool:
        func = call.func
        name = last_name(func)
        if type(func) is m.Name:
            name = aliases.get(name, name)
        return (name in self._defined or name in ("cls", "__init__")) and not self._all_accept(name, call)

    def _all_accept(self, name: str, call: m.Call) -> bool:
        if self._definitions is None or name in ("cls", "__init__") or _on_a_class(call.func):
            return False
        key = (name, given(call))
        if key not in self._accepted:
            if name not in self._signatures:
                found = map(self._signature, self._definitions.get(name, ()))
                self._signatures[name] = [signature for signature in found if signature is not None]
            self._accepted[key] = all(signature.fault(key[1]) is None for signature in self._signatures[name])
        return self._accepted[key]

    def _signature(self, scope: Scope) -> Signature | None:
        """What a definition takes in the usual way of calling it; None where nothing would be said anyway."""
        if scope.cls is not None and scope.parent is not None:
            return self.refusals.constructors.of(ClassValue(scope.cls, scope.parent))
        if scope.function is None or scope.parent is None:
            return None
        static = any(last_name(decorator) == "staticmethod" for decorator in scope.function.decorators)
        return of_function(scope.function, scope.path, bound=scope.parent.kind == "class" and not static)


def _on_a_class(func: m.Expr) -> bool:
    """``Order.total(…)``: a method without its object."""
    return type(func) is m.Attr and type(func.base) is m.Name and func.base.id[:1].isupper()


_LOOKS = frozenset(("signature", "getfullargspec", "getargspec"))
_EXPECTS = frozenset(("raises", "assertRaises", "suppress"))


def is_probe(call: m.Call, scope: Scope) -> bool:
    """Whether the code knows that the call may be refused: TypeError is caught by name, or the signature looked at."""
    if any(last_name(other.func) in _LOOKS for other in scope_calls(scope)):
        return True
    for statement in scope.flat:
        at = getattr(statement, "at", None)
        if at is None or not inside(call.at, at) or isinstance(statement, (m.Function, m.Class)):
            continue
        caught: tuple[m.Expr, ...] = ()
        if isinstance(statement, m.Try) and statement.handlers and call.at < statement.handlers[0].at:
            caught = tuple([item for handler in statement.handlers for item in handler.types])
        elif isinstance(statement, m.With):
            items = [value for value, _ in statement.items if isinstance(value, m.Call)]
            caught = tuple([arg for item in items if last_name(item.func) in _EXPECTS for arg in item.args])
        if any(last_name(item) == "TypeError" for item in caught):
            return True
    return False
