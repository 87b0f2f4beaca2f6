"""Columns that hold a secret as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.findings import Evidence, Kind, Severity, Span
from cloudact_lint.project.project import Project
from cloudact_lint.rules.integration._credential_stores import Column, Store, holds, stores
from cloudact_lint.rules.integration._secret_names import secret_sort


class PlainColumn(NamedTuple):
    """A column with the table it is of."""

    store: Store
    column: Column
    severity: Severity
    kind: Kind

    @property
    def path(self) -> str:
        """The file that names it."""
        return self.column.path

    @property
    def at(self) -> Span:
        """Where its name stands."""
        return self.column.at

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The column, for reports on schemas."""
        return (Evidence(self.store.name, self.column.name, self.column.at.row),)

    @property
    def anchor(self) -> str:
        """Names the place."""
        return f"{self.store.name}.{self.column.name}"

    def message(self) -> str:
        """What is wrong and what to do."""
        whole = f"`{self.column.name}` of `{self.store.name}`"
        if self.kind == "advice":
            return (
                f"{whole} holds tokens as they are: whoever can read the table or a backup of it can use those that "
                "are "
                "still open. Store a hash, and compare hashes"
            )
        cure = (
            "store a hash made for passwords (argon2, bcrypt)"
            if secret_sort(self.column.name) == "password"
            else "store a hash if it is only compared, else a value encrypted by Cloud KMS or AEAD, or the name of a "
            "secret in Secret Manager; and say so in the description"
        )
        return (
            f"{whole} is plain text, as far as its name and description tell: everybody who may query or export the "
            "table, "
            f"or read a backup, has the secrets; {cure}"
        )


def plain_columns(project: Project) -> Iterator[PlainColumn]:
    """Every such column."""
    for store in stores(project):
        names = {column.name.lower() for column in store.columns}
        for column in store.columns:
            held = holds(column, store.name)
            if column.name.lower() == "client_secret" and not any(name.endswith("client_id") for name in names):
                continue  # of a payment, as Stripe calls what it hands to the browser
            if held == "plain" and project.asked(column.path):
                yield PlainColumn(store, column, Severity.CRITICAL, "on")
            elif held == "once" and project.asked(column.path):
                yield PlainColumn(store, column, Severity.MEDIUM, "advice")
