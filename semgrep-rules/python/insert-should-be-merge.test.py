"""Appends that duplicate when they run again, and those that do not."""

import sqlite3

from google.cloud import bigquery

warehouse = bigquery.Client()


def stream(table_id: str, rows: list[dict]) -> None:
    # ruleid: insert-should-be-merge
    errors = warehouse.insert_rows_json("sales.orders", rows)
    # ok: insert-should-be-merge
    errors += warehouse.insert_rows_json("sales.orders", rows, row_ids=[row["order_id"] for row in rows])
    # ok: insert-should-be-merge
    errors += warehouse.insert_rows_json("sales.order_audit_log", rows)
    # ok: insert-should-be-merge
    errors += warehouse.insert_rows_json(table_id, rows)
    # ok: insert-should-be-merge
    errors += warehouse.insert_rows_json(f"sales.{table_id}", rows)
    if errors:
        raise RuntimeError(errors)


def named_in_a_local(dataset: str, rows: list[dict]) -> None:
    table = "sales.refunds"
    # ruleid: insert-should-be-merge
    errors = warehouse.insert_rows_json(table, rows)
    formatted_table = f"{dataset}.returns"
    # todoruleid: insert-should-be-merge
    errors += warehouse.insert_rows_json(formatted_table, rows)
    # ruleid: insert-should-be-merge
    errors += warehouse.insert_rows_json(f"{dataset}.vouchers", rows)
    if errors:
        raise RuntimeError(errors)


def no_ids(rows: list[dict]) -> None:
    # ruleid: insert-should-be-merge
    errors = warehouse.insert_rows_json("sales.customers", rows, row_ids=[None] * len(rows))
    # ruleid: insert-should-be-merge
    errors += warehouse.insert_rows_json("sales.customers", rows, row_ids=bigquery.AutoRowIDs.DISABLED)
    if errors:
        raise RuntimeError(errors)


def as_text(config: bigquery.QueryJobConfig) -> None:
    # ruleid: insert-should-be-merge
    warehouse.query("INSERT INTO sales.orders (order_id, total) VALUES (@order_id, @total)", job_config=config)
    # ok: insert-should-be-merge
    warehouse.query("SELECT order_id FROM sales.orders", job_config=config)


def merged(config: bigquery.QueryJobConfig) -> None:
    # ok: insert-should-be-merge
    warehouse.query(
        "MERGE sales.orders t USING staging.orders s ON t.order_id = s.order_id WHEN NOT MATCHED THEN INSERT ROW",
        job_config=config,
    )


def formatted(dataset: str, config: bigquery.QueryJobConfig) -> None:
    # ruleid: insert-should-be-merge
    warehouse.query(f"INSERT INTO {dataset}.orders (order_id) VALUES (@order_id)", job_config=config)


def guarded(config: bigquery.QueryJobConfig) -> None:
    # ok: insert-should-be-merge
    warehouse.query(
        "INSERT INTO sales.orders (order_id) SELECT s.order_id FROM staging.orders s "
        "WHERE NOT EXISTS (SELECT 1 FROM sales.orders t WHERE t.order_id = s.order_id)",
        job_config=config,
    )


def append_only(config: bigquery.QueryJobConfig) -> None:
    # ok: insert-should-be-merge
    warehouse.query("INSERT INTO sales.audit_log (order_id) VALUES (@order_id)", job_config=config)


def elsewhere(path: str) -> None:
    # ok: insert-should-be-merge
    sqlite3.connect(path).execute("INSERT INTO orders (order_id) VALUES (1)")
