"""Every example of every rule, through the whole engine."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cloudact_lint.config.catalogue import Catalogue
from cloudact_lint.config.loader import load_preset
from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.runner import check
from cloudact_lint.findings import Finding
from cloudact_lint.registry import all_rules, metas
from cloudact_lint.rule import Example, Rule

MARK = re.compile(r"<- ((?:CA\d{3}[, ]*)+)")


def run(rule: Rule, example: Example, folder: Path) -> list[Finding]:
    for path, text in example.all_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode("utf-8"))
    result = check(settings_of(rule, example, folder), [str(folder)], use_cache=False, jobs=1)
    crashes = [finding.message for finding in result.findings if finding.code == "CA904"]
    assert not crashes
    return [finding for finding in result.findings if finding.code == rule.meta.code and not finding.suppression]


def settings_of(rule: Rule, example: Example, folder: Path) -> Settings:
    fields = set(Settings.__dataclass_fields__)
    values: dict[str, object] = {}
    own = []
    for name, value in example.options:
        field = name.replace("-", "_")
        if field in fields and name not in {option.name for option in rule.meta.options}:
            values[field] = value
        else:
            own.append((name, value))
    base = Settings(root=str(folder))
    if example.preset:
        base = load_preset(example.preset, Catalogue(metas()), str(folder))
    options = dict(base.rule_options)
    options[rule.meta.code] = (*own, *options.get(rule.meta.code, ()))
    return replace(base, select=("ALL",), ignore=(), advice=True, rule_options=tuple(options.items()), **values)


def expected(rule: Rule, example: Example) -> set[tuple[str, int]]:
    rows = set(example.rows)
    for path, text in example.all_files():
        for row, line in enumerate(text.splitlines(), 1):
            for codes in MARK.findall(line):
                if rule.meta.code in codes:
                    rows.add((path, row))
    return rows


def cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.meta.code}-{kind}-{number}-{example.title.replace(' ', '_')[:50]}")
        for rule in all_rules()
        for number, example in enumerate(getattr(rule, kind))
    ]


@pytest.mark.parametrize(("rule", "example"), cases("valid"))
def test_silent(rule: Rule, example: Example, tmp_path: Path) -> None:
    found = run(rule, example, tmp_path)
    if example.kind == "on":  # advice may remain where only the loud kind is excluded
        found = [finding for finding in found if finding.kind == "on"]
    assert [(finding.location, finding.message) for finding in found] == []


@pytest.mark.parametrize(("rule", "example"), cases("invalid"))
def test_found(rule: Rule, example: Example, tmp_path: Path) -> None:
    found = run(rule, example, tmp_path)
    rows = {(finding.location.path, finding.location.span.row) for finding in found}
    wanted = expected(rule, example)
    assert wanted, "an invalid example marks no row"
    assert rows == wanted, [finding.message for finding in found]
    if example.kind:
        assert {finding.kind for finding in found} == {example.kind}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.meta.code) for rule in all_rules()])
def test_both_polarities(rule: Rule) -> None:
    assert rule.valid
    assert rule.invalid or rule.meta.code == "CA904"
