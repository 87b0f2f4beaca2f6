"""Notebooks: cells joined, magics blanked, places told by cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.runner import check
from cloudact_lint.findings import Location, Span
from cloudact_lint.source.notebook import read_notebook, to_cell
from cloudact_lint.source.text import UndecodableError


def notebook(*cells: str, kind: str = "code") -> bytes:
    listed = [{"cell_type": kind, "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"cells": listed, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()


def test_cells_are_joined_and_text_cells_left_out() -> None:
    data = json.loads(notebook("a = 1\nb = 2", "c = 3"))
    data["cells"].insert(1, {"cell_type": "markdown", "source": "# Title"})
    source, _ = read_notebook("a.ipynb", json.dumps(data).encode())
    assert source.text == "a = 1\nb = 2\nc = 3"
    assert source.cell_rows == (1, 3)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install x\nx = 1", "pass\nx = 1"),
        ("files = !ls\nx = 1", "files = None\nx = 1"),
        ("if a:\n    %time f()\nx = 1", "if a:\n    pass\nx = 1"),
        ("%%time\nx = 1", "      \nx = 1"),
        ("%%bash\nrm -r x", "\n"),
        ("print?", "pass"),
        ('x = """\n% not magic\n"""', 'x = """\n% not magic\n"""'),
        ("x = 5 % 3\ny = a != b", "x = 5 % 3\ny = a != b"),
        ("x = (5\n  + 3)", "x = (5\n  + 3)"),
    ],
)
def test_magics(cell: str, code: str) -> None:
    assert read_notebook("a.ipynb", notebook(cell))[0].text == code


def test_bigquery_cells_are_kept() -> None:
    source, magics = read_notebook("a.ipynb", notebook("x = 1", "%%bigquery df --project p\nSELECT 1\n", "y = 2"))
    assert magics[0].words == ("%%bigquery", "df", "--project", "p")
    assert (magics[0].body, magics[0].row) == ("SELECT 1\n", 2)
    assert source.cell_rows == (1, 2, 5)


def test_places() -> None:
    rows = (1, 4, 4, 9)
    assert to_cell(Location("a.ipynb", Span(5, 2, 6, 3)), rows) == Location("a.ipynb", Span(2, 2, 3, 3), 3)
    assert to_cell(Location("a.py", Span(5, 2, 6, 3)), ()) == Location("a.py", Span(5, 2, 6, 3))


def test_not_a_notebook() -> None:
    with pytest.raises(UndecodableError):
        read_notebook("a.ipynb", b"[1, 2]")


def test_ten_cells_through_the_engine(tmp_path: Path) -> None:
    last = ["# start\nURL = 'http://localhost:8000'", "x = 'http://localhost:9'  # noqa: CA101 why"]
    cells = ["import os"] * 8 + last
    (tmp_path / "a.ipynb").write_bytes(notebook(*cells))
    found = check(Settings(root=str(tmp_path)), [str(tmp_path)], use_cache=False).findings
    assert [(f.code, f.location.cell, f.location.span[:2], bool(f.suppression)) for f in found] == [
        ("CA101", 9, (2, 7), False),
        ("CA101", 10, (1, 5), True),
    ]


def test_a_magic_goes_on_behind_a_backslash():
    cell = '%pip install --quiet \\\n    "a[b]" \\\n    c\nx = 1\nfound = !ls \\\n    -l\ny = 2\n'
    document = {"cells": [{"cell_type": "code", "source": cell}]}
    source, _ = read_notebook("n.ipynb", json.dumps(document).encode())
    assert source.text.split("\n") == ["pass", "", "", "x = 1", "found = None", "", "y = 2", ""]
    compile(source.text, "n", "exec")
