"""Examples of CA410, which are its tests too."""

from __future__ import annotations

import json

from cloudact_lint.rule import Example


def _schema(table: str, *columns: str, folder: str = "schemas") -> tuple[str, str]:
    """A schema file; ``name TYPE`` for each column, one on each line from the second."""
    fields = [dict(zip(("name", "type"), (*column.split(), "STRING"))) for column in columns]
    return (f"{folder}/{table}.json", "[\n" + ",\n".join(f"  {json.dumps(field)}" for field in fields) + "\n]\n")


INVALID = (
    Example(
        title="Two ways to write names in one table",
        files=(_schema("orders", "order_no", "placed_at TIMESTAMP", "customerName", "total_amount NUMERIC"),),
        rows=(("schemas/orders.json", 4),),
        kind="advice",
    ),
    Example(
        title="An abbreviation",
        files=(
            _schema("orders", "order_no", "customer_address"),
            _schema("parcels", "parcel", "customer_address"),
            _schema("returns", "return_no", "cust_addr"),
        ),
        rows=(("schemas/returns.json", 3),),
    ),
    Example(
        title="A prefix in some tables",
        files=(
            _schema("orders", "order_no", "x_run_id", "x_loaded_by"),
            _schema("parcels", "parcel", "x_run_id", "x_loaded_by"),
            _schema("returns", "return_no", "run_id", "loaded_by"),
        ),
        rows=(("schemas/returns.json", 3),),
    ),
    Example(
        title="Columns of one subject, with the prefix and without",
        files=(
            _schema("orders", "order_no", "route_id", "route_name", "route_code"),
            _schema("parcels", "parcel", "route_id", "route_name", "route_code"),
            _schema("returns", "return_no", "x_route_depot", "x_route_driver", "x_route_day"),
        ),
        rows=(("schemas/returns.json", 3),),
    ),
    Example(
        title="Two words for one moment",
        files=(
            _schema("orders", "order_no", "created_at TIMESTAMP"),
            _schema("parcels", "parcel", "created_at TIMESTAMP"),
            _schema("returns", "return_no", "creation_time TIMESTAMP"),
        ),
        rows=(("schemas/returns.json", 3),),
    ),
    Example(
        title="With and without a separator",
        files=(
            _schema("orders", "order_no", "postcode"),
            _schema("parcels", "parcel", "post_code"),
            _schema("returns", "return_no", "post_code"),
        ),
        rows=(("schemas/orders.json", 3),),
        docs=False,
    ),
)

VALID = (
    Example(
        title="One way in all tables",
        files=(
            _schema("orders", "order_no", "customer_address", "x_run_id", "created_at TIMESTAMP", "name", "SKU"),
            _schema("parcels", "parcel", "customer_address", "x_run_id", "created_at TIMESTAMP"),
        ),
    ),
    Example(
        title="camelCase throughout",
        files=(_schema("orders", "orderNo", "customerName", "placedAt TIMESTAMP", "state"),),
    ),
    Example(
        title="Both names in one table are two things",
        files=(
            _schema("orders", "currency", "x_currency", "start_time TIMESTAMP", "started_at TIMESTAMP"),
            _schema("parcels", "parcel", "currency"),
            _schema("returns", "x_currency", "start_time TIMESTAMP"),
        ),
    ),
    Example(
        title="Longer prefixes say something",
        files=(
            _schema("orders", "order_no", "branch_id", "contact_name"),
            _schema("settings", "default_branch_id", "backup_contact_name"),
        ),
    ),
    Example(
        title="A prefix of bookkeeping columns that happen to start alike",
        files=(
            _schema("orders", "order_no", "run_time INT64", "x_run_id", "x_run_date DATE", "x_loaded_by"),
            _schema("parcels", "parcel", "run_cost NUMERIC", "x_run_id", "x_run_date DATE", "x_loaded_by"),
        ),
    ),
    Example(
        title="Other folders, other types",
        files=(
            _schema("orders", "order_no", "cust_addr", "qty INT64"),
            _schema("parcels", "customer_address", folder="logistics/schemas"),
            _schema("returns", "return_no", "quantity NUMERIC"),
        ),
    ),
    Example(
        title="A standard's table with columns of one's own",
        files=(_schema("focus_costs", "BilledCost NUMERIC", "ServiceName", "x_run_id", "x_org"),),
        options=(("standard-tables", ("focus_*",)),),
    ),
    Example(
        title="Test data", files=(_schema("orders", "order_no", "customerName", folder="tests/schemas"),), docs=False
    ),
)
