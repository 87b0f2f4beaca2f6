"""``cloudact-lint schema`` as a user runs it."""

from __future__ import annotations

import json

import pytest
from cli_samples import project, run

FILES = {
    "schemas/orders.json": """[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED", "description": "The key"},
  {"name": "lines", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "sku", "type": "STRING"}]},
  {"name": "total", "type": "NUMERIC"}
]
""",
    "old/orders.json": '[{"name": "order_id", "type": "INTEGER"}, {"name": "total", "type": "NUMERIC"}]\n',
    "views.sql": "CREATE VIEW shop.big AS SELECT order_id, total FROM shop.orders WHERE total > 9;\n",
    "layout.yml": "tables:\n  orders:\n    partition_field: day\n    cluster_fields: [order_id]\n",
    "pyproject.toml": "[tool.cloudact-lint]\n",
    "package.json": '{"name": "x", "type": "module"}\n',
}


@pytest.fixture
def shop(tmp_path):
    return project(tmp_path, FILES)


def test_ls(shop):
    done = run("schema", "ls", cwd=shop)
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[0] == ["table", "kind", "columns", "partition", "cluster", "from"]
    assert lines[1] == ["big", "view", "2", "views.sql"]
    assert lines[2] == ["orders", "table", "2", "DAY", "on", "day", "order_id", "old/orders.json", "and", "2", "more"]


def test_ls_of_a_folder(shop):
    found = json.loads(run("schema", "ls", "schemas", "--output-format", "json", cwd=shop).out)
    assert [(table["name"], table["kind"], table["columns"]) for table in found] == [("orders", "table", 2)]
    assert found[0]["from"] == ["old/orders.json", "schemas/orders.json", "layout.yml"]


def test_show(shop):
    (shop / "old/orders.json").unlink()
    done = run("schema", "show", "orders", cwd=shop)
    assert done.code == 0
    assert done.out == (
        "orders (table)\n"
        "Partition: DAY on day\n"
        "Cluster: order_id\n"
        "From: schemas/orders.json\n"
        "Also: layout.yml\n"
        "\n"
        "column    type     mode      description\n"
        "order_id  STRING   REQUIRED  The key\n"
        "lines     STRUCT   REPEATED\n"
        "  sku     STRING\n"
        "total     NUMERIC\n"
    )


def test_show_of_a_view_as_json(shop):
    (shop / "old/orders.json").unlink()
    facts = json.loads(run("schema", "show", "shop.big", "--output-format", "json", cwd=shop).out)
    assert {field["name"]: field["type"] for field in facts["fields"]} == {"order_id": "STRING", "total": "NUMERIC"}
    assert facts["kind"] == "view"


def test_diff_of_one_table(shop):
    done = run("schema", "diff", "orders", cwd=shop)
    assert done.code == 1
    lines = [line.split() for line in done.out.splitlines()]
    assert ["order_id", "type", "INT64", "STRING"] in lines
    assert ["lines", "column", "-", "STRUCT", "REPEATED"] in lines
    assert ["lines.sku", "column", "-", "STRING"] in lines
    assert lines[-1] == ["Descriptions", "differ:", "order_id"]


def test_diff_of_files_and_tables(shop):
    done = run("schema", "diff", "schemas/orders.json", "old/orders.json", "--output-format", "json", cwd=shop)
    (found,) = json.loads(done.out)
    assert done.code == 1
    assert {"column": "order_id", "what": "type", "left": "STRING", "right": "INT64"} in found["differences"]
    same = run("schema", "diff", "orders", "old/orders.json", "--path", ".", cwd=shop)
    assert "partition" in same.out
    assert run("schema", "diff", "schemas/orders.json", "schemas/orders.json", cwd=shop).code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "ordres"), "error: no table 'ordres' is known here\nhelp: did you mean 'orders'?\n"),
        (("diff", "big"), "error: 'big' is described in one place only"),
        (("diff", "layout.yml", "orders"), "error: 'layout.yml' describes no table"),
        (("ls", "nowhere"), "error: there is no file or folder 'nowhere'"),
        (("lst",), "error: there is no command 'lst'\nhelp: did you mean 'ls'?\n"),
    ],
)
def test_what_cannot_be_done(shop, words, said):
    done = run("schema", *words, cwd=shop)
    assert done.code == 2
    assert said in done.err
