"""A team's own Semgrep rules, and ours through Semgrep, in the same run as everything else."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine import runner
from cloudact_lint.errors import UserError
from cloudact_lint.findings import Confidence, Edit, Finding, Severity, Span, content_hash
from cloudact_lint.registry import metas
from cloudact_lint.semgrep_engine import core

RULE = """
rules:
  - id: Team-Print
    languages: [python]
    severity: ERROR
    message: "no print of $X"
    metadata: {confidence: LOW}
    pattern: print($X)
    fix: log($X)
"""


@pytest.fixture(autouse=True)
def forget() -> None:
    core.package.cache_clear()
    core.version.cache_clear()


def project(tmp_path: Path, files: dict[str, str | bytes], **settings: Any) -> Settings:
    root = tmp_path / "project"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Settings(root=str(root), respect_gitignore=False, **settings)


def run(settings: Settings, tmp_path: Path, **more: Any) -> runner.RunResult:
    return runner.check(settings, [settings.root], jobs=1, cache_dir=str(tmp_path / "cache"), **more)


def places(findings: Sequence[Finding]) -> list[tuple[str, str, int, int]]:
    return [(f.code, f.location.path, f.location.span.row, f.location.span.column) for f in findings]


class FakeCore:
    """Stands in for the core engine: answers what it is told, and keeps what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, results: list[dict[str, Any]], errors: Any = ()) -> None:
        self.asked: list[tuple[list[str], list[core.Target]]] = []
        self.results, self.errors = results, list(errors)
        monkeypatch.setattr(core, "package", lambda: Path("semgrep"))
        monkeypatch.setattr(core, "version", lambda: "1.2.3")
        monkeypatch.setattr(core, "scan", self._scan)

    def _scan(
        self, rules: Sequence[str], targets: Sequence[core.Target], root: str, *, joins: bool = False
    ) -> core.Answer:
        self.asked.append((list(rules), list(targets)))
        by_path = {each.path.lstrip("/"): each.file for each in targets}
        found = [{**result, "path": by_path[result["path"]]} for result in self.results if result["path"] in by_path]
        errors = [
            {**error, "location": {"path": by_path.get(error.pop("file", ""), rules[0])}} for error in self.errors
        ]
        return core.Answer(found, errors)


def match(path: str, rule: str, start: tuple[int, int], end: tuple[int, int], **extra: Any) -> dict[str, Any]:
    said = {"message": "m", "severity": "WARNING", "metadata": {}, **extra}
    at, until = ({"line": line, "col": col} for line, col in (start, end))
    return {"check_id": rule, "path": path, "start": at, "end": until, "extra": said}


# What Semgrep says, as findings --------------------------------------------------------------


def test_a_match_becomes_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'é = "😀"; print("é")\n'
    start = len('é = "😀"; '.encode()) + 1
    FakeCore(
        monkeypatch,
        [
            match(
                "a.py",
                "Team-Print",
                (1, start),
                (1, start + 11),
                message="no print of $X",
                severity="ERROR",
                metadata={"confidence": "LOW"},
                metavars={"$X": {"abstract_content": '"é"'}},
                fix='log("é")',
            ),
        ],
    )
    settings = project(tmp_path, {"a.py": text, "rules/r.yaml": RULE}, semgrep_rules=("rules",))
    (found,) = run(settings, tmp_path).findings
    assert (found.code, found.slug, found.message) == ("Team-Print", "team-print", 'no print of "é"')
    assert (found.severity, found.confidence, found.kind) == (Severity.HIGH, Confidence.LOW, "on")
    assert found.location.span == Span(1, 10, 1, 20)
    (fix,) = found.fixes
    assert fix.applicability == "unsafe"
    assert fix.edits == (Edit("a.py", Span(1, 10, 1, 20), 'log("é")'),)
    assert fix.content_hash == content_hash(text.encode())


@pytest.mark.parametrize(
    ("said", "severity"),
    [("ERROR", "high"), ("WARNING", "medium"), ("INFO", "low"), ("CRITICAL", "critical"), ("new word", "medium")],
)
def test_severities(said: str, severity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeCore(monkeypatch, [match("a.py", "r", (1, 1), (1, 2), severity=said)])
    settings = project(tmp_path, {"a.py": "x\n", "rules/r.yaml": RULE}, semgrep_rules=("rules",))
    assert [found.severity for found in run(settings, tmp_path).findings] == [Severity(severity)]


def test_metadata_may_give_our_code_our_severity_and_our_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = metas()[0]
    metadata = {"code": ours.code, "severity": "critical", "kind": "advice"}
    other = {"code": "XY1"}
    FakeCore(
        monkeypatch,
        [
            match("a.py", "theirs", (1, 1), (1, 2), metadata=metadata),
            match("a.py", "r", (1, 1), (1, 2), metadata=other),
        ],
    )
    settings = project(
        tmp_path, {"a.py": "x\n", "src/a.py": "", "rules/r.yaml": RULE}, semgrep_rules=("rules",), advice=True
    )
    found = run(settings, tmp_path).findings
    assert {(f.code, f.slug, f.kind, f.severity.value) for f in found} == {
        (ours.code, ours.slug, "advice", "critical"),
        ("r", "r", "on", "medium"),
    }


def test_suppressions_are_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a()  # cloudact: ignore[team-print] it is a script\nb()  # noqa\nc()  # nosemgrep\nd()\n"
    rows = [match("a.py", "Team-Print", (row, 1), (row, 4), is_ignored=row == 3) for row in (1, 2, 3, 4)]
    FakeCore(monkeypatch, rows)
    settings = project(tmp_path, {"a.py": text, "rules/r.yaml": RULE}, semgrep_rules=("rules",))
    found = run(settings, tmp_path).findings
    assert [(f.location.span.row, f.suppression is not None) for f in found] == [
        (1, True),
        (2, True),
        (3, True),
        (4, False),
    ]


# What it is asked ----------------------------------------------------------------------------


def test_only_files_that_a_rule_can_read_are_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeCore(monkeypatch, [])
    files = {"a.py": "x\n", "b.ts": "x\n", "c.sql": "SELECT 1\n", "d.jsx": "x\n", "e.yaml": "a: 1\n", "n.ipynb": "{}"}
    rule = RULE.replace("[python]", "[python, javascript]")
    settings = project(tmp_path, {**files, "rules/r.yaml": rule}, semgrep_rules=("rules",))
    run(settings, tmp_path)
    ((_, targets),) = fake.asked
    assert [(each.path, each.analyzer) for each in targets] == [("/a.py", "python"), ("/d.jsx", "js")]


def test_nothing_is_started_without_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeCore(monkeypatch, [])
    settings = project(tmp_path, {"b.ts": "x\n", "rules/r.yaml": RULE}, semgrep_rules=("rules",))
    run(settings, tmp_path)
    assert fake.asked == []


def test_a_file_that_did_not_change_is_not_asked_about_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeCore(monkeypatch, [match(name, "r", (1, 1), (1, 2)) for name in ("a.py", "b.py")])
    settings = project(tmp_path, {"a.py": "x\n", "b.py": "y\n", "rules/r.yaml": RULE}, semgrep_rules=("rules",))
    first = run(settings, tmp_path).findings
    assert run(settings, tmp_path).findings == first
    assert len(fake.asked) == 1
    Path(settings.root, "b.py").write_text("y = 1\n")
    assert places(run(settings, tmp_path).findings) == places(first)
    assert [each.path for each in fake.asked[1][1]] == ["/b.py"]
    Path(settings.root, "rules/r.yaml").write_text(RULE + "\n# new\n")
    run(settings, tmp_path)
    assert [each.path for each in fake.asked[2][1]] == ["/a.py", "/b.py"]


def test_text_that_is_not_plain_utf_8_and_text_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, str] = {}
    fake = FakeCore(monkeypatch, [])
    scan = fake._scan

    def look(rules: Any, targets: Any, root: str, *, joins: bool = False) -> core.Answer:
        seen.update((each.path, Path(each.file).read_bytes().decode("utf-8")) for each in targets)
        return scan(rules, targets, root)

    monkeypatch.setattr(core, "scan", look)
    files = {
        "bom.py": b"\xef\xbb\xbfx = 1\n",
        "latin.py": b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
        "in.py": b"old\n",
    }
    settings = project(tmp_path, {**files, "rules/r.yaml": RULE}, semgrep_rules=("rules",))
    runner.check(
        settings, [settings.root], jobs=1, use_cache=False, stdin=(str(Path(settings.root, "in.py")), b"new\n")
    )
    assert seen["/bom.py"] == "x = 1\n"
    assert seen["/latin.py"].endswith("x = 'é'\n")
    assert seen["/in.py"] == "new\n"


# What is wrong with what was asked -----------------------------------------------------------


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_paths", dict)
    monkeypatch.setattr(sys, "path", [str(tmp_path), ""])
    # A package of that name in the scanned repository is not Semgrep.
    settings = project(
        tmp_path, {"a.py": "x\n", "semgrep/__init__.py": "", "rules/r.yaml": RULE}, semgrep_rules=("rules",)
    )
    with pytest.raises(UserError) as caught:
        run(settings, tmp_path)
    assert "pip install 'cloudact-lint[semgrep]'" in caught.value.help


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules: [\n", "rules/r.yaml:2:1: not valid YAML"),
        ("rule: []", "rules/r.yaml: no Semgrep rules"),
        ("rules: [{message: x}]", "rules/r.yaml: rule 1 has no id"),
        ("rules: [{id: x, languages: python}]", "rules/r.yaml: x: 'languages' must be a list"),
    ],
)
def test_a_broken_rule_file_is_named(text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeCore(monkeypatch, [])
    settings = project(tmp_path, {"a.py": "x\n", "rules/r.yaml": text}, semgrep_rules=("rules",))
    with pytest.raises(UserError) as caught:
        run(settings, tmp_path)
    assert caught.value.message.startswith(says)


def test_a_rule_that_semgrep_refuses_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeCore(monkeypatch, [], [{"error_type": "Rule parse error", "rule_id": "x", "message": "Invalid pattern"}])
    settings = project(tmp_path, {"a.py": "x\n", "rules/r.yaml": RULE}, semgrep_rules=("rules",))
    with pytest.raises(UserError, match=r"rules/r\.yaml: x: not a valid Semgrep rule: Invalid pattern"):
        run(settings, tmp_path)


def test_what_semgrep_gave_up_on_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeCore(monkeypatch, [], [{"error_type": "Timeout", "rule_id": "x", "message": "", "file": "a.py"}])
    settings = project(tmp_path, {"a.py": "x\n", "rules/r.yaml": RULE}, semgrep_rules=("rules",))
    assert run(settings, tmp_path).notes == ("a.py: x: Semgrep gave up: timeout",)


@pytest.mark.parametrize(
    ("entry", "says"), [("nowhere", "does not exist"), ("p/python", "does not exist"), ("empty", "no rule file")]
)
def test_a_folder_without_rules_is_an_error(
    entry: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FakeCore(monkeypatch, [])
    settings = project(tmp_path, {"a.py": "x\n", "empty/a.txt": ""}, semgrep_rules=(entry,))
    with pytest.raises(UserError, match=says):
        run(settings, tmp_path)


def test_rules_for_languages_that_are_not_analysed_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeCore(monkeypatch, [])
    rule = RULE.replace("[python]", "[go, terraform]")
    settings = project(tmp_path, {"a.py": "x\n", "rules/r.yaml": rule}, semgrep_rules=("rules",))
    (note,) = run(settings, tmp_path).notes
    assert note.startswith("rules/r.yaml: rules for go, terraform find nothing here")


def test_rules_of_one_id_run_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two rules with one id in one run the core engine drops one."""
    fake = FakeCore(monkeypatch, [])
    other = RULE.replace("[python]", "[typescript]")
    files = {"a.py": "x\n", "b.ts": "x\n", "rules/p.yaml": RULE, "rules/t.yaml": other}
    run(project(tmp_path, files, semgrep_rules=("rules",)), tmp_path)
    asked = [([Path(rule).name for rule in rules], [each.path for each in targets]) for rules, targets in fake.asked]
    assert asked == [(["p.yaml"], ["/a.py"]), (["t.yaml"], ["/b.ts"])]


# The real Semgrep ----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_teams_rules_run_and_paths_and_comments_are_honoured(tmp_path: Path) -> None:
    files = {
        "a.py": 'é = "😀"; print("é")\nprint(2)  # nosemgrep: Team-Print\n',
        "gen/b.py": "print(3)\n",
        "bom.py": b"\xef\xbb\xbfprint(4)\r\n",
        "rules/r.yaml": RULE + '    paths: {exclude: ["gen/"]}\n',
        "rules/r.test.py": "print(5)\n",
    }
    settings = project(tmp_path, files, semgrep_rules=("rules/r.yaml",), exclude=("rules",))
    found = run(settings, tmp_path).findings
    assert places([f for f in found if f.suppression is None]) == [
        ("Team-Print", "a.py", 1, 10),
        ("Team-Print", "bom.py", 1, 1),
    ]
    assert places([f for f in found if f.suppression]) == [("Team-Print", "a.py", 2, 1)]
    assert found[0].message == 'no print of "é"'
    assert found[0].fixes[0].edits[0].text == 'log("é")'


@pytest.mark.slow
def test_the_command_answers_as_the_core_does(tmp_path: Path) -> None:
    settings = project(
        tmp_path, {"a.py": "print(1)\n", "gen/b.py": "print(2)\n", "r.yaml": RULE + '    paths: {exclude: ["gen/"]}\n'}
    )
    root = Path(settings.root)
    targets = [core.Target(str(root / name), f"/{name}", "python") for name in ("a.py", "gen/b.py")]
    keys = ("check_id", "path", "start", "end")
    by_core, by_command = (
        [tuple(str(each[key]) for key in keys) for each in answer.results]
        for answer in (
            core._by_core([str(root / "r.yaml")], targets),
            core._by_command([str(root / "r.yaml")], targets, str(root)),
        )
    )
    assert by_core == by_command
    assert len(by_core) == 1


@pytest.mark.slow
def test_an_invalid_pattern_names_the_file_and_the_row(tmp_path: Path) -> None:
    settings = project(
        tmp_path, {"a.py": "x\n", "rules/r.yaml": RULE.replace("print($X)", "print(((")}, semgrep_rules=("rules",)
    )
    with pytest.raises(
        UserError, match=r"rules/r\.yaml:8: Team-Print: not a valid Semgrep rule: Invalid pattern for Python"
    ):
        run(settings, tmp_path)


@pytest.mark.slow
def test_our_pack_takes_the_place_of_our_rules(tmp_path: Path) -> None:
    code = 'import requests\nURL = "http://localhost:8000"\nrequests.get("http://localhost:8000/x" , timeout=1)\n'
    files = {"src/a.py": code, "src/a.ts": 'export const url = "http://localhost:8000";\n', "tests/test_a.py": code}
    builtin = run(project(tmp_path, files, select=("CA101",)), tmp_path).findings
    settings = project(tmp_path, files, select=("CA101",), engine="semgrep")
    found = run(settings, tmp_path).findings
    assert places(found) == places(builtin) != []
    assert {f.code for f in found} == {"CA101"}
    assert all("$URL" not in f.message and f.anchor == "hardcoded-service-url" for f in found)
