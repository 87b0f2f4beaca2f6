"""Rules are found by themselves, and never lost in silence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cloudact_lint import registry
from cloudact_lint.errors import UserError


@pytest.fixture(autouse=True)
def _forget():  # type: ignore[no-untyped-def]
    caches = (registry.all_rules, registry.metas, registry.metadata_folders)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def distribution(folder: Path, name: str, code: str, entry: str) -> None:
    (folder / f"{name}.py").write_text(code)
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[cloudact_lint.rules]\nmine = {entry}\n")


RULE = """
from cloudact_lint.findings import Severity
from cloudact_lint.rule import Rule, RuleMeta

class Mine(Rule):
    meta = RuleMeta("{code}", "mine", "mine", Severity.LOW, "on", ("python",), "why", "instead")
"""


def test_own_rules_are_sorted_and_named() -> None:
    codes = [meta.code for meta in registry.metas()]
    assert codes == sorted(codes)
    assert {"CA901", "CA902", "CA903", "CA904"} <= set(codes)
    assert registry.rule_by_name("ca902").meta.slug == "syntax-error"
    assert registry.rule_by_name("syntax-error").meta.code == "CA902"


def test_unknown_names_say_the_nearest() -> None:
    with pytest.raises(UserError) as error:
        registry.rule_by_name("sintax-error")
    assert "syntax-error" in error.value.help


def test_installed_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    distribution(tmp_path, "team_rules_a", RULE.format(code="ACME1"), "team_rules_a")
    assert registry.rule_by_name("ACME1").meta.slug == "mine"


@pytest.mark.parametrize(
    ("code", "entry", "words"),
    [
        ("import does_not_exist_at_all", "team_rules_b", "does_not_exist_at_all"),
        (RULE.format(code="CA902"), "team_rules_b:Mine", "two rules have the code CA902"),
        ("value = 3", "team_rules_b:value", "neither a module nor a rule"),
    ],
)
def test_rules_that_cannot_be_had_are_said_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, entry: str, words: str
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "team_rules_b", raising=False)
    distribution(tmp_path, "team_rules_b", code, entry)
    with pytest.raises(UserError, match=words):
        registry.all_rules()
