"""SARIF: what is in the log, and what the real validator says of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from output_samples import all_findings, cell_finding, query_finding, report, script_finding, suppressed_finding

from cloudact_lint.findings import Evidence, Location, Severity, Span, Suppression
from cloudact_lint.output import render
from cloudact_lint.output.links import file_uri
from cloudact_lint.output.report import InternalError, Report


def run_of(made: Report) -> dict[str, Any]:
    log = json.loads(render("sarif", made))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_the_run(tmp_path: Path) -> None:
    run = run_of(report(tmp_path, query_finding()))
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("cloudact-lint", "1.2.3")
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == file_uri(str(tmp_path)) + "/"
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]


def test_the_rules(tmp_path: Path) -> None:
    run = run_of(report(tmp_path, query_finding(), script_finding()))
    query, secret, foreign = run["tool"]["driver"]["rules"]
    assert query["id"] == "CA201"
    assert query["name"] == "MissingMaximumBytesBilled"
    assert query["helpUri"].endswith("/docs/rules/CA201-missing-maximum-bytes-billed.md")
    assert query["defaultConfiguration"] == {"level": "warning"}
    assert query["help"]["markdown"] == (
        "**CA201 missing-maximum-bytes-billed**: BigQuery query job without a limit on the bytes it may bill.\n\n"
        "**Why**\n\nOne bad filter and a query reads **everything**; see `bq`.\n\n"
        "**Instead**\n\nPass `QueryJobConfig(maximum_bytes_billed=…)`.\n\n**Silent where**\n\nDry runs."
    )
    assert "`" not in query["help"]["text"] and "**" not in query["help"]["text"]
    assert query["properties"] == {
        "tags": ["CA2", "python", "typescript"],
        "precision": "high",
        "problem.severity": "warning",
        "severity": "medium",
    }
    assert secret["properties"]["tags"] == ["CA6", "python", "advice", "security", "external/cwe/cwe-798"]
    assert secret["properties"]["security-severity"] == "9.0"
    assert foreign["id"] == "CA302" and "helpUri" not in foreign
    assert [result["ruleIndex"] for result in run["results"]] == [0, 2]


def test_a_result(tmp_path: Path) -> None:
    (result,) = run_of(report(tmp_path, query_finding()))["results"]
    (place,), (related,) = result["locations"], result["relatedLocations"]
    assert result["level"] == "warning"
    assert result["message"]["text"] == "Query job has no maximum_bytes_billed. See: [the client is built here](1)."
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "api/jobs.py", "uriBaseId": "%SRCROOT%"}
    assert place["physicalLocation"]["region"] == {
        "startLine": 2, "startColumn": 24, "endLine": 2, "endColumn": 48,
        "snippet": {"text": 'client.query("SELECT 1")'},
    }
    assert place["physicalLocation"]["contextRegion"]["startLine"] == 1
    assert place["physicalLocation"]["contextRegion"]["snippet"]["text"].count("\n") == 2
    assert related["id"] == 1
    assert related["message"]["text"] == "the client is built here."
    assert related["physicalLocation"]["region"]["snippet"]["text"] == "bigquery.Client()"
    assert result["partialFingerprints"] == {"cloudactLint/v1": "0123456789abcdef0123456789abcdef"}
    assert result["suppressions"] == []


def test_brackets_in_a_message_are_no_links(tmp_path: Path) -> None:
    (result,) = run_of(report(tmp_path, query_finding(message="rows[0](1) is unread")))["results"]
    assert result["message"]["text"].startswith(r"rows\[0\](1) is unread. See: [")
    (plain,) = run_of(report(tmp_path, query_finding(message="rows[0] is unread", related=())))["results"]
    assert plain["message"]["text"] == "rows[0] is unread."


@pytest.mark.parametrize(
    ("severity", "level"), [("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "note")]
)
def test_levels(tmp_path: Path, severity: str, level: str) -> None:
    (result,) = run_of(report(tmp_path, query_finding(severity=Severity(severity))))["results"]
    assert (result["level"], result["properties"]["severity"]) == (level, severity)


def test_suppressed_findings_are_there_and_marked(tmp_path: Path) -> None:
    ignored = query_finding().suppressed_by(Suppression("external"))
    first, second = run_of(report(tmp_path, suppressed_finding(), ignored))["results"]
    (comment,) = first["suppressions"]
    assert (comment["kind"], comment["justification"]) == ("inSource", "the probe is tiny")
    assert comment["location"]["physicalLocation"]["region"] == {"startLine": 3}
    assert second["suppressions"] == [{"kind": "external", "status": "accepted"}]


def test_a_fix_and_an_escaped_path(tmp_path: Path) -> None:
    (result,) = run_of(report(tmp_path, script_finding()))["results"]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "sql/load%201.sql"
    assert [item["insertedContent"]["text"] for item in change["replacements"]] == [
        "BEGIN TRANSACTION;\n", "\nCOMMIT TRANSACTION;",
    ]
    assert result["properties"]["evidence"] == [Evidence("t", "day", 2)._asdict()]


def test_a_cell_stands_at_its_row_of_the_file(tmp_path: Path) -> None:
    (result,) = run_of(report(tmp_path, cell_finding()))["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 4}
    assert place["logicalLocations"] == [{"name": "cell 2", "kind": "module"}]
    assert result["message"]["text"] == "100% uncapped: a, b. (Cell 2, line 2, column 1.)"


def test_a_file_outside_the_root_has_an_absolute_uri(tmp_path: Path) -> None:
    outside = query_finding(location=Location("../x/a.py", Span(1, 1, 1, 2)), related=())
    (result,) = run_of(report(tmp_path / "root", outside))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": file_uri(str(tmp_path / "x" / "a.py"))}


def test_what_broke_is_notified(tmp_path: Path) -> None:
    broken = InternalError("CA201 crashed: KeyError: 'x'", "CA201", "api/jobs.py", "Traceback: boom")
    unread = query_finding(code="CA902", slug="syntax-error", message="unexpected token", related=())
    (invocation,) = run_of(report(tmp_path, unread, errors=(broken,), exit_code=3))["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    crash, syntax = invocation["toolExecutionNotifications"]
    assert crash["descriptor"] == {"id": "CA904"}
    assert crash["associatedRule"] == {"id": "CA201", "index": 0}
    assert crash["exception"] == {"message": "Traceback: boom"}
    assert (syntax["level"], syntax["descriptor"]) == ("warning", {"id": "CA902"})


def test_long_lines_are_not_copied(tmp_path: Path) -> None:
    made = report(tmp_path, query_finding(), line=lambda path, row, cell: "x" * 100_000)
    assert len(render("sarif", made)) < 10_000


_NOISE = {
    "SARIF2002",  # wants message ids, which GitHub does not show
    "SARIF2003",  # wants the revision: no part of a report
    "SARIF2006",  # follows links: needs a network
}


@pytest.mark.slow
def test_the_validator_has_nothing_to_say(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    system = sys.platform if sys.platform in ("win32", "darwin") else "linux"
    package = f"@microsoft/sarif-multitool-{system}"
    install = [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(tmp_path / "npm"), package]
    subprocess.run(install, check=True, timeout=300, stdin=subprocess.DEVNULL)
    name = "Sarif.Multitool.exe" if system == "win32" else "Sarif.Multitool"
    tool = tmp_path / "npm" / "node_modules" / package / name

    made = report(tmp_path / "ü [root] #1", *all_findings(), errors=(InternalError("boom", "CA201", "api/jobs.py"),))
    for number, sample in enumerate((made, report(tmp_path / "empty", exit_code=0))):
        log, answer = tmp_path / f"{number}.sarif", tmp_path / f"{number}.answer.sarif"
        log.write_text(render("sarif", sample), encoding="utf-8")
        options = ["--log", "ForceOverwrite", "--rule-kind", "Sarif;Gh", "--level", "Error;Warning;Note"]
        # The exit status is 0 whatever it finds.
        subprocess.run([tool, "validate", log, "--output", answer, *options], check=True, timeout=120)
        (run,) = json.loads(answer.read_text(encoding="utf-8-sig"))["runs"]
        assert run["invocations"][0]["executionSuccessful"]
        said = {(result["ruleId"], result.get("level", "warning")) for result in run["results"]}
        said = {item for item in said if item[0] not in _NOISE}
        # A cell has no snippet in the file, and a rule from elsewhere no page.
        assert said <= {("SARIF2010", "note"), ("SARIF2011", "note"), ("SARIF2012", "note")}
