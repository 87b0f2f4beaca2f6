"""Tables that hold credentials: of schema files, CREATE TABLE and lists of SchemaField, and of ORM models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.catalog.table import Table, flat
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name, walk
from cloudact_lint.rules.integration._other_sql import other_tables
from cloudact_lint.rules.integration._secret_names import secret_sort, words

Held = Literal["", "plain", "once", "protected"]
"""How a column holds a credential: as it is; a token for one use, as it is; hashed or encrypted; not at all."""

_PROTECTED = frozenset({
    "encrypted", "enc", "hash", "hashed", "hmac", "cipher", "ciphertext", "ciphered", "digest", "sealed", "wrapped",
    "salted", "sha256", "sha512", "sha", "md5", "bcrypt", "argon2", "kms", "crypted",
})  # fmt: skip
_TRACE = frozenset({"fingerprint", "masked", "mask", "redacted", "obfuscated", "truncated"})
"""Words of what is left of a credential, or points to it."""
_SPOKEN = lazy_pattern(r"hash|\bsha-?\d|encrypt|\bkms\b|cipher|digest|salted|tokeni[sz]ed")
_POINTS = lazy_pattern(
    r"fingerprint|mask|redact|secret manager|\bvault\b|\breference|resource name|\bname of|\bid(?:entifier)? of"
    r"|\blast (?:4|four)|prefix|\bkey version|whether|public key|pointer|\bpath\b"
)
_OF_CREDENTIALS = lazy_pattern(
    r"(?i)(?:api|access|auth|service)_?keys?(?:$|_)|credential|tokens?(?:$|_)|secrets?(?:$|_)"
)
"""Names of tables that are there for credentials: a hashed ``key`` in any other is that of a row."""
_SURE_KEYS = frozenset({"api", "access", "secret", "private", "signing", "encryption", "auth"})
_SURE_TOKENS = frozenset({"access", "refresh", "auth", "bearer", "api", "oauth", "personal", "bot", "service"})
_ONCE = frozenset({
    "reset", "verification", "verify", "invite", "invitation", "magic", "confirmation", "activation", "deletion",
    "session",
})  # fmt: skip
"""Words of tokens that are good for a short while, or once."""
_NOUNS = frozenset({"password", "secret", "token", "id", "username", "number", "totp", "credential"})
_VAULTS = frozenset({"vault", "bitwarden", "onepassword", "secretmanager"})
"""Tables about these say where a secret is kept."""
_TEXT = ("STRING", "TEXT", "VARCHAR", "CHAR", "CHARACTER", "CHARACTER VARYING", "NVARCHAR", "CITEXT")
_ORM = ("sqlalchemy", "sqlmodel", "django.db", "flask_sqlalchemy", "tortoise", "peewee")
_ORM_CALLS = frozenset({"Column", "mapped_column", "CharField", "TextField", "Field"})


class Column(NamedTuple):
    """A column: its type in capitals (empty where it is not known), and what is said of it."""

    name: str
    type: str
    description: str
    at: Span
    path: str


class Store(NamedTuple):
    """A table, or a model of one."""

    name: str
    path: str
    at: Span
    columns: tuple[Column, ...]
    form: Literal["table", "model"]
    whole: bool = True
    """Whether all its columns are seen."""


def holds(column: Column, table: str = "") -> Held:
    """How a column of a table holds a credential."""
    parts = words(column.name)
    protected = not _PROTECTED.isdisjoint(parts)
    bare = "_".join(part for part in parts if part not in _PROTECTED and part not in _TRACE)
    sort = secret_sort(bare)
    if not sort and parts[-2:] in (("account", "json"), ("account", "key"), ("sa", "json")) and "service" in parts:
        sort = "key"
    if bare in ("key", "value", "token") and protected and _OF_CREDENTIALS.search(table):
        sort = "key"
    if (
        _points(parts, words(table))
        or not sort
        or (column.type and column.type not in (*_TEXT, "BYTES", "BYTEA", "JSON", "JSONB"))
    ):
        return ""
    told = column.description.lower()
    if not _TRACE.isdisjoint(parts) or (_POINTS.search(told) and not _SPOKEN.search(told)):
        return ""
    if protected or _SPOKEN.search(told) or column.type in ("BYTES", "BYTEA"):
        return "protected"
    return _plain(column, sort, parts)


def _points(parts: tuple[str, ...], table: tuple[str, ...]) -> bool:
    """``master_password_aws_secret_key``: the key under which a vault keeps something."""
    doubled = parts[-2:] == ("secret", "key") and not _NOUNS.isdisjoint(parts[:-2])
    return doubled or not _VAULTS.isdisjoint(table)


def _plain(column: Column, sort: str, parts: tuple[str, ...]) -> Held:
    last, before = parts[-1].rstrip("s"), parts[:-1]
    if sort == "token" and last == "token":
        if not _SURE_TOKENS.isdisjoint(before):
            return "plain"
        return "once" if not _ONCE.isdisjoint(before) else ""
    if last == "key":
        return "plain" if before and before[-1] in _SURE_KEYS else ""
    if last == "credential":
        # What a degree or a licence is called, too: only beside what they are for.
        return "plain" if column.type != "JSON" or len(parts) > 1 else ""
    return "plain"


def stores(project: Project) -> tuple[Store, ...]:
    """Every table and model of the project that rules are to look at."""
    known = project.shared.get("credential-stores")
    if not isinstance(known, tuple):
        known = project.shared["credential-stores"] = (*_tables(project), *_others(project), *_models(project))
    return known


def _tables(project: Project) -> Iterator[Store]:
    for table in Catalog.of(project).tables.values():
        definition = table.canonical
        if definition is None or table.kind not in ("table", "external") or not project.asked(definition.path):
            continue
        yield Store(table.name, definition.path, definition.schema.at, tuple(_columns(table)), "table", not table.open)


def _columns(table: Table) -> Iterator[Column]:
    seen: set[str] = set()
    for definition in sorted(table.definitions, key=lambda one: not one.canonical):
        for name, field in flat(definition.schema.fields):
            if name not in seen and not field.fields:
                seen.add(name)
                yield Column(field.name, _type(field.type, field.written), field.description, field.at, definition.path)
    for added in table.added:
        if added.field.name.lower() not in seen:
            field = added.field
            yield Column(field.name, _type(field.type, field.written), field.description, field.at, added.path)


def _others(project: Project) -> Iterator[Store]:
    for table in other_tables(project):
        if project.asked(table.path):
            columns = tuple(
                Column(one.name, one.type, one.description, one.at, one.path) for one in table.columns.values()
            )
            yield Store(table.name, table.path, table.at, columns, "table")


def _type(name: str, written: str) -> str:
    return (name or written).upper().partition("(")[0].strip()


def _models(project: Project) -> Iterator[Store]:
    for path in project.paths("python"):
        index = project.records[path]
        if not project.asked(path) or _ORM_CALLS.isdisjoint(index.calls):
            continue
        if any(item.module.startswith(_ORM) for item in index.imports):
            for scope in project.scopes(path):
                if scope.cls is not None and (found := _model(scope, scope.cls)) is not None:
                    yield found


def _model(scope: Scope, cls: m.Class) -> Store | None:
    """A class that is mapped to a table: it names one, or its base is a model of Django's."""
    mapped = "__tablename__" in scope.bindings or any(
        isinstance(base, m.Attr) and base.name == "Model" for base in cls.bases
    )
    if not mapped:
        return None
    columns = []
    for statement in cls.body:
        if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name):
            value, name = statement.value, statement.target.id
            if isinstance(value, m.Call) and last_name(value.func)[:1].isalpha():
                columns.append(
                    Column(name, _orm_type(value, statement.annotation), _help(value), statement.at, scope.path)
                )
            elif value is None:
                columns.append(Column(name, _orm_type(None, statement.annotation), "", statement.at, scope.path))
    return Store(cls.name, scope.path, cls.at, tuple(columns), "model", whole=len(cls.bases) < 2)


def _orm_type(call: m.Call | None, annotation: m.Expr | None) -> str:
    """The type of a mapped column: STRING for text, else the name that is written, so that it is none of ours."""
    if call is not None:
        func = last_name(call.func)
        if func in ("CharField", "TextField"):
            return "STRING"
        if func not in _ORM_CALLS:
            return f"{func}()".upper()  # EncryptedCharField, ForeignKey, relationship …
        for arg in call.args:
            inner = arg.func if isinstance(arg, m.Call) else arg
            if (name := last_name(inner)) and not isinstance(arg, m.Text):
                return (
                    "STRING"
                    if name in ("String", "Text", "Unicode", "UnicodeText", "VARCHAR", "TEXT")
                    else name.upper() + "()"
                )
    names = {node.id for node in walk(annotation) if isinstance(node, m.Name)} if annotation is not None else set()
    return "STRING" if "str" in names else "?"


def _help(call: m.Call) -> str:
    """What a column says of itself: ``comment=``, ``doc=``, ``help_text=``, ``description=``."""
    told = (
        literal_key(value) for name, value in call.keywords if name in ("comment", "doc", "help_text", "description")
    )
    return " ".join(one for one in told if isinstance(one, str))
