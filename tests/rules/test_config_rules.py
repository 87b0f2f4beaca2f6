"""CA101, CA102 and CA107: their examples through the engine, and places inside strings."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.local import analyse
from cloudact_lint.findings import Finding
from cloudact_lint.rule import Example, Rule
from cloudact_lint.rules.config.cross_environment_default import CrossEnvironmentDefault
from cloudact_lint.rules.config.hardcoded_project_id import HardcodedProjectId
from cloudact_lint.rules.config.hardcoded_service_url import HardcodedServiceUrl

RULES = (HardcodedServiceUrl, HardcodedProjectId, CrossEnvironmentDefault)
_SETTINGS = {field.name for field in fields(Settings)}


def run(code: str, path: str, text: str, settings: Settings | None = None) -> list[Finding]:
    record = analyse(settings or Settings(), path, text.encode()).record
    assert not record.crashes
    return sorted((f for f in record.findings if f.code == code), key=Finding.sort_key)


def settings_of(rule: type[Rule], example: Example) -> Settings:
    settings = Settings()
    own = {option.name for option in rule.meta.options}
    for name, value in example.options:
        if name in own:
            settings = replace(settings, rule_options=((rule.meta.code, ((name, value),)),))
        else:
            assert name.replace("-", "_") in _SETTINGS
            settings = replace(settings, **{name.replace("-", "_"): value})
    return settings


def spot(finding: Finding, text: str) -> str:
    span = finding.location.span
    lines = text.split("\n")
    assert span.row == span.end_row
    return lines[span.row - 1][span.column - 1 : span.end_column - 1]


def cases(which: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.meta.code}-{number}-{example.title or example.path}")
        for rule in RULES
        for number, example in enumerate(getattr(rule, which))
    ]


@pytest.mark.parametrize(("rule", "example"), cases("valid"))
def test_silent_where_nothing_is_wrong(rule: type[Rule], example: Example) -> None:
    for path, text in example.all_files():
        found = run(rule.meta.code, path, text, settings_of(rule, example))
        assert [(f.location.span.row, f.message) for f in found] == []


@pytest.mark.parametrize(("rule", "example"), cases("invalid"))
def test_finds_each_marked_line_and_no_other(rule: type[Rule], example: Example) -> None:
    for path, text in example.all_files():
        found = run(rule.meta.code, path, text, settings_of(rule, example))
        marked = [row for row, line in enumerate(text.split("\n"), 1) if f"<- {rule.meta.code}" in line]
        assert [f.location.span.row for f in found] == marked
        if example.kind:
            assert {f.kind for f in found} == {example.kind}


def test_every_language_of_each_row_has_examples_of_both_kinds() -> None:
    endings = {"python": ".py", "typescript": (".ts", ".tsx", ".js", ".mjs"), "sql": ".sql", "yaml": (".yml", ".yaml")}
    for rule in RULES:
        for language in rule.meta.languages:
            if language in endings:
                assert any(example.path.endswith(endings[language]) for example in rule.valid)
                assert any(example.path.endswith(endings[language]) for example in rule.invalid)


PLACES = [
    ("a.py", 'from google.cloud import bigquery\nS = "SELECT \\"ä\\", 1 FROM `acme-x-1.d.t`"\n', 2),
    ("a.py", 'from google.cloud import bigquery\nS = """\nSELECT 1\n  FROM `acme-x-1.d.t`\n"""\n', 4),
    ("a.py", 'from google.cloud import bigquery\nS = f"""\n{a!r:>4} SELECT {b}\n  FROM `acme-x-1.{d}.t`\n"""\n', 4),
    ("a.py", 'from google.cloud import bigquery\nS = (\n  "SELECT 1 "\n  rf"FROM `acme-x-1.{d}.t`")\n', 4),
    ("a.py", '# bigquery\nclass A:\n    def f(self):\n        return q("SELECT 1 FROM `acme-x-1.d.t`")\n', 4),
    ("a.ts", "import '@google-cloud/bigquery'\nconst s = `é ${a} SELECT 1\n  FROM \\`acme-x-1.d.t\\` `\n", 3),
    ("a.ts", "import '@google-cloud/bigquery'\nconst s = '🙂 SELECT 1 FROM `acme-x-1.d.t`'\n", 2),
    ("a.sql", "-- é\nSELECT '🙂', 1 FROM `acme-x-1.d.t`\n", 2),
    ("a.sql", "SELECT 1\r\nFROM `acme-x-1.d.t`\r\n", 2),
]


@pytest.mark.parametrize(("path", "text", "row"), PLACES)
def test_a_project_is_placed_exactly_inside_its_string(path: str, text: str, row: int) -> None:
    [found] = run("CA102", path, text)
    assert found.location.span.row == row
    assert spot(found, text) == "acme-x-1"


def test_each_table_of_a_query_is_one_finding() -> None:
    text = 'from google.cloud import bigquery\nS = """SELECT 1 FROM `acme-x-1.d.t`\nJOIN `acme-x-1.d.u` USING (id)"""\n'
    assert [spot(f, text) for f in run("CA102", "a.py", text)] == ["acme-x-1", "acme-x-1"]


def test_yaml_block_scalars_are_placed_in_the_file() -> None:
    text = "bigquery:\n  query: |\n    SELECT 1\n    FROM `acme-x-1.d.t`\n    JOIN `acme-x-1.d.u` USING (id)\n"
    found = run("CA102", "pipeline.yml", text)
    assert [(f.location.span.row, spot(f, text)) for f in found] == [(4, "acme-x-1"), (5, "acme-x-1")]


def test_a_url_is_underlined_with_its_quotes() -> None:
    text = 'x = 1\nAPI_URL = "http://localhost:8000"\n'
    [found] = run("CA101", "a.py", text)
    assert spot(found, text) == '"http://localhost:8000"'
    assert "API_URL" in found.message and "http://localhost:8000" in found.message


def test_code_cells_of_notebooks_count() -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["http://localhost:8000"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": ["x = 1\n"]},
        {
            "cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
            "source": ["from google.cloud import bigquery\n", 'client = bigquery.Client(project="acme-x-1")\n',
                       'URL = "http://localhost:8000"\n'],
        },
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    record = analyse(Settings(), "a.ipynb", text.encode()).record
    assert sorted(f.code for f in record.findings if f.code in ("CA101", "CA102")) == ["CA101", "CA102"]


def test_broken_and_odd_sources_do_not_crash() -> None:
    for path, text in (
        ("a.ts", "const a = `http://localhost:8000"), ("a.ts", "const a = 'http://localhost:8000"),
        ("a.tsx", "<div>'http://localhost:8000' & `projects/a-b-c-d/secrets/x`</div>"),
        ("a.py", "x = f'http://localhost:8000{'"), ("a.py", 'x = b"http://localhost:8000"\n'),
        ("a.sql", "SELECT `acme-x-1"), ("a.sql", "'''"), ("a.yml", "project_id: [acme-x-1\ngcp"),
        ("a.yml", "gcp: &a\n  project_id: {<<: *a}\n"), ("a.py", "PROJECT_ID = 'acme-x-1' 'bigquery' f'{1}'\n"),
    ):
        assert not analyse(Settings(), path, text.encode()).record.crashes


def test_an_environment_in_the_variable_outranks_the_file() -> None:
    text = 'import os\nP = os.getenv("PROD_PROJECT", "acme-dev-1")\n'
    [found] = run("CA107", "deploy/dev/settings.py", text)
    assert "production" in found.message and found.confidence.value == "high"
