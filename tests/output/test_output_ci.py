"""The formats that servers read, and GitHub's limit on annotations."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from output_samples import all_findings, cell_finding, query_finding, report, script_finding

from cloudact_lint.findings import Edit, Fix, Location, Severity, Span
from cloudact_lint.output import FORMATS, render
from cloudact_lint.output.markdown import MOST as MOST_LISTED
from cloudact_lint.output.markdown import escape

NASTY = "a 100% `b` <c> & \"d\"; ]|' |e [f](g) @h\nsecond\x01 line é 😀"
MACHINES = tuple(name for name in FORMATS if name not in ("full", "concise"))


def nasty(tmp_path: Path):
    return report(tmp_path, query_finding(message=NASTY))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_everything(tmp_path: Path, name: str) -> None:
    text = render(name, report(tmp_path, *all_findings(), query_finding(message=NASTY)))
    assert "CA302" in text
    assert text.endswith("\n")


@pytest.mark.parametrize("name", MACHINES)
def test_every_format_takes_nothing(tmp_path: Path, name: str) -> None:
    text = render(name, report(tmp_path))
    assert "CA201" not in re.sub(r'"rules":\[.*\]', "", text)


# GitLab ----------------------------------------------------------------------------------


def test_gitlab_has_what_its_validator_asks_for(tmp_path: Path) -> None:
    issues = json.loads(render("gitlab", report(tmp_path, *all_findings())))
    assert [issue["check_name"] for issue in issues] == [
        "missing-maximum-bytes-billed", "missing-maximum-bytes-billed", "multi-write-without-transaction",
    ]  # fmt: skip
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["description"] and issue["fingerprint"]
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert issue["location"]["lines"]["begin"] >= 1
    assert issues[0]["location"] == {"path": "api/jobs.py", "lines": {"begin": 2, "end": 2}}


def test_gitlab_fingerprints_are_never_the_same_twice(tmp_path: Path) -> None:
    issues = json.loads(render("gitlab", report(tmp_path, query_finding(), query_finding(), cell_finding())))
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert issues[0]["fingerprint"] == query_finding().fingerprint


def test_gitlab_paths_start_at_the_top_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    (issue,) = json.loads(render("gitlab", report(tmp_path / "deep" / "er", query_finding())))
    assert issue["location"]["path"] == "deep/er/api/jobs.py"


# XML -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_xml_is_read_back_as_written(tmp_path: Path, name: str) -> None:
    root = ElementTree.fromstring(render(name, nasty(tmp_path)))
    texts = [element.get("message") for element in root.iter() if element.get("message")]
    assert texts == [NASTY.replace("\x01", "\ufffd")]


def test_junit_counts_files_as_suites(tmp_path: Path) -> None:
    root = ElementTree.fromstring(render("junit", report(tmp_path, *all_findings())))
    suites = {suite.get("name"): len(suite) for suite in root}
    assert suites == {"api/jobs.py": 1, "nb.ipynb": 1, "sql/load 1.sql": 1}
    assert (root.get("tests"), root.get("failures")) == ("3", "3")
    body = root[0][0][0].text or ""
    assert body.splitlines() == [
        "api/jobs.py:2:24: CA201 [medium] Query job has no maximum_bytes_billed",
        "api/clients.py:3:10: the client is built here",
    ]


def test_junit_without_findings_passes_one_test(tmp_path: Path) -> None:
    root = ElementTree.fromstring(render("junit", report(tmp_path)))
    assert (root.get("tests"), root.get("failures"), len(root[0])) == ("1", "0", 1)


def test_checkstyle_places_findings(tmp_path: Path) -> None:
    root = ElementTree.fromstring(render("checkstyle", report(tmp_path, *all_findings())))
    keys = ("line", "column", "severity")
    placed = [(file.get("name"), *map(one.get, keys)) for file in root for one in file]
    assert placed == [
        ("api/jobs.py", "2", "24", "warning"), ("nb.ipynb", "4", None, "info"), ("sql/load 1.sql", "1", "1", "error"),
    ]  # fmt: skip


# reviewdog -------------------------------------------------------------------------------


def test_rdjson_counts_columns_in_bytes(tmp_path: Path) -> None:
    (one,) = json.loads(render("rdjson", report(tmp_path, query_finding())))["diagnostics"]
    line = (tmp_path / "api/jobs.py").read_bytes().splitlines()[1]
    start, end = one["location"]["range"]["start"], one["location"]["range"]["end"]
    assert line[start["column"] - 1 : end["column"] - 1] == b'client.query("SELECT 1")'
    assert one["related_locations"][0]["location"]["path"] == "api/clients.py"
    assert one["code"]["url"].endswith("CA201-missing-maximum-bytes-billed.md")


def test_rdjson_offers_a_fix_of_one_edit(tmp_path: Path) -> None:
    edit = Edit("api/jobs.py", Span(2, 47, 2, 47), ", job_config=capped")
    one_edit, two_edits = query_finding(fixes=(Fix("Cap it", "safe", (edit,)),)), script_finding()
    found = json.loads(render("rdjson", report(tmp_path, one_edit, two_edits)))["diagnostics"]
    (suggestion,) = found[0]["suggestions"]
    assert suggestion["text"] == ", job_config=capped"
    assert "suggestions" not in found[1], "halves of a fix must not be offered one by one"


def test_rdjsonl_is_the_same_line_by_line(tmp_path: Path) -> None:
    made = report(tmp_path, *all_findings())
    whole = json.loads(render("rdjson", made))
    lines = [json.loads(line) for line in render("rdjsonl", made).splitlines()]
    assert [{key: value for key, value in line.items() if key != "source"} for line in lines] == whole["diagnostics"]
    assert all(line["source"] == whole["source"] for line in lines)


# Lines for servers -----------------------------------------------------------------------


def test_azure_escapes_what_ends_a_property_or_a_line(tmp_path: Path) -> None:
    made = report(tmp_path, query_finding(message=NASTY, location=Location("a;b]%.py", Span(1, 2, 1, 3))))
    (line,) = render("azure", made).splitlines()
    head, _, message = line.partition("]")
    assert head.startswith("##vso[task.logissue type=warning;sourcepath=")
    assert "a%3Bb%5D%AZP25.py;linenumber=1;columnnumber=2;code=CA201;" in head
    assert message == NASTY.replace("%", "%AZP25").replace("\n", "%0A")


def test_teamcity_is_read_back_as_written(tmp_path: Path) -> None:
    kinds, one = render("teamcity", nasty(tmp_path)).splitlines()
    assert kinds.startswith("##teamcity[inspectionType id='CA201' name='CA201 missing-maximum-bytes-billed' ")
    values = dict(re.findall(r"(\w+)='((?:\|.|[^|'])*)'", one))
    units = re.sub(
        r"\|(?:0x([0-9a-f]{4})|(.))",
        lambda match: chr(int(match[1], 16)) if match[1] else {"n": "\n", "r": "\r"}.get(match[2], match[2]),
        values["message"],
    )
    assert units.encode("utf-16", "surrogatepass").decode("utf-16") == NASTY
    assert (values["SEVERITY"], values["line"]) == ("WARNING", "2")


def test_github_keeps_to_ten_annotations_of_a_kind(tmp_path: Path) -> None:
    many = [query_finding(location=Location("api/jobs.py", Span(row, 1, row, 2))) for row in range(1, 24)]
    worst = script_finding(severity=Severity.CRITICAL)
    lines = render("github", report(tmp_path, *many, worst)).splitlines()
    commands = [line for line in lines if line.startswith(("::error", "::warning", "::notice"))]
    assert [line[:9] for line in commands] == ["::error f", *["::warning"] * 10]
    assert commands[-1] == "::warning title=cloudact-lint::14 more findings of this kind: see the log of this step"
    start = lines.index("::group::14 more findings")
    assert lines[-1] == "::endgroup::"
    assert [line[:14] for line in lines[start + 1 : -1]] == ["- api/jobs.py:"] * 14


def test_github_with_ten_shows_all(tmp_path: Path) -> None:
    many = [query_finding(location=Location("a.py", Span(row, 1, row, 2))) for row in range(1, 11)]
    lines = render("github", report(tmp_path, *many)).splitlines()
    assert len(lines) == 10 and all("file=" in line for line in lines)


# Markdown --------------------------------------------------------------------------------


def test_markdown_of_a_job(tmp_path: Path) -> None:
    text = render("markdown", report(tmp_path, *all_findings(), notes=("a default config at x_y.py:1 cures 2",)))
    assert text.splitlines()[:7] == [
        "## cloudact-lint",
        "",
        "Found 3 findings (1 high, 1 medium, 1 low), 1 suppressed, in 1,003 files, 0.3 s.",
        "",
        "| rule | severity | findings |",
        "|---|---|---:|",
        "| CA302 multi-write-without-transaction | high | 1 |",
    ]
    order = [line for line in text.splitlines() if line.startswith("###")]
    assert order == ["### High", "### Medium", "### Low"]
    assert "- `api/jobs.py:2:24` **[CA201](" in text
    assert "  - `api/clients.py:3:10` the client is built here" in text
    assert text.splitlines()[-1] == r"> a default config at x\_y.py:1 cures 2"


def test_markdown_makes_nothing_of_what_a_message_holds(tmp_path: Path) -> None:
    text = render("markdown", nasty(tmp_path))
    item = next(line for line in text.splitlines() if line.startswith("- "))
    assert item.endswith(escape(" ".join(NASTY.split())))
    assert "<c>" not in item.replace(r"\<c\>", "") and r"\@h" in item


def test_markdown_stays_small(tmp_path: Path) -> None:
    many = [query_finding(location=Location("a.py", Span(row, 1, row, 2))) for row in range(1, MOST_LISTED + 31)]
    text = render("markdown", report(tmp_path, *many))
    assert text.count("\n- `") == MOST_LISTED
    assert "… and 30 more findings." in text


def test_markdown_paths_may_hold_backticks(tmp_path: Path) -> None:
    finding = query_finding(location=Location("a`b.py", Span(1, 1, 1, 2)), related=())
    text = render("markdown", report(tmp_path, finding))
    assert "- `` a`b.py:1:1 `` " in text
