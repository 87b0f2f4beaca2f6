"""Which tables a step reads and writes: those it names, and those of the SQL, procedures and code behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cloudact_lint.facts.pipeline import walk
from cloudact_lint.facts.records import SqlScript
from cloudact_lint.facts.sql_text import looks_like_sql
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.pipelines.model import Pipeline, Step
from cloudact_lint.project.pipelines.placeholders import has_placeholder
from cloudact_lint.project.sql.texts import SqlTexts
from cloudact_lint.project.tables import Tables

if TYPE_CHECKING:
    from cloudact_lint.project.pipelines.pipelines import Pipelines

MAX_CALLS = 4
"""How deep procedures that call procedures are followed."""
_NO_TABLE = frozenset(("CALL", "DROP"))


class Touched(NamedTuple):
    """Tables by the last part of their names, sorted; what placeholders name is left out."""

    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


class Touches:
    """Follows steps to tables. For the commands that show pipelines; no rule asks it."""

    def __init__(self, pipelines: Pipelines) -> None:
        self.pipelines, self.project = pipelines, pipelines.project
        self._scripts: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def of(self, step: Step, pipeline: Pipeline) -> Touched:
        """The tables of a step. One that is written and read counts as written."""
        reads: set[str] = set()
        writes: set[str] = set()
        for item in step.references:
            if item.kind == "table" and item.literal:
                (writes if item.role == "write" else reads).add(_last(item.value))
            elif item.kind in ("procedure", "sql"):
                self._add(self._file(self.pipelines.sql_of(item)), reads, writes)
        for _, node in walk(step.node):
            if node.value and looks_like_sql(node.value):
                self._add(self._script(self.project.sql(node.value), 0), reads, writes)
        found = self.pipelines.processor(pipeline, step)
        if found.status == "found" and found.path in self.project.records:
            self._add(self._code(found.path), reads, writes)
        return Touched(tuple(sorted(reads - writes)), tuple(sorted(writes)))

    @staticmethod
    def _add(found: tuple[frozenset[str], frozenset[str]], reads: set[str], writes: set[str]) -> None:
        reads |= found[0]
        writes |= found[1]

    def _file(self, path: str, depth: int = 0) -> tuple[frozenset[str], frozenset[str]]:
        """The tables of a SQL file."""
        if path not in self._scripts:
            self._scripts[path] = frozenset(), frozenset()  # while it is being read: procedures may call each other
            script = self.project.facts(path).sql if path else None
            if script is not None:
                self._scripts[path] = self._script(script, depth)
        return self._scripts[path]

    def _script(self, script: SqlScript, depth: int) -> tuple[frozenset[str], frozenset[str]]:
        reads: set[str] = set()
        writes: set[str] = set()
        others: set[int] = set()
        for statement in script.statements:
            if statement.target is None:
                continue
            others.add(statement.target.offset)
            name = _last(statement.target.parts[-1]) if statement.target.parts else ""
            if statement.kind == "CALL" and depth < MAX_CALLS:
                self._add(self._file(self.pipelines.procedures.get(name.lower(), ""), depth + 1), reads, writes)
            elif statement.kind not in _NO_TABLE and {"procedure", "function", "temp"}.isdisjoint(statement.flags):
                writes.add(name)
        reads |= {_last(item.parts[-1]) for item in script.tables if item.offset not in others and item.parts}
        return frozenset(filter(_is_name, reads)), frozenset(filter(_is_name, writes))

    def _code(self, path: str) -> tuple[frozenset[str], frozenset[str]]:
        """The tables of the module behind a step: its SQL, and what it loads or inserts into."""
        reads: set[str] = set()
        writes: set[str] = set()
        for text in SqlTexts.of(self.project).of_file(path):
            self._add(self._script(self.project.sql(text.text), 0), reads, writes)
        bigquery = BigQuery.of(self.project)
        tables = Tables(bigquery)
        for site in self.project.calls_in(path):
            operation = bigquery.operation(site)
            if operation is not None and operation.action in ("load", "insert-rows"):
                name, scope = tables.of_operation(operation)
                if scope is None:
                    writes.add(_last(name))
        return frozenset(filter(_is_name, reads)), frozenset(filter(_is_name, writes))


def _last(name: str) -> str:
    return name.replace("`", "").rpartition(".")[2]


def _is_name(name: str) -> bool:
    return name.replace("_", "").replace("-", "").isalnum() and not has_placeholder(name) and "__h" not in name
