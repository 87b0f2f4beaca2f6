"""Code that runs only when a response has failed: its body is then an error, and no answer of the route."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.project.bindings import child_blocks, leaves
from cloudact_lint.project.walking import last_name

Verdict = Literal["failed", "fine", ""]
_OPPOSITE: dict[str, Verdict] = {"failed": "fine", "fine": "failed", "": ""}


def statements(block: m.Block, failed: bool = False) -> Iterator[tuple[m.Stmt, bool]]:
    """Every statement of a scope, in order, with whether it runs only when something has failed."""
    for statement in block:
        yield statement, failed
        if isinstance(statement, m.If):
            verdict = _verdict(statement.test)
            yield from statements(statement.body, failed or verdict == "failed")
            yield from statements(statement.orelse, failed or verdict == "fine")
            # ``if (response.ok) return …``: what follows is for the others.
            failed = failed or (verdict == "fine" and not statement.orelse and leaves(statement.body))
        elif isinstance(statement, m.Try):
            yield from statements(statement.body, failed)
            for handler in statement.handlers:
                yield from statements(handler.body, True)
            yield from statements(statement.orelse, failed)
            yield from statements(statement.final, failed)
        else:
            for inner in child_blocks(statement):
                yield from statements(inner, failed)


def _verdict(test: m.Expr) -> Verdict:
    """What a test that holds says of the response: ``!res.ok``, ``res.status >= 400``."""
    if isinstance(test, m.Not):
        return _OPPOSITE[_verdict(test.value)]
    if isinstance(test, m.Attr):
        return "fine" if test.name == "ok" else ""
    if isinstance(test, m.Alt):
        found = [_verdict(option) for option in test.options]
        return "failed" if "failed" in found else "fine" if "fine" in found and test.op == "and" else ""
    return _compared(test) if isinstance(test, m.Bin) else ""


def _compared(test: m.Bin) -> Verdict:
    value = test.right.value if isinstance(test.right, m.Const) else None
    word = last_name(test.left)
    if word == "ok" and isinstance(value, bool) and test.op in ("==", "!="):
        return "fine" if value == (test.op == "==") else "failed"
    if word not in ("status", "statusCode") or isinstance(value, bool) or not isinstance(value, int):
        return ""
    if test.op in ("==", "!="):
        good: Verdict = "fine" if value < 300 else "failed"
        # A status other than one error may be anything.
        return good if test.op == "==" else "failed" if good == "fine" else ""
    if test.op in (">=", ">"):
        return "failed" if value >= 300 else ""
    return "fine" if value <= 400 else ""
