"""Examples of CA411, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example


def _orders(name: str = "orders") -> tuple[str, str]:
    text = """\
[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED", "description": "Unique number of the order"},
  {"name": "placed_at", "type": "TIMESTAMP"}
]
"""
    return (f"schemas/{name}.json", text)


def _lines(description: str, kind: str = "STRING", name: str = "order_id") -> tuple[str, str]:
    text = f"""\
[
  {{"name": "line_no", "type": "INTEGER", "mode": "REQUIRED"}},
  {{"name": "{name}", "type": "{kind}", "description": "{description}"}}
]
"""
    return ("schemas/order_lines.json", text)


_HERE = (("schemas/order_lines.json", 3),)

INVALID = (
    Example(
        title="The order of a line",
        files=(_orders(), _lines("Order identifier")),
        rows=_HERE,
        kind="advice",
    ),
    Example(title="No description at all", files=(_orders(), _lines("")), rows=_HERE),
    Example(
        title="The key is told by what is said of it",
        files=(_orders("order_ledger"), _lines("The order")),
        rows=_HERE,
    ),
    Example(
        title="Several tables hold it: one finding",
        files=(
            _orders(),
            _lines("The order"),
            (
                "schemas/parcels.json",
                '[{"name": "parcel_no", "type": "STRING"}, {"name": "order_id", "type": "STRING", "description": "Order"}]\n',
            ),
        ),
        rows=_HERE,
    ),
)

VALID = (
    Example(title="The description names the table", files=(_orders(), _lines("Order of the line (orders.order_id)"))),
    Example(title="It says what it is", files=(_orders(), _lines("References the order this line belongs to"))),
    Example(title="Another type: another thing", files=(_orders(), _lines("Number in the till", "INT64"))),
    Example(title="Another name", files=(_orders(), _lines("The parent", name="parent_order"))),
    Example(
        title="Two tables could own the key",
        files=(_orders("order_ledger"), _orders("order_archive"), _lines("The order")),
    ),
    Example(
        title="A table of something else",
        files=(_orders("invoice_raw"), _lines("The order")),
    ),
    Example(
        title="Another folder",
        files=(
            _orders(),
            ("crm/calls.json", '[{"name": "call", "type": "STRING"}, {"name": "order_id", "type": "STRING"}]\n'),
        ),
    ),
    Example(
        title="The tenant column is in every table",
        files=(_orders(), _lines("Whose it is")),
        options=(("tenant-column", "order_id"),),
    ),
    Example(
        title="Its own key, though another table is named for it",
        files=(
            _orders(),
            (
                "schemas/waiting.json",
                '[{"name": "order_id", "type": "STRING", "mode": "REQUIRED", "description": "Unique in the queue"}]\n',
            ),
        ),
    ),
    Example(
        title="Its own key",
        files=(
            _orders(),
            (
                "schemas/refunds.json",
                '[{"name": "refund_id", "type": "STRING", "mode": "REQUIRED", "description": "Unique id"}]\n',
            ),
        ),
    ),
    Example(
        title="Test data",
        files=(
            _orders(),
            (
                "tests/schemas/lines.json",
                '[{"name": "line", "type": "STRING"}, {"name": "order_id", "type": "STRING"}]\n',
            ),
        ),
        docs=False,
    ),
)
