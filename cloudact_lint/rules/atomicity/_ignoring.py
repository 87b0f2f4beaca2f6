"""What a caller does with the result of a call: whether it ever looks whether that failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.flow import Frames, flat
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope, statements
from cloudact_lint.project.walking import children, last_name, statement_expressions
from cloudact_lint.rules.atomicity._outcomes import TELLING

_SAYING = lazy_pattern(
    r"(?i)^(?:debug|info|warning|warn|error|exception|critical|log|print|pprint|echo|secho|trace|success)$"
)


@dataclass(frozen=True, slots=True)
class Ignored:
    """How the result of a call is ignored, in words, and the branches the call stands in."""

    how: str
    frames: Frames


def ignored(call: m.Call, scope: Scope, project: Project, pair: bool = False) -> Ignored | None:
    """How ``scope`` ignores what ``call`` reports; None if it looks, or hands the result on."""
    for statement, frames in flat(scope.body):
        place = _place(statement, call)
        if place is None:
            continue
        how = _what_becomes(statement, place, call, scope, project, pair)
        return Ignored(how, frames) if how else None
    return None


def _place(statement: m.Stmt, call: m.Call) -> list[m.Expr] | None:
    """The expressions from a statement down to ``call``, outermost first."""
    for expr in statement_expressions(statement):
        path = _down(expr, call)
        if path is not None:
            return path
    return None


def _down(expr: m.Expr, call: m.Call) -> list[m.Expr] | None:
    if expr is call:
        return [expr]
    if isinstance(expr, (m.Name, m.Const, m.FuncExpr)):
        return None
    for child in children(expr):
        path = _down(child, call)
        if path is not None:
            return [expr, *path]
    return None


def _what_becomes(
    statement: m.Stmt, place: list[m.Expr], call: m.Call, scope: Scope, project: Project, pair: bool
) -> str:
    if len(place) > 1:
        return _taken_from(place[-2], place[-3] if len(place) > 2 else None)
    if isinstance(statement, m.Do):
        return "the result is thrown away"
    if not isinstance(statement, m.Assign) or statement.op != "=":
        return ""
    target = statement.target
    if pair:
        if not isinstance(target, m.Seq) or not target.items:
            return ""
        target = target.items[0]
        if isinstance(target, m.Name) and target.id.startswith("_"):
            return f"the result is thrown away ('{target.id}')"
    if not isinstance(target, m.Name) or target.id in scope.globals or scope.kind != "function":
        return ""
    return _looked_at(target.id, call, scope, project)


def _taken_from(parent: m.Expr, above: m.Expr | None) -> str:
    """``run()["rows"]``, ``run().get("rows")``, ``run().rows``: one thing taken, the status not."""
    key = _key(parent, above)
    return f"only {key!r} is taken from the result" if key and key not in TELLING else ""


def _key(parent: m.Expr, above: m.Expr | None) -> str:
    if isinstance(parent, m.Sub):
        found = literal_key(parent.index)
        return found if isinstance(found, str) else ""
    if isinstance(parent, m.Attr) and isinstance(above, m.Call) and above.func is parent:
        if parent.name == "get" and above.args:
            found = literal_key(above.args[0])
            return found if isinstance(found, str) else ""
        return ""
    return parent.name if isinstance(parent, m.Attr) else ""


def _looked_at(name: str, call: m.Call, scope: Scope, project: Project) -> str:
    """How little is read of a name that holds the result; empty if enough, or if it is handed on."""
    keys: list[str] = []
    said = False
    if sum(1 for binding in scope.bindings.get(name, ()) if binding.kind in ("value", "augment")) > 1:
        return ""
    for parents in _uses(name, scope, project):
        key = _key(parents[-1], parents[-2] if len(parents) > 1 else None) if parents else ""
        if key and key not in TELLING:
            keys.append(key)
        elif any(isinstance(parent, m.Call) and _SAYING.match(last_name(parent.func)) for parent in parents):
            said = True
        else:
            return ""
    if keys:
        return f"only {_listed(keys)} of it {'is' if len(set(keys)) == 1 else 'are'} read"
    return "the result is only logged" if said else "the result is never read"


def _listed(keys: list[str]) -> str:
    words = [repr(key) for key in dict.fromkeys(keys)][:3]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def _uses(name: str, scope: Scope, project: Project) -> Iterator[list[m.Expr]]:
    """For each use of a name in a function and the functions inside it: the expressions round it."""
    inner = [child for child in project.nested(scope) if name not in child.bindings]
    for where in (scope, *inner):
        for statement in statements(where.body):
            if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name) and statement.target.id == name:
                exprs = [statement.value] if statement.value is not None else []
            else:
                exprs = list(statement_expressions(statement))
            bare = isinstance(statement, (m.Return, m.Raise, m.Assign, m.If, m.Loop, m.With))
            for expr in exprs:
                for parents in _around(expr, name, []):
                    yield parents if parents or not bare else [m.Other(())]


def _around(expr: m.Expr, name: str, above: list[m.Expr]) -> Iterator[list[m.Expr]]:
    if isinstance(expr, m.Name):
        if expr.id == name:
            yield above
        return
    if isinstance(expr, (m.Const, m.FuncExpr)):
        return
    for child in children(expr):
        yield from _around(child, name, [*above, expr])
