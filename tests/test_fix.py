"""Fixes: chosen, applied, checked, shown; files stay whole whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cloudact_lint.findings import Edit, Finding, Fix, Location, Severity, Span
from cloudact_lint.fix.edits import apply, wanted
from cloudact_lint.fix.files import plan, write
from cloudact_lint.source.text import SourceFile

QUERY = "SELECT id FROM d.t WHERE REGEXP_CONTAINS(name, r'^abc') AND REGEXP_CONTAINS(city, r'x$')\n"
FIXED = "SELECT id FROM d.t WHERE name LIKE 'abc%' AND city LIKE '%x'\n"


def finding(*edits: Edit, path: str = "a.py", safe: bool = True, content: str = "") -> Finding:
    fix = Fix("mend it", "safe" if safe else "unsafe", edits, content)
    return Finding("CA999", "x", "m", Severity.LOW, Location(path, edits[0].span), fixes=(fix,))


def edit(start: int, end: int, text: str, path: str = "a.py", row: int = 1) -> Edit:
    return Edit(path, Span(row, start, row, end), text)


def applied(text: str, *findings: Finding, unsafe: bool = False) -> tuple[str, int]:
    source = SourceFile.from_bytes("a.py", text.encode())
    new, done = apply(source, wanted(findings, unsafe))
    return new, len(done)


def test_edits_go_together() -> None:
    assert applied("abcdef\n", finding(edit(1, 2, "X")), finding(edit(4, 5, "Y"), edit(6, 7, ""))) == ("XbcYe\n", 2)


def test_neighbours_do_not_touch() -> None:
    assert applied("abcdef\n", finding(edit(1, 3, "X")), finding(edit(3, 5, "Y"))) == ("XYef\n", 2)


@pytest.mark.parametrize(
    "second",
    [finding(edit(2, 4, "Y")), finding(edit(3, 3, "Y")), finding(edit(6, 7, "Z"), edit(1, 1, "Y"))],
    ids=["overlap", "insert at the end of a span", "one half touches"],
)
def test_of_two_that_touch_the_first_wins_and_the_other_is_left_whole(second: Finding) -> None:
    assert applied("abcdef\n", finding(edit(1, 3, "X")), second) == ("Xcdef\n", 1)


def test_the_same_edit_of_two_findings_is_made_once() -> None:
    one = finding(edit(1, 1, "import x\n"), edit(2, 3, "B"))
    two = finding(edit(1, 1, "import x\n"), edit(5, 6, "E"))
    assert applied("abcdef\n", one, two) == ("import x\naBcdEf\n", 2)


def test_unsafe_ones_only_on_request() -> None:
    one = finding(edit(1, 2, "X"), safe=False)
    assert applied("abc\n", one) == ("abc\n", 0)
    assert applied("abc\n", one, unsafe=True) == ("Xbc\n", 1)


@pytest.mark.parametrize(
    "one",
    [
        finding(edit(1, 2, "X"), content="another"), finding(edit(1, 99, "X")), finding(edit(1, 2, "X", row=7)),
        finding(edit(1, 2, "X", path="b.py")), finding(edit(1, 4, "X"), edit(2, 3, "Y")), finding(edit(3, 2, "X")),
    ],
    ids=["another content", "beyond the line", "beyond the file", "another file", "its edits overlap", "backwards"],
)  # fmt: skip
def test_what_does_not_fit_the_text_is_left_out(one: Finding) -> None:
    assert applied("abc\n", one) == ("abc\n", 0)


def test_columns_count_code_points_and_line_ends_stay() -> None:
    assert applied("é😀x\r\ny\r\n", finding(edit(3, 4, "X\nZ"))) == ("é😀X\r\nZ\r\ny\r\n", 1)


def test_a_fix_that_breaks_the_file_is_refused_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\ny = 2\n")
    breaking, good = finding(edit(1, 2, "(")), finding(edit(5, 6, "3", row=2))
    outcome = plan(str(tmp_path), [breaking, good], False)
    assert [fixed.text for fixed in outcome.files] == ["x = 1\ny = 3\n"]
    alone = plan(str(tmp_path), [breaking], False)
    assert alone.files == () and "could not be read any more" in alone.skipped[0]


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbfx = 'a'\r\n", "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), b"x = 1"],
    ids=["BOM and CRLF", "latin-1", "no line end"],
)
def test_bytes_around_a_fix_stay_as_they_are(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.py").write_bytes(data)
    row = data.count(b"\n", 0, data.index(b"x =")) + 1
    write(str(tmp_path), plan(str(tmp_path), [finding(edit(1, 2, "long_name", row=row))], False))
    assert (tmp_path / "a.py").read_bytes() == data.replace(b"x =", b"long_name =")


def test_a_character_that_the_encoding_lacks_changes_nothing(tmp_path: Path) -> None:
    data = "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1")
    (tmp_path / "a.py").write_bytes(data)
    outcome = plan(str(tmp_path), [finding(edit(1, 2, "λ", row=2))], False)
    assert outcome.files == () and outcome.skipped[0].startswith("a.py: not changed: ")
    assert (tmp_path / "a.py").read_bytes() == data


def test_a_file_that_somebody_else_writes_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    outcome = plan(str(tmp_path), [finding(edit(1, 2, "y"))], False)
    (tmp_path / "a.py").write_text("z = 9\n")
    done, failed = write(str(tmp_path), outcome)
    assert done == () and failed == ("a.py: not changed: somebody else is writing it",)
    assert (tmp_path / "a.py").read_text() == "z = 9\n"


# The command line ------------------------------------------------------------------------


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cloudact_lint", "check", "--select", "CA215", "--no-cache", *options], cwd=folder,
        capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def test_fix_mends_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text(QUERY)
    done = run(tmp_path, "--fix")
    assert (tmp_path / "q.sql").read_text() == FIXED
    assert done.returncode == 0
    assert "Fixed 2 findings (2 CA215)." in done.stderr and "No findings" in done.stdout


def test_diff_shows_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text(QUERY)
    done = run(tmp_path, "--diff")
    assert done.returncode == 1
    assert (tmp_path / "q.sql").read_text() == QUERY
    assert done.stdout == f"--- a/q.sql\n+++ b/q.sql\n@@ -1 +1 @@\n-{QUERY}+{FIXED}"
    assert "Would fix 2 findings." in done.stderr
    subprocess.run(["git", "apply", "-"], input=done.stdout, text=True, cwd=tmp_path, check=True)
    assert (tmp_path / "q.sql").read_text() == FIXED


def test_a_suppressed_finding_is_not_mended(tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("-- cloudact: ignore-file[CA215] kept\n" + QUERY)
    assert "Fixed" not in run(tmp_path, "--fix").stderr
    assert QUERY in (tmp_path / "q.sql").read_text()


def test_fix_of_standard_input_is_an_error(tmp_path: Path) -> None:
    done = run(tmp_path, "--fix", "-")
    assert done.returncode == 2 and "not with standard input" in done.stderr
