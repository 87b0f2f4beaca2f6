"""The two example repositories: one with each mistake in each language, its twin with none."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
LANGUAGES = {
    ".py": "python", ".ipynb": "notebook", ".ts": "typescript", ".tsx": "typescript", ".sql": "sql", ".yaml": "yaml",
    ".sh": "shell", ".json": "schema",
}
MISTAKES = {
    "CA101": {"python", "typescript"},
    "CA102": {"python", "typescript", "sql", "yaml"},
    "CA103": {"python", "typescript"},
    "CA104": {"python", "typescript"},
    "CA105": {"python", "typescript"},
    "CA106": {"python", "typescript"},
    "CA107": {"python", "typescript", "yaml"},
    "CA201": {"python", "typescript", "shell", "yaml", "notebook"},
    "CA202": {"python", "typescript"},
    "CA203": {"python", "typescript"},
    "CA204": {"python", "typescript", "sql", "shell", "yaml", "notebook"},
    "CA205": {"python", "notebook"},
    "CA206": {"yaml"},
    "CA211": {"python", "typescript", "sql"},
    "CA212": {"python", "sql", "yaml"},
    "CA213": {"python", "sql"},
    "CA214": {"python", "sql", "yaml"},
    "CA215": {"python", "typescript", "sql"},
    "CA216": {"python", "sql"},
    "CA217": {"python", "sql"},
    "CA218": {"typescript", "sql"},
    "CA219": {"python", "sql"},
    "CA220": {"sql"},
    "CA221": {"sql"},
    "CA301": {"python"},
    "CA302": {"python", "sql"},
    "CA303": {"python", "typescript", "sql", "yaml"},
    "CA304": {"python"},
    "CA305": {"python"},
    "CA306": {"python", "sql"},
    "CA401": {"schema"},
    "CA402": {"schema"},
    "CA403": {"schema"},
    "CA404": {"schema", "yaml", "python", "sql"},
    "CA405": {"schema"},
    "CA406": {"yaml"},
    "CA407": {"schema", "yaml"},
    "CA408": {"schema", "yaml"},
    "CA409": {"schema", "yaml"},
    "CA410": {"schema"},
    "CA411": {"schema"},
    "CA412": {"python", "typescript", "sql", "yaml"},
    "CA413": {"schema"},
    "CA414": {"schema"},
    "CA415": {"schema", "yaml", "python", "sql"},
    "CA416": {"schema"},
    "CA417": {"schema", "yaml", "python", "sql"},
    "CA418": {"schema", "yaml", "python"},
    "CA501": {"python", "typescript", "sql", "shell", "yaml", "notebook"},
    "CA502": {"python", "sql"},
    "CA503": {"python", "typescript", "sql", "yaml"},
    "CA504": {"python", "sql", "yaml"},
    "CA505": {"python", "typescript", "sql", "yaml"},
    "CA506": {"typescript"},
    "CA507": {"python", "sql"},
    "CA508": {"python"},
    "CA509": {"python", "sql"},
    "CA510": {"python", "typescript"},
    "CA511": {"python", "typescript", "notebook"},
    "CA512": {"python", "typescript"},
    "CA601": {"python", "typescript"},
    "CA602": {"python"},
    "CA603": {"python"},
    "CA604": {"python", "typescript"},
    "CA605": {"python", "typescript", "sql", "schema"},
    "CA606": {"schema", "sql"},
    "CA607": {"python", "typescript"},
    "CA608": {"python"},
    "CA609": {"python"},
    "CA610": {"python", "typescript"},
    "CA611": {"python", "typescript"},
    "CA612": {"python", "typescript"},
    "CA701": {"yaml", "python"},
    "CA702": {"yaml"},
    "CA703": {"python", "typescript"},
    "CA704": {"yaml"},
    "CA705": {"python"},
    "CA706": {"yaml"},
    "CA707": {"python", "typescript"},
    "CA708": {"python"},
    "CA709": {"yaml"},
    "CA901": {"python"},
    "CA902": {"python"},
    "CA903": {"python"},
}


@cache
def check(folder, *options):
    command = [sys.executable, "-m", "cloudact_lint", "check", "--advice", "--no-cache", *options, folder]
    return subprocess.run(command, cwd=EXAMPLES.parent, capture_output=True, text=True, encoding="utf-8", timeout=120)


def found():
    return json.loads(check("examples/monorepo", "--output-format", "json").stdout)


def place(finding):
    return Path(finding["filename"]).relative_to(EXAMPLES / "monorepo").as_posix()


def line(finding):
    path = Path(finding["filename"])
    return path.read_text(encoding="utf-8").splitlines()[finding["location"]["row"] - 1]


@pytest.mark.parametrize("code", MISTAKES)
def test_each_mistake_is_there_in_each_language(code):
    languages = {LANGUAGES[Path(one["filename"]).suffix] for one in found() if one["code"] == code}
    assert languages >= MISTAKES[code]


def test_mistakes_make_the_exit_status_1():
    run = check("examples/monorepo")
    assert run.returncode == 1, run.stderr
    assert all(code in run.stdout for code in MISTAKES)
    assert not run.stderr


def test_nothing_crashes():
    assert not [one["message"] for one in found() if one["code"] == "CA904"]


def test_the_clean_twin_has_none():
    run = check("examples/monorepo-clean")
    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("No findings in ")
    assert len(run.stdout.splitlines()) == 1


def test_the_twins_have_the_same_files():
    def files(name):
        return {path.relative_to(EXAMPLES / name) for path in (EXAMPLES / name).rglob("*") if path.is_file()}

    assert files("monorepo") == files("monorepo-clean")


def test_a_client_of_another_file_is_known_to_have_no_limit():
    uncapped = [one for one in found() if one["code"] == "CA201" and place(one) == "api/app/routers/costs.py"]
    assert len(uncapped) == 2
    for one in uncapped:
        assert [Path(related["filename"]).name for related in one["related"]] == ["warehouse.py"]
    assert ["on some paths" in one["message"] for one in uncapped] == [False, True]


def test_a_wrapper_answers_once_and_a_capped_one_clears_its_callers():
    lines = [(place(one), line(one).strip()) for one in found() if one["code"] == "CA201"]
    start = "return list(get_client().query(sql, job_config=config).result())"
    assert lines.count(("api/app/warehouse.py", start)) == 1
    assert not any(path in ("api/app/services/budgets.py", "web/lib/bigquery.ts") for path, _ in lines)


def test_findings_of_sql_in_strings_stand_at_the_statement():
    inserts = [one for one in found() if one["code"] == "CA302" and place(one) == "pipeline/app/months.py"]
    assert [line(one)[one["location"]["column"] - 1 :].split()[:2] for one in inserts] == [["INSERT", "INTO"]]


def test_notebooks_name_their_cell():
    cells = {(one["code"], one["cell"]) for one in found() if one["filename"].endswith(".ipynb")}
    assert cells == {("CA201", 3), ("CA204", 3), ("CA205", 1), ("CA501", 3), ("CA511", 4)}


def test_the_surrounding_configuration_does_not_reach_the_examples():
    run = subprocess.run(
        [sys.executable, "-m", "cloudact_lint", "config", "--show", "examples/monorepo"],
        cwd=EXAMPLES.parent, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )
    assert Path(run.stdout.splitlines()[0].removeprefix("Root: ")) == EXAMPLES / "monorepo"
    assert run.stdout.splitlines()[1] == "From: examples/monorepo/.cloudact-lint.yaml"
