"""Bug reports, as the command writes them: Markdown, HTML, JSON, verdicts, trend."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cloudact_lint.reporting.inline import inline

HOME = Path(__file__).parents[2]
VOID = {"meta", "input", "br", "th", "td", "tr", "li", "p", "option", "i"}


def report(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(HOME), "CLOUDACT_LINT_CACHE_DIR": str(Path(folder) / ".c")}
    return subprocess.run(
        [sys.executable, "-m", "cloudact_lint", "report", "-q", *words], cwd=folder, env=environment,
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip


@cache
def of_the_example(kind: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cloudact_lint", "report", "-q", "--no-cache", "--format", kind, "examples/monorepo"],
        cwd=HOME, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


URL = 'import requests\n\n\ndef load():\n    return requests.get("http://localhost:8000/{}", timeout=5)\n'


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[tool.cloudact-lint]\n")
    (tmp_path / "a.py").write_text(URL.format("<script>alert(1)</script>"))
    return tmp_path


# Markdown --------------------------------------------------------------------------------


def test_the_document_has_the_parts_of_a_bug_hunt() -> None:
    text = of_the_example("markdown")
    heads = re.findall(r"(?m)^#{1,3} (.+)$", text)
    assert heads[:4] == ["Bug hunt", "Verdicts", "Schema files", "Services"]
    assert [head for head in heads if head.isupper()] == ["CRITICAL", "HIGH", "MEDIUM", "LOW"]
    assert heads[-2:] == ["Summary", "What to mend first"]
    assert text.count("**Impact:**") == text.count("**Fix:**") == text.count("#### BUG ")


def test_every_row_of_the_bug_hunt_has_a_verdict_in_its_order() -> None:
    row = r"(?m)^\| (\d+) \| .+? \| (\S+) \| . (holds|partly|does not hold|not checked) \|"
    rows = re.findall(row, of_the_example("markdown"))
    assert [int(row[0]) for row in rows[:10]] == [1, 14, 15, 17, 18, 2, 4, 11, 12, 16]
    assert sorted(int(row[0]) for row in rows) == list(range(1, 51))
    assert {row[0]: row[2] for row in rows}["1"] == "holds"


def test_what_does_not_hold_says_what_was_checked(small: Path) -> None:
    text = report(small).stdout
    row = next(line for line in text.splitlines() if line.startswith("| 16 |"))
    assert "✓ does not hold" in row and "CA201" in row and "looked at 1 Python file" in row
    row = next(line for line in text.splitlines() if line.startswith("| 5 |"))
    assert "not checked" in row and "needs tenant-column in the configuration" in row


# HTML ------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Collects what a page links to and holds, and refuses one whose elements do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts = 0
        self.loads: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if tag == "a" else []
        self.loads += [str(given[name]) for name in ("src", "srcset", "action") if name in given]
        self.loads += [str(given["href"])] if tag == "link" else []
        self.scripts += tag == "script"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def test_the_page_stands_alone_and_its_links_lead_somewhere() -> None:
    page = Page(of_the_example("html"))
    assert page.loads == [] and page.scripts == 1
    assert len(page.ids) == len(set(page.ids))
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner and inner <= set(page.ids)


def test_what_a_source_holds_cannot_become_a_part_of_the_page(small: Path) -> None:
    text = report(small, "--format", "html", "--title", "<b>Ours & yours</b>").stdout
    assert Page(text).scripts == 1
    assert "alert(1)" in text and "<script>alert" not in text
    assert "<h1>&lt;b&gt;Ours &amp; yours&lt;/b&gt;</h1>" in text


def test_source_lines_of_secrets_are_not_handed_around() -> None:
    text = of_the_example("html")
    blocks = re.findall(r"<details class=finding.*?</details>", text, re.DOTALL)
    secret = [block for block in blocks if "secret" in block and "SESSION_SECRET" in block]
    assert secret and all("<pre>" not in block for block in secret)
    assert any("<pre>" in block for block in blocks)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("`a<b` and **c**", "<code>a&lt;b</code> and <b>c</b>"),
        ("[x](https://a.b/?q=1&r) <i>", '<a href="https://a.b/?q=1&amp;r">x</a> &lt;i&gt;'),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("one\n\ntwo", "one<br><br>two"),
    ],
)
def test_the_markdown_of_messages(text: str, wanted: str) -> None:
    assert inline(text) == wanted


# JSON and trend --------------------------------------------------------------------------


def test_what_changed_since_an_earlier_report(small: Path) -> None:
    assert report(small, "--output", "before.json").returncode == 0
    (small / "b.py").write_text(URL.format("new"))
    (small / "a.py").write_text("x = 1\n")
    text = report(small, "--since", "before.json").stdout
    part = text[text.index("## Since 2") :]
    assert "1 new, 1 gone" in part
    assert "- new: `b.py:5` CA101 " in part and "- gone: `a.py` CA101 " in part


def test_the_json_counts_what_it_lists() -> None:
    data = json.loads(of_the_example("json"))
    assert sum(data["counts"].values()) == len(data["findings"]) > 50
    assert len(data["verdicts"]) == 50
    known = {finding["fingerprint"] for finding in data["findings"]}
    assert {name for verdict in data["verdicts"] for name in verdict["fingerprints"]} <= known
    assert {table["name"] for each in data["schemas"] for table in each["tables"]} > {"organisations", "daily_costs"}
    assert data["services"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--since", "gone.json"], "--since: 'gone.json' cannot be read"),
        (["--since", "a.py"], "--since: 'a.py' is not JSON"),
        (["--since", "list.json"], "--since: 'list.json' is no report"),
        (["--output", "x.pdf"], "--output: 'x.pdf' does not tell the format"),
    ],
)
def test_what_cannot_be_done_is_said(small: Path, words: list[str], says: str) -> None:
    (small / "list.json").write_text("[]")
    done = report(small, *words)
    assert done.returncode == 2 and says in done.stderr and "Traceback" not in done.stderr


def test_several_files_in_one_run(small: Path) -> None:
    done = report(small, "--output", "r.md", "--output", "r.html", "--output", "r.json")
    assert done.returncode == 0 and done.stdout == ""
    assert (small / "r.md").read_text("utf-8").startswith("# Bug hunt")
    assert (small / "r.html").read_text("utf-8").startswith("<!doctype html>")
    assert json.loads((small / "r.json").read_text("utf-8"))["version"] == 1
