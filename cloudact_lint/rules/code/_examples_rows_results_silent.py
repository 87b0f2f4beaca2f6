"""Examples of CA511: where it keeps quiet. They are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example
from cloudact_lint.rules.code._examples_rows_results import _with

_HEAD = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n"


def _plain(body: str, title: str, docs: bool = False) -> Example:
    return _with(_HEAD + body, title, docs)


VALID = (
    _plain(
        '''\
def totals():
    rows = client.query("SELECT customer_id, SUM(total) AS total FROM sales.orders GROUP BY customer_id").result()
    return {row["customer_id"]: row.total for row in rows}
''',
        "Names that the query gives",
        True,
    ),
    _plain(
        '''\
def totals():
    rows = [dict(row) for row in client.query("SELECT order_id, total FROM sales.orders").result()]
    for row in rows:
        row["net"] = float(row["total"]) / 1.19
    return [(row["order_id"], row["net"]) for row in rows]
''',
        "A key that the code puts in itself",
        True,
    ),
    _plain(
        '''\
def label(row):
    if "label" in row.keys():
        return row["label"]
    return row["order_id"]

def labels():
    return [label(row) for row in client.query("SELECT order_id FROM sales.orders").result()]
''',
        "A key that is tested for",
        True,
    ),
    _plain(
        '''\
def label():
    for row in client.query("SELECT order_id FROM sales.orders").result():
        try:
            return row["label"]
        except KeyError:
            return None
''',
        "except KeyError",
    ),
    _plain(
        '''\
def label():
    for row in client.query("SELECT order_id FROM sales.orders").result():
        return row.label if hasattr(row, "label") else None
''',
        "hasattr",
    ),
    _plain(
        '''\
def one(by_customer):
    if by_customer:
        sql = "SELECT customer_id, total FROM sales.orders"
    else:
        sql = "SELECT order_id, total FROM sales.orders"
    return [row.get("order_id") for row in client.query(sql).result()]
''',
        "One of two queries has it",
    ),
    _plain(
        '''\
def everything():
    return [row["whatever"] for row in client.query("SELECT * FROM sales.not_described").result()]
''',
        "SELECT * of a table that is not known",
    ),
    _plain(
        '''\
def some(columns):
    sql = f"SELECT order_id, {', '.join(columns)} FROM sales.orders"
    return [row["total"] for row in client.query(sql).result()]
''',
        "Columns that are put in at run time",
        True,
    ),
    _plain(
        '''\
def describe():
    for row in client.query("SELECT order_id FROM sales.orders").result():
        print(row.keys(), row.values(), list(row.items()), row._xxx_field_to_index, row[0])
''',
        "What a row has besides columns",
    ),
    _plain(
        '''\
def count():
    row = list(client.query("SELECT COUNT(*) FROM sales.orders").result())[0]
    return row["f0_"]
''',
        "The name of a column without one",
    ),
    _plain(
        '''\
def upper():
    return [row["ORDER_ID"] for row in client.query("SELECT order_id FROM sales.orders").result()]
''',
        "Case",
    ),
    _plain(
        '''\
def frame():
    df = client.query("SELECT order_id, total FROM sales.orders").to_dataframe()
    df = df.rename(columns={"total": "amount"}).assign(vat=0.19)
    df["net"] = df["amount"] / (1 + df["vat"])
    return df[["order_id", "net"]].sort_values("net")
''',
        "Columns that a DataFrame gets later",
    ),
    _plain(
        '''\
import polars as pl

def frame():
    df = pl.from_arrow(client.query("SELECT order_id, total FROM sales.orders").result().to_arrow())
    df = df.with_columns((pl.col("total") * 0.19).alias("vat"))
    return df.filter(pl.col("vat") > 1).group_by("order_id").agg(pl.col("vat").sum().alias("sum")).sort("sum")
''',
        "Columns that polars makes",
    ),
    _plain(
        '''\
def merged(extra):
    for row in client.query("SELECT order_id FROM sales.orders").result():
        row = {**row, **extra}
        yield row["colour"]
''',
        "Keys from elsewhere",
    ),
    _plain(
        '''\
def merged():
    for row in client.query("SELECT order_id FROM sales.orders").result():
        item = {**row, "colour": "red"}
        yield item["colour"], item["order_id"]
''',
        "A spread and a key",
    ),
    _plain(
        '''\
def total(rows):
    return sum(row["amount"] for row in rows)

def both(other):
    total(client.query("SELECT order_id, total AS amount FROM sales.orders").result())
    total(other)
''',
        "Rows from elsewhere too",
    ),
    _plain(
        '''\
def read(cache):
    rows = cache.get("orders") or list(client.query("SELECT order_id FROM sales.orders").result())
    return [row["total"] for row in rows]
''',
        "Rows that may come from a cache",
    ),
    _with(
        '''\
import sqlite3

def read(connection: sqlite3.Connection):
    for row in connection.execute("SELECT order_id FROM orders"):
        print(row["total"])
''',
        "Another database",
        docs=False,
    ),
    _plain(
        '''\
def run(sql):
    row = next(iter(client.query(sql).result()))
    return row["total"]

def both():
    return run("SELECT total FROM sales.orders"), run("SELECT order_id FROM sales.orders")
''',
        "What a helper reads of any query it is given",
    ),
    _plain(
        '''\
def script():
    sql = "CREATE TEMP TABLE t AS SELECT 1 AS n; SELECT n FROM t"
    return [row["m"] for row in client.query(sql).result()]
''',
        "A script of several statements",
    ),
    _plain(
        '''\
query = "SELECT order_id, total FROM sales.orders"
frame = client.query(query).to_dataframe()
print(frame["total"].sum())

query = "SELECT customer_id, COUNT(*) AS n FROM sales.orders GROUP BY customer_id"
frame = client.query(query).to_dataframe()
print(frame["n"].max())
''',
        "A script that uses its names again",
    ),
    _plain(
        '''\
from dataclasses import dataclass
from typing import Optional

from pydantic import BaseModel, Field, model_validator

class Order(BaseModel):
    order_id: str
    currency: str
    colour: Optional[str]

class Renamed(BaseModel):
    number: str = Field(alias="order_id")
    text: str

class Completed(BaseModel):
    order_id: str
    text: str

    @model_validator(mode="before")
    def complete(cls, values):
        return {**values, "text": ""}

@dataclass
class Line:
    order_id: str
    total: float
    text: str = ""

def orders():
    rows = list(client.query("SELECT order_id, total FROM sales.orders").result())
    for row in rows:
        yield Order(**dict(row), currency="EUR"), Renamed(**dict(row)), Completed(**dict(row)), Line(**dict(row))
''',
        "Models of rows",
    ),
    _plain(
        '''\
def tagged(updates):
    rows = list(client.query("SELECT order_id, 'new' AS status FROM sales.orders").result())
    return rows[0].status if "status" in updates else None
''',
        "Another dict is tested",
    ),
    _plain(
        '''\
def pages():
    rows = client.query("SELECT order_id, total FROM sales.orders").result(page_size=100)
    for page in rows.pages:
        for row in page:
            yield row["order_id"]
    print(rows.total_rows, rows.schema)
''',
        "Pages",
    ),
    _plain(
        '''\
def struct():
    rows = client.query("SELECT STRUCT(1 AS a, 2 AS b) AS pair FROM sales.orders").result()
    return [row["pair"]["a"] for row in rows]
''',
        "Inside a STRUCT",
    ),
    _with(
        '''\
import { BigQuery } from "@google-cloud/bigquery";

export async function count() {
  const [rows] = await new BigQuery().query("SELECT order_id FROM sales.orders");
  rows.forEach((row: { order_id: string }) => console.log(row.order_id, rows.length));
  return rows.length;
}
''',
        "TypeScript",
        False,
        "count.ts",
    ),
)
