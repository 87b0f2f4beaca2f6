import ast
import os

import pytest
from cli_samples import CALL, project, run

from cloudact_lint.findings import Finding, Location, Severity, Span
from cloudact_lint.noqa import add_comments, commented, row_finder
from cloudact_lint.source.text import SourceFile


def finding(row, code="CA101", path="a.py", end_row=None):
    return Finding(code, "some-slug", "m", Severity.LOW, Location(path, Span(row, 1, end_row or row, 2)))


def after(text, *findings, path="a.py"):
    source = SourceFile.from_bytes(path, text.encode())
    changed, left = commented(source, list(findings))
    return changed, [one.code for one in left]


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("x = 1\n", "x = 1  # noqa: CA101\n"),
        ("x = 1", "x = 1  # noqa: CA101"),
        ("x = 1\r\ny = 2\r\n", "x = 1  # noqa: CA101\r\ny = 2\r\n"),
        ("x = 1  # why\n", "x = 1  # why  # noqa: CA101\n"),
        ("x = 1  # noqa: E501\n", "x = 1  # noqa: E501, CA101\n"),
        ("x = 1  # noqa: E501,F401 because\n", "x = 1  # noqa: E501,F401, CA101 because\n"),
        ("x = 1  # cloudact: ignore[CA303] why\n", "x = 1  # cloudact: ignore[CA303, CA101] why\n"),
        ('x = f"""a\nb\n"""\n', 'x = f"""a\nb\n"""  # noqa: CA101\n'),
        ('x = ("""a\n""", """b\n""")\n', 'x = ("""a\n""", """b\n""")  # noqa: CA101\n'),
    ],
)
def test_python(before, wanted):
    assert after(before, finding(1)) == (wanted, [])
    assert ast.dump(ast.parse(before)) == ast.dump(ast.parse(wanted))


def test_a_line_that_goes_on_behind_a_backslash():
    text, left = after("x = 1 + \\\n    2\n", finding(1))
    assert left == [] and ast.dump(ast.parse(text)) == ast.dump(ast.parse("x = 1 + 2"))


def test_several_rules_on_one_line_share_a_comment():
    assert after("x = 1\n", finding(1, "CA303"), finding(1, "CA101"))[0] == "x = 1  # noqa: CA101, CA303\n"


def test_inside_a_string_of_several_lines():
    text, left = after('q = """\nselect 1\nfrom t\n"""\ny = 2\n', finding(2), finding(3, "CA102"))
    assert (text, left) == ('q = """\nselect 1\nfrom t\n"""  # noqa: CA101, CA102\ny = 2\n', [])


def test_files_that_do_not_parse_are_left_alone():
    assert after("x = (\n", finding(1)) == ("x = (\n", ["CA101"])


@pytest.mark.parametrize(
    ("path", "before", "row", "wanted"),
    [
        ("a.ts", "const u = 1;\n", 1, "const u = 1; // cloudact: ignore[CA101]\n"),
        ("a.sql", "SELECT 1;\nSELECT 2;\n", 2, "SELECT 1;\nSELECT 2; -- cloudact: ignore[CA101]\n"),
        ("a.sh", "bq query 'x'\n", 1, "bq query 'x' # cloudact: ignore[CA101]\n"),
        ("a.yaml", "a: 1\n", 1, "a: 1 # cloudact: ignore[CA101]\n"),
        ("a.yaml", "q: |\n  SELECT 1\n", 2, "q: |\n  SELECT 1 # cloudact: ignore[CA101]\n"),
        ("a.tsx", "const C = () => <a\n  href=\"x\">\n  text {f()}\n</a>;\n", 3,
         "const C = () => <a\n  href=\"x\">\n  text {f()} {/* cloudact: ignore[CA101] */}\n</a>;\n"),
        ("a.sh", "bq query \\\n  'x'\n", 1, "# cloudact: ignore[CA101]\nbq query \\\n  'x'\n"),
    ],
)
def test_other_languages(path, before, row, wanted):
    assert after(before, finding(row, path=path), path=path) == (wanted, [])


def test_a_template_of_several_lines_keeps_its_text():
    text, left = after("const q = `\n  SELECT 1\n`;\n", finding(2, path="a.ts"), path="a.ts")
    assert "`\n  SELECT 1\n`" in text or left == ["CA101"]


def test_folded_yaml_is_not_touched():
    before = "q: >\n  SELECT 1\n  FROM t\n"
    assert after(before, finding(2, path="a.yaml"), path="a.yaml") == (before, ["CA101"])


def test_encodings_modes_and_links(tmp_path):
    texts = {
        "bom.py": b"\xef\xbb\xbfx = 'caf\xc3\xa9'\r\n",
        "latin.py": b"# -*- coding: latin-1 -*-\nx = 'caf\xe9'\n",
        "crlf.py": b"x = 1\r\n",
    }
    project(tmp_path, texts)
    (tmp_path / "crlf.py").chmod(0o755)
    found = [finding(1, path="bom.py"), finding(2, path="latin.py"), finding(1, path="crlf.py")]
    added = add_comments(str(tmp_path), found)
    assert added == (3, 3, ())
    assert (tmp_path / "bom.py").read_bytes() == b"\xef\xbb\xbfx = 'caf\xc3\xa9'  # noqa: CA101\r\n"
    assert (tmp_path / "latin.py").read_bytes().endswith(b"x = 'caf\xe9'  # noqa: CA101\n")
    assert os.name == "nt" or (tmp_path / "crlf.py").stat().st_mode & 0o777 == 0o755
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(texts)


def test_what_could_not_be_done_is_said(tmp_path):
    project(tmp_path, {"a.ipynb": "{}"})
    added = add_comments(str(tmp_path), [finding(1, path="a.ipynb"), finding(1, path="gone.py"), finding(1, "CA902")])
    assert added[:2] == (0, 0) and len(added.skipped) == 2


def test_noqa_rows(tmp_path):
    project(tmp_path, {"a.py": 'q = """\nselect\n"""\n', "a.ts": "x"})
    row = row_finder(str(tmp_path))
    assert row(finding(2)) == 3 and row(finding(1, path="a.ts")) is None and row(finding(1, path="gone.py")) == 1


def test_from_the_command_line(tmp_path):
    project(tmp_path, {"a.py": CALL, "b.sql": "SELECT 1 FROM `acme-prod-7.d.t`\n"})
    ran = run("check", "--add-noqa", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "Suppressed 2 findings in 2 files.\n")
    again = run("check", cwd=tmp_path)
    assert again.code == 0 and "(2 suppressed)" in again.out
    assert run("check", "--add-noqa", cwd=tmp_path).out == "Suppressed 0 findings in 0 files.\n"


