import json
import subprocess
import sys

import pytest
from config_samples import CATALOGUE

from cloudact_lint.config.braces import TooMany, expand
from cloudact_lint.config.loader import load, load_preset
from cloudact_lint.config.schema import json_schema
from cloudact_lint.config.settings import DeprecatedColumn, FamilyColumn
from cloudact_lint.errors import UserError


def settings(folder, text):
    (folder / ".cloudact-lint.yaml").write_text(text, encoding="utf-8")
    return load([str(folder)], CATALOGUE)


@pytest.mark.parametrize(("template", "words"), [
    ("plain", ["plain"]),
    ("l_{1..3}_{id,name}", ["l_1_id", "l_1_name", "l_2_id", "l_2_name", "l_3_id", "l_3_name"]),
    ("l_{id, name}", ["l_id", "l_name"]),
    ("{a,b{1,2}}", ["a", "b1", "b2"]),
    ("{3..1}", ["3", "2", "1"]),
    ("{01..03}", ["01", "02", "03"]),
    ("{1..9..4}", ["1", "5", "9"]),
    ("{a..c}x", ["ax", "bx", "cx"]),
    ("{,x_}path", ["path", "x_path"]),
    ("one{two}", ["one{two}"]),
    ("{1..b}", ["{1..b}"]),
    ("open{1,2", ["open{1,2"]),
    ("close}", ["close}"]),
    ("", [""]),
])
def test_braces_stand_for_words_as_in_a_shell(template, words):
    assert list(expand(template) or [""]) == words


@pytest.mark.parametrize("template", ["{1..999999999}", "{1..40}{1..40}", "{" + ",".join("ab" * 700) + "}"])
def test_too_many_words_are_refused(template):
    with pytest.raises(TooMany):
        expand(template)


def test_families(tmp_path):
    found = settings(tmp_path, """
column-families:
  lineage:
    tables: ["*_RAW", b]
    except: [c_raw]
    columns: ["run_id string required", "loaded_at TIMESTAMP", anything, "price NUMERIC(10,2)", "tags REPEATED"]
  levels: {columns: ["level_{1..2}_{id, name} INTEGER NULLABLE"], required: false}
""")
    levels, lineage = found.column_families
    assert (lineage.name, lineage.tables, lineage.except_, lineage.required) == (
        "lineage", ("*_raw", "b"), ("c_raw",), True
    )
    assert lineage.columns == (
        FamilyColumn("run_id", "STRING", "REQUIRED"), FamilyColumn("loaded_at", "TIMESTAMP"), FamilyColumn("anything"),
        FamilyColumn("price", "NUMERIC"), FamilyColumn("tags", "", "REPEATED"),
    )
    assert not levels.required and levels.tables == ()
    assert [column.name for column in levels.columns] == ["level_1_id", "level_1_name", "level_2_id", "level_2_name"]
    assert {(column.type, column.mode) for column in levels.columns} == {("INT64", "NULLABLE")}


def test_deprecated_columns(tmp_path):
    found = settings(tmp_path, """
deprecated-columns:
  "old_{1..2}_{id,name}": "new_{1..2}_{id, name}"
  "gone_{a,b}": new_{1..9}
  cust: {use: " customer_id ", tables: [Orders], except: [orders_2019]}
""")
    assert found.deprecated_columns == (
        DeprecatedColumn("cust", "customer_id", ("orders",), ("orders_2019",)),
        DeprecatedColumn("gone_a", "new_{1..9}"), DeprecatedColumn("gone_b", "new_{1..9}"),
        DeprecatedColumn("old_1_id", "new_1_id"), DeprecatedColumn("old_1_name", "new_1_name"),
        DeprecatedColumn("old_2_id", "new_2_id"), DeprecatedColumn("old_2_name", "new_2_name"),
    )


def test_extended_families_and_columns_are_joined_by_name(tmp_path):
    (tmp_path / "base.yaml").write_text("""
column-families: {a: {tables: [x], columns: [p]}, b: {columns: [q]}}
deprecated-columns: {old: new, older: new}
tenant-tables: [shared]
""")
    found = settings(tmp_path, """
extends: base.yaml
column-families: {a: {columns: [r]}}
deprecated-columns: {old: newest}
extend-tenant-tables: [common]
extend-change-time-columns: [touched]
tenant-column: shop
""")
    assert [(family.name, family.tables, family.columns[0].name) for family in found.column_families] == [
        ("a", (), "r"), ("b", (), "q"),
    ]
    assert [(column.name, column.use) for column in found.deprecated_columns] == [("old", "newest"), ("older", "new")]
    assert found.tenant_tables == ("common", "shared") and found.tenant_column == "shop"
    assert "touched" in found.change_time_columns and "*updated_at" in found.change_time_columns


MISTAKES = {
    "column-families: {a: {colums: [x]}}": "column-families.a.colums: unknown key | did you mean 'columns'?",
    "column-families: {a: {tables: [x]}}": 'column-families.a: has no columns | write columns: ["NAME TYPE"]',
    "column-families: {a: {columns: [x STRNG]}}":
        "column-families.a.columns: there is no type 'STRNG' | did you mean 'STRING'?",
    "column-families: {a: {columns: [x STRING REQIRED]}}":
        "column-families.a.columns: there is no mode 'REQIRED' | did you mean 'REQUIRED'?",
    "column-families: {a: {columns: [x STRING NULLABLE y]}}":
        "column-families.a.columns: must hold texts like 'NAME TYPE MODE', not 'x STRING NULLABLE y' | ",
    "column-families: {a: {columns: [x, X]}}": "column-families.a.columns: names the column 'X' twice | ",
    "column-families: {a: {columns: ['x_{1..5000}']}}":
        "column-families.a.columns: 'x_{1..5000}' stands for more than 1000 columns | ",
    "column-families: {a: {columns: ['x_{1']}}":
        "column-families.a.columns: 'x_{1' is no name of a column | templates look like level_{1..3}_{id,name}",
    "column-families: {a: {columns: [x], required: maybe}}":
        "column-families.a.required: must be true or false, not 'maybe' | ",
    "column-families: {a: {columns: [x], tables: y}}":
        "column-families.a.tables: must be a list of texts, not 'y' | write [\"y\"]",
    "column-families: {a: 1}": "column-families.a: must be a table of keys and values, not 1 | ",
    "column-families: [a]": "column-families: must be a table of keys and values, not a list | ",
    "deprecated-columns: {a: 1}":
        "deprecated-columns.a: must be a text or a table, not 1 | name the column to use instead",
    "deprecated-columns: {a: {tables: [x]}}":
        "deprecated-columns.a.use: must be a text, not nothing | name the column to use instead",
    "deprecated-columns: {a: {use: b, table: [x]}}":
        "deprecated-columns.a.table: unknown key | did you mean 'tables'?",
    "deprecated-columns: {'a b': c}":
        "deprecated-columns.a b: 'a b' is no name of a column | templates look like level_{1..3}_{id,name}",
    "tenant-colum: x": "tenant-colum: unknown key | did you mean 'tenant-column'?",
    "tenant-column: [x]": "tenant-column: must be a text, not a list | ",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_are_named(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as caught:
        settings(tmp_path, text)
    assert f"{caught.value.message} | {caught.value.help}" == ".cloudact-lint.yaml:1: " + MISTAKES[text]


def test_endless_braces_are_no_crash(tmp_path):
    deep = "{a," * 5000 + "b" + "}" * 5000
    with pytest.raises(UserError, match="20 braces at most"):
        settings(tmp_path, f"column-families: {{a: {{columns: ['{deep}']}}}}")
    assert settings(tmp_path, f"deprecated-columns: {{x: '{deep}'}}").deprecated_columns[0].use == deep


def test_a_validator_agrees():
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json_schema(CATALOGUE))
    assert list(validator.iter_errors({
        "column-families": {"a": {"tables": ["x"], "except": ["y"], "columns": ["c STRING"], "required": False}},
        "deprecated-columns": {"a": "b", "c": {"use": "d", "tables": ["t"]}},
        "tenant-column": "org", "extend-tenant-tables": ["x"], "schema-files": ["*.json"],
    })) == []
    for wrong in ({"column-families": {"a": {"tables": []}}}, {"column-families": {"a": {"columns": "x"}}},
                  {"deprecated-columns": {"a": {"tables": []}}}, {"deprecated-columns": {"a": 1}},
                  {"tenant-column": ["x"]}):
        assert list(validator.iter_errors(wrong)), wrong


def test_show_prints_families_as_they_are_written(tmp_path):
    (tmp_path / ".cloudact-lint.yaml").write_text(
        "column-families: {a: {tables: [t], columns: ['x_{1..2} STRING REQUIRED']}}\ndeprecated-columns: {o: n}\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "cloudact_lint", "config", "--show", "."],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )
    lines = {line.split(" = ")[0].strip(): line.split(" = ", 1)[1] for line in run.stdout.splitlines() if " = " in line}
    shown = json.loads(lines["column-families"].rpartition("  (")[0])
    assert shown == {"a": {"name": "a", "tables": ["t"], "except": [], "required": True,
                           "columns": ["x_1 STRING REQUIRED", "x_2 STRING REQUIRED"]}}
    assert json.loads(lines["deprecated-columns"].rpartition("  (")[0])["o"]["use"] == "n"


def test_cloudact_knows_its_columns():
    found = load_preset("cloudact", CATALOGUE)
    families = {family.name: family for family in found.column_families}
    assert len(families["hierarchy"].columns) == 20 and "x_hierarchy_level_10_name" in {
        column.name for column in families["hierarchy"].columns
    }
    assert [column.name for column in families["lineage"].columns] == [
        "x_pipeline_id", "x_credential_id", "x_pipeline_run_date", "x_run_id", "x_ingested_at",
    ]
    gone = {column.name: column.use for column in found.deprecated_columns}
    assert gone["hierarchy_level_3_name"] == "x_hierarchy_level_3_name" and "hierarchy_path_names" in gone
    assert found.tenant_column == "org_slug" and "org_*" in found.tenant_tables
    assert "cost_data_standard_*" in found.standard_tables
