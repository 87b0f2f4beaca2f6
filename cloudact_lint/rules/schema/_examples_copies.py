"""What CA407 finds, and what it does not."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = (
    '[\n  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},\n  {"name": "amount", "type": "NUMERIC"},\n'
    '  {"name": "day", "type": "DATE"}\n]\n'
)
_LOAD = (
    "steps:\n  - name: load\n    destination:\n      table: orders_raw\n      schema_template: orders_template\n"
)

VALID = (
    Example(title="One file", files=(("schemas/orders.json", _ORDERS),)),
    Example(
        title="Equal names of different things: the columns have nothing in common",
        files=(
            ("shop/schemas/items.json", _ORDERS),
            ("mail/schemas/items.json",
             '[\n  {"name": "sender", "type": "STRING"},\n  {"name": "subject", "type": "STRING"}\n]\n'),
        ),
    ),
    Example(
        title="The copy is a test's",
        files=(("schemas/orders.json", _ORDERS), ("tests/fixtures/orders.json", _ORDERS)),
    ),
    Example(
        title="Two tables of one family",
        files=(("schemas/orders.json", _ORDERS), ("schemas/orders_archive.json", _ORDERS)),
        docs=False,
    ),
    Example(
        title="A CREATE TABLE is no schema file",
        files=(
            ("schemas/orders.json", _ORDERS),
            ("orders.sql", "CREATE TABLE shop.orders (\n  order_id STRING NOT NULL,\n  amount NUMERIC\n);\n"),
        ),
        docs=False,
    ),
    Example(
        title="Equal names in different datasets",
        files=tuple(
            (f"sql/{dataset}/orders/schema.yaml",
             "fields:\n- name: order_id\n  type: STRING\n  mode: REQUIRED\n- name: amount\n  type: NUMERIC\n")
            for dataset in ("north", "south")
        ) + tuple(
            (f"sql/{dataset}/orders/query.sql", "SELECT 'a' AS order_id, 1 AS amount\n") for dataset in ("north", "south")
        ),
        docs=False,
    ),
    Example(
        title="One for each of several shops",
        files=tuple((f"shops/{shop}/schemas/orders.json", _ORDERS) for shop in ("north", "south", "east")),
    ),
    Example(
        title="One for each version",
        files=(("orders_v1/schemas/orders.json", _ORDERS), ("orders_v2/schemas/orders.json", _ORDERS)),
    ),
    Example(
        title="A load whose schema is that of the table",
        files=(("schemas/orders_raw.json", _ORDERS), ("load.yaml", _LOAD.replace("orders_template", "orders_raw"))),
        docs=False,
    ),
)

INVALID = (
    Example(
        title="The same twice",
        files=(("api/schemas/orders.json", _ORDERS), ("jobs/etl/schemas/orders.json", _ORDERS)),
        rows=(("jobs/etl/schemas/orders.json", 1),),
    ),
    Example(
        title="A copy that was forgotten",
        files=(
            ("api/schemas/orders.json", _ORDERS),
            ("jobs/etl/schemas/orders.json",
             '[\n  {"name": "order_id", "type": "STRING"},\n  {"name": "amount", "type": "FLOAT"},\n'
             '  {"name": "shop", "type": "STRING"}\n]\n'),
        ),
        rows=(("jobs/etl/schemas/orders.json", 1),),
    ),
    Example(
        title="Three files, in three forms",
        files=(
            ("api/schemas/orders.json", _ORDERS),
            ("jobs/etl/schemas/orders.json", '{"schema": {"fields": ' + _ORDERS.strip() + "}}\n"),
            ("jobs/etl/demo/schemas/orders.json", '{"fields": ' + _ORDERS.strip() + "}\n"),
        ),
        rows=(("jobs/etl/schemas/orders.json", 1),),
        docs=False,
    ),
    Example(
        title="Under another name, which a load pairs with the table",
        files=(
            ("schemas/orders_raw.json", _ORDERS),
            ("pipelines/schemas/orders_template.json",
             '[\n  {"name": "order_id", "type": "STRING"},\n  {"name": "amount", "type": "STRING"}\n]\n'),
            ("pipelines/load.yaml", _LOAD),
        ),
        rows=(("pipelines/schemas/orders_template.json", 1),),
    ),
    Example(
        title="Fields of a RECORD",
        files=(
            ("a/schemas/orders.json",
             '[{"name": "id", "type": "STRING"}, {"name": "buyer", "type": "RECORD", "fields": '
             '[{"name": "id", "type": "STRING"}]}]\n'),
            ("b/etl/schemas/orders.json",
             '[{"name": "id", "type": "STRING"}, {"name": "buyer", "type": "RECORD", "fields": '
             '[{"name": "id", "type": "INT64"}]}]\n'),
        ),
        rows=(("b/etl/schemas/orders.json", 1),),
        docs=False,
    ),
)
