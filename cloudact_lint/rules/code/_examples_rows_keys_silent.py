"""Examples of CA512: where it keeps quiet. They are its tests too."""

from __future__ import annotations

from cloudact_lint.rules.code._examples_rows_keys import plain, with_tables

VALID = (
    plain(
        '''\
def add(order):
    row = {"order_id": order.id, "customer_id": order.customer, "total": str(order.total), "extra": {"any": 1}}
    client.insert_rows_json("shop.sales.orders", [row])
''',
        "Keys of the schema; one with a default may be left out",
        True,
    ),
    plain(
        '''\
def add(order, more):
    row = {"order_id": order.id, **more}
    client.insert_rows_json("shop.sales.orders", [row])
''',
        "More keys than are seen: nothing is said to be missing",
        True,
    ),
    plain(
        '''\
def add(order):
    row = {"order_id": order.id, "customer_id": order.customer, "debug": 1}
    client.insert_rows_json("shop.sales.orders", [row], ignore_unknown_values=True)
''',
        "Unknown values are let pass",
        True,
    ),
    plain(
        '''\
def add(order):
    row = {"order_id": order.id, "customer_id": order.customer}
    client.insert_rows_json("shop.sales.orders", [row])
    row["stored"] = True
    return row
''',
        "A key set after the insert",
    ),
    plain(
        '''\
def add(order):
    row = {"order_id": order.id, "customer_id": order.customer, "cached": True}
    row.pop("cached")
    client.insert_rows_json("shop.sales.orders", [row])
''',
        "A key taken out again",
    ),
    plain(
        '''\
def add(order):
    row = {"order_id": order.id, "CUSTOMER_ID": order.customer}
    client.insert_rows_json("shop.sales.orders", [row])
''',
        "Case",
    ),
    plain(
        '''\
def load(rows):
    config = bigquery.LoadJobConfig(
        write_disposition="WRITE_APPEND",
        schema_update_options=[bigquery.SchemaUpdateOption.ALLOW_FIELD_ADDITION],
    )
    events = [{"event_id": row, "kind": "x", "colour": "red"} for row in rows]
    client.load_table_from_json(events, "sales.events", job_config=config).result()
''',
        "A load that may add columns",
    ),
    plain(
        '''\
def load(rows):
    config = bigquery.LoadJobConfig(autodetect=True, write_disposition="WRITE_TRUNCATE")
    events = [{"event_id": row, "colour": "red"} for row in rows]
    client.load_table_from_json(events, "sales.events", job_config=config).result()
''',
        "A load that writes the schema anew",
    ),
    plain(
        '''\
def add(order, table):
    client.insert_rows_json(table, [{"anything": order.id}])
    client.insert_rows_json(f"shop.sales.{table}", [{"anything": order.id}])
    client.insert_rows_json("shop.sales.not_described", [{"anything": order.id}])
''',
        "Tables that are not known",
    ),
    plain(
        '''\
def add(order):
    row = {"order_id": order.id}
    row.update(customer_id=order.customer, total=order.total)
    row.setdefault("tags", [])
    client.insert_rows_json("sales.orders", [row])
''',
        "Keys by update",
        True,
    ),
    plain(
        '''\
def add(orders):
    rows = [{"order_id": order.id} for order in orders]
    for row, order in zip(rows, orders):
        row["customer_id"] = order.customer
    more = [{"order_id": order.id} for order in orders]
    for row in more:
        row["customer_id"] = "x"
    client.insert_rows_json("sales.orders", rows + more)
''',
        "Keys set in a loop over the rows",
    ),
    plain(
        '''\
def add(order):
    row = {"order_id": order.id}
    complete(row, order)
    client.insert_rows_json("sales.orders", [row])
''',
        "A function that is not seen may complete the row",
    ),
    plain(
        '''\
from elsewhere import enrich

def number(rows):
    for index, row in enumerate(rows):
        row["customer_id"] = str(index)

def add(orders):
    rows = [{"order_id": order.id} for order in orders]
    number(rows)
    client.insert_rows_json("sales.orders", rows)

def add_enriched(orders):
    rows = [{"order_id": order.id} for order in orders]
    enrich(rows)
    client.insert_rows_json("sales.orders", rows)
''',
        "Functions that complete the rows of a list",
    ),
    plain(
        '''\
def seed(orders, events):
    rows = []
    for order in orders:
        row = {"order_id": order.id}
        row["customer_id"] = order.customer
        rows.append(row)
    client.insert_rows_json("sales.orders", rows)
    rows = []
    for event in events:
        row = {"event_id": event.id}
        row["kind"] = "seed"
        rows.append(row)
    client.insert_rows_json("sales.events", rows)
''',
        "One name for two lists",
    ),
    plain(
        '''\
def clean(row):
    return {key: value for key, value in row.items() if value is not None}

def add(order):
    client.insert_rows_json("sales.orders", [clean({"order_id": order.id, "customer_id": order.customer})])
''',
        "A row that is made of another",
    ),
    plain(
        '''\
from pydantic import BaseModel

class Event(BaseModel):
    event_id: str
    kind: str

def log(event: Event):
    client.insert_rows_json("sales.events", [event.model_dump()])
    client.insert_rows_json("sales.events", [event.model_dump(exclude={"kind"})])
''',
        "A model whose fields are columns",
    ),
    plain(
        '''\
def remember(seen):
    seen.insert(0, {"anything": 1})
    rows = [{"anything": 1}]
    rows.insert(0, {"more": 2})
    return rows
''',
        "insert of a list",
    ),
    plain(
        '''\
def add(order):
    row = {"order_id": order.id, "customer_id": order.customer, "address": order.address, "items": order.items}
    client.insert_rows_json("sales.orders", [row])
''',
        "RECORDs from elsewhere",
    ),
    with_tables(
        'import sqlite3\n\ndef add(db):\n    db.insert_rows("orders", [{"anything": 1}])\n',
        "Another database",
    ),
    with_tables(
        '''\
from google.cloud import bigquery

def test_insert():
    bigquery.Client().insert_rows_json("sales.orders", [{"anything": 1}])
''',
        "Test code",
        False,
        "tests/test_orders.py",
    ),
    with_tables(
        '''\
import { BigQuery } from "@google-cloud/bigquery";

const table = new BigQuery().dataset("sales").table("events");

export async function log(id: string, rest: object) {
  await table.insert({ event_id: id, kind: "x" });
  await table.insert([{ event_id: id, colour: "red" }], { ignoreUnknownValues: true });
  await table.insert([{ insertId: id, json: { event_id: id, ...rest } }], { raw: true });
}
''',
        "TypeScript",
        False,
        "log.ts",
    ),
)
