"""CA410 to CA416 and CA507: what their messages and related places say, and which lists of values count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.runner import check
from cloudact_lint.findings import Finding
from cloudact_lint.rules.schema._described import family, named, words
from cloudact_lint.rules.schema._documented import documented

SCHEMA = '[\n  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},\n  %s\n]\n'


def findings(folder: Path, code: str, files: dict[str, str], *named_files: str, **settings: object) -> list[Finding]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    chosen = replace(Settings(root=str(folder), select=(code, "CA904"), advice=True), **settings)  # type: ignore[arg-type]
    paths = [str(folder / path) for path in named_files] or [str(folder)]
    found = check(chosen, paths, use_cache=False, jobs=1).findings
    assert not [finding.message for finding in found if finding.code == "CA904"]
    return [finding for finding in found if finding.code == code]


@pytest.mark.parametrize(
    ("name", "description", "values"),
    [
        ("status", "Status: ACTIVE, TRIAL or SUSPENDED", ("ACTIVE", "TRIAL", "SUSPENDED")),
        ("status", "Status (active/inactive)", ("active", "inactive")),
        ("state", "pending|running|failed", ("pending", "running", "failed")),
        ("state", "One of: A, B, C", ("A", "B", "C")),
        ("tier", 'The tier. One of "gold" (from 1000), "silver", or "none". Set at night.', ("gold", "silver", "none")),
        ("trigger_type", "api, schedule, manual", ("api", "schedule", "manual")),
        ("class", "Values: 'Correction', null (for all others).", ("Correction",)),
        ("trigger", "How it was triggered: api, manual. Copied from the run.", ("api", "manual")),
        ("kind", "Kind of vehicle: truck (over 3.5 t), van", ("truck", "van")),
        ("flag", "Whether it is late (Y/N)", ("Y", "N")),
        ("category", "Values: 'AI/ML', 'On-Demand', 'Committed Use'.", ("AI/ML", "On-Demand", "Committed Use")),
        ("status", "Status, e.g. ACTIVE, TRIAL", ()),
        ("status", "Status: ACTIVE, TRIAL, etc.", ()),
        ("status", "Status such as 'ACTIVE' or 'TRIAL'", ()),
        ("status", "Valid values: ACTIVE, TRIAL. New values may be added.", ()),
        ("status_id", "Status: ACTIVE, TRIAL", ()),
        ("currency", "Currency (EUR, USD)", ()),
        ("note", "Whatever the customer says or writes", ()),
        ("total", "Derived from: net, tax", ()),
        ("owner", "Customer or company name", ()),
        ("status", "", ()),
        ("status", "x" * 5_000, ()),
    ],
)
def test_documented_values(name: str, description: str, values: tuple[str, ...]) -> None:
    assert documented(name, description) == values


def test_value_names_the_field_and_the_near_word(tmp_path: Path) -> None:
    files = {
        "schemas/orders.json": SCHEMA % '{"name": "status", "type": "STRING", "description": "Status: NEW, SENT"}',
        "q.sql": "SELECT order_id FROM shop.orders\nWHERE status IN ('new', 'SENTT', 'gone');\n",
    }
    (found,) = findings(tmp_path, "CA412", files)
    assert found.location.span.row == 2
    assert "'new', 'SENTT', 'gone'" in found.message
    assert "differs from 'NEW' in case only" in found.message
    assert "did you mean 'SENT'?" in found.message
    first = found.related[0].location
    assert (first.path, first.span.row) == ("schemas/orders.json", 3)
    assert len(found.related) == 3


def test_value_is_found_from_the_schema_too(tmp_path: Path) -> None:
    """A schema file that is named alone shows the SQL that its new list breaks."""
    files = {
        "schemas/orders.json": SCHEMA % '{"name": "status", "type": "STRING", "description": "Status: NEW, SENT"}',
        "q.sql": "SELECT order_id FROM shop.orders WHERE status = 'gone';\n",
        "other.sql": "SELECT 1;\n",
    }
    assert [f.location.path for f in findings(tmp_path, "CA412", files, "schemas/orders.json")] == ["q.sql"]
    assert findings(tmp_path, "CA412", {}, "other.sql") == []


def test_types_list_all_tables(tmp_path: Path) -> None:
    files = {
        f"schemas/{table}.json": SCHEMA % f'{{"name": "unit_cost", "type": "{kind}"}}'
        for table, kind in (("a", "NUMERIC"), ("b", "FLOAT"), ("c", "NUMERIC"))
    }
    (found,) = findings(tmp_path, "CA414", files)
    assert (found.location.path, found.location.span.row) == ("schemas/b.json", 3)
    assert found.kind == "on"
    assert "FLOAT64 in `b` but NUMERIC in `a` and `c`" in found.message
    assert "cent" in found.message
    assert [item.location.path for item in found.related] == ["schemas/a.json", "schemas/c.json"]


def test_types_of_a_tie_stand_at_the_less_exact(tmp_path: Path) -> None:
    files = {
        "schemas/a.json": SCHEMA % '{"name": "unit_cost", "type": "FLOAT64"}',
        "schemas/b.json": SCHEMA % '{"name": "unit_cost", "type": "NUMERIC"}',
    }
    (found,) = findings(tmp_path, "CA414", files)
    assert found.location.path == "schemas/a.json"


def test_one_finding_for_a_name(tmp_path: Path) -> None:
    files = {f"schemas/{table}.json": SCHEMA % '{"name": "end_date", "type": "TIMESTAMP"}' for table in "abc"}
    files["schemas/d.json"] = SCHEMA % '{"name": "end_date", "type": "DATE"}'
    (found,) = findings(tmp_path, "CA414", files)
    assert "TIMESTAMP in `a`, `b` and `c` (DATE in `d`)" in found.message
    assert len(found.related) == 3


def test_one_prefix_finding_for_a_folder(tmp_path: Path) -> None:
    files = {
        "schemas/a.json": SCHEMA % '{"name": "x_run_no", "type": "STRING"}, {"name": "x_load_no", "type": "STRING"}',
        "schemas/b.json": SCHEMA % '{"name": "run_no", "type": "STRING"}, {"name": "load_no", "type": "STRING"}',
        "schemas/c.json": SCHEMA % '{"name": "x_run_no", "type": "STRING"}',
    }
    (found,) = findings(tmp_path, "CA410", files)
    assert found.location.path == "schemas/b.json"
    assert "`run_no` and `load_no` are named without `x_` in `b`" in found.message


DRIFT = """\
from google.cloud import bigquery


def make(client: bigquery.Client):
    fields = [
        bigquery.SchemaField("order_id", "INTEGER", mode="REQUIRED"),
        bigquery.SchemaField("placed_at", "TIMESTAMP"),
        bigquery.SchemaField("colour", "STRING"),
    ]
    client.create_table(bigquery.Table("p.shop.orders", schema=fields))
"""


def test_drift_names_every_difference(tmp_path: Path) -> None:
    schema = SCHEMA % (
        '{"name": "placed_at", "type": "TIMESTAMP", "mode": "REQUIRED"},\n  {"name": "note", "type": "STRING"}'
    )
    (found,) = findings(tmp_path, "CA507", {"schemas/orders.json": schema, "make.py": DRIFT})
    assert (found.location.path, found.location.span.row, found.severity.value) == ("make.py", 5, "high")
    for said in (
        "it lacks `note`",
        "it has, and the file lacks, `colour`",
        "`order_id` is INT64, not STRING",
        "`placed_at` is NULLABLE, not REQUIRED",
        "schemas/orders.json",
    ):
        assert said in found.message
    assert {item.location.path for item in found.related} == {"schemas/orders.json", "make.py"}
    assert {item.column for item in found.evidence} == {"note", "colour", "order_id", "placed_at"}


def test_drift_tells_of_a_file_that_agrees(tmp_path: Path) -> None:
    original = SCHEMA % '{"name": "placed_at", "type": "TIMESTAMP"}'
    other = '[{"name": "order_id", "type": "INTEGER", "mode": "REQUIRED"}, {"name": "placed_at", "type": "TIMESTAMP"}]'
    code = DRIFT.replace('        bigquery.SchemaField("colour", "STRING"),\n', "")
    files = {"schemas/orders.json": original, "demo/old/schemas/orders.json": other, "make.py": code}
    (found,) = findings(tmp_path, "CA507", files)
    assert "It agrees with demo/old/schemas/orders.json" in found.message


def test_a_folder_that_cannot_be_read_has_no_version(tmp_path: Path) -> None:
    files = {f"db/schemas/{table}.json": SCHEMA % '{"name": "note", "type": "STRING"}' for table in "abc"}
    files["db/config.yml"] = "\x00\xff: ["
    (found,) = findings(tmp_path, "CA416", files)
    assert "`db/schemas`" in found.message


def test_names() -> None:
    assert words("createdAtUTC2") == ("created", "at", "utc", "2")
    assert words("x_org_slug") == ("x", "org", "slug")
    assert named(["a"]) == "`a`"
    assert named(list("abcdefgh")) == "`a`, `b`, `c`, `d`, `e`, `f` and 2 more"
    assert family("sql/shop/orders_v1/schema.yaml") == "sql/shop"
    assert family("db/schemas/orders.json") == "db/schemas"
