"""Rules that misbehave, put among the real ones."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

from cloudact_lint import registry
from cloudact_lint.context import FileContext
from cloudact_lint.engine import linking, local, verdicts
from cloudact_lint.findings import Finding, Severity, Span
from cloudact_lint.rule import Rule, RuleMeta


def meta(code: str, slug: str) -> RuleMeta:
    return RuleMeta(code, slug, slug, Severity.LOW, "on", ("python", "typescript", "sql"), "why", "instead")


class Raises(Rule):
    meta = meta("CA995", "raises")

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        raise ValueError("a\nlong " + "story " * 100)


class Recurses(Rule):
    meta = meta("CA996", "recurses")

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        return self.check_file(context)


class Dies(Rule):
    meta = meta("CA997", "dies")

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        if "deadly" in context.path:
            os._exit(9)
        return ()


class Prints(Rule):
    meta = meta("CA998", "prints")

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        print("noise")
        return ()


class Asks(Rule):
    meta = meta("CA999", "asks")

    def check_project(self, project: Any) -> Iterable[Finding]:
        raise KeyError("gone")


class EveryFile(Rule):
    meta = meta("CA994", "every-file")

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        yield self.finding(context.path, Span(1, 1, 1, 2), "seen")


def add_rules(monkeypatch: pytest.MonkeyPatch, *rules: type[Rule]) -> None:
    """Put rules among the real ones, for this process and those forked from it."""
    together = tuple(sorted((*registry.all_rules(), *(kind() for kind in rules)), key=lambda rule: rule.meta.code))
    local._rules_for.cache_clear()
    for module in (local, linking):
        monkeypatch.setattr(module, "all_rules", lambda: together)
    for module in (linking, verdicts):
        monkeypatch.setattr(module, "metas", lambda: tuple(rule.meta for rule in together))
