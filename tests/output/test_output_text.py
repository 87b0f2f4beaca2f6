"""Formats for people: full and concise, the summary line and the tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from output_samples import all_findings, cell_finding, query_finding, report, script_finding

from cloudact_lint.errors import UserError
from cloudact_lint.findings import Location, Related, Severity, Span
from cloudact_lint.output import FORMATS, render
from cloudact_lint.output.report import InternalError
from cloudact_lint.output.summary import statistics, summary, timings
from cloudact_lint.output.terminal import excerpt

FULL = """\
api/jobs.py:2:24: CA201 [medium] Query job has no maximum_bytes_billed
  |
2 |     name = "å日本😀"; rows = client.query("SELECT 1")
  |                              ^^^^^^^^^^^^^^^^^^^^^^^^
  ::: api/clients.py:3:10: the client is built here
  |
3 | client = bigquery.Client()
  |          -----------------

nb.ipynb:cell 2:2:1: CA201 [low, advice] 100% uncapped: a, b
  |
2 | bq.query(sql)
  | ^^^^^^^^^^^^^

sql/load 1.sql:1:1: CA302 [high] DELETE and INSERT on d.t are not one transaction
  |
1 | DELETE FROM d.t
  | ^^^^^^^^^^^^^^^ to line 2
  = help: wrap them in BEGIN TRANSACTION
  = note: second run loses rows
  = fix (unsafe): Open a transaction

note: a default config at api/clients.py:3 cures 1 of these
Found 3 findings (1 high, 1 medium, 1 low), 1 suppressed, in 1,003 files, 0.3 s.
"""

CONCISE = """\
api/jobs.py:2:24: CA201 Query job has no maximum_bytes_billed
nb.ipynb:cell 2:2:1: CA201 100% uncapped: a, b
sql/load 1.sql:1:1: CA302 DELETE and INSERT on d.t are not one transaction help: wrap them in BEGIN TRANSACTION \
second run loses rows
Found 3 findings (1 high, 1 medium, 1 low), 1 suppressed, in 1,003 files, 0.3 s.
"""


def test_full(tmp_path: Path) -> None:
    notes = ("a default config at api/clients.py:3 cures 1 of these",)
    assert render("full", report(tmp_path, *all_findings(), notes=notes)) == FULL


def test_concise(tmp_path: Path) -> None:
    assert render("concise", report(tmp_path, *all_findings())) == CONCISE


def test_colours_change_nothing_but_colours(tmp_path: Path) -> None:
    made = report(tmp_path, *all_findings())
    for name in ("full", "concise"):
        colored = render(name, made, color=True)
        assert "\x1b[1;31m" in colored  # high
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(name, made)


def test_machine_formats_have_no_colours(tmp_path: Path) -> None:
    made = report(tmp_path, *all_findings())
    for name in set(FORMATS) - {"full", "concise"}:
        assert render(name, made, color=True) == render(name, made)


def test_paths_from_a_folder_or_absolute(tmp_path: Path) -> None:
    made = report(tmp_path, query_finding(), cell_finding())
    shown = render("full", made, base=str(tmp_path / "api"))
    assert "\njobs.py:2:24: " in "\n" + shown
    assert "::: clients.py:3:10: " in shown
    assert "\n../nb.ipynb:cell 2:2:1: " in shown
    absolute = render("concise", made, absolute=True)
    assert absolute.startswith(f"{tmp_path / 'api' / 'jobs.py'}:2:24: ")


def test_standard_input_keeps_its_name(tmp_path: Path) -> None:
    finding = query_finding(location=Location("-", Span(1, 1, 1, 2)), related=())
    made = report(tmp_path, finding, line=lambda path, row, cell: "x = 1")
    assert render("full", made, absolute=True).startswith("-:1:1: CA201 [medium] Query job has no")
    assert "1 | x = 1\n  | ^\n" in render("full", made)


def test_a_line_that_cannot_be_read_leaves_the_excerpt_out(tmp_path: Path) -> None:
    gone = query_finding(location=Location("gone.py", Span(7, 1, 7, 4)), related=())
    past = query_finding(location=Location("api/jobs.py", Span(99, 1, 99, 4)), related=())
    cell = cell_finding(location=Location("nb.ipynb", Span(1, 1, 1, 2), 9))
    shown = render("full", report(tmp_path, gone, past, cell))
    assert "|" not in shown
    assert shown.count("CA201") == 3


def test_rows_of_different_width_share_one_bar(tmp_path: Path) -> None:
    related = Related(Location("api/jobs.py", Span(104, 1, 104, 2)), "here")
    made = report(tmp_path, query_finding(related=(related,)), line=lambda path, row, cell: "abc")
    assert "    |\n  2 | abc\n" in render("full", made)
    assert "    ::: api/jobs.py:104:1: here\n    |\n104 | abc\n    | -\n" in render("full", made)


@pytest.mark.parametrize(
    ("line", "span", "text", "marks"),
    [
        ("abc", Span(1, 2, 1, 3), "abc", " ^"),
        ("abc", Span(1, 2, 1, 2), "abc", " ^"),  # empty span
        ("abc", Span(1, 9, 1, 12), "abc", "   ^"),  # past the end
        ("a\tb", Span(1, 3, 1, 4), "a   b", "    ^"),
        ("\tb", Span(1, 1, 1, 3), "    b", "^^^^^"),
        ("日本 x", Span(1, 2, 1, 3), "日本 x", "  ^^"),
        ("e\u0301x", Span(1, 3, 1, 4), "e\u0301x", " ^"),
        ("ab  ", Span(1, 1, 3, 2), "ab", "^^ to line 3"),
        ("a\x1b[31mb", Span(1, 7, 1, 8), "a\u241b[31mb", "      ^"),
        ("a\u202eb", Span(1, 3, 1, 4), "a\ufffdb", "  ^"),
    ],
)
def test_excerpt(line: str, span: Span, text: str, marks: str) -> None:
    assert excerpt(line, span) == (text, marks)


def test_a_long_line_is_cut_around_the_span() -> None:
    line = "x" * 500_000 + "TARGET" + "y" * 500_000
    shown = excerpt(line, Span(1, 500_001, 1, 500_007))
    assert len(shown.text) <= 130
    assert shown.text.startswith("...x") and shown.text.endswith("y...")
    at = shown.marks.index("^")
    assert shown.text[at : at + len(shown.marks.strip())] == "TARGET"


def test_a_long_span_is_marked_to_the_cut() -> None:
    shown = excerpt("a = " + "z" * 1000, Span(1, 5, 1, 1005))
    assert shown.text == "a = " + "z" * 116 + "..."
    assert shown.marks == "    " + "^" * 116


def test_text_from_source_cannot_steer_the_terminal(tmp_path: Path) -> None:
    finding = query_finding(message="name \x1b[2J\ud800 is\tbad\r\nnote: \x07", related=())
    for name in ("full", "concise"):
        shown = render(name, report(tmp_path, finding))
        assert "\x1b" not in shown and "\x07" not in shown
        shown.encode()


def test_summary_sentences(tmp_path: Path) -> None:
    one = query_finding(severity=Severity.CRITICAL)
    alone = report(tmp_path, one, files=1, seconds=0.0123)
    assert summary(alone) == "Found 1 finding (1 critical), in 1 file, 0.01 s.\n"
    assert summary(report(tmp_path, files=12)) == "No findings in 12 files, 0.3 s.\n"
    hidden = all_findings()[0]
    assert summary(report(tmp_path, hidden, files=1, seconds=2)) == "No findings in 1 file (1 suppressed), 2.0 s.\n"
    assert summary(report(tmp_path, files=0)) == "No findings: no files to check, 0.3 s.\n"
    broken = (InternalError("CA201 crashed: KeyError: 'x'", "CA201", "a.py", "Traceback:\n  boom"),)
    assert summary(report(tmp_path, errors=broken)) == "No findings in 1,003 files, 1 internal error, 0.3 s.\n"


def test_an_empty_report(tmp_path: Path) -> None:
    for name in ("full", "concise"):
        assert render(name, report(tmp_path)) == "No findings in 1,003 files, 0.3 s.\n"


def test_statistics(tmp_path: Path) -> None:
    many = [query_finding() for _ in range(1200)]
    assert statistics(report(tmp_path, *many, *all_findings())) == (
        "1,201  CA201  medium  missing-maximum-bytes-billed\n"
        "    1  CA201  low     missing-maximum-bytes-billed\n"
        "    1  CA302  high    multi-write-without-transaction\n"
    )
    assert statistics(report(tmp_path)) == ""


def test_timings(tmp_path: Path) -> None:
    measured = (("facts", 0.0204), ("CA201", 1.5), ("project", 0.0))
    assert timings(report(tmp_path, timings=measured)) == "1,500.0 ms  CA201\n   20.4 ms  facts\n    0.0 ms  project\n"
    assert timings(report(tmp_path)) == ""


def test_an_unknown_format_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        render("jsn", report(tmp_path, script_finding()))
    assert caught.value.help == "did you mean 'json'?"
