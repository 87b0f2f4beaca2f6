"""Examples of CA511: what it finds. They are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = (
    "schemas/orders.json",
    '[{"name": "order_id", "type": "STRING", "mode": "REQUIRED"}, {"name": "customer_id", "type": "STRING"},\n'
    ' {"name": "total", "type": "NUMERIC"}, {"name": "placed_at", "type": "TIMESTAMP"}]\n',
)


def _with(text: str, title: str, docs: bool = True, path: str = "app.py", *more: tuple[str, str]) -> Example:
    return Example(title=title, files=(_ORDERS, (path, text), *more), docs=docs)


INVALID = (
    _with(
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def totals():
    rows = client.query("SELECT customer_id, SUM(total) AS total FROM sales.orders GROUP BY customer_id").result()
    return {row["customer_id"]: row["sum_total"] for row in rows}  # <- CA511
''',
        "A name that the query does not give",
    ),
    _with(
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def latest():
    sql = """
        SELECT order_id, MAX(placed_at) AS last_placed
        FROM sales.orders
        GROUP BY order_id
    """
    for row in client.query(sql):
        print(
            row.order_id,
            row.last_placed_at,  # <- CA511
        )
''',
        "An attribute",
    ),
    _with(
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def discount(order):
    row = next(iter(client.query("SELECT total, discount_pct FROM sales.discounts").result()), None)
    return row.get("discount_percentage", 0) if row else 0  # <- CA511
''',
        "A default for every row",
    ),
    _with(
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def customers():
    rows = [dict(row) for row in client.query("SELECT * FROM sales.orders").result()]
    return [row["customer_name"] for row in rows]  # <- CA511
''',
        "SELECT * gives what the schema has",
    ),
    _with(
        '''\
from db import Database

def report(db: Database):
    for row in db.fetch("SELECT order_id, total FROM sales.orders"):
        yield row["order_id"], row["currency"]  # <- CA511
''',
        "Through a helper that runs what it is given",
        True,
        "app.py",
        (
            "db.py",
            '''\
from google.cloud import bigquery

class Database:
    def __init__(self):
        self.client = bigquery.Client()

    def fetch(self, sql, params=None):
        job = self.client.query(sql, job_config=bigquery.QueryJobConfig(query_parameters=params or []))
        return [dict(row) for row in job.result()]
''',
        ),
    ),
    _with(
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def read():
    df = client.query("SELECT order_id, total FROM sales.orders").to_dataframe()
    df["net"] = df["total"] / 1.19
    return df[["order_id", "net", "vat"]]  # <- CA511
''',
        "A DataFrame",
    ),
    _with(
        '''\
import polars as pl
from google.cloud import bigquery

client = bigquery.Client()

def big():
    df = pl.from_arrow(client.query("SELECT order_id, total FROM sales.orders").result().to_arrow())
    return df.filter(pl.col("amount") > 100)  # <- CA511
''',
        "polars",
    ),
    _with(
        '''\
import asyncio
from google.cloud import bigquery

class Orders:
    def __init__(self):
        self.client = bigquery.Client()

    def _run(self, sql):
        return list(self.client.query(sql).result())

    async def one(self, order_id):
        loop = asyncio.get_running_loop()
        rows = await loop.run_in_executor(None, self._run, "SELECT order_id, total FROM sales.orders WHERE order_id = @id")
        if not rows:
            return None
        return rows[0]["status"]  # <- CA511
''',
        "Through an executor",
        docs=False,
    ),
    _with(
        '''\
import asyncio
from google.cloud import bigquery

client = bigquery.Client()

async def count():
    def run():
        return list(client.query("SELECT COUNT(*) AS n FROM sales.orders").result())

    rows = await asyncio.to_thread(run)
    return rows[0]["count"]  # <- CA511
''',
        "A function of its own for the thread",
        docs=False,
    ),
    _with(
        '''\
from google.cloud import bigquery
from pydantic import BaseModel

client = bigquery.Client()

class Order(BaseModel):
    order_id: str
    currency: str
    note: str = ""

def orders():
    rows = client.query("SELECT order_id, total FROM sales.orders").result()
    return [Order(**dict(row)) for row in rows]  # <- CA511
''',
        "A model that requires more than the query gives",
    ),
    _with(
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def to_model(row):
    return {"id": row["order_id"], "sum": row["amount"]}  # <- CA511

def orders():
    return [to_model(row) for row in client.query("SELECT order_id, total FROM sales.orders").result()]
''',
        "In a function that is given the row",
    ),
    _with(
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def best():
    rows = list(client.query("SELECT order_id, total FROM sales.orders").result())
    first = max(rows, key=lambda r: r["amount"])  # <- CA511
    by_id = {row["order_id"]: row for row in rows}
    other = by_id["x"]["customer"]  # <- CA511
    for number, row in enumerate(rows):
        print(number, row["state"])  # <- CA511
    return first, other
''',
        "Lambdas, look-up tables, enumerate",
        docs=False,
    ),
    _with(
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def one(by_customer):
    if by_customer:
        sql = "SELECT customer_id, total FROM sales.orders"
    else:
        sql = "SELECT order_id, total FROM sales.orders"
    rows = list(client.query(sql).result())
    return rows[0]["amount"], rows[0]["order_id"]  # <- CA511
''',
        "None of two queries",
        docs=False,
    ),
    _with(
        '''\
const { BigQuery } = require("@google-cloud/bigquery");
const bigquery = new BigQuery();

export async function totals() {
  const [rows] = await bigquery.query({ query: "SELECT customer_id, total FROM sales.orders" });
  return rows.map((row) => ({
    id: row.customer_id,
    sum: row.amount, // <- CA511
  }));
}
''',
        "JavaScript",
        True,
        "totals.js",
    ),
    _with(
        '''\
import { BigQuery } from "@google-cloud/bigquery";

const bigquery = new BigQuery();

export async function first(): Promise<string> {
  const [job] = await bigquery.createQueryJob({ query: "SELECT order_id FROM sales.orders LIMIT 1" });
  const [rows] = await job.getQueryResults();
  const { status } = rows[0]; // <- CA511
  for (const row of rows) {
    console.log(row.state); // <- CA511
  }
  return status;
}
''',
        "TypeScript with a job",
        False,
        "first.ts",
    ),
)
