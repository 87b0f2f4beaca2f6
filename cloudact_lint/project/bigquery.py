"""Which calls of the project talk to BigQuery, and what they do there.

Method names of ``google.cloud.bigquery.Client`` are taken from its reference
(https://cloud.google.com/python/docs/reference/bigquery/latest/google.cloud.bigquery.client.Client),
those of ``@google-cloud/bigquery`` from its.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Word

from cloudact_lint.facts import model as m
from cloudact_lint.project.origins import Origins
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.text import Renderer
from cloudact_lint.project.values import (
    ClassValue,
    External,
    FunctionValue,
    Instance,
    Member,
    Parameter,
    Partial,
    Unknown,
    Value,
)
from cloudact_lint.project.walking import last_name

Action = Word[
    "query", "insert-rows", "load", "copy", "extract", "create-dataset", "create-table", "delete-dataset",
    "delete-table", "update-table", "read",
]  # fmt: skip

PYTHON_METHODS: dict[str, Action] = {
    "query": "query", "query_and_wait": "query",
    "insert_rows": "insert-rows", "insert_rows_json": "insert-rows", "insert_rows_from_dataframe": "insert-rows",
    "load_table_from_uri": "load", "load_table_from_file": "load", "load_table_from_dataframe": "load",
    "load_table_from_json": "load", "copy_table": "copy", "extract_table": "extract",
    "create_dataset": "create-dataset", "create_table": "create-table", "create_routine": "create-table",
    "delete_dataset": "delete-dataset", "delete_table": "delete-table", "update_table": "update-table",
}  # fmt: skip
FUNCTIONS: dict[str, Action] = {
    "pandas_gbq.read_gbq": "query", "pandas.read_gbq": "query", "pandas.io.gbq.read_gbq": "query",
    "bigframes.pandas.read_gbq_query": "query", "bigframes.pandas.read_gbq": "query",
    "pandas_gbq.to_gbq": "load",
}  # fmt: skip
TYPESCRIPT_METHODS: dict[str, Action] = {
    "query": "query",
    "createQueryJob": "query",
    "createQueryStream": "query",
}
# Methods that nothing but a BigQuery client has: believed even of a receiver that is not known.
UNMISTAKABLE = {
    "insert_rows_json", "load_table_from_uri", "load_table_from_json", "load_table_from_dataframe",
    "insert_rows_from_dataframe", "createQueryJob", "createQueryStream",
}  # fmt: skip


METHOD_NAMES = frozenset(
    {name.rpartition(".")[2] for table in (PYTHON_METHODS, TYPESCRIPT_METHODS, FUNCTIONS) for name in table}
    | {"insert", "load", "createLoadJob", "delete", "create", "createTable"}
)
"""The last names of all calls that can be an operation: anything else is not worth a look."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One call that makes BigQuery do something.

    ``certain`` is false where only names, not types, say that the receiver is a BigQuery client.
    """

    action: Action
    site: CallSite
    method: str
    client: Instance | None
    certain: bool

    @property
    def call(self) -> m.Call:
        """The call itself."""
        return self.site.call

    def argument(self, position: int, *names: str) -> m.Expr | None:
        """A positional or keyword argument of the call."""
        for name, value in self.call.keywords:
            if name in names:
                return value
        if position < len(self.call.args) and not any(isinstance(a, m.Star) for a in self.call.args[: position + 1]):
            return self.call.args[position]
        return None


def is_client(name: str) -> bool:
    """Whether a dotted outside name makes a BigQuery client (or its node twin)."""
    head, _, last = name.rpartition(".")
    if last.startswith("from_service_account") or last == "from_bqstorage":
        head, _, last = head.rpartition(".")
    if last == "Client":
        return head.startswith("google.cloud.bigquery") or head == "bigquery"
    if last in ("get_client", "get_conn"):
        return head.rpartition(".")[2] in ("BigQueryHook", "BigQueryAsyncHook")
    return name == "@google-cloud/bigquery.BigQuery"


_KEYWORDS = {
    "query", "job_config", "job_id", "job_id_prefix", "location", "project", "retry", "timeout", "job_retry",
    "api_method", "page_size", "max_results", "wait_timeout",
}  # fmt: skip


def _fits(call: m.Call) -> bool:
    """Whether the client's own query methods would take these keywords; wrappers have others."""
    if last_name(call.func) not in ("query", "query_and_wait"):
        return True
    return all(name is None or name in _KEYWORDS for name, _ in call.keywords)


def names_bigquery(item: m.Import) -> bool:
    """Whether an import is of a BigQuery library: ``from google.cloud import bigquery``."""
    return "bigquery" in item.module or (item.name is not None and item.name.startswith("bigquery"))


class BigQuery:
    """Finds BigQuery operations among the calls of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = Resolver(project)
        self.renderer = Renderer(self.resolver)
        self._operations: dict[int, Operation | None] = {}

    @classmethod
    def of(cls, project: Project) -> BigQuery:
        """The one of this project: rules share what was found out."""
        known = project.shared.get("bigquery")
        if not isinstance(known, BigQuery):
            known = project.shared["bigquery"] = cls(project)
        return known

    def operation(self, site: CallSite) -> Operation | None:
        """What a call does at BigQuery; None if nothing, or if that cannot be told."""
        if last_name(site.call.func) not in METHOD_NAMES:
            return None
        key = id(site.call)
        if key not in self._operations:
            self._operations[key] = self.classify(site)
        return self._operations[key]

    def classify(self, site: CallSite) -> Operation | None:
        """What a call does, whatever the name it is called by; not remembered."""
        name = last_name(site.call.func)
        for value in self.resolver.resolve(site.call.func, site.scope, site.call.at):
            if isinstance(value, External) and value.name in FUNCTIONS:
                return Operation(FUNCTIONS[value.name], site, name, None, True)
            if isinstance(value, Member):
                action = member_action(value)
                if action is not None:
                    return Operation(action, site, name, value.owner, True)
        values = self.resolver.resolve(site.call.func, site.scope, site.call.at)
        if not all(isinstance(value, (Unknown, Parameter)) for value in values) or not isinstance(
            site.call.func, m.Attr
        ):
            return None
        handed = self._handed_in(site, site.call.func)
        if handed:
            client = next((value for value in handed if isinstance(value, Member) and member_action(value)), None)
            action = member_action(client) if client is not None else None
            return (
                Operation(action, site, name, client.owner, True) if client is not None and action is not None else None
            )
        return self._guess(site, name)

    def _handed_in(self, site: CallSite, func: m.Attr) -> list[Value]:
        """The receiver is a parameter, here or of ``__init__``: what the method is by what callers pass for it."""
        if func.name not in PYTHON_METHODS:
            return []
        found: list[Value] = []
        for base in Origins.of(self.resolver).values(func.base, site.scope, site.call.at):
            found.extend(self.resolver.members.get(base, func.name, site.scope))
        return [value for value in found if not isinstance(value, (Unknown, Parameter))]

    def _guess(self, site: CallSite, name: str) -> Operation | None:
        """The receiver is not known: only what can hardly be anything else counts."""
        if name in UNMISTAKABLE:
            action = PYTHON_METHODS.get(name) or TYPESCRIPT_METHODS.get(name) or "query"
            return Operation(action, site, name, None, False)
        if name == "query" and any(keyword == "job_config" for keyword, _ in site.call.keywords):
            return Operation("query", site, name, None, False)
        if name in PYTHON_METHODS and self._named_like_client(site) and _fits(site.call):
            return Operation(PYTHON_METHODS[name], site, name, None, False)
        return None

    def _named_like_client(self, site: CallSite) -> bool:
        func = site.call.func
        base = last_name(func.base) if isinstance(func, m.Attr) else ""
        knows = any(map(names_bigquery, self.project.records[site.path].imports))
        words = base.lower().strip("_")
        return words in {"bq", "bigquery", "bq_client", "bigquery_client", "bqclient"} or (
            knows and words in {"client"}
        )

    # Arguments ---------------------------------------------------------------------------

    def sql_of(self, operation: Operation) -> m.Expr | None:
        """The expression of a query's SQL."""
        found = operation.argument(0, "query", "query_or_table", "sql")
        if isinstance(found, m.Dict):
            return dict_value(found, "query")
        return found

    def functions_called(self, call: m.Call, scope: Scope) -> list[FunctionValue]:
        """The functions of the repository that a call runs."""
        found: list[FunctionValue] = []
        for value in self.resolver.resolve(call.func, scope, call.at):
            if isinstance(value, Partial):
                value = value.target
            if isinstance(value, FunctionValue):
                found.append(value)
            elif isinstance(value, ClassValue) and (init := self.resolver.members.method(value, "__init__")):
                found.append(init)
        return found


def member_action(member: Member) -> Action | None:
    """What calling a method of an outside object does at BigQuery."""
    owner = member.owner.name
    if is_client(owner):
        return PYTHON_METHODS.get(member.name) or TYPESCRIPT_METHODS.get(member.name)
    if owner.startswith("@google-cloud/bigquery.BigQuery.") and owner.endswith((".table", ".createTable")):
        return {
            "insert": "insert-rows",
            "load": "load",
            "createLoadJob": "load",
            "query": "query",
            "createQueryJob": "query",
            "delete": "delete-table",
            "create": "create-table",
        }.get(member.name)  # type: ignore[return-value]
    if owner.startswith("@google-cloud/bigquery.BigQuery.") and owner.endswith(".dataset"):
        return {
            "query": "query",
            "createQueryJob": "query",
            "createTable": "create-table",
            "create": "create-dataset",
            "delete": "delete-dataset",
        }.get(member.name)  # type: ignore[return-value]
    return None


def dict_value(expr: m.Expr | None, name: str) -> m.Expr | None:
    """The value of a key in a display."""
    if isinstance(expr, m.Dict):
        for key, value in expr.items:
            if key is not None and (literal_key(key) == name or getattr(key, "id", None) == name):
                return value
    return None
