"""Examples of CA512: what it finds. They are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = (
    "schemas/orders.json",
    """\
[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "customer_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "total", "type": "NUMERIC"},
  {"name": "tags", "type": "STRING", "mode": "REPEATED"},
  {"name": "extra", "type": "JSON"},
  {"name": "created_at", "type": "TIMESTAMP", "mode": "REQUIRED", "defaultValueExpression": "CURRENT_TIMESTAMP()"},
  {"name": "address", "type": "RECORD", "fields": [
    {"name": "street", "type": "STRING"}, {"name": "city", "type": "STRING", "mode": "REQUIRED"}
  ]},
  {"name": "items", "type": "RECORD", "mode": "REPEATED", "fields": [
    {"name": "sku", "type": "STRING"}, {"name": "quantity", "type": "INTEGER"}
  ]}
]
""",
)
_EVENTS = (
    "schemas/events.json",
    '[{"name": "event_id", "type": "STRING"}, {"name": "kind", "type": "STRING"}, {"name": "at", "type": "TIMESTAMP"}]\n',
)


def with_tables(text: str, title: str, docs: bool = False, path: str = "app.py", *more: tuple[str, str]) -> Example:
    """An example beside the schemas of two tables."""
    return Example(title=title, files=(_ORDERS, _EVENTS, (path, text), *more), docs=docs)


_HEAD = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n"


def plain(body: str, title: str, docs: bool = False) -> Example:
    """The same, with a client."""
    return with_tables(_HEAD + body, title, docs)


INVALID = (
    plain(
        '''\
def add(order):
    row = {
        "order_id": order.id,
        "customer_id": order.customer,
        "amount": order.total,  # <- CA512
    }
    errors = client.insert_rows_json("shop.sales.orders", [row])
    if errors:
        raise RuntimeError(errors)
''',
        "A key that the table does not have",
        True,
    ),
    plain(
        '''\
def add(orders):
    rows = [
        {"order_id": order.id, "total": order.total}  # <- CA512
        for order in orders
    ]
    client.insert_rows_json(client.dataset("sales").table("orders"), rows)
''',
        "A row without a REQUIRED column",
        True,
    ),
    plain(
        '''\
def add(orders, day):
    rows = []
    for order in orders:
        row = dict(order_id=order.id, customer_id=order.customer)
        row["day"] = day  # <- CA512
        rows.append(row)
    client.insert_rows_json(f"{client.project}.sales.orders", rows)
''',
        "Keys that are set later",
        True,
    ),
    with_tables(
        '''\
from store import Store

def log(store: Store, kind):
    store.write("events", [{"event_id": "1", "type": kind}])  # <- CA512
''',
        "A helper that gets the table and the rows",
        True,
        "app.py",
        (
            "store.py",
            '''\
from google.cloud import bigquery

class Store:
    def __init__(self, dataset):
        self.client = bigquery.Client()
        self.dataset = dataset

    def write(self, table, rows):
        table_id = f"{self.client.project}.{self.dataset}.{table}"
        errors = self.client.insert_rows_json(table_id, rows)
        if errors:
            raise RuntimeError(errors)
''',
        ),
    ),
    plain(
        '''\
def add(order):
    client.insert_rows_json("sales.orders", [{
        "order_id": order.id,
        "customer_id": order.customer,
        "address": {"street": order.street, "zip": order.zip, "city": order.city},  # <- CA512
        "items": [{"sku": item.sku, "count": item.count} for item in order.items],  # <- CA512
    }])
''',
        "Inside RECORDs",
    ),
    plain(
        '''\
BASE = {"order_id": "0", "customer_id": "0"}

def add(order):
    row = {**BASE, "order_id": order.id, "note": ""}  # <- CA512
    client.insert_rows_json("sales.orders", [row])
''',
        "A spread that is known",
    ),
    plain(
        '''\
def add(order, unknown):
    row = {"order_id": order.id, "note": "", **unknown}  # <- CA512
    client.insert_rows_json("sales.orders", [row])
''',
        "A spread that is not known: only the unknown key is said",
    ),
    plain(
        '''\
from dataclasses import asdict, dataclass

@dataclass
class Event:
    event_id: str
    name: str

def log(event: Event):
    client.insert_rows_json("sales.events", [asdict(event)])  # <- CA512
''',
        "A dataclass",
        True,
    ),
    plain(
        '''\
import pandas as pd

def load(ids):
    df = pd.DataFrame({"event_id": ids})
    df["kind"] = "import"
    df["source"] = "csv"  # <- CA512
    client.load_table_from_dataframe(df, "sales.events").result()
''',
        "A DataFrame",
    ),
    plain(
        '''\
def load(ids):
    rows = [{"event_id": i, "kind": "import", "when": None} for i in ids]  # <- CA512
    client.load_table_from_json(rows, "sales.events").result()
''',
        "A load of JSON",
    ),
    plain(
        '''\
def add(order):
    row = {"order_id": order.id, "customer_id": None}  # <- CA512
    client.insert_rows_json("sales.orders", [row])
''',
        "None for a REQUIRED column",
    ),
    plain(
        '''\
def to_row(order):
    return {"order_id": order.id, "customer_id": order.customer, "sum": order.total}  # <- CA512

def add(orders):
    table = client.get_table("sales.orders")
    for start in range(0, len(orders), 500):
        batch = [to_row(order) for order in orders]
        client.insert_rows(table, batch[start : start + 500])
''',
        "A function that makes the row, and slices",
    ),
    plain(
        '''\
def stamp(row):
    row["stamped"] = True  # <- CA512

def add(order):
    row = {"order_id": order.id, "customer_id": order.customer}
    stamp(row)
    client.insert_rows_json("sales.orders", [row])
''',
        "A function that is given the row",
    ),
    plain(
        '''\
class Orders:
    table = "shop.sales.orders"

    def add(self, order):
        entries = [{"id": order.id, "json": {"order_id": order.id, "customer_id": order.customer, "sum": 1}}]  # <- CA512
        client.insert_rows_json(self.table, [entry["json"] for entry in entries], row_ids=[e["id"] for e in entries])
''',
        "Rows inside other dicts",
    ),
    with_tables(
        '''\
import { BigQuery } from "@google-cloud/bigquery";

const bigquery = new BigQuery();

export async function log(kind: string) {
  await bigquery.dataset("sales").table("events").insert([{ event_id: "1", type: kind }]); // <- CA512
}
''',
        "TypeScript",
        True,
        "log.ts",
    ),
    with_tables(
        '''\
import { BigQuery } from "@google-cloud/bigquery";

const table = new BigQuery().dataset("sales").table("events");

export async function log(events: { id: string; kind: string }[]) {
  const rows = events.map((event) => ({
    insertId: event.id,
    json: { event_id: event.id, type: event.kind }, // <- CA512
  }));
  await table.insert(rows, { raw: true });
}
''',
        "Raw rows in TypeScript",
        False,
        "log.ts",
    ),
)
