"""CA606: credentials are kept, and nothing tells until when they are good or when they were changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.integration import _examples_expiry

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.integration._credential_stores import Column, Store

_EXPIRY = lazy_pattern(
    r"expir|valid_?(?:until|to|till|thru|through)|not_?after|rotat|ttl|lifetime|max_?age|renew|refresh(?:ed)?_?at|key_?version"
    r"|(?:end|due)_?(?:date|at|time)|deactivat\w*_?(?:at|scheduled)|valid_?for"
)
_OF_EVENTS = frozenset({
    "event", "event_name", "event_text", "event_type", "event_timestamp", "original_timestamp", "received_at",
    "uuid_ts",
})  # fmt: skip


class MissingCredentialExpiry(Rule):
    """Looks for tables and models with a column for a credential and none for its end or its change."""

    meta = RuleMeta(
        code="CA606",
        slug="missing-credential-expiry",
        summary="a table of credentials has no column for expiry or rotation",
        severity=Severity.LOW,
        default="advice",
        languages=("schema", "sql", "python", "yaml"),
        why=(
            "A key that nobody has to change is used until it leaks, and long after. Without a column for its end or "
            "its "
            "last change nobody can ask which keys are old, warn before one stops to work, or prove that they are "
            "rotated."
        ),
        instead=(
            "Add `expires_at TIMESTAMP` and refuse what is past it, or `last_rotated_at TIMESTAMP` and report what is "
            "older than your rule allows. Other names for these go into the option `columns`."
        ),
        silent=(
            "Passwords: forcing people to change them does more harm than good (NIST SP 800-63B). Tables with a column "
            "for expiry, validity, rotation or the version of a key; tables that only name a credential "
            "(`credential_id`, "
            "`secret_name`); columns that cannot all be seen; tests."
        ),
        options=(
            Option("columns", (), "Further columns that tell until when a credential is good, or when it was changed"),
        ),
        references=(
            "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
            "https://pages.nist.gov/800-63-4/sp800-63b.html",
        ),
        bug_hunt=(33,),
        cwe=(324, 262),
    )
    valid = _examples_expiry.VALID
    invalid = _examples_expiry.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each table or model."""
        from cloudact_lint.config.globs import matcher
        from cloudact_lint.rules.integration._credential_stores import stores

        accepted = matcher(tuple(project.settings.option(self.meta, "columns")))
        for store in stores(project):
            kept = _kept(store)
            if not kept or not store.whole or _tells_events(store):
                continue
            if any(_EXPIRY.search(column.name.lower()) or accepted(column.name.lower()) for column in store.columns):
                continue
            yield self._finding(store, kept)

    def _finding(self, store: Store, kept: list[Column]) -> Finding:
        names = ", ".join(f"`{column.name}`" for column in kept[:3])
        return self.finding(
            store.path,
            kept[0].at if kept[0].path == store.path else store.at,
            f"`{store.name}` keeps {names} and has no column for the end or the last change of it: nobody can tell "
            "which "
            "credentials are old, warn before one stops to work, or prove that they are rotated. Add `expires_at` or "
            "`last_rotated_at`",
            evidence=[Evidence(store.name, column.name, column.at.row) for column in kept],
            anchor=store.name,
        )


def _tells_events(store: Store) -> bool:
    """Whether rows tell what happened: what they carry is a trace of a credential, not the place where it is kept."""
    return any(column.name.lower() in _OF_EVENTS for column in store.columns)


def _kept(store: Store) -> list[Column]:
    """The columns in which a credential is kept, in whatever form; passwords do not count."""
    from cloudact_lint.rules.integration._credential_stores import holds
    from cloudact_lint.rules.integration._secret_names import words

    return [
        column
        for column in store.columns
        if holds(column, store.name) and not {"password", "passwd"} & set(words(column.name))
    ]
