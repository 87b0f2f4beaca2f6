"""One annotated file per rule is the test of both engines: they must agree with every line of it.

``ruleid:`` both report the next line of code, ``ok:`` neither does. ``todoruleid:`` only our own
engine reports it, ``todook:`` only Semgrep does: subtleties that a pattern cannot say.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.runner import check
from cloudact_lint.registry import all_rules

PACK = Path(__file__).parents[2] / "semgrep-rules"
CASES = sorted(path for path in PACK.glob("*/*.test.*"))
_MARK = re.compile(r"^\s*(?:#|//)\s*(ruleid|ok|todook|todoruleid):\s*([\w-]+)\s*$")
_COMMENT = re.compile(r"^\s*(?:#|//)")


def annotations(path: Path) -> dict[int, str]:
    """The row of the code that each annotation speaks of, and its word."""
    lines = path.read_text("utf-8").split("\n")
    found = {}
    for at, line in enumerate(lines):
        match = _MARK.match(line)
        if match:
            assert match[2] == slug(path), f"{path.name}:{at + 1} names another rule"
            row = at + 1
            while _COMMENT.match(lines[row]):
                row += 1
            found[row + 1] = match[1]
    return found


def slug(path: Path) -> str:
    return path.name.partition(".")[0]


def name(path: Path) -> str:
    return f"{path.parent.name}/{slug(path)}"


def differences(path: Path, rows: set[int], says_found: tuple[str, ...]) -> list[str]:
    lines = path.read_text("utf-8").split("\n")
    marks = annotations(path)
    wrong = []
    for row in sorted(rows | marks.keys()):
        word = marks.get(row, "no mark")
        if (row in rows) != (word in says_found):
            said = "reported" if row in rows else "missed"
            wrong.append(f"{path.name}:{row} ({word}) {said}: {lines[row - 1].strip()}")
    return wrong


@pytest.mark.parametrize("path", CASES, ids=name)
def test_our_engine_agrees_with_the_marks(path: Path, tmp_path: Path) -> None:
    rule = next((rule for rule in all_rules() if rule.meta.slug == slug(path)), None)
    assert rule is not None, f"the pack has a twin of {slug(path)}, a rule that does not exist"
    assert path.parent.name in rule.meta.languages
    ending = path.suffix
    tmp_path.joinpath(f"code{ending}").write_bytes(path.read_bytes())  # its own name would make it test code
    result = check(Settings(root=str(tmp_path), select=(rule.meta.code,)), [str(tmp_path)], use_cache=False, jobs=1)
    kinds = ("on",) if rule.meta.default == "on" else ("on", "advice")
    own = [found for found in result.findings if found.code == rule.meta.code and found.kind in kinds]
    rows = {found.location.span.row for found in own}
    assert differences(path, rows, ("ruleid", "todoruleid")) == []


@pytest.mark.parametrize("path", CASES, ids=name)
def test_each_file_has_both_polarities(path: Path) -> None:
    words = set(annotations(path).values())
    assert {"ruleid", "ok"} <= words


def test_each_rule_file_has_a_test_and_each_test_a_rule() -> None:
    rules = {path.with_suffix("").relative_to(PACK) for path in PACK.glob("*/*.yaml")}
    assert rules == {path.relative_to(PACK).parent / slug(path) for path in CASES}


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=name)
def test_semgrep_agrees_with_the_marks(path: Path) -> None:
    from cloudact_lint.semgrep_engine import core
    from cloudact_lint.semgrep_engine.rules import analyzers_of

    analyzer = analyzers_of(path.name, path.parent.name)[0]
    target = core.Target(str(path), f"/{path.name}", analyzer)
    answer = core.scan([str(path.with_name(f"{slug(path)}.yaml"))], [target], ".")
    assert answer.errors == []
    rows = {result["start"]["line"] for result in answer.results}
    assert differences(path, rows, ("ruleid", "todook")) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in CASES if path.suffix == ".ts"], ids=name)
def test_typescript_rules_read_javascript(path: Path, tmp_path: Path) -> None:
    """The same rule finds what it finds in TypeScript in the part of it that is JavaScript."""
    from cloudact_lint.semgrep_engine import core

    code = tmp_path / "code.js"
    code.write_text(re.sub(r"\b(?:private|type) [^;]*;", "", path.read_text("utf-8")), "utf-8")
    answer = core.scan([str(path.with_name(f"{slug(path)}.yaml"))], [core.Target(str(code), "/code.js", "js")], ".")
    assert answer.results
