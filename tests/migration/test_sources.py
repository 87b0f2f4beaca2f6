"""Where a migration comes from: the configuration, a git revision, a dump."""

import csv
import json

import pytest
from migrate_samples import CONFIG, code, field, git, migrate, rows_of_columns, schema, statements

ORDERS = schema(field("order_id", mode="REQUIRED"), field("buyer"), field("day", "DATE"))


def shop(folder, files):
    (folder / ".cloudact-lint.yaml").write_text(CONFIG)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_columns_of_a_family_that_a_table_lacks(tmp_path, capsys):
    sales = schema(field("id"), field("run_id"), field("run_date"), field("loaded_at", "TIMESTAMP"))
    stock = schema(field("id"), field("RUN_ID"))
    shop(tmp_path, {"schemas/sales_daily.json": sales, "schemas/stock_daily.json": stock})
    status, out, err = migrate(capsys, tmp_path, "--dataset", "shop")
    assert status == 0
    assert code(out) == (
        "ALTER TABLE `shop`.`stock_daily`\n"
        "  ADD COLUMN IF NOT EXISTS `run_date` STRING,\n"
        "  ADD COLUMN IF NOT EXISTS `loaded_at` TIMESTAMP;"
    )
    assert err == "1 of 2 tables would change: 2 new columns.\n"
    assert len(statements(out)) == 1


def test_a_column_takes_its_description_from_tables_that_have_it(tmp_path, capsys):
    sales = schema(field("id"), field("run_id", description="Who ran it"))
    shop(tmp_path, {"schemas/sales_daily.json": sales, "schemas/stock_daily.json": schema(field("id"), field("n"))})
    _, out, _ = migrate(capsys, tmp_path, "--table", "stock*")
    assert "ADD COLUMN IF NOT EXISTS `run_id` STRING OPTIONS (description = 'Who ran it')" in out


def test_a_deprecated_column_gets_its_successor(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": ORDERS})
    status, out, err = migrate(capsys, tmp_path, "--backfill", "--dataset", "shop", "--project", "acme-data-1")
    assert status == 0
    assert code(out) == (
        "ALTER TABLE `acme-data-1`.`shop`.`orders`\n"
        "  ADD COLUMN IF NOT EXISTS `customer_id` STRING;\n"
        "UPDATE `acme-data-1`.`shop`.`orders`\n"
        "SET\n  `customer_id` = `buyer`\n"
        "WHERE\n  `customer_id` IS NULL AND `buyer` IS NOT NULL;"
    )
    assert "left for a person: orders: still has the deprecated `buyer` (use customer_id)" in err
    assert "DROP COLUMN" not in code(out)


def test_without_backfill_no_row_is_touched(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": ORDERS})
    assert "UPDATE" not in code(migrate(capsys, tmp_path)[1])


def test_a_backfill_filters_by_partitions_where_it_must(tmp_path, capsys):
    table = {
        "schema": {"fields": [field("buyer"), field("customer_id"), field("day", "DATE")]},
        "timePartitioning": {"type": "DAY", "field": "day"},
        "requirePartitionFilter": True,
    }
    shop(tmp_path, {"schemas/orders.json": json.dumps(table)})
    _, out, _ = migrate(capsys, tmp_path, "--backfill")
    assert "(`day` >= DATE '0001-01-01' OR `day` IS NULL)\n  AND (\n  `customer_id` IS NULL" in out


def test_columns_of_other_types_are_not_filled(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": schema(field("buyer"), field("customer_id", "INT64"), field("day", "DATE"))})
    _, out, err = migrate(capsys, tmp_path, "--backfill")
    assert "UPDATE" not in out and "`customer_id` (INT64) is not filled from `buyer` (STRING)" in err


def test_nothing_to_do_says_so(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": schema(field("order_id"), field("day", "DATE"))})
    for words in ((), ("--output-format", "bash"), ("--check",)):
        status, _, err = migrate(capsys, tmp_path, *words)
        assert status == 0
        assert "Nothing to change in 1 table." in err
    assert "-- Nothing to change in 1 table." in migrate(capsys, tmp_path)[1]


def test_paths_and_globs_narrow(tmp_path, capsys):
    one = schema(field("id"), field("n", "INT64"))
    shop(tmp_path, {"a/sales_daily.json": one, "b/stock_daily.json": one})
    assert "stock_daily" not in migrate(capsys, tmp_path, "a")[1]
    assert "sales_daily" not in migrate(capsys, tmp_path, "--table", "stock*")[1]
    status, out, err = migrate(capsys, tmp_path, "--table", "stok_daily")
    assert (status, out) == (2, "")
    assert err == "error: --table: no table is named 'stok_daily'\nhelp: did you mean 'stock_daily'?\n"


def test_check_exits_1_and_writes_nothing(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": ORDERS})
    status, out, _ = migrate(capsys, tmp_path, "--check", "--output", str(tmp_path / "out.sql"))
    assert (status, out) == (1, "Would change: orders\n")
    assert not (tmp_path / "out.sql").exists()


def test_output_goes_to_a_file(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": ORDERS})
    status, out, _ = migrate(capsys, tmp_path, "--output", "out.sql")
    assert (status, out) == (0, "")
    assert (tmp_path / "out.sql").read_text() == migrate(capsys, tmp_path)[1]


# --from ----------------------------------------------------------------------------------


def revised(folder, before, after):
    shop(folder, before)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    for name in before:
        (folder / name).unlink()
    return shop(folder, after)


def test_what_changed_since_a_revision(tmp_path, capsys):
    before = schema(
        field("order_id", mode="REQUIRED"), field("total", "INT64"), field("note"),
        field("day", "DATE", description="Day"),
    )
    after = schema(
        field("order_id"), field("total", "NUMERIC"), field("day", "DATE", description="Day of the order"),
        field("made_at", "TIMESTAMP", defaultValueExpression="CURRENT_TIMESTAMP()"),
        field("lines", "RECORD", "REPEATED", fields=[field("sku", mode="REQUIRED"), field("count", "INTEGER")]),
    )
    revised(tmp_path, {"schemas/orders.json": before}, {"schemas/orders.json": after})
    status, out, err = migrate(capsys, tmp_path, "--from", "HEAD", "--dataset", "shop")
    assert status == 0
    assert code(out) == (
        "ALTER TABLE `shop`.`orders`\n"
        "  ADD COLUMN IF NOT EXISTS `made_at` TIMESTAMP,\n"
        "  ADD COLUMN IF NOT EXISTS `lines` ARRAY<STRUCT<`sku` STRING NOT NULL, `count` INT64>>;\n"
        "ALTER TABLE `shop`.`orders`\n"
        "  ALTER COLUMN `made_at` SET DEFAULT CURRENT_TIMESTAMP();\n"
        "IF EXISTS (\n"
        "  SELECT 1 FROM `shop`.INFORMATION_SCHEMA.COLUMNS\n"
        "  WHERE table_name = 'orders' AND column_name = 'order_id' AND is_nullable = 'NO'\n"
        ") THEN\n"
        "  ALTER TABLE `shop`.`orders`\n"
        "    ALTER COLUMN `order_id` DROP NOT NULL;\n"
        "END IF;\n"
        "IF EXISTS (\n"
        "  SELECT 1 FROM `shop`.INFORMATION_SCHEMA.COLUMNS\n"
        "  WHERE table_name = 'orders' AND column_name = 'total' AND data_type != 'NUMERIC'\n"
        ") THEN\n"
        "  ALTER TABLE `shop`.`orders`\n"
        "    ALTER COLUMN `total` SET DATA TYPE NUMERIC;\n"
        "END IF;\n"
        "ALTER TABLE `shop`.`orders`\n"
        "  ALTER COLUMN `day` SET OPTIONS (description = 'Day of the order');"
    )
    assert "left for a person: orders: `note` is no longer wanted: nothing is dropped" in err
    assert "DROP COLUMN" not in code(out)


def test_the_work_tree_stays_as_it_is(tmp_path, capsys):
    revised(tmp_path, {"schemas/orders.json": ORDERS}, {"schemas/orders.json": schema(field("a"), field("b"))})
    before = git(tmp_path, "status", "--porcelain"), (tmp_path / "schemas/orders.json").read_text()
    migrate(capsys, tmp_path, "--from", "main")
    assert (git(tmp_path, "status", "--porcelain"), (tmp_path / "schemas/orders.json").read_text()) == before


def test_tables_that_come_and_go(tmp_path, capsys):
    revised(tmp_path, {"schemas/orders.json": ORDERS}, {"schemas/carts.json": ORDERS})
    status, out, err = migrate(capsys, tmp_path, "--from", "HEAD")
    assert status == 0 and code(out) == ""
    assert "left for a person: orders: is no longer described (schemas/orders.json was): nothing is dropped" in err
    assert "new since then, to be created by what creates tables: `carts`" in err


def test_a_project_below_the_root_of_the_repository(tmp_path, capsys):
    inner = tmp_path / "services" / "shop"
    inner.mkdir(parents=True)
    revised(tmp_path, {"services/shop/schemas/orders.json": ORDERS}, {})
    shop(inner, {"schemas/orders.json": schema(field("order_id"), field("buyer"), field("day", "DATE"), field("x"))})
    (tmp_path / ".cloudact-lint.yaml").unlink()
    _, out, _ = migrate(capsys, inner, "--from", "HEAD")
    assert "ADD COLUMN IF NOT EXISTS `x` STRING" in out


@pytest.mark.parametrize(
    ("revision", "said"),
    [("nowhere", "git knows no revision 'nowhere'"), ("--output=x", "'--output=x' is no revision"), ("", "")],
)
def test_a_revision_that_there_is_not(tmp_path, capsys, revision, said):
    revised(tmp_path, {"schemas/orders.json": ORDERS}, {"schemas/orders.json": ORDERS})
    status, _, err = migrate(capsys, tmp_path, f"--from={revision}")
    assert (status, said in err) == (2 if said else 0, True)
    assert not (tmp_path / "x").exists()


def test_no_git(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": ORDERS})
    status, _, err = migrate(capsys, tmp_path, "--from", "HEAD")
    assert status == 2 and "is no git work tree" in err


# --live ----------------------------------------------------------------------------------


def written(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith(".csv"):
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(data[0]))
            writer.writeheader()
            writer.writerows(data)
    elif name.endswith(".jsonl"):
        path.write_text("".join(json.dumps(row) + "\n" for row in data))
    else:
        path.write_text(json.dumps(data, indent=2))
    return str(path)


HEAD = "table_name,column_name,data_type\n"
LIVE = [("order_id", "STRING", {"is_nullable": "NO"}), ("total", "INT64"), ("old", "STRING")]
WANTED = schema(field("order_id", mode="REQUIRED"), field("total", "NUMERIC"), field("day", "DATE"))


@pytest.mark.parametrize("name", ["columns.json", "columns.jsonl", "columns.csv"])
def test_an_export_of_columns(tmp_path, capsys, name):
    shop(tmp_path, {"schemas/orders.json": WANTED})
    dump = written(tmp_path / "dumps", name, rows_of_columns("orders", *LIVE))
    status, out, err = migrate(capsys, tmp_path, "schemas", "--live", dump)
    assert status == 0
    assert "ALTER TABLE `acme-data-1`.`shop`.`orders`\n  ADD COLUMN IF NOT EXISTS `day` DATE;" in out
    assert "ALTER COLUMN `total` SET DATA TYPE NUMERIC" in out and "DROP NOT NULL" not in out
    assert "`old` is no longer wanted" in err


def test_types_of_a_live_table_are_read_whole(tmp_path, capsys):
    wanted = schema(
        field("lines", "RECORD", "REPEATED", fields=[field("sku"), field("price", "NUMERIC")]), field("n", "INTEGER"),
    )
    shop(tmp_path, {"schemas/orders.json": wanted})
    live = rows_of_columns("orders", ("lines", "ARRAY<STRUCT<sku STRING, price NUMERIC>>"), ("n", "INT64"))
    status, out, err = migrate(capsys, tmp_path, "schemas", "--live", written(tmp_path, "live.json", live), "--check")
    assert (status, out) == (0, ""), err


def test_fields_inside_a_record_are_left_to_a_person(tmp_path, capsys):
    wanted = schema(field("who", "RECORD", fields=[field("name"), field("email")]), field("n", "INTEGER"))
    shop(tmp_path, {"schemas/orders.json": wanted})
    live = rows_of_columns("orders", ("who", "STRUCT<name STRING, phone STRING>"), ("n", "INT64"))
    _, out, err = migrate(capsys, tmp_path, "schemas", "--live", written(tmp_path, "live.json", live))
    assert code(out) == "" and "`who.email` is missing inside `who`" in err and "`who.phone` is no longer wanted" in err


def bq(name, fields, **more):
    return {
        "kind": "bigquery#table", "type": "TABLE", "schema": {"fields": fields},
        "tableReference": {"projectId": "acme-data-1", "datasetId": "shop", "tableId": name}, **more,
    }


def test_bq_show(tmp_path, capsys):
    day = field("day", "DATE", description="Day")
    wanted = bq("orders", [field("order_id"), day, field("code", "STRING", maxLength="20")],
                timePartitioning={"type": "MONTH", "field": "day"}, clustering={"fields": ["code"]})
    live = bq("orders", [field("order_id"), field("day", "DATE"), field("code", "STRING", maxLength="10")],
              timePartitioning={"type": "DAY", "field": "day"}, clustering={"fields": ["order_id"]})
    shop(tmp_path, {"schemas/orders.json": json.dumps(wanted)})
    dump = written(tmp_path / "dumps", "live.json", live)
    _, out, err = migrate(capsys, tmp_path, "schemas", "--live", dump)
    assert "SET DATA TYPE STRING(20)" in out and "`day` SET OPTIONS (description = 'Day')" in out
    assert "is partitioned by DAY of `day` and should be by MONTH of `day`" in err
    assert "is clustered by `order_id` and should be by `code`" in err
    assert "bq update --clustering_fields=code" in err


def test_bq_show_schema_goes_by_the_name_of_its_file(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": WANTED})
    dump = written(tmp_path / "dumps", "orders.json", [field("order_id", mode="REQUIRED"), field("total", "NUMERIC")])
    _, out, _ = migrate(capsys, tmp_path, "schemas", "--live", dump)
    assert code(out) == "ALTER TABLE `orders`\n  ADD COLUMN IF NOT EXISTS `day` DATE;"


def test_required_columns_are_added_as_nullable_and_named(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": WANTED})
    live = written(tmp_path, "live.json", rows_of_columns("orders", ("total", "NUMERIC"), ("day", "DATE")))
    _, out, err = migrate(capsys, tmp_path, "schemas", "--live", live)
    assert "ADD COLUMN IF NOT EXISTS `order_id` STRING;" in out
    assert "`order_id` is REQUIRED in the schema, but BigQuery adds no REQUIRED column" in err


def test_what_becomes_narrower_is_left_to_a_person(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": WANTED})
    live = rows_of_columns("orders", ("order_id", "STRING"), ("total", "FLOAT64"), ("day", "TIMESTAMP"))
    _, out, err = migrate(capsys, tmp_path, "schemas", "--live", written(tmp_path, "live.json", live))
    assert code(out) == ""
    assert "`total` is FLOAT64 and should be NUMERIC, a narrower type" in err
    assert "`day` is TIMESTAMP and should be DATE, which BigQuery does not do" in err
    assert "`order_id` is NULLABLE and the schema wants it REQUIRED" in err


def test_one_table_in_several_datasets(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": WANTED})
    rows = rows_of_columns("orders", *LIVE) + rows_of_columns("orders", ("order_id", "STRING"), dataset="shop_eu")
    live = written(tmp_path, "live.json", rows)
    _, out, _ = migrate(capsys, tmp_path, "schemas", "--live", live)
    assert "`shop`.`orders`" in out and "`shop_eu`.`orders`" in out
    _, out, _ = migrate(capsys, tmp_path, "schemas", "--live", live, "--dataset", "shop_eu")
    assert "`shop`.`orders`" not in out and "`shop_eu`.`orders`" in out
    status, _, err = migrate(capsys, tmp_path, "schemas", "--live", live, "--dataset-like", "shop%")
    assert status == 2 and "several datasets" in err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("live.json", "", "'live.json' is empty"),
        ("live.json", "{", "'live.json' is no JSON"),
        ("live.json", "[1]", "'live.json': entry 1 is no object"),
        ("live.json", "{}", "'live.json', entry 1: no list of fields"),
        ("live.jsonl", '{"a": 1}\n{"a": \n', "'live.jsonl', row 2: no JSON"),
        ("live.csv", f"{HEAD}orders,id\n", "'live.csv', row 2: 2 values, but 3 column names"),
        ("live.csv", f"{HEAD}orders,id,STRUCT<\n", "'live.csv', row 2: the data_type 'STRUCT<'"),
        ("live.csv", f"{HEAD},id,INT64\n", "'live.csv', row 2: no table_name"),
        ("live.csv", "nothing\n", "'live.csv' is neither JSON nor CSV"),
        ("live.json", '[{"name": "a", "type": "NOPE<"}]', "the field 'a' has the type 'NOPE<'"),
        ("live.json", "[" * 100_000, "'live.json' is"),
    ],
)
def test_a_dump_that_is_none(tmp_path, capsys, name, text, said):
    shop(tmp_path, {"schemas/orders.json": WANTED, name: text})
    status, out, err = migrate(capsys, tmp_path, "schemas", "--live", name)
    assert (status, out) == (2, "") and err.startswith("error: ") and said in err
    assert "Traceback" not in err


def test_a_dump_that_is_not_there(tmp_path, capsys):
    shop(tmp_path, {"schemas/orders.json": WANTED})
    status, _, err = migrate(capsys, tmp_path, "--live", "no.json")
    assert (status, err) == (2, "error: 'no.json' cannot be read: No such file or directory\n")
