"""What CA409 finds, and what it does not."""

from __future__ import annotations

from cloudact_lint.rule import Example

_MERGE = (
    "MERGE `acme.shop.rates` T USING `acme.shop.rates_new` S\nON {on}\n"
    "WHEN NOT MATCHED THEN INSERT (currency, day, rate) VALUES (S.currency, S.day, S.rate);\n"
)
_RATES = (
    '[\n  {"name": "day", "type": "DATE", "mode": "REQUIRED"},\n  {"name": "currency", "type": "STRING"},\n'
    '  {"name": "rate", "type": "NUMERIC"}\n]\n'
)

VALID = (
    Example(
        title="REQUIRED keys",
        files=(("schemas/orders.json",
                '[\n  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},\n'
                '  {"name": "customer_id", "type": "STRING"}\n]\n'),),
    ),
    Example(
        title="A first *_id that is no key of the table",
        files=(("schemas/visits.json",
                '[\n  {"name": "page", "type": "STRING"},\n  {"name": "referrer_id", "type": "STRING"}\n]\n'),),
    ),
    Example(
        title="A MERGE that takes care of NULL",
        files=(
            ("schemas/rates.json", _RATES),
            ("load.sql", _MERGE.format(on="T.day = S.day AND COALESCE(T.currency, '') = COALESCE(S.currency, '')")),
        ),
    ),
    Example(
        title="The result of a query, where all is NULLABLE",
        files=(
            ("sql/shop/orders/schema.yaml", "fields:\n- name: order_id\n  type: STRING\n  mode: NULLABLE\n"),
            ("sql/shop/orders/query.sql", "SELECT 'a' AS order_id\n"),
        ),
        docs=False,
    ),
    Example(
        title="Named by an outside standard",
        files=(("schemas/standard_costs.json", '[{"name": "order_id", "type": "STRING"}]\n'),),
        options=(("standard-tables", ("standard_*",)),),
        docs=False,
    ),
    Example(
        title="A log, and a table of dead letters: no row has a key",
        files=tuple(
            (f"schemas/{name}.json",
             '[\n  {"name": "failed_at", "type": "TIMESTAMP", "mode": "REQUIRED"},\n'
             '  {"name": "order_id", "type": "STRING"}\n]\n')
            for name in ("order_logs", "orders_dlq")
        ),
    ),
    Example(
        title="No keys",
        files=(("schemas/rates.json", _RATES),),
        docs=False,
    ),
)

INVALID = (
    Example(
        title="The table's own key",
        files=(("schemas/orders.json",
                '[\n  {"name": "order_id", "type": "STRING"},\n  {"name": "amount", "type": "NUMERIC"}\n]\n'),),
        rows=(("schemas/orders.json", 2),),
        kind="advice",
    ),
    Example(
        title="Named after the table, behind other columns",
        files=(("schemas/order_items.json",
                '[\n  {"name": "day", "type": "DATE"},\n  {"name": "order_item_id", "type": "STRING"}\n]\n'),),
        rows=(("schemas/order_items.json", 3),),
        docs=False,
    ),
    Example(
        title="The tenant",
        files=(("schemas/orders.json",
                '[\n  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},\n'
                '  {"name": "shop_id", "type": "STRING"}\n]\n'),),
        rows=(("schemas/orders.json", 3),),
        options=(("tenant-column", "shop_id"),),
    ),
    Example(
        title="Compared by a MERGE",
        files=(
            ("schemas/rates.json", _RATES),
            ("load.sql", _MERGE.format(on="T.day = S.day AND T.currency = S.currency")),
        ),
        rows=(("schemas/rates.json", 3),),
    ),
    Example(
        title="A CREATE TABLE without NOT NULL",
        text="CREATE TABLE shop.orders (\n  order_id STRING, -- <- CA409\n  amount NUMERIC\n);\n",
        path="orders.sql",
    ),
)
