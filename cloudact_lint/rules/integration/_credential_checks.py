"""Whether a credential is tried before it is stored, and what may pass that by."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.flow import Frames, ends, exclusive
from cloudact_lint.project.network.calls import NetworkCalls
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, External, FunctionValue, Instance, Member, Value
from cloudact_lint.project.walking import last_name, scope_calls, walk
from cloudact_lint.rules.integration._credential_flow import KEEPERS, Flow, Store, is_credential
from cloudact_lint.rules.integration._secret_names import words

Sort = Literal["tried", "format", ""]
MAX_DEPTH = 3
_VERBS = frozenset(
    {
        "validate",
        "verify",
        "check",
        "test",
        "ping",
        "probe",
        "authenticate",
        "introspect",
        "try",
        "ensure",
        "assert",
        "is",
    }
)
_FORMAT = lazy_pattern(
    r"(?i)format|pattern|regex|shape|length|size|schema|json|syntax|empty|prefix|slug|name|limit|type|provider|metadata|identifier"
)
_FLAG = lazy_pattern(r"(?i)skip|force|bypass|no_?valid|no_?verif|no_?check|validate|verify|dry_?run|trust")
_NO_SERVICE = (
    "google.cloud.kms",
    "google.cloud.bigquery",
    "cryptography",
    "nacl",
    "pydantic",
    "fastapi",
    "sqlalchemy",
    "starlette",
    "flask",
    "django",
    "google.cloud.secretmanager",
    "builtins",
    "structlog",
    "jwt",
    "bcrypt",
    "passlib",
    "typing_extensions",
)
_OF_RIGHTS = frozenset({"ensure", "assert", "is", "scope", "access", "permission", "owner", "share"})
"""Words of checks that ask who may use a credential, not whether it works."""
_LOOKS = frozenset({
    "match", "fullmatch", "search", "startswith", "endswith", "loads", "len", "isinstance", "strip", "encode",
    "lower", "split",
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A call that looks at a credential before it is stored."""

    name: str
    site: CallSite
    frames: Frames
    sort: Sort


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What can be said of a store: the check that tries it, the flag that passes that by, and whether a no stops it."""

    tried: Check | None
    format: Check | None
    flag: str = ""
    stops: bool = True
    after: Check | None = None
    caller: CallSite | None = None
    """A caller that does not try it, where others do."""

    @property
    def is_fine(self) -> bool:
        """Whether every path tries it and a no stops it."""
        return self.tried is not None and not self.flag and self.stops


@dataclass
class CredentialChecks:
    """Answers for a project."""

    project: Project
    _speaking: frozenset[int] | None = None
    _tries: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.resolver = BigQuery.of(self.project).resolver
        self.callers = Callers.of(self.resolver)

    def of_store(self, flow: Flow, store: Store) -> Verdict:
        """What is done with a credential before it is stored here."""
        before = [check for check in self._checks(flow) if _precedes(check, store)]
        tried = next((check for check in before if check.sort == "tried"), None)
        looked = next((check for check in before if check.sort == "format"), None)
        if tried is None:
            return self._by_callers(flow, looked, store)
        return Verdict(tried, looked, _flag(tried, store), self._stops(tried, flow))

    def _by_callers(self, flow: Flow, looked: Check | None, store: Store) -> Verdict:
        after = next((c for c in self._checks(flow) if c.sort == "tried" and not _precedes(c, store)), None)
        function = flow.scope.function
        if function is None or flow.scope.parent is None:
            return Verdict(None, looked, after=after)
        value = self.resolver.definition(function, flow.scope.parent)
        sites = self.callers.of_function(value) if isinstance(value, FunctionValue) else ()
        untried: list[CallSite] = []
        for site in sites:
            found = self._in_caller(site, flow, store)
            if found is None or found.sort != "tried":
                untried.append(site)
                looked = looked or found
            else:
                after = found
        if sites and not untried:
            return Verdict(after, looked)
        return Verdict(
            None,
            looked,
            after=None if sites and len(untried) < len(sites) else after,
            caller=untried[0] if len(untried) < len(sites) else None,
        )

    def _in_caller(self, site: CallSite, flow: Flow, store: Store) -> Check | None:
        """The best check in a caller before it hands the credential over."""
        handed = _handed(site.call, flow, store)
        best: Check | None = None
        for call in scope_calls(site.scope):
            if call is site.call or call.at[:2] >= site.call.at[:2]:
                continue
            sort = self._sort(call, CallSite(call, site.scope), shared=bool(handed & _named_in(call)))
            if not sort and self._makes(call, site, handed):
                sort = "tried"
            if sort == "tried" or (sort and best is None):
                best = Check(last_name(call.func), CallSite(call, site.scope), (), sort)
        return best

    def _makes(self, call: m.Call, site: CallSite, handed: frozenset[str]) -> bool:
        """Whether a call makes what is handed on, and tries the credential in it as it does."""
        made = frozenset(
            last_name(statement.target)
            for statement in site.scope.flat
            if isinstance(statement, m.Assign) and statement.value is call
        )
        if not made & handed:
            return False
        for value in self.resolver.resolve(call.func, site.scope, call.at):
            if isinstance(value, FunctionValue):
                body = self.project.child(value.function, value.scope)
                names = (last_name(inner.func) for inner in scope_calls(body))
                if any(_asks(name) and not _FORMAT.search(name) and _of_credential(name) for name in names):
                    return True
        return False

    def _checks(self, flow: Flow) -> Iterator[Check]:
        for call, frames in flow.calls:
            base = call.func.base if isinstance(call.func, m.Attr) else None
            given = (*call.args, *(value for _, value in call.keywords), *([base] if base is not None else []))
            if any(flow.mentioned(value) for value in given):
                sort = self._sort(call, CallSite(call, flow.scope), shared=True)
                if sort:
                    yield Check(last_name(call.func), CallSite(call, flow.scope), frames, sort)
        function = flow.scope.function
        for param in function.params if function is not None else ():
            if isinstance(param.default, m.Call) and last_name(param.default.func) == "Depends" and param.default.args:
                name = last_name(param.default.args[0])
                if _asks(name) and not _FORMAT.search(name) and _of_credential(name):
                    yield Check(name, CallSite(param.default, flow.scope), (), "tried")

    def _sort(self, call: m.Call, site: CallSite, shared: bool) -> Sort:
        """What a call does with the credential that it is given."""
        name = last_name(call.func)
        if not shared or not name or "encrypt" in name.lower() or name in KEEPERS:
            return ""
        if name in _LOOKS:
            return "format"
        values = self.resolver.resolve(call.func, site.scope, call.at)
        if _asks(name):
            if _FORMAT.search(name):
                return "format"
            own = [value for value in values if isinstance(value, FunctionValue)]
            if not own or any(self.tries(value) for value in own):
                return "tried"
            return "format" if _of_credential(name) and _OF_RIGHTS.isdisjoint(words(name)) else ""
        if any(isinstance(value, FunctionValue) and self.tries(value) for value in values):
            return "tried"
        return "tried" if any(_is_service(value) for value in values) else ""

    def tries(self, function: FunctionValue, depth: int = 0) -> bool:
        """Whether a function speaks to another service, itself or through what it calls."""
        key = id(function.function)
        if key not in self._tries:
            self._tries[key] = False  # while it is being looked for
            body = self.project.child(function.function, function.scope)
            scopes = (body, *self.project.nested(body))
            self._tries[key] = any(id(scope) in self._speakers for scope in scopes) or (
                depth < MAX_DEPTH
                and any(self._speaks(call, scope, depth) for scope in scopes for call in scope_calls(scope))
            )
        return self._tries[key]

    def _speaks(self, call: m.Call, scope: Scope, depth: int) -> bool:
        values = self.resolver.resolve(call.func, scope, call.at)
        if not any(isinstance(value, (FunctionValue, ClassValue, External, Member)) for value in values):
            # Something that cannot be seen is given the credential: it may well try it.
            given = (*call.args, *(value for _, value in call.keywords))
            return any(isinstance(value, m.Name) and is_credential(value.id) for value in given)
        return any(
            self.tries(value, depth + 1) if isinstance(value, FunctionValue) else _is_service(value) for value in values
        )

    @property
    def _speakers(self) -> frozenset[int]:
        """The functions in which a request stands."""
        if self._speaking is None:
            requests = NetworkCalls.of(self.project).requests
            self._speaking = frozenset(id(request.site.scope) for request in requests)
        return self._speaking

    def _stops(self, check: Check, flow: Flow) -> bool:
        """Whether an answer of no keeps the credential from being stored."""
        swallowed = any(
            frame.kind == "try"
            and isinstance(frame.statement, m.Try)
            and any(not ends(handler.body) for handler in frame.statement.handlers)
            for frame in check.frames
        )
        target = _answer_of(check, flow)
        if not target:
            return not swallowed  # it raises, or the answer is tested where it is asked for
        tests = [one for one in flow.scope.flat if isinstance(one, m.If)]
        for one in tests:
            asked = any(_names(node) & target for node in walk(one.test))
            if asked and (ends(one.body) or (one.orelse and ends(one.orelse))):
                return not swallowed
        return False


def _answer_of(check: Check, flow: Flow) -> frozenset[str]:
    """The names that a check's answer is given to."""
    for statement in flow.scope.flat:
        if (
            isinstance(statement, m.Assign)
            and statement.value is not None
            and any(node is check.site.call for node in walk(statement.value))
        ):
            return frozenset(name for node in walk(statement.target) for name in _names(node))
    return frozenset()


def _names(node: m.Expr) -> frozenset[str]:
    return frozenset((node.id,)) if isinstance(node, m.Name) else frozenset()


def _asks(name: str) -> bool:
    return not _VERBS.isdisjoint(words(name)[:2])


def _precedes(check: Check, store: Store) -> bool:
    return check.site.call.at[:2] < store.call.at[:2] and not exclusive(check.frames, store.frames)


def _flag(check: Check, store: Store) -> str:
    """The flag on whose branch a check stands and the store does not."""
    shared = {id(frame.statement) for frame in store.frames}
    for frame in check.frames:
        if isinstance(frame.statement, m.If) and id(frame.statement) not in shared:
            for node in walk(frame.statement.test):
                name = last_name(node)
                if name and _FLAG.search(name) and not isinstance(node, m.Call):
                    return name
    return ""


def _handed(call: m.Call, flow: Flow, store: Store) -> frozenset[str]:
    """The names in what a call gives for the parameter that holds the credential."""
    function = flow.scope.function
    params = (
        [param.name for param in function.params if param.name not in ("self", "cls")] if function is not None else []
    )
    wanted = {flow.roots.get(store.name, store.name)}
    given = [value for name, value in call.keywords if name is None or name in wanted]
    given += [value for name, value in zip(params, call.args) if name in wanted]
    return frozenset(
        node.id for value in given for node in walk(value) if isinstance(node, m.Name) and node.id != "self"
    )


def _named_in(call: m.Call) -> frozenset[str]:
    given = (*call.args, *(value for _, value in call.keywords))
    return frozenset(node.id for value in given for node in walk(value) if isinstance(node, m.Name))


def _of_credential(name: str) -> bool:
    return not {"credential", "credentials", "key", "keys", "token", "secret", "connection", "auth"}.isdisjoint(
        words(name)
    )


def _is_service(value: Value) -> bool:
    """A library that speaks to another service: neither the standard library nor one that only keeps or encrypts."""
    if isinstance(value, Instance):
        value = value.of
    if isinstance(value, (ClassValue, FunctionValue)) or not isinstance(value, (External, Member)):
        return False
    name = value.name if isinstance(value, External) else value.full_name
    return name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith(_NO_SERVICE) and "." in name
