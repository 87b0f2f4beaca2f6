"""What CA405 finds, and what it does not."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = (
    '[\n  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},\n  {"name": "status", "type": "STRING"},\n'
    '  {"name": "paid_at", "type": "TIMESTAMP"}%s\n]\n'
)
_PLAIN = ("schemas/orders.json", _ORDERS % "")
_UPDATE = "UPDATE `acme.shop.orders` SET status = 'sent' WHERE order_id = @id;\n"

VALID = (
    Example(
        title="The column is there",
        files=(
            ("schemas/orders.json", _ORDERS % ',\n  {"name": "updated_at", "type": "TIMESTAMP"}'),
            ("send.sql", _UPDATE),
        ),
    ),
    Example(
        title="Under one of its other names",
        files=(
            ("schemas/orders.json", _ORDERS % ',\n  {"name": "last_modified", "type": "TIMESTAMP"}'),
            ("send.sql", _UPDATE),
        ),
        docs=False,
    ),
    Example(
        title="A name of one's own",
        files=(
            ("schemas/orders.json", _ORDERS % ',\n  {"name": "touched", "type": "TIMESTAMP"}'),
            ("send.sql", _UPDATE),
        ),
        options=(("change-time-columns", ("touched",)),),
    ),
    Example(
        title="Rows are only added",
        files=(
            _PLAIN,
            ("add.sql",
             "INSERT INTO `acme.shop.orders` (order_id) VALUES ('a');\n"
             "MERGE `acme.shop.orders` T USING `acme.shop.orders_new` S ON T.order_id = S.order_id\n"
             "WHEN NOT MATCHED THEN INSERT (order_id) VALUES (S.order_id);\n"),
        ),
    ),
    Example(
        title="Each change sets one and the same moment",
        files=(
            _PLAIN,
            ("pay.sql", "UPDATE `acme.shop.orders` SET status = 'paid', paid_at = CURRENT_TIMESTAMP() WHERE order_id = @id;\n"),
        ),
    ),
    Example(title="Nobody changes rows", files=(_PLAIN,), docs=False),
    Example(title="A test changes rows", files=(_PLAIN, ("tests/send.sql", _UPDATE)), docs=False),
    Example(title="A migration fills a column once", files=(_PLAIN, ("migrations/3.sql", _UPDATE)), docs=False),
    Example(
        title="Another table of that name",
        files=(_PLAIN, ("send.sql", "UPDATE `acme.shop.order_items` SET status = 'sent' WHERE TRUE;\n")),
        docs=False,
    ),
)

INVALID = (
    Example(
        title="An UPDATE",
        files=(_PLAIN, ("send.sql", _UPDATE)),
        rows=(("schemas/orders.json", 1),),
    ),
    Example(
        title="The WHEN MATCHED of a MERGE, in Python",
        files=(
            _PLAIN,
            (
                "sync.py",
                'from google.cloud import bigquery\n\n\ndef sync(client: bigquery.Client) -> None:\n    client.query("""\n'
                "        MERGE `acme.shop.orders` T USING `acme.shop.orders_new` S ON T.order_id = S.order_id\n"
                "        WHEN MATCHED THEN UPDATE SET status = S.status\n"
                '        WHEN NOT MATCHED THEN INSERT (order_id) VALUES (S.order_id)\n    """).result()\n',
            ),
        ),
        rows=(("schemas/orders.json", 1),),
    ),
    Example(
        title="One change sets a moment, another does not",
        files=(
            _PLAIN,
            ("pay.sql", "UPDATE `acme.shop.orders` SET paid_at = CURRENT_TIMESTAMP() WHERE order_id = @id;\n" + _UPDATE),
        ),
        rows=(("schemas/orders.json", 1),),
    ),
)
