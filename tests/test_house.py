"""The shape of the package: imports only go down, every folder of rules is found, heavy libraries stay lazy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cloudact_lint"

# From the bottom up; a room may import from its own floor and from those below it.
FLOORS = (
    {"findings", "errors", "lazy", ""},
    {"rule"},
    {"config"},
    {"source"},
    {"facts", "suppress"},
    {"context", "project"},
    {"rules"},
    {"registry", "output", "semgrep_engine", "fix"},
    {"jobs"},
    {"semgrep", "noqa_check", "noqa", "docs_pages"},
    {"engine"},
    {"migration", "reporting"},
    {"integrations", "commands"},
    {"cli", "cli_groups", "cli_options"},
    {"__main__"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def imports(path: Path) -> Iterator[str]:
    """Modules of the package that a file imports when it runs; those for type checkers do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "cloudact_lint":
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "cloudact_lint")


def room(parts: tuple[str, ...]) -> str:
    return parts[0].removesuffix(".py") if parts and parts[0] != "__init__.py" else ""


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_down(path: Path) -> None:
    here = room(path.relative_to(PACKAGE).parts)
    assert here in FLOOR, f"{here} has no floor: add it to the table"
    for module in imports(path):
        there = room(tuple(module.split(".")[1:]))
        assert FLOOR[there] <= FLOOR[here], f"{here} imports {module}, which is above it"


def test_every_folder_of_rules_is_a_package() -> None:
    folders = {path.parent for path in (PACKAGE / "rules").rglob("*.py")}
    assert len(folders) > 4
    assert [folder.name for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_rule_file_is_named_after_its_rule() -> None:
    from cloudact_lint.registry import all_rules

    for rule in all_rules():
        if type(rule).__module__.startswith("cloudact_lint."):
            assert type(rule).__module__.rpartition(".")[2] == rule.meta.slug.replace("-", "_")
            assert rule.invalid or rule.meta.code == "CA904", f"{rule.meta.code} shows no finding"
            assert rule.valid or rule.meta.code.startswith("CA9"), f"{rule.meta.code} shows no silence"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["rule", "CA201"], ["rules"], ["config", "--schema"]], ids=lambda words: " ".join(words)
)
def test_heavy_libraries_stay_out(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom cloudact_lint.cli import cli\n"
        f"try:\n    cli({arguments!r}, prog_name='cloudact-lint')\nexcept SystemExit:\n    pass\n"
        "heavy = {'libcst', 'sqlglot', 'tree_sitter', 'semgrep', 'rich'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=PACKAGE.parent)
    assert "HEAVY []" in done.stdout, done.stdout[-300:] + done.stderr[-300:]
