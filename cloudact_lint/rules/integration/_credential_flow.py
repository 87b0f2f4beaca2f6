"""Credentials that come from outside, and where a function stores them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.flow import Frames, calls
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name, scope_expressions, walk
from cloudact_lint.rules.integration._secret_names import secret_sort, words

KEEPERS = frozenset({
    "add_secret_version", "put_secret_value", "set_secret", "put_parameter", "create_secret", "update_secret",
    "ScalarQueryParameter", "insert_rows_json", "insert_rows", "load_table_from_json", "execute", "insert", "upsert",
    "insert_one", "replace_one", "put_item", "objects", "add", "save",
})  # fmt: skip
"""Last names of calls that may store something: without one of them a function stores no credential."""
_SECRET_STORES = frozenset({
    "add_secret_version", "put_secret_value", "set_secret", "put_parameter", "create_secret", "update_secret",
})  # fmt: skip
_ROW_STORES = frozenset({
    "insert_rows_json", "insert_rows", "load_table_from_json", "insert", "upsert", "insert_one", "replace_one",
    "put_item",
    "execute", "create", "query", "update_one",
})  # fmt: skip
_WRITES = lazy_pattern(r"(?i)\bINSERT\s+INTO\b|\bMERGE\s+(?:INTO\s+)?[\w`\"{]|\bUPDATE\s+(?:`|\S+\s+SET\b)")
_OWN = frozenset({
    "webhook", "signing", "session", "jwt", "encryption", "csrf", "reset", "invite", "verification", "idempotency",
    "root",
    "admin", "access_key_id", "hash", "new", "reveal", "deletion", "confirmation", "magic", "push", "device", "fcm",
    "page",
})  # fmt: skip
"""Words of secrets that are one's own, or that nobody but oneself can try."""
_SEALS = ("encrypt", "seal", "wrap", "cipher", "fernet")
_SAME = frozenset(
    {"strip", "encode", "decode", "dumps", "b64encode", "str", "bytes", "SecretStr", "get_secret_value", "dict"}
)


def is_credential(name: str) -> bool:
    """Whether a name means a credential that another service gave: an API key, a client secret, an access token."""
    parts = words(name)
    if not _OWN.isdisjoint(parts) or not parts:
        return False
    sort = secret_sort(name)
    if parts in (("secret",), ("secrets",), ("secret", "value"), ("secret", "key")):
        return False  # of whatever: what keeps secrets of all kinds cannot try them
    if sort == "token":
        return len(parts) > 1 and parts[-2] in ("access", "refresh", "auth", "bearer", "api", "bot", "oauth")
    return sort == "key" or parts[-2:] == ("account", "json")


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """A call that stores a credential, and the branches it stands in."""

    call: m.Call
    frames: Frames
    name: str
    """What the credential is called."""


@dataclass(eq=False)
class Flow:
    """One function: its incoming credentials, all that is made of them, and the calls in order."""

    scope: Scope
    params: frozenset[str]
    tainted: dict[str, str] = field(default_factory=dict)
    """Names that hold a credential, or one in another form, with what it was called when it came."""
    roots: dict[str, str] = field(default_factory=dict)
    """The parameter that a credential is read from, by what it is called there."""

    @classmethod
    def of(cls, scope: Scope) -> Flow | None:
        """The flow of a function that takes a credential; None for any other."""
        if scope.function is None:
            return None
        params = [param.name for param in scope.function.params if param.name not in ("self", "cls")]
        flow = cls(scope, frozenset(params))
        flow.tainted.update((name, name) for name in params if is_credential(name))
        flow._spread()
        return flow

    def _spread(self) -> None:
        for statement in self.scope.flat:
            if (
                not isinstance(statement, m.Assign)
                or statement.value is None
                or not isinstance(statement.target, m.Name)
            ):
                continue
            found = self.carried(statement.value)
            if found:
                self.tainted.setdefault(statement.target.id, found)

    def carried(self, expr: m.Expr) -> str:
        """What the credential is called that an expression is, or hands on in another form; empty for none."""
        if isinstance(expr, m.Alt):
            return next(filter(None, map(self.carried, expr.options)), "")
        if isinstance(expr, m.Call):
            name = last_name(expr.func).lower()
            if any(seal in name for seal in _SEALS) or any(self._seals(value) for value in _given(expr)):
                return self.mentioned(expr)
            if last_name(expr.func) in _SAME:
                base = (expr.func.base,) if isinstance(expr.func, m.Attr) else ()
                return next(filter(None, map(self.carried, (*expr.args, *base))), "")
            return self._read(expr)
        if isinstance(expr, (m.Dict, m.Text)):
            return self.mentioned(expr)
        return self.tainted.get(expr.id, "") if isinstance(expr, m.Name) else self._read(expr)

    def _seals(self, expr: m.Expr) -> bool:
        """``retry(lambda: encrypt(credential))``, ``to_thread(encrypt, credential)``."""
        return any(any(seal in last_name(node).lower() for seal in _SEALS) for node in walk(expr) if last_name(node))

    def _read(self, expr: m.Expr) -> str:
        """``body.api_key``, ``context.get("credential")``, ``data["client_secret"]`` of something that is handed in."""
        key: object = None
        base: m.Expr | None = None
        if isinstance(expr, m.Attr):
            base, key = expr.base, expr.name
        elif isinstance(expr, m.Sub):
            base, key = expr.base, literal_key(expr.index)
        elif isinstance(expr, m.Call) and last_name(expr.func) == "get" and isinstance(expr.func, m.Attr) and expr.args:
            base, key = expr.func.base, literal_key(expr.args[0])
        if base is None or not isinstance(key, str) or not is_credential(key):
            return ""
        while isinstance(base, (m.Attr, m.Sub)):
            base = base.base
        if not isinstance(base, m.Name) or base.id not in self.params:
            return ""
        self.roots[key] = base.id
        return key

    def mentioned(self, expr: m.Expr) -> str:
        """The credential that stands anywhere in an expression; empty for none."""
        for node in walk(expr):
            found = self.tainted.get(node.id, "") if isinstance(node, m.Name) else self._read(node)
            if found:
                return found
        return ""

    @cached_property
    def calls(self) -> Sequence[tuple[m.Call, Frames]]:
        """Every call, in order."""
        return tuple(calls(self.scope.body))

    def stores(self) -> Iterator[Store]:
        """The calls that store a credential."""
        if not self.tainted and not self._reads_any():
            return
        writes = any(_writes(expr) for expr in scope_expressions(self.scope))
        for call, frames in self.calls:
            name = self._stored(call, writes)
            if name:
                yield Store(call, frames, name)

    def _reads_any(self) -> bool:
        return any(self._read(node) for expr in scope_expressions(self.scope) for node in walk(expr))

    def _stored(self, call: m.Call, writes: bool) -> str:
        name = last_name(call.func)
        if name in _SECRET_STORES:
            return next(filter(None, map(self.mentioned, _given(call))), "")
        if name == "ScalarQueryParameter" and writes and len(call.args) > 2:
            return self.carried(call.args[2])
        if name in _ROW_STORES and (writes or name not in ("execute", "query")):
            for value in _given(call):
                for node in walk(self._display(value)):
                    if isinstance(node, m.Dict) and (found := self._in_row(node)):
                        return found
            if name == "execute" and call.args and _writes(call.args[0]):
                return next(filter(None, map(self.mentioned, call.args[1:])), "")
            if name == "create":
                return self._by_keyword(call)
        return self._by_keyword(call) if name[:1].isupper() and self._is_saved(call) else ""

    def _is_saved(self, made: m.Call) -> bool:
        """Whether what a call makes is added to a session, or saved: ``session.add(Key(…))``, ``key.save()``."""
        names = {
            last_name(statement.target)
            for statement in self.scope.flat
            if isinstance(statement, m.Assign) and statement.value is made
        }
        for call, _ in self.calls:
            verb = last_name(call.func)
            if verb in ("add", "merge", "create", "save") and any(
                value is made or (isinstance(value, m.Name) and value.id in names) for value in call.args
            ):
                return True
            if verb == "save" and isinstance(call.func, m.Attr) and last_name(call.func.base) in names:
                return True
        return False

    def _display(self, expr: m.Expr) -> m.Expr:
        """The display that a name stands for, where it is assigned one."""
        if isinstance(expr, m.Seq) and len(expr.items) == 1:
            return self._display(expr.items[0])
        if isinstance(expr, m.Name):
            for binding in self.scope.bindings.get(expr.id, ()):
                if isinstance(binding.value, (m.Dict, m.Seq)):
                    return binding.value
        return expr

    def _in_row(self, row: m.Dict) -> str:
        for key, value in row.items:
            if key is not None and _column(str(literal_key(key) or last_name(key))) and (found := self.carried(value)):
                return found
        return ""

    def _by_keyword(self, call: m.Call) -> str:
        return next(filter(None, (self.carried(value) for name, value in call.keywords if name and _column(name))), "")


def _given(call: m.Call) -> Iterator[m.Expr]:
    yield from call.args
    for _, value in call.keywords:
        yield value


def _writes(expr: m.Expr) -> bool:
    return any(
        isinstance(part, m.Piece) and _WRITES.search(part.text) is not None
        for node in walk(expr)
        if isinstance(node, m.Text)
        for part in node.parts
    )


def _column(name: str) -> bool:
    parts = [part for part in words(name) if part not in ("encrypted", "enc", "ciphertext", "sealed")]
    return is_credential("_".join(parts)) or "credential" in parts
