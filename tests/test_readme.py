"""What the documentation says is so: links, keys, rules, snippets of configuration, output."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cloudact_lint.config.catalogue import Catalogue
from cloudact_lint.config.keys import KEYS
from cloudact_lint.config.loader import load
from cloudact_lint.registry import metas

HOME = Path(__file__).parents[1]
PAGES = [
    *(HOME / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")), *(HOME / "docs").glob("*.md"),
    *(HOME / "examples").glob("*/README.md"),
]
README = (HOME / "README.md").read_text(encoding="utf-8")
_PLACE = re.compile(r"(?m)^\S+:\d+:\d+: CA\d+ \[\w+\]")


def fences(text, language):
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOME).as_posix())
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_readme_lists_every_rule_with_its_name():
    rows = dict(re.findall(r"(?m)^\| \[(CA\d+)\]\([^)]*\) \| ([\w-]+) ", README))
    assert rows == {meta.code: meta.slug for meta in metas()}


def test_every_key_of_the_configuration_is_explained():
    text = (HOME / "docs" / "configuration.md").read_text(encoding="utf-8")
    for key in KEYS:
        (row,) = re.findall(rf"(?m)^\| `{key.name}`(.*)\|$", text)
        assert key.help in row
        assert ("✚" in row) == key.extendable


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOME).as_posix())
def test_snippets_of_configuration_are_valid(page, tmp_path):
    for text in fences(page.read_text(encoding="utf-8"), "toml"):
        (tmp_path / "tools").mkdir(exist_ok=True)
        (tmp_path / "tools" / "team.yaml").write_text("advice: false\n", encoding="utf-8")
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
        settings = load([str(tmp_path)], Catalogue(metas()))
        assert bool(settings.sources) == ("[tool.cloudact-lint" in text)


def test_the_output_in_the_readme_is_the_tools_own():
    (block,) = [text for text in fences(README, "console") if "Found " in text]
    command, shown = block.split("\n", 1)
    words = shlex.split(command.removeprefix("$ cloudact-lint "))
    run = subprocess.run(
        [sys.executable, "-m", "cloudact_lint", *words],
        cwd=HOME / "examples" / "monorepo", capture_output=True, text=True, encoding="utf-8", timeout=120,
    )
    assert _PLACE.findall(run.stdout) == _PLACE.findall(shown)
    assert run.stdout.splitlines()[-1].rpartition(",")[0] == shown.splitlines()[-1].rpartition(",")[0]


def test_the_commands_in_the_readme_exist():
    helps = "".join(
        subprocess.run(
            [sys.executable, "-m", "cloudact_lint", *command, "--help"], capture_output=True, text=True, timeout=60
        ).stdout
        for command in (
            ["check"], ["migrate"], ["baseline", "prune"], ["report"], ["map"],
            ["schema", "diff"], ["schema", "show"], ["schema", "ls"],
        )
    )
    used = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(page.read_text(encoding="utf-8") for page in PAGES)))
    elsewhere = {"--show", "--schema", "--config", "--metrics", "--help", "--no-index", "--engine"}
    elsewhere |= {"--use", "--max", "--format"}  # of bq
    elsewhere |= {"--cloudact-advice", "--cloudact-config", "--extend-ignore"}  # of flake8
    elsewhere |= {"--install-extension"}  # of Visual Studio Code
    assert {option for option in used - elsewhere if option not in helps} == set()


def test_the_example_of_a_workflow_is_yaml():
    import yaml

    for text in fences((HOME / "docs" / "ci.md").read_text(encoding="utf-8"), "yaml"):
        found = yaml.safe_load(text)
        assert set(found) & {"repos", "jobs", "cloudact-lint"}
