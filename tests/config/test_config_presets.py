import re

import yaml

from cloudact_lint.config.catalogue import Catalogue
from cloudact_lint.config.keys import SEVERITIES
from cloudact_lint.config.loader import PRESETS, load_preset, preset_names
from cloudact_lint.config.selection import rule_state
from cloudact_lint.registry import metas


def bug_hunt():
    return yaml.safe_load((PRESETS / "bug-hunt.yaml").read_text(encoding="utf-8"))


def test_there_are_two():
    assert preset_names() == ("bug-hunt", "cloudact")


def test_cloudact_knows_the_company():
    found = load_preset("cloudact", Catalogue(metas()))
    assert set(found.project_ids) == {"cloudact-testing-1", "cloudact-stage", "cloudact-prod"}
    assert [name for name, _ in found.environments] == ["local", "prod", "stage", "test"]
    assert "localhost:8001" in found.service_hosts and "org_meta_step_logs" in found.append_only_tables
    assert "*_logs" in found.append_only_tables


def test_bug_hunt_answers_all_fifty_rows_in_order():
    rows = load_preset("bug-hunt", Catalogue(metas())).report
    assert [row.number for row in rows][:10] == [1, 14, 15, 17, 18, 2, 4, 11, 12, 16]
    assert sorted(row.number for row in rows) == list(range(1, 51))
    ranks = [SEVERITIES.index(row.severity) if row.severity else -1 for row in rows[10:]]
    assert ranks == sorted(ranks, reverse=True)
    assert all(row.rules and row.title for row in rows)


def test_bug_hunt_shows_the_rules_of_its_rows_and_their_advice():
    settings = load_preset("bug-hunt", Catalogue(metas()))
    in_rows = {code for row in settings.report for code in row.rules}
    for meta in metas():
        if meta.code in in_rows:
            state = rule_state(settings, meta)
            assert state.enabled and state.show_advice, meta.code


def test_bug_hunt_agrees_with_itself_and_with_the_rules():
    data = bug_hunt()
    rows = data["report"]["rows"]
    named = {code for row in rows.values() for code in row["rules"]}
    assert named == {code for code in data["select"] if not code.startswith("CA9")}
    for code, severity in data["severities"].items():
        given = [row["severity"] for row in rows.values() if code in row["rules"] and "severity" in row]
        assert severity == max(given, key=SEVERITIES.index), code
    for meta in metas():
        for number in meta.bug_hunt:
            assert meta.code in rows[number]["rules"], (meta.code, number)


def test_titles_are_plain_words():
    for row in bug_hunt()["report"]["rows"].values():
        assert re.fullmatch(r"[A-Z][A-Za-z ,-]+", row["title"]), row["title"]
