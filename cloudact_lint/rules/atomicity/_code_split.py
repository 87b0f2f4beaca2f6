"""One SQL string cut at its semicolons, each piece run as a job of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.project.bigquery import METHOD_NAMES, BigQuery
from cloudact_lint.project.effects import Effects
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope, statement_bindings, statements, target_bindings
from cloudact_lint.project.text import Rendered
from cloudact_lint.project.walking import statement_expressions, walk
from cloudact_lint.rules.atomicity._code_pairs import candidates

_DML = {"INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE TABLE", "TRUNCATE"}


class SplitRun(NamedTuple):
    """``for piece in text.split(";"): client.query(piece)``."""

    cut: m.Call
    run: CallSite
    text: Rendered | None
    """The SQL, where it can be seen: it has at least two statements that change rows."""
    scope: Scope


def split_runs(project: Project) -> Iterator[SplitRun]:
    """Loops that run the pieces of a SQL string one by one."""
    effects = Effects.of(BigQuery.of(project))
    cutting = set(project.files_calling("split", "split_statements"))
    for scope in candidates(project, effects, "python", "notebook", "typescript"):
        if scope.path in cutting and not METHOD_NAMES.isdisjoint(project.records[scope.path].calls):
            for statement in statements(scope.body):
                if isinstance(statement, m.Loop) and statement.target is not None:
                    found = _split_run(statement, scope, effects)
                    if found is not None:
                        yield found


def _split_run(loop: m.Loop, scope: Scope, effects: Effects) -> SplitRun | None:
    assert loop.target is not None
    cut = _cut(loop.source, scope, 3)
    if cut is None:
        return None
    pieces = {name for name, _ in target_bindings(loop.target, loop.source, "item", loop.at)}
    for statement in statements(loop.body):
        made = statement.value if isinstance(statement, m.Assign) else None
        if made is not None and any(isinstance(node, m.Name) and node.id in pieces for node in walk(made)):
            pieces.update(name for name, _ in statement_bindings(statement))
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if isinstance(node, m.Call) and _runs(node, pieces, scope, effects):
                    return _told(cut, CallSite(node, scope), scope, effects)
    return None


def _told(cut: m.Call, run: CallSite, scope: Scope, effects: Effects) -> SplitRun | None:
    """With the text, if it can be seen; None if it has nothing that belongs together."""
    text = cut.args[0] if cut.args and not _semicolon(cut) else cut.func.base if isinstance(cut.func, m.Attr) else None
    for rendered in effects.bigquery.renderer.alternatives(text, scope, cut.at):
        changing = [
            s for s in effects.project.sql(rendered.text).statements if s.kind in _DML and "temp" not in s.flags
        ]
        return SplitRun(cut, run, rendered, scope) if len(changing) > 1 else None
    return SplitRun(cut, run, None, scope)


def _runs(call: m.Call, pieces: set[str], scope: Scope, effects: Effects) -> bool:
    site = CallSite(call, scope)
    operation = effects.bigquery.operation(site)
    given = effects.sql_given(site) if operation is None else None
    sql = given[0] if given is not None else effects.bigquery.sql_of(operation) if operation is not None else None
    if operation is not None and operation.action != "query":
        return False
    return sql is not None and any(isinstance(node, m.Name) and node.id in pieces for node in walk(sql))


def _cut(source: m.Expr, scope: Scope, depth: int) -> m.Call | None:
    """The ``text.split(";")`` or ``sqlparse.split(text)`` that a loop goes over, also through names."""
    for node in walk(source):
        if isinstance(node, m.Call) and _semicolon(node):
            return node
        if isinstance(node, m.Call) and node.func == m.Attr(m.Name("sqlparse"), "split"):
            return node
        if isinstance(node, m.Name) and depth and scope.kind == "function":
            for binding in scope.bindings.get(node.id, ()):
                if binding.kind == "value" and binding.value is not None:
                    found = _cut(binding.value, scope, depth - 1)
                    if found is not None:
                        return found
    return None


def _semicolon(call: m.Call) -> bool:
    if not isinstance(call.func, m.Attr) or call.func.name != "split" or not call.args:
        return False
    separator = literal_key(call.args[-1])
    return isinstance(separator, str) and separator.strip(" \n\r\t\\n") == ";"
