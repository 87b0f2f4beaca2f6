"""What CA408 finds, and what it does not."""

from __future__ import annotations

from cloudact_lint.rule import Example

VALID = (
    Example(
        title="Every field has a description",
        files=(("schemas/orders.json",
                '[\n  {"name": "order_id", "type": "STRING", "description": "Key, from the shop"},\n'
                '  {"name": "buyer", "type": "RECORD", "description": "Who bought", "fields": [\n'
                '    {"name": "id", "type": "STRING", "description": "Key of the customer"}\n  ]}\n]\n'),),
    ),
    Example(
        title="A CREATE TABLE",
        text="CREATE TABLE shop.orders (\n  order_id STRING NOT NULL\n);\n",
        path="orders.sql",
        docs=False,
    ),
    Example(
        title="Schemas of tests",
        files=(("tests/schemas/orders.json", '[{"name": "order_id", "type": "STRING"}]\n'),),
        docs=False,
    ),
)

INVALID = (
    Example(
        title="Some fields: one finding, at the first",
        files=(("schemas/orders.json",
                '[\n  {"name": "order_id", "type": "STRING", "description": "Key, from the shop"},\n'
                '  {"name": "amount", "type": "NUMERIC"},\n  {"name": "day", "type": "DATE"}\n]\n'),),
        rows=(("schemas/orders.json", 3),),
        kind="advice",
    ),
    Example(
        title="A field of a RECORD",
        files=(("schemas/orders.json",
                '[\n  {"name": "buyer", "type": "RECORD", "description": "Who bought", "fields": [\n'
                '    {"name": "id", "type": "STRING"}\n  ]}\n]\n'),),
        rows=(("schemas/orders.json", 3),),
    ),
    Example(
        title="An empty description is none",
        files=(("schemas/orders.json", '[\n  {"name": "order_id", "type": "STRING", "description": " "}\n]\n'),),
        rows=(("schemas/orders.json", 2),),
        docs=False,
    ),
    Example(
        title="No field has one",
        files=(("schemas/orders.json", '[\n  {"name": "a", "type": "STRING"},\n  {"name": "b", "type": "STRING"}\n]\n'),),
        rows=(("schemas/orders.json", 2),),
        docs=False,
    ),
)
