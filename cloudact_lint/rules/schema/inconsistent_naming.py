"""CA410: one concept under several names in tables that belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_naming

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.schema._described import Column, Described
    from cloudact_lint.rules.schema._naming import Mixed


class InconsistentNaming(Rule):
    """Compares how the columns of related tables are named."""

    meta = RuleMeta(
        code="CA410",
        slug="inconsistent-naming",
        summary="one concept under several names, prefixes or spellings within a family of tables",
        severity=Severity.LOW,
        default="advice",
        languages=("schema",),
        why=(
            "Who knows one table guesses the columns of the next, and so does the code that builds SQL for all of "
            "them. `org_slug` here and `organization_slug` there, `run_id` and `x_run_id`, `createdAt` among "
            "`updated_at`: each is a query that fails, or a mapping that somebody maintains by hand."
        ),
        instead=(
            "Choose one name for one thing in all tables of a folder, and rename by adding the new column, filling it "
            "and dropping the old one. Tables that an outside standard names belong in `standard-tables`."
        ),
        silent=(
            "`standard-tables`; two names that stand in one table, which are two things there; columns of different "
            "types; tables of different folders; names inside of RECORDs; longer prefixes, which say something "
            "(`default_…`, `source_…`); views; tests."
        ),
        bug_hunt=(22,),
    )

    valid = _examples_naming.VALID
    invalid = _examples_naming.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """The families of tables."""
        from cloudact_lint.rules.schema._described import own
        from cloudact_lint.rules.schema._naming import mixed

        families: dict[str, list[Described]] = defaultdict(list)
        for item in own(project):
            families[item.family].append(item)
        for tables in families.values():
            for found in mixed(tables):
                if any(project.asked(column.of.path) for column in (*found.odd, *found.usual)):
                    yield self._mixed(found)

    def _mixed(self, found: Mixed) -> Finding:
        from cloudact_lint.rules.schema._described import SHOWN, named

        first = found.odd[0]
        odd, usual = _tables(found.odd), _tables(found.usual)
        if found.kind == "case":
            text = f"{named(_columns(found.odd))} of `{first.of.name}` {_are(found.odd)} written in {found.style}, its "
            text += f"other columns in {found.other}: write them all alike"
        elif found.kind == "prefix":
            text = f"{named(_columns(found.odd))} {_are(found.odd)} named {found.style} in {odd}, "
            text += f"{named(_columns(found.usual))} {found.other} in {usual}: who knows the one guesses the "
            text += "other wrong. Choose one of the two"
        else:
            text = f"{odd} {'calls' if len(_names(found.odd)) == 1 else 'call'} it {found.style}, "
            text += f"{usual} {found.other}: one thing under two names. Choose one"
        return self.finding(
            first.of.path,
            first.field.at,
            text,
            related=[
                c.related(f"`{c.field.name}` of `{c.of.name}`") for c in (*found.odd[1:SHOWN], *found.usual[:SHOWN])
            ],
            anchor=f"{found.kind}:{first.of.family}:{first.of.name if found.kind == 'case' else first.field.name}",
        )


def _are(columns: Iterable[Column]) -> str:
    return "is" if len(_columns(columns)) == 1 else "are"


def _columns(columns: Iterable[Column]) -> list[str]:
    return list(dict.fromkeys(column.field.name for column in columns))


def _names(columns: Iterable[Column]) -> list[str]:
    return list(dict.fromkeys(column.of.name for column in columns))


def _tables(columns: Iterable[Column]) -> str:
    from cloudact_lint.rules.schema._described import named

    return named(_names(columns))
