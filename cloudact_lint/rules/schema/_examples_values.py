"""Examples of CA412, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example


def _with(description: str, *files: tuple[str, str], name: str = "status") -> tuple[tuple[str, str], ...]:
    schema = (
        '[\n  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},\n'
        f'  {{"name": "{name}", "type": "STRING", "description": "{description}"}}\n]\n'
    )
    return (("schemas/orders.json", schema), *files)


_LISTED = "Order status: PENDING, SHIPPED, CANCELLED"

INVALID = (
    Example(
        title="A word that no row has",
        files=_with(
            _LISTED,
            (
                "sql/open.sql",
                """\
SELECT order_id
FROM shop.orders
WHERE status = 'OPEN'  -- <- CA412
   OR status IN ('PENDING', 'SHIPED');
""",
            ),
        ),
        kind="advice",
    ),
    Example(
        title="Another case is another word",
        files=_with(
            "One of: 'pending', 'shipped', 'cancelled'.",
            (
                "api/orders.py",
                '''\
from google.cloud import bigquery


def waiting(client: bigquery.Client):
    return client.query("""
        SELECT order_id FROM shop.orders
        WHERE status = 'PENDING'  -- <- CA412
    """).result()
''',
            ),
        ),
    ),
    Example(
        title="Writing a word that is not described",
        files=_with(
            "Status (pending/shipped/cancelled)",
            (
                "sql/write.sql",
                """\
INSERT INTO shop.orders (order_id, status) VALUES ('a1', 'returned');  -- <- CA412
UPDATE shop.orders SET status = IF(@late, 'overdue', 'shipped') WHERE order_id = @id;  -- <- CA412
MERGE shop.orders AS o USING shop.parcels AS p ON o.order_id = p.order_id
WHEN MATCHED THEN UPDATE SET status = 'sent'  -- <- CA412
WHEN NOT MATCHED THEN INSERT (order_id, status) VALUES (p.order_id, 'new');
INSERT INTO shop.orders (order_id, status)
SELECT parcel, CASE WHEN lost THEN 'lost' ELSE 'shipped' END FROM shop.parcels;  -- <- CA412
""",
            ),
        ),
    ),
    Example(
        title="Through an alias, a subquery and a CASE",
        files=_with(
            "pending|shipped|cancelled",
            (
                "sql/report.sql",
                """\
WITH recent AS (SELECT o.status AS state, o.order_id FROM shop.orders AS o)
SELECT CASE state WHEN 'pending' THEN 1 WHEN 'done' THEN 2 END AS step  -- <- CA412
FROM recent
WHERE 'shiped' != state AND UPPER(state) != 'SENT';
""",
            ),
        ),
    ),
    Example(
        path="schemas/orders.json",
        title="A default that is not among the values",
        text="""\
[
  {"name": "order_id", "type": "STRING"},
  {"name": "status", "type": "STRING", "description": "PENDING, SHIPPED or CANCELLED", "defaultValueExpression": "'NEW'"}
]
""",
        rows=(("schemas/orders.json", 3),),
    ),
    *(
        Example(
            title=f"A list in another form {number}",
            files=_with(text, ("q.sql", "SELECT 1 FROM shop.orders WHERE status = 'gone';  -- <- CA412\n")),
            docs=False,
        )
        for number, text in enumerate(
            (
                "Valid values: 'pending' (not paid yet), 'shipped' (on its way), 'cancelled' (by anyone, also us).",
                "Current state of the order. Values: 'pending', 'shipped', 'cancelled'. Decides who may change it.",
                "The type of order state (`pending`, `shipped`, or `cancelled`).",
                "Either 'pending' or 'shipped'.",
                "ACTIVE, TRIAL or SUSPENDED",
                "Possible values are: `pending`, `shipped`, `cancelled`.",
                "[Shop] Delivery status: queued, sent, delivered",
                "How the order status came about: api, import, manual. Set by the service.",
            )
        )
    ),
)

_ANY = ("q.sql", "SELECT 1 FROM shop.orders WHERE status = 'gone';\n")

VALID = (
    Example(
        title="Words of the list",
        files=_with(
            _LISTED,
            (
                "q.sql",
                """\
SELECT order_id FROM shop.orders WHERE status IN ('PENDING', 'SHIPPED') AND status != '';
UPDATE shop.orders SET status = 'CANCELLED' WHERE status = @status;
""",
            ),
        ),
    ),
    Example(
        title="A comparison that ignores case",
        files=_with(_LISTED, ("q.sql", "SELECT 1 FROM shop.orders WHERE LOWER(status) = 'shipped';\n")),
    ),
    Example(
        title="A list that is open",
        files=_with("Order status, e.g. PENDING, SHIPPED", _ANY),
    ),
    *(
        Example(title=f"No closed list {number}", files=_with(text, _ANY), docs=False)
        for number, text in enumerate(
            (
                "Status such as pending, shipped",
                "Status: pending, shipped, etc.",
                "Status of the order (pending, shipped, ...)",
                "Status. Example: 'pending', 'shipped'.",
                "Status or phase of the order",
                "Status text (what the carrier says)",
                "Derived from: carrier_status, payment_status",
                "Valid values: pending, shipped. Other values may be added by shops.",
                "When the order is late this is either 'late' or 'lost'.",
                "The customer's order/parcel status",
                "Format: XX, YY",
                "pending",
                "Status as the carrier tells it: pending when it waits, shipped once it left",
            )
        )
    ),
    Example(
        title="Country, currency: lists in brackets are examples",
        files=_with(
            "Currency code (USD, EUR, GBP)",
            ("q.sql", "SELECT 1 FROM shop.orders WHERE currency = 'SEK';\n"),
            name="currency",
        ),
    ),
    Example(
        title="Another table's column of the same name",
        files=_with(
            _LISTED,
            ("schemas/jobs.json", '[{"name": "job", "type": "STRING"}, {"name": "status", "type": "STRING"}]\n'),
            (
                "q.sql",
                "SELECT 1 FROM shop.orders AS o JOIN shop.jobs AS j ON o.order_id = j.job WHERE j.status = 'gone';\n",
            ),
        ),
    ),
    Example(
        title="An id, and placeholders",
        files=_with(
            "Who changed it (removed or moved)",
            (
                "q.py",
                "def read(client, state):\n    client.query(f\"SELECT 1 FROM shop.orders WHERE status_id = '{state}'\")\n",
            ),
            name="status_id",
        ),
        docs=False,
    ),
    Example(
        title="Test code",
        files=_with(_LISTED, ("tests/q.sql", "SELECT 1 FROM shop.orders WHERE status = 'gone';\n")),
        docs=False,
    ),
)
