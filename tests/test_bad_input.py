"""Broken, hostile and huge files: no crash, no traceback, other findings stay, no waiting."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.runner import RunResult, check

SIGN = "from google.cloud import bigquery\n"
GOOD = 'URL = "http://localhost:8000"\n'


def run(folder: Path, **settings: object) -> RunResult:
    (folder / "good.py").write_text(GOOD)
    began = time.perf_counter()
    result = check(Settings(root=str(folder), advice=True, **settings), [str(folder)], use_cache=False, jobs=1)
    assert time.perf_counter() - began < 20
    assert not result.crashed, [finding.message for finding in result.findings if finding.code == "CA904"]
    assert ("CA101", "good.py") in {(finding.code, finding.location.path) for finding in result.findings}
    assert not any("Traceback" in finding.message for finding in result.findings)
    return result


def broken(result: RunResult) -> dict[str, str]:
    return {finding.location.path: finding.message for finding in result.findings if finding.code == "CA902"}


def test_syntax_errors_in_each_language(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f(:\n")
    (tmp_path / "bad.ts").write_text("class { { function ((( \n const = = = ;\n" * 5)
    (tmp_path / "bad.sql").write_text("SELECT FROM WHERE (((;\nBEGIN; IF THEN\n")
    (tmp_path / "bad.yaml").write_text("query: [unclosed\nbigquery: }{\n  - : :\n")
    (tmp_path / "bad.sh").write_text("bq query 'unclosed\nif then $(( ;;\n")
    (tmp_path / "bad.ipynb").write_text('{"cells": [')
    found = broken(run(tmp_path))
    assert {"bad.py", "bad.yaml", "bad.ipynb"} <= set(found)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1", "cp1252"])
@pytest.mark.parametrize("name", ["a.py", "a.ts", "a.sql", "a.yaml", "a.sh", "a.ipynb"])
def test_encodings(tmp_path: Path, encoding: str, name: str) -> None:
    (tmp_path / name).write_bytes("x = 'é bigquery' # noqa\n".encode(encoding))
    run(tmp_path)


def test_latin_1_with_coding_line_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(('# coding: latin-1\nname = "é"; ' + GOOD).encode("latin-1"))
    found = [finding for finding in run(tmp_path).findings if finding.location.path == "a.py"]
    assert [(finding.code, finding.location.span.row, finding.location.span.column) for finding in found] == [
        ("CA101", 2, 19)
    ]


def test_latin_1_without_coding_line_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b'name = "\xe9"\n')
    assert "not valid utf-8" in broken(run(tmp_path))["a.py"]


def test_bom_and_line_endings_keep_places(tmp_path: Path) -> None:
    (tmp_path / "bom.py").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    (tmp_path / "crlf.py").write_bytes(b"import os\r\n" + GOOD.replace("\n", "\r\n").encode())
    (tmp_path / "cr.py").write_bytes(b"import os\r" + GOOD.encode())
    places = {
        found.location.path: found.location.span[:2] for found in run(tmp_path).findings if found.code == "CA101"
    }
    assert places == {"bom.py": (1, 7), "crlf.py": (2, 7), "cr.py": (2, 7), "good.py": (1, 7)}


@pytest.mark.parametrize("name", ["a.py", "a.ts", "a.sql", "a.yaml", "a.sh", "a.ipynb"])
def test_nul_bytes_and_empty_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"bigquery = 1\0\0\nSELECT \0 1\n")
    (tmp_path / f"empty{name}").write_bytes(b"")
    (tmp_path / f"blank{name}").write_bytes(b"\n\n  \n")
    (tmp_path / f"random{name}").write_bytes(bytes(range(256)) * 50)
    found = broken(run(tmp_path))
    assert f"empty{name}" not in found
    assert f"blank{name}" not in found


@pytest.mark.parametrize("name", ["a.py", "a.ts", "a.sql", "a.yaml", "a.sh", "a.json", "a.js"])
def test_ten_megabytes_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("select bigquery " + "x1 = [1,2]; " * 900_000)
    result = run(tmp_path)
    if name not in ("a.json",):
        assert "larger than" in broken(result)[name]


def test_a_long_line_is_reported_where_bigquery_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SIGN + "x = [" + "'é', " * 40_000 + "]\n")
    (tmp_path / "b.py").write_text("x = [" + "'é', " * 40_000 + "]\n")
    found = broken(run(tmp_path))
    assert "line of more than" in found["a.py"]
    assert "b.py" not in found


DEEP = 3000
NESTED = {
    "parens.py": SIGN + "x = " + "(" * DEEP + "1" + ")" * DEEP + "\n",
    "minus.py": SIGN + "x = " + "-" * DEEP + "1\n",
    "plus.py": SIGN + "x = " + "1 + " * DEEP + "1\n",
    "attributes.py": SIGN + "x = a" + ".b" * DEEP + "\n",
    "calls.py": SIGN + "x = a" + ".query()" * DEEP + "\n",
    "strings.py": SIGN + "x = " + "'select 1 http://localhost' + " * DEEP + "'b'\n",
    "elif.py": SIGN + "if a: pass\n" + "elif a: pass\n" * DEEP,
    "ifs.py": SIGN + "".join(" " * i + "if a:\n" for i in range(90)) + " " * 90 + "pass\n",
    "lists.ts": "import {BigQuery} from '@google-cloud/bigquery'; const x = " + "[" * DEEP + "]" * DEEP,
    "calls.ts": "import {BigQuery} from '@google-cloud/bigquery'; const x = a" + ".query()" * DEEP,
    "blocks.ts": "import {BigQuery} from '@google-cloud/bigquery'; " + "{" * DEEP + "}" * DEEP,
    "ternary.ts": "import {BigQuery} from '@google-cloud/bigquery'; const x = " + "a ? b : " * DEEP + "c",
    "plus.ts": "import {BigQuery} from '@google-cloud/bigquery'; const x = " + "'select' + " * DEEP + "'c'",
    "elements.tsx": "import {BigQuery} from '@google-cloud/bigquery'; const x = " + "<a>" * DEEP + "</a>" * DEEP,
    "data.json": "[" * DEEP + "]" * DEEP,
    "flow.yaml": "bigquery: " + "[" * DEEP + "]" * DEEP,
    "block.yaml": "bigquery:\n" + "".join(" " * i + "a:\n" for i in range(DEEP // 3)),
    "parens.sql": "SELECT " + "(" * DEEP + "1" + ")" * DEEP + " FROM a;\nDELETE FROM b WHERE x = 1;\n",
    "selects.sql": "SELECT * FROM " + "(SELECT * FROM " * DEEP + "a" + ")" * DEEP,
    "blocks.sql": "BEGIN\n" * DEEP + "SELECT 1;\n" + "END;\n" * DEEP,
    "ands.sql": "DELETE FROM a WHERE " + "x = 1 AND " * DEEP + "y = 2;",
    "shell.sh": "bq query " + "$(" * DEEP + ")" * DEEP + "\n",
    "book.ipynb": "[" * DEEP + "]" * DEEP,
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_nesting(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(NESTED[name])
    run(tmp_path)


def test_deep_nesting_is_said(tmp_path: Path) -> None:
    (tmp_path / "calls.py").write_text(NESTED["calls.py"])
    assert "too deep" in broken(run(tmp_path))["calls.py"]


def test_deep_sql_inside_python(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"{SIGN}bigquery.Client().query({NESTED['selects.sql']!r})\n")
    run(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_link_loops(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.py").symlink_to(tmp_path / "self.py")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nothing.py")
    assert run(tmp_path).files == 1


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_unreadable(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "a.py").write_text("x = 1\n")
    (tmp_path / "b.py").write_text("x = 1\n")
    (tmp_path / "closed").chmod(0)
    (tmp_path / "b.py").chmod(0)
    try:
        assert "cannot be read" in broken(run(tmp_path))["b.py"]
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b.py").write_text("x = 1\n")
    genuine = Path.read_bytes

    def read(self: Path) -> bytes:
        if self.name == "b.py":
            raise PermissionError(13, "Permission denied")
        return genuine(self)

    monkeypatch.setattr(Path, "read_bytes", read)
    assert "cannot be read: Permission denied" in broken(run(tmp_path))["b.py"]


def test_odd_names(tmp_path: Path) -> None:
    for name in ("a b.py", "é.py", "-x.py", "[a].py", "a\nb.py" if sys.platform != "win32" else "c.py"):
        (tmp_path / name).write_text(GOOD)
    assert len([finding for finding in run(tmp_path).findings if finding.code == "CA101"]) == 6


@pytest.mark.parametrize(
    "document",
    [[], {}, {"cells": {}}, {"cells": [None, 1, {"cell_type": "code"}, {"cell_type": "code", "source": [1, None]}]}],
)
def test_odd_notebooks(tmp_path: Path, document: object) -> None:
    (tmp_path / "a.ipynb").write_text(json.dumps(document))
    run(tmp_path)


def test_rules_see_through_utf_16(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_bytes('const API_URL = "http://localhost:8000/v1";\nfetch(API_URL);\n'.encode("utf-16"))
    codes = [finding.code for finding in run(tmp_path).findings if finding.location.path == "a.ts"]
    assert codes == ["CA101", "CA105"]
