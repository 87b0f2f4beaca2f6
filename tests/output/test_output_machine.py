"""JSON, JSON lines, GitHub's commands, and the addresses they carry."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from output_samples import all_findings, cell_finding, query_finding, report, script_finding

from cloudact_lint.findings import Location, Severity, Span
from cloudact_lint.output import render
from cloudact_lint.output.github import escape_property
from cloudact_lint.output.links import file_uri, relative_uri, rule_url
from cloudact_lint.output.notebook_rows import cell_rows

PAGE = "https://github.com/cloud-act-ai/cloudact-lint/blob/main/docs/rules/CA201-missing-maximum-bytes-billed.md"


def test_json_of_a_finding(tmp_path: Path) -> None:
    (entry,) = json.loads(render("json", report(tmp_path, query_finding())))
    assert entry == {
        "code": "CA201",
        "name": "missing-maximum-bytes-billed",
        "message": "Query job has no maximum_bytes_billed",
        "severity": "medium",
        "confidence": "high",
        "kind": "on",
        "filename": str(tmp_path / "api" / "jobs.py"),
        "cell": None,
        "location": {"row": 2, "column": 24},
        "end_location": {"row": 2, "column": 48},
        "noqa_row": 2,
        "url": PAGE,
        "fix": None,
        "related": [
            {
                "filename": str(tmp_path / "api" / "clients.py"),
                "location": {"row": 3, "column": 10},
                "end_location": {"row": 3, "column": 27},
                "message": "the client is built here",
            }
        ],
        "evidence": [],
        "fingerprint": "0123456789abcdef0123456789abcdef",
    }


def test_json_of_a_fix_and_evidence(tmp_path: Path) -> None:
    (entry,) = json.loads(render("json", report(tmp_path, script_finding())))
    name = str(tmp_path / "sql" / "load 1.sql")
    start, end = {"row": 1, "column": 1}, {"row": 3, "column": 26}
    assert entry["fix"] == {
        "applicability": "unsafe",
        "message": "Open a transaction",
        "edits": [
            {"content": "BEGIN TRANSACTION;\n", "location": start, "end_location": start, "filename": name},
            {"content": "\nCOMMIT TRANSACTION;", "location": end, "end_location": end, "filename": name},
        ],
    }
    assert entry["evidence"] == [{"table": "t", "column": "day", "row": 2}]
    assert entry["noqa_row"] is None
    assert entry["url"] is None  # no rule of ours in this report


def test_json_of_a_cell(tmp_path: Path) -> None:
    (entry,) = json.loads(render("json", report(tmp_path, cell_finding())))
    assert (entry["cell"], entry["location"], entry["kind"]) == (2, {"row": 2, "column": 1}, "advice")


def test_json_leaves_suppressed_findings_out(tmp_path: Path) -> None:
    made = report(tmp_path, *all_findings())
    listed = json.loads(render("json", made))
    lines = render("json-lines", made).splitlines()
    assert [entry["code"] for entry in listed] == ["CA201", "CA201", "CA302"]
    assert [json.loads(line) for line in lines] == listed


def test_the_row_for_noqa_can_be_another(tmp_path: Path) -> None:
    (entry,) = json.loads(render("json", report(tmp_path, query_finding(), noqa_row=lambda finding: 9)))
    assert entry["noqa_row"] == 9


def test_json_survives_every_console_and_reader(tmp_path: Path) -> None:
    message = "å 😀 \ud83d alone, \\ud800 spelt"
    text = render("json", report(tmp_path, query_finding(message=message)))
    assert text.isascii()
    assert json.loads(text)[0]["message"] == "å 😀 \ufffd alone, \\ud800 spelt"


def test_empty_reports(tmp_path: Path) -> None:
    made = report(tmp_path)
    assert render("json", made) == "[]\n"
    assert render("json-lines", made) == ""
    assert render("github", made) == ""


def test_github_commands(tmp_path: Path) -> None:
    made = report(tmp_path, *all_findings())
    root = escape_property(str(tmp_path))
    assert render("github", made).replace(root, "ROOT").replace("\\", "/") == (
        "::error file=ROOT/sql/load 1.sql,line=1,endLine=2,title=CA302 multi-write-without-transaction"
        "::sql/load 1.sql:1:1: CA302 DELETE and INSERT on d.t are not one transaction"
        "%0Ahelp: wrap them in BEGIN TRANSACTION%0Asecond run loses rows\n"
        "::warning file=ROOT/api/jobs.py,line=2,col=24,endLine=2,endColumn=48,title=CA201 missing-maximum-bytes-billed"
        "::api/jobs.py:2:24: CA201 Query job has no maximum_bytes_billed"
        "%0Aapi/clients.py:3:10: the client is built here\n"
        "::notice file=ROOT/nb.ipynb,line=4,title=CA201 missing-maximum-bytes-billed"
        "::nb.ipynb:cell 2:2:1: CA201 100%25 uncapped: a, b\n"
    )


@pytest.mark.parametrize(
    ("severity", "command"),
    [("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "notice")],
)
def test_github_severities(tmp_path: Path, severity: str, command: str) -> None:
    finding = query_finding(severity=Severity(severity))
    assert render("github", report(tmp_path, finding)).startswith(f"::{command} file=")


def test_github_escapes_what_the_runner_unescapes(tmp_path: Path) -> None:
    path, message = "a,b:c%0A.py", "50% of 1,000::x\r\ny %0A"
    finding = query_finding(location=Location(path, Span(1, 1, 1, 2)), message=message, related=())
    (line,) = render("github", report(tmp_path, finding)).splitlines()
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match
    properties = dict(pair.split("=", 1) for pair in match[2].split(","))
    assert _unescape(_unescape(properties["file"], "%3A:", "%2C,"), "%25%").endswith(path)
    assert _unescape(match[3], "%0D\r", "%0A\n", "%25%").endswith(f"CA201 {message}")


def _unescape(text: str, *pairs: str) -> str:
    for pair in pairs:
        text = text.replace(pair[:3], pair[3:])
    return text


def test_addresses() -> None:
    assert rule_url("CA201", "missing-maximum-bytes-billed") == PAGE
    assert relative_uri("a b/ü#1%/[x]?:y.py") == "a%20b/%C3%BC%231%25/%5Bx%5D%3F%3Ay.py"
    assert relative_uri("bad\udcff.py") == "bad%FF.py"
    assert file_uri("/srv/a b") == "file:///srv/a%20b"
    assert file_uri("C:\\Users\\Zoë\\x") == "file:///C:/Users/Zo%C3%AB/x"
    assert file_uri("\\\\host\\share\\x") == "file://host/share/x"


def test_rows_of_cells_in_the_file() -> None:
    cells = [
        {"cell_type": "code", "metadata": {"source": ["no"]}, "outputs": [{"text": ["n\n"]}], "source": ["a\n", '"{']},
        {"cell_type": "markdown", "source": ["# x"]},
        {"source": "one\ntwo", "cell_type": "code"},
        {"cell_type": "code", "source": []},
    ]
    text = json.dumps({"metadata": {"cells": ["x"]}, "cells": cells}, indent=1)
    lines = text.split("\n")
    shown = [[lines[row - 1].strip() for row in rows] for rows in cell_rows(text)]
    assert shown[0] == ['"a\\n",', '"\\"{"']
    assert shown[1] == ['"source": "one\\ntwo",'] * 2


@pytest.mark.parametrize(
    "text", ["", "}]{", '{"cells": {"a": {"source": "x"}}}', '[["cells"', '{"cells": [1, "a"', '"']
)
def test_rows_of_what_is_no_notebook(text: str) -> None:
    assert cell_rows(text) == []
