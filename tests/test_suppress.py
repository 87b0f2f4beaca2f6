"""Comments that silence findings, where they reach and when they are idle."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.runner import check
from cloudact_lint.findings import Confidence, Finding, Location, Severity, Span
from cloudact_lint.source.text import SourceFile
from cloudact_lint.suppress import parse


def suppressed(text: str, row: int, path: str = "a.py", code: str = "CA201", end: int | None = None) -> bool:
    finding = Finding(
        code, "missing-maximum-bytes-billed", "m", Severity.LOW, Location(path, Span(row, 1, end or row, 2)),
        confidence=Confidence.HIGH,
    )
    comments = parse(SourceFile.from_bytes(path, text.encode()))
    return any(comment.covers(finding) for comment in comments)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", "x = 1  # noqa"),
        ("a.py", "x = 1  # NOQA"),
        ("a.py", "x = 1  # noqa: CA201"),
        ("a.py", "x = 1  # noqa:CA201,F401"),
        ("a.py", "x = 1  # noqa: F401, CA201 because"),
        ("a.py", "x = 1  # noqa: CA2"),
        ("a.py", "x = 1  # type: ignore  # noqa: CA201"),
        ("a.py", "x = 1  # why not # cloudact: ignore[CA201] the reason"),
        ("a.py", "x = 1  # cloudact: ignore[missing-maximum-bytes-billed]"),
        ("a.py", "x = 1  # cloudact:ignore"),
        ("a.ts", "x = 1 // noqa: CA201"),
        ("a.ts", "x = 1 // cloudact: ignore[CA201] why"),
        ("a.ts", "x = 1 /* cloudact: ignore[CA201] why */"),
        ("a.tsx", "const a = <p>{x}{/* cloudact: ignore[CA201] why */}</p>"),
        ("a.sql", "SELECT 1 -- noqa: CA201"),
        ("a.sql", "SELECT 1 -- cloudact: ignore[CA201] why"),
        ("a.sql", "SELECT 1 /* cloudact: ignore[CA201] why */"),
        ("a.sql", "SELECT 1 # cloudact: ignore[CA201] why"),
        ("a.yaml", "query: x  # noqa: CA201"),
        ("a.yaml", "  SELECT 1 -- cloudact: ignore[CA201] in a block scalar"),
        ("a.sh", "bq query x  # noqa: CA201"),
    ],
)
def test_recognised(path: str, line: str) -> None:
    assert suppressed(line + "\n", 1, path)
    assert not suppressed(line + "\n\nx\n", 3, path)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", "x = '# noqa'"),
        ("a.py", 'x = f"{y} # noqa: CA201"'),
        ("a.py", "x = 1  # noqa: F401"),
        ("a.py", "x = 1  # noqas"),
        ("a.py", "x = 1  # noqa-begin"),
        ("a.py", "x = 1  # cloudact: ignore[CA202]"),
        ("a.py", "x = 1  # cloudact: ignored"),
        ("a.ts", "x = '// noqa'"),
        ("a.ts", "x = `// noqa`"),
        ("a.ts", "x = 'https://noqa'"),
        ("a.tsx", "const a = <p>// noqa</p>"),
        ("a.sql", "SELECT '-- noqa'"),
        ("a.yaml", "url: http://a#noqa"),
        ("a.sh", "echo '# noqa'"),
        ("a.sh", "echo a#noqa"),
    ],
)
def test_not_recognised(path: str, line: str) -> None:
    assert not suppressed(line + "\n", 1, path)


STATEMENT = '''\
client.query(  {first}
    """
    SELECT 1
    """,  {middle}
    config,
)  {last}
'''


def statement(**comments: str) -> str:
    return STATEMENT.format(**{"first": "", "middle": "", "last": "", **comments})


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_reaches_into_strings_of_its_statement(place: str) -> None:
    assert suppressed(statement(**{place: "# noqa: CA201"}), 3)


def test_does_not_reach_elsewhere_in_its_statement() -> None:
    assert not suppressed(statement(middle="# noqa: CA201"), 5)
    assert not suppressed(statement(first="# noqa: CA201"), 5)


def test_behind_the_closing_bracket_of_the_finding() -> None:
    assert suppressed(statement(last="# noqa: CA201"), 1, end=6)
    assert not suppressed(statement(last="# noqa"), 1, end=6)  # too broad to reach that far


def test_template_literals() -> None:
    text = "const a = client.query(`\n  SELECT 1\n`); // cloudact: ignore[CA201] why\n"
    assert suppressed(text, 2, "a.ts")


def test_alone_on_a_line_it_speaks_of_the_next_code() -> None:
    text = "# cloudact: ignore[CA201] why\n# and more\n\nx = 1\ny = 2\n"
    assert suppressed(text, 4)
    assert not suppressed(text, 5)
    assert suppressed("// cloudact: ignore[CA201] why\nx()\n", 2, "a.ts")
    assert suppressed("<p>\n  {/* cloudact: ignore[CA201] why */}\n  {x()}\n</p>;\n", 3, "a.tsx")
    assert suppressed("-- cloudact: ignore[CA201] why\nSELECT 1\n", 2, "a.sql")
    assert not suppressed("# noqa: CA201\nx = 1\n", 2)


def test_whole_files() -> None:
    text = "x = 1\n# cloudact: ignore-file[CA201] generated\n"
    assert suppressed(text, 1)
    assert not suppressed(text, 1, code="CA202")
    assert suppressed("# cloudact: ignore-file\nx = 1\n", 2, code="CA202")


def test_reason() -> None:
    source = SourceFile.from_bytes("a.ts", b"x() /* cloudact: ignore[CA201] capped: by quota */\n")
    assert parse(source)[0].reason == "capped: by quota"


URL = 'x = "http://localhost:8000"'


def report(folder: Path, text: str, **settings: object) -> list[tuple[str, bool]]:
    (folder / "a.py").write_text(text)
    found = check(Settings(root=str(folder), **settings), [str(folder)], use_cache=False).findings
    return [(finding.code, finding.suppression is not None) for finding in found]


def test_suppressed_findings_are_marked_not_lost(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"{URL}  # cloudact: ignore[CA101] on a laptop\n")
    (found,) = check(Settings(root=str(tmp_path)), [str(tmp_path)], use_cache=False).findings
    assert found.suppression is not None
    assert (found.suppression.kind, found.suppression.reason) == ("inSource", "on a laptop")


def test_unused_is_judged_only_for_rules_that_ran(tmp_path: Path) -> None:
    assert report(tmp_path, "x = 1  # noqa: CA101\n") == [("CA901", False)]
    assert report(tmp_path, "x = 1  # noqa: CA101\n", ignore=("CA101",)) == []
    assert report(tmp_path, f"{URL}  # noqa: CA101, CA102\n") == [("CA101", True), ("CA901", False)]
    assert report(tmp_path, f"{URL}  # noqa: CA101, CA102\n", ignore=("CA102",)) == [("CA101", True)]


def test_a_suppression_below_the_shown_severity_is_not_idle(tmp_path: Path) -> None:
    assert report(tmp_path, f"{URL}  # noqa: CA101\n", severity="high") == []


def test_unknown_codes_name_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1  # cloudact: ignore[missing-maximum-byte-billed] why\n")
    (found,) = check(Settings(root=str(tmp_path)), [str(tmp_path)], use_cache=False).findings
    assert found.code == "CA901"
    assert "missing-maximum-byte-billed" in found.message


def test_unused_suppressions_can_be_ignored_for_a_file(tmp_path: Path) -> None:
    text = "# cloudact: ignore-file[CA901] generated\nx = 1  # noqa: CA101\n"
    assert report(tmp_path, text) == [("CA901", True)]
