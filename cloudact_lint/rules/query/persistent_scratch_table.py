"""CA221: a lasting table that a script creates only to drop it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Location, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.sql.outline import Statement, distinct
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_order import SCRATCH_INVALID, SCRATCH_VALID
from cloudact_lint.rules.query._scripts import Made, made_in, scripts

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
_KEPT = lazy_pattern(r"(^|_)(backup|bak|bkp|old|copy|snapshot|archive)(_|\d|$)", 2)


class PersistentScratchTable(Rule):
    """CREATE before DROP, with a use in between; DROP before CREATE renews a table and is something else."""

    meta = RuleMeta(
        code="CA221",
        slug="persistent-scratch-table",
        summary="a script creates a lasting table, uses it and drops it again",
        severity=Severity.LOW,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "A table that lives only for one script need not be a lasting one. If the script fails in between, the "
            "table stays, is billed, and makes the next run's CREATE TABLE fail; two runs at once write into the same "
            "table and mix their rows."
        ),
        instead="`CREATE TEMP TABLE name AS …`: it belongs to this run alone and goes away by itself.",
        silent=(
            "DROP before CREATE (the table is made anew); tables that nothing in between reads or writes (a migration "
            "with its way back); backups, clones and snapshots; tables whose name is put together by code."
        ),
        references=("https://cloud.google.com/bigquery/docs/multi-statement-queries#temporary_tables",),
    )
    valid = SCRATCH_VALID
    invalid = SCRATCH_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every table that one script creates and drops."""
        return distinct(item for script in scripts(project) for item in self._of(script))

    def _of(self, script: list[Statement]) -> Iterator[Finding]:
        for made in made_in(script):
            if made.temporary or not made.drops or not made.uses or made.create.tree.like is not None:
                continue
            if made.name.endswith("{}") or _KEPT.search(made.name.rpartition(".")[2]):
                continue
            yield self._scratch(made)

    def _scratch(self, made: Made) -> Finding:
        create, drop = made.create, made.drops[0]
        target, dropped = create.tree.target, drop.tree.target
        assert target is not None and dropped is not None
        path, span = create.bound.span(target.start, target.end)
        place = drop.bound.span(dropped.start, dropped.end)
        name = target.parts[-1]
        return self.finding(
            path,
            span,
            f"`{name}` is created, used and dropped by this script: if it fails in between, the table stays and the "
            "next run meets it, and two runs at once share it. Create it as a TEMP TABLE",
            related=[Related(Location(*place), "dropped here")],
            anchor=f"scratch:{name.lower()}",
        )
