"""What CA403 finds, and what it does not."""

from __future__ import annotations

from typing import Any

from cloudact_lint.rule import Example

_OPTIONS: tuple[tuple[str, Any], ...] = (
    ("tenant-column", "shop_id"), ("tenant-tables", ("shop_*", "schemas/shared/")), ("tenant-exempt-tables", ("shop_kinds",)),
)
_WITH = '[\n  {"name": "order_id", "type": "STRING"},\n  {"name": "shop_id", "type": "INT64", "mode": "REQUIRED"}\n]\n'
_WITHOUT = '[\n  {"name": "order_id", "type": "STRING"},\n  {"name": "day", "type": "DATE"}\n]\n'

VALID = (
    Example(title="The column is there", files=(("schemas/shop_orders.json", _WITH),), options=_OPTIONS),
    Example(title="A table that is not shared", files=(("schemas/weather.json", _WITHOUT),), options=_OPTIONS),
    Example(title="Rows that belong to nobody", files=(("schemas/shop_kinds.json", _WITHOUT),), options=_OPTIONS),
    Example(title="Without configuration", files=(("schemas/shop_orders.json", _WITHOUT),), docs=False),
    Example(
        title="Nothing says which tables are shared",
        files=(("schemas/shop_orders.json", _WITHOUT),),
        options=(("tenant-column", "shop_id"),),
        docs=False,
    ),
    Example(
        title="Case does not matter",
        files=(("schemas/shared/orders.json", '[{"name": "Shop_ID", "type": "STRING"}]\n'),),
        options=_OPTIONS,
        docs=False,
    ),
    Example(
        title="Schemas of tests",
        files=(("tests/schemas/shop_orders.json", _WITHOUT),),
        options=_OPTIONS,
        docs=False,
    ),
    Example(
        title="A view over shared tables",
        files=(("shop_totals.sql", "CREATE VIEW shop.shop_totals AS SELECT SUM(amount) AS total FROM shop.orders;\n"),),
        options=_OPTIONS,
        docs=False,
    ),
)

INVALID = (
    Example(
        title="A shared table, by name",
        files=(("schemas/shop_orders.json", _WITHOUT),),
        rows=(("schemas/shop_orders.json", 1),),
        options=_OPTIONS,
    ),
    Example(
        title="A shared table, by the folder of its schema; a sibling has the column",
        files=(("schemas/shared/orders.json", _WITH), ("schemas/shared/refunds.json", _WITHOUT)),
        rows=(("schemas/shared/refunds.json", 1),),
        options=_OPTIONS,
    ),
    Example(
        title="The column is a field of a RECORD only",
        files=(("schemas/shop_orders.json",
                '[{"name": "owner", "type": "RECORD", "fields": [{"name": "shop_id", "type": "STRING"}]}]\n'),),
        rows=(("schemas/shop_orders.json", 1),),
        options=_OPTIONS,
        docs=False,
    ),
    Example(
        title="Another name for it",
        files=(("schemas/shop_orders.json", '[{"name": "shop_ident", "type": "STRING"}]\n'),),
        rows=(("schemas/shop_orders.json", 1),),
        options=_OPTIONS,
        docs=False,
    ),
    Example(
        title="A CREATE TABLE",
        text="CREATE TABLE shared.shop_orders ( -- <- CA403\n  order_id STRING NOT NULL\n);\n",
        path="tables.sql",
        options=_OPTIONS,
    ),
)
