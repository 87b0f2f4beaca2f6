"""What CA402 finds, and what it does not."""

from __future__ import annotations

from cloudact_lint.config.settings import DeprecatedColumn
from cloudact_lint.rule import Example

_CUSTOMER = DeprecatedColumn("cust", "customer_id", ("orders", "refunds"), ("refunds_2019",))
_AREAS = tuple(DeprecatedColumn(f"area_{level}", f"region_{level}_id") for level in (1, 2))
_PATH = DeprecatedColumn("area_path", "region_{1..2}_id, of each level")
_OPTIONS = (("deprecated-columns", (_CUSTOMER,)),)

VALID = (
    Example(
        title="The successor alone",
        files=(("schemas/orders.json", '[\n  {"name": "customer_id", "type": "STRING", "mode": "REQUIRED"}\n]\n'),),
        options=_OPTIONS,
    ),
    Example(
        title="Deprecated in other tables",
        files=(("schemas/invoices.json", '[\n  {"name": "cust", "type": "STRING"}\n]\n'),),
        options=_OPTIONS,
    ),
    Example(
        title="A name that only holds the deprecated one",
        files=(("schemas/orders.json", '[\n  {"name": "custom", "type": "STRING"}, {"name": "x_cust", "type": "STRING"}\n]\n'),),
        options=_OPTIONS,
        docs=False,
    ),
    Example(
        title="A field of a RECORD is not the column",
        files=(("schemas/orders.json",
                '[{"name": "source", "type": "RECORD", "fields": [{"name": "cust", "type": "STRING"}]}]\n'),),
        options=_OPTIONS,
        docs=False,
    ),
    Example(
        title="Left out",
        files=(("schemas/refunds.json", '[{"name": "cust", "type": "STRING"}]\n'),),
        options=(("deprecated-columns", (_CUSTOMER._replace(except_=("refunds",)),)),),
        docs=False,
    ),
    Example(
        title="Without configuration",
        files=(("schemas/orders.json", '[{"name": "cust", "type": "STRING"}]\n'),),
        docs=False,
    ),
    Example(
        title="Schemas of tests",
        files=(("tests/orders.json", '[{"name": "cust", "type": "STRING"}, {"name": "day", "type": "DATE"}]\n'),),
        options=_OPTIONS,
        docs=False,
    ),
)

INVALID = (
    Example(
        title="Beside its successor",
        files=(("schemas/orders.json",
                '[\n  {"name": "customer_id", "type": "STRING"},\n  {"name": "cust", "type": "STRING"}\n]\n'),),
        rows=(("schemas/orders.json", 3),),
        options=_OPTIONS,
    ),
    Example(
        title="Several at once: one finding, at the first",
        files=(("schemas/sales.json",
                '[\n  {"name": "day", "type": "DATE"},\n  {"name": "area_1", "type": "STRING"},\n'
                '  {"name": "area_2", "type": "STRING"},\n  {"name": "area_path", "type": "STRING"}\n]\n'),),
        rows=(("schemas/sales.json", 3),),
        options=(("deprecated-columns", (*_AREAS, _PATH)),),
    ),
    Example(
        title="In each of two files that describe the table",
        files=(
            ("api/schemas/orders.json", '[\n  {"name": "cust", "type": "STRING"}, {"name": "day", "type": "DATE"}\n]\n'),
            ("jobs/schemas/orders.json", '[\n  {"name": "day", "type": "DATE"},\n  {"name": "CUST", "type": "STRING"}\n]\n'),
        ),
        rows=(("api/schemas/orders.json", 2), ("jobs/schemas/orders.json", 3)),
        options=_OPTIONS,
    ),
    Example(
        title="In a CREATE TABLE",
        text="CREATE TABLE shop.orders (\n  order_id STRING NOT NULL,\n  cust STRING -- <- CA402\n);\n",
        path="orders.sql",
        options=_OPTIONS,
    ),
    Example(
        title="A field of a RECORD, by its dotted name",
        files=(("schemas/orders.json",
                '[{"name": "source", "type": "RECORD", "fields": [\n  {"name": "shop", "type": "STRING"}]}]\n'),),
        rows=(("schemas/orders.json", 2),),
        options=(("deprecated-columns", (DeprecatedColumn("source.shop", "shop_id"),)),),
        docs=False,
    ),
)
