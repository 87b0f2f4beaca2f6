"""Examples of CA414, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = """\
[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "unit_price", "type": "NUMERIC"},
  {"name": "order_date", "type": "DATE"},
  {"name": "shipped_at", "type": "TIMESTAMP"}
]
"""

INVALID = (
    Example(
        title="Money that is NUMERIC here and FLOAT64 there",
        files=(
            ("schemas/orders.json", _ORDERS),
            (
                "schemas/refunds.json",
                """\
[
  {"name": "refund_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "unit_price", "type": "FLOAT64"}
]
""",
            ),
            (
                "schemas/quotes.json",
                '[{"name": "quote_id", "type": "STRING"}, {"name": "unit_price", "type": "DECIMAL"}]\n',
            ),
        ),
        rows=(("schemas/refunds.json", 3),),
        kind="on",
    ),
    Example(
        title="A key that is text here and a number there",
        files=(
            ("schemas/orders.json", _ORDERS),
            (
                "schemas/parcels.json",
                """\
{
  "fields": [
    {"name": "parcel_no", "type": "STRING"},
    {"name": "order_id", "type": "INTEGER"}
  ]
}
""",
            ),
            (
                "schemas/returns.json",
                '[{"name": "order_id", "type": "STRING"}, {"name": "reason", "type": "STRING"}]\n',
            ),
        ),
        rows=(("schemas/parcels.json", 4),),
        kind="on",
    ),
    Example(
        title="JSON in one table, STRING in another",
        files=(
            (
                "schemas/deliveries.json",
                """\
[
  {"name": "delivery_no", "type": "STRING"},
  {"name": "route_options", "type": "STRING"}
]
""",
            ),
            ("schemas/tours.json", '[{"name": "tour", "type": "STRING"}, {"name": "route_options", "type": "JSON"}]\n'),
            ("schemas/trips.json", '[{"name": "trip", "type": "STRING"}, {"name": "route_options", "type": "JSON"}]\n'),
        ),
        rows=(("schemas/deliveries.json", 3),),
    ),
    Example(
        title="Advice: a key of another type in another folder, against all the rest",
        kind="advice",
        files=(
            *(
                (f"shop/schemas/{table}.json", '[{"name": "customer_id", "type": "STRING"}]\n')
                for table in ("customers", "baskets", "invoices", "reviews")
            ),
            (
                "crm/schemas/calls.json",
                """\
[
  {"name": "call_no", "type": "STRING"},
  {"name": "customer_id", "type": "INT64"}
]
""",
            ),
        ),
        rows=(("crm/schemas/calls.json", 3),),
    ),
    Example(
        path="schemas/contracts.json",
        title="A date that is a TIMESTAMP",
        text="""\
[
  {"name": "contract_no", "type": "STRING"},
  {"name": "start_date", "type": "DATE"},
  {"name": "end_date", "type": "TIMESTAMP"}
]
""",
        rows=(("schemas/contracts.json", 4),),
        kind="on",
    ),
    Example(
        path="schemas/contracts.json",
        title="A moment that is a DATE, and one that is text",
        text="""\
[
  {"name": "contract_no", "type": "STRING"},
  {"name": "signed_at", "type": "DATE"},
  {"name": "cancelled_at", "type": "STRING", "description": "When the customer left"}
]
""",
        rows=(("schemas/contracts.json", 3), ("schemas/contracts.json", 4)),
        kind="on",
    ),
    Example(
        title="One moment as TIMESTAMP and as DATETIME",
        files=(
            ("schemas/orders.json", _ORDERS),
            (
                "schemas/parcels.json",
                """\
[
  {"name": "parcel_no", "type": "STRING"},
  {"name": "shipped_at", "type": "DATETIME"}
]
""",
            ),
        ),
        rows=(("schemas/parcels.json", 3),),
        kind="on",
    ),
    Example(
        path="schemas/visits.json",
        title="Advice: DATETIME everywhere, and text whose form is described",
        text="""\
[
  {"name": "visit_no", "type": "STRING"},
  {"name": "entered_at", "type": "DATETIME"},
  {"name": "birth_date", "type": "STRING", "description": "Date of birth, YYYY-MM-DD"}
]
""",
        rows=(("schemas/visits.json", 3), ("schemas/visits.json", 4)),
        kind="advice",
    ),
    Example(
        path="schemas/raw_visits.json",
        title="Advice: raw data is kept as it came",
        text="""\
[
  {"name": "visit_no", "type": "STRING"},
  {"name": "left_at", "type": "STRING"}
]
""",
        rows=(("schemas/raw_visits.json", 3),),
        kind="advice",
    ),
    Example(
        path="schemas/visits.json",
        title="Advice: a number that no other table has as a date",
        text="""\
[
  {"name": "visit_no", "type": "STRING"},
  {"name": "left_at", "type": "INT64"}
]
""",
        rows=(("schemas/visits.json", 3),),
        kind="advice",
    ),
    Example(
        title="Advice: a flag, and how many have it; counts of several kinds",
        files=(
            (
                "schemas/parcels.json",
                """\
[
  {"name": "parcel_no", "type": "STRING"},
  {"name": "parcel_lost", "type": "BOOL"},
  {"name": "stops_made", "type": "NUMERIC"}
]
""",
            ),
            (
                "schemas/parcels_by_day.json",
                """\
[
  {"name": "day", "type": "DATE"},
  {"name": "parcel_lost", "type": "INT64"},
  {"name": "stops_made", "type": "INT64"}
]
""",
            ),
        ),
        rows=(("schemas/parcels_by_day.json", 3), ("schemas/parcels_by_day.json", 4)),
        kind="advice",
        docs=False,
    ),
    Example(
        path="ddl/tables.sql",
        title="CREATE TABLE statements",
        text="""\
CREATE TABLE shop.orders (order_no STRING, shop_id STRING, net_amount NUMERIC);
CREATE TABLE shop.returns (order_no STRING, shop_id STRING);
CREATE TABLE shop.parcels (
  order_no STRING,
  shop_id INT64  -- <- CA414
);
""",
        docs=False,
    ),
)

VALID = (
    Example(
        title="One type by several names",
        files=(
            ("schemas/orders.json", _ORDERS),
            (
                "schemas/refunds.json",
                '[{"name": "unit_price", "type": "DECIMAL"}, {"name": "item_count", "type": "INT64"},'
                ' {"name": "gift_wrapped", "type": "BOOL"}]\n',
            ),
            (
                "schemas/baskets.json",
                '[{"name": "unit_price", "type": "NUMERIC", "precision": 10, "scale": 2},'
                ' {"name": "item_count", "type": "INTEGER"}, {"name": "gift_wrapped", "type": "BOOLEAN"}]\n',
            ),
        ),
    ),
    Example(
        title="Words that mean something else in every table",
        files=(
            (
                "schemas/tickets.json",
                '[{"name": "priority", "type": "STRING"}, {"name": "value", "type": "STRING"},'
                ' {"name": "metadata", "type": "STRING"}, {"name": "event_data", "type": "STRING"},'
                ' {"name": "external_id", "type": "STRING"}, {"name": "job_id", "type": "STRING"}]\n',
            ),
            (
                "schemas/jobs.json",
                '[{"name": "priority", "type": "INT64"}, {"name": "value", "type": "FLOAT64"},'
                ' {"name": "metadata", "type": "JSON"}, {"name": "event_data", "type": "JSON"},'
                ' {"name": "external_id", "type": "INT64"}, {"name": "job_id", "type": "INT64"}]\n',
            ),
        ),
    ),
    Example(
        title="Folders that have nothing to do with each other",
        files=(
            (
                "shop/schemas/orders.json",
                '[{"name": "order_no", "type": "STRING"}, {"name": "batch_id", "type": "INT64"}]\n',
            ),
            (
                "lab/schemas/probes.json",
                '[{"name": "probe", "type": "STRING"}, {"name": "batch_id", "type": "STRING"}]\n',
            ),
        ),
    ),
    Example(
        title="Tables whose columns an outside standard names",
        files=(
            (
                "schemas/focus_costs.json",
                '[{"name": "invoice_date", "type": "TIMESTAMP"}, {"name": "seen_at", "type": "DATE"}]\n',
            ),
        ),
        options=(("standard-tables", ("focus_*",)),),
    ),
    Example(
        path="schemas/budgets.json",
        title="Amounts up to a date, questions about a date, times of day",
        text="""\
[
  {"name": "budget_no", "type": "STRING"},
  {"name": "cost_to_date", "type": "NUMERIC"},
  {"name": "is_first_date", "type": "BOOL"},
  {"name": "days_since_start_date", "type": "INT64"},
  {"name": "new_customers_on_date", "type": "INT64"},
  {"name": "avg_birth_date", "type": "FLOAT64"},
  {"name": "closes_at", "type": "TIME"},
  {"name": "date", "type": "STRING"},
  {"name": "created_at", "type": "TIMESTAMP"},
  {"name": "due_date", "type": "DATE"}
]
""",
    ),
    Example(
        title="One row and many: another shape on purpose",
        files=(
            ("schemas/orders.json", '[{"name": "voucher_code", "type": "STRING"}]\n'),
            ("schemas/baskets.json", '[{"name": "voucher_code", "type": "INT64", "mode": "REPEATED"}]\n'),
        ),
        docs=False,
    ),
    Example(
        title="Views take the types of what they read",
        files=(
            ("schemas/orders.json", _ORDERS),
            (
                "views/open.sql",
                "CREATE VIEW shop.open AS SELECT CAST(order_id AS INT64) AS order_id FROM shop.orders;\n",
            ),
        ),
        docs=False,
    ),
    Example(
        title="Test code",
        files=(
            ("schemas/orders.json", _ORDERS),
            ("tests/schemas/bad.json", '[{"name": "order_date", "type": "STRING"}]\n'),
        ),
        docs=False,
    ),
)
