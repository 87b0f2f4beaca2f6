import time

import pytest
from config_samples import CATALOGUE, METAS, finding

from cloudact_lint.config.selection import keep, rule_state, selected, with_severity
from cloudact_lint.config.settings import Settings
from cloudact_lint.findings import Severity


def codes(**keys):
    return [meta.code for meta in selected(Settings(**keys), METAS)]


def test_the_longer_selector_wins():
    assert codes() == ["CA101", "CA104", "CA201", "CA205", "CA902"]
    assert codes(select=("CA2",)) == ["CA201", "CA205", "CA902"]
    assert codes(select=("CA2",), ignore=("CA205",)) == ["CA201", "CA902"]
    assert codes(select=("CA201",), ignore=("CA2",)) == ["CA201", "CA902"]
    assert codes(select=("CA201",), ignore=("CA201",)) == ["CA902"]
    assert codes(select=("CA1",), extend_select=("CA205",)) == ["CA101", "CA104", "CA205", "CA902"]
    assert codes(select=("ALL",), ignore=("CA",)) == []


def test_what_was_not_analysed_is_said_unless_ignored():
    assert keep(finding("CA902"), Settings(select=("CA201",)))
    assert not keep(finding("CA902"), Settings(select=("CA201",), ignore=("CA902",)))


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ({}, False),
        ({"advice": True}, True),
        ({"select": ("ALL",)}, True),
        ({"select": ("CA104",)}, True),
        ({"extend_select": ("CA104",)}, True),
        ({"select": ("CA1",)}, False),
        ({"extend_select": ("CA205",)}, False),
    ],
)
def test_when_advice_is_shown(keys, shown):
    assert keep(finding("CA104", kind="advice"), Settings(**keys)) is shown
    assert rule_state(Settings(**keys), CATALOGUE.meta("CA104")).show_advice is shown


def test_the_advice_of_a_rule_that_is_on_by_default_can_be_asked_for():
    assert not keep(finding("CA201", kind="advice"), Settings())
    assert keep(finding("CA201", kind="advice"), Settings(extend_select=("CA201",)))


def test_severity_threshold_uses_the_configured_severity():
    assert not keep(finding(severity=Severity.LOW), Settings(severity="medium"))
    assert keep(finding(severity=Severity.LOW), Settings(severity="medium", severities=(("CA101", "high"),)))
    assert with_severity(finding(), Settings(severities=(("CA101", "high"),))).severity is Severity.HIGH


def test_per_file_ignores():
    settings = Settings(per_file_ignores=(("scripts/", ("CA1",)), ("*_gen.py", ("ALL",))))
    assert not keep(finding("CA101", "x/scripts/a.py"), settings)
    assert keep(finding("CA201", "x/scripts/a.py"), settings)
    assert not keep(finding("CA201", "x/b_gen.py"), settings)
    assert rule_state(settings, METAS[0], "scripts/a.py") == (False, False, "ignored by CA1 in scripts/ (default)")


def test_rules_of_a_team_are_shown_unless_others_are_chosen():
    assert keep(finding("team-rule"), Settings())
    assert CATALOGUE.selector("semgrep:team-rule") == "team-rule"
    assert not keep(finding("team-rule"), Settings(ignore=("team-rule",)))
    assert keep(finding("team-rule"), Settings(select=("CA201", "team-rule")))
    assert keep(finding("team-rule"), Settings(select=("ALL",)))
    assert not keep(finding("team-rule"), Settings(select=("CA201",)))


def test_reasons():
    settings = Settings(ignore=("CA2",), origins=(("ignore", "CA2", "pyproject.toml"),))
    assert rule_state(settings, CATALOGUE.meta("CA201")) == (False, False, "ignored by CA2 (pyproject.toml)")
    assert rule_state(Settings(select=("CA1",)), CATALOGUE.meta("CA201")).reason == "not selected (default)"
    assert rule_state(Settings(), CATALOGUE.meta("CA104")).reason == (
        "selected by CA (default); advice, not shown without --advice"
    )


def test_thousands_of_findings_cost_little():
    settings = Settings(per_file_ignores=(("scripts/", ("CA1",)),))
    many = [finding(path=f"a/{number % 50}.py") for number in range(20_000)]
    began = time.perf_counter()
    assert sum(keep(one, settings) for one in many) == 20_000
    assert time.perf_counter() - began < 0.5
