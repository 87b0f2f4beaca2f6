"""What CA401 finds, and what it does not."""

from __future__ import annotations

from typing import Any

from cloudact_lint.config.settings import ColumnFamily, FamilyColumn
from cloudact_lint.rule import Example

_LINEAGE = ColumnFamily(
    "lineage", ("*_raw",), ("weather_*",),
    (FamilyColumn("run_id", "STRING", "REQUIRED"), FamilyColumn("loaded_at", "TIMESTAMP")),
)
_REGIONS = ColumnFamily(
    "regions", ("sales_*",), (),
    tuple(FamilyColumn(f"region_{level}_{part}", "STRING") for level in range(1, 5) for part in ("id", "name")),
)
_OPTIONS: tuple[tuple[str, Any], ...] = (("column-families", (_LINEAGE,)),)
_LEVELLED: tuple[tuple[str, Any], ...] = (("column-families", (_REGIONS,)),)


def _schema(*columns: str) -> str:
    """A schema file of ``name TYPE [MODE]`` columns, one line each."""
    rows = []
    for column in columns:
        name, kind, *mode = column.split()
        rows.append(f'  {{"name": "{name}", "type": "{kind}", "mode": "{mode[0] if mode else "NULLABLE"}"}}')
    return "[\n" + ",\n".join(rows) + "\n]\n"


_LEVELS = tuple(f"region_{level}_{part} STRING" for level in range(1, 5) for part in ("id", "name"))

VALID = (
    Example(
        title="Everything the family wants",
        files=(("schemas/orders_raw.json", _schema("order_id STRING", "run_id STRING REQUIRED", "loaded_at TIMESTAMP")),),
        options=_OPTIONS,
    ),
    Example(
        title="A table of no family, and one left out of it",
        files=(
            ("schemas/orders.json", _schema("order_id STRING")),
            ("schemas/weather_raw.json", _schema("station STRING")),
        ),
        options=_OPTIONS,
    ),
    Example(
        title="Case does not matter, nor which name a type goes by",
        files=(("schemas/ORDERS_RAW.json", _schema("RUN_ID STRING REQUIRED", "Loaded_At TIMESTAMP")),),
        options=_OPTIONS,
        docs=False,
    ),
    Example(
        title="All levels",
        files=(("schemas/sales_daily.json", _schema("day DATE", *_LEVELS)),),
        options=_LEVELLED,
        docs=False,
    ),
    Example(
        title="A family that only says what belongs together",
        files=(("schemas/sales_daily.json", _schema("day DATE")),),
        options=(("column-families", (_REGIONS._replace(required=False),)),),
    ),
    Example(
        title="Without configuration",
        files=(("schemas/orders_raw.json", _schema("order_id STRING")),),
        docs=False,
    ),
    Example(
        title="Schemas of tests",
        files=(("tests/schemas/orders_raw.json", _schema("order_id STRING")),),
        options=_OPTIONS,
        docs=False,
    ),
    Example(
        title="A view has the columns of its query",
        files=(("views/orders_raw.sql", "CREATE VIEW shop.orders_raw AS SELECT order_id FROM shop.orders;\n"),),
        options=_OPTIONS,
        docs=False,
    ),
    Example(
        title="Columns of a RECORD, by dotted name",
        files=(("schemas/orders_raw.json",
                '[{"name": "meta", "type": "RECORD", "fields": [{"name": "run", "type": "STRING"}]}]\n'),),
        options=(("column-families", (_LINEAGE._replace(columns=(FamilyColumn("meta.run", "STRING"),)),)),),
        docs=False,
    ),
)

INVALID = (
    Example(
        title="One column is missing",
        files=(("schemas/orders_raw.json", _schema("order_id STRING", "run_id STRING REQUIRED")),),
        rows=(("schemas/orders_raw.json", 1),),
        options=_OPTIONS,
        kind="on",
    ),
    Example(
        title="A whole family is missing: one finding that lists it",
        files=(
            ("schemas/sales_daily.json", _schema("day DATE", *_LEVELS)),
            ("schemas/sales_weekly.json", _schema("week DATE", "amount NUMERIC")),
        ),
        rows=(("schemas/sales_weekly.json", 1),),
        options=_LEVELLED,
        kind="on",
    ),
    Example(
        title="A column of another type",
        files=(("schemas/orders_raw.json", _schema("order_id STRING", "run_id STRING REQUIRED", "loaded_at DATE")),),
        rows=(("schemas/orders_raw.json", 4),),
        options=_OPTIONS,
        kind="on",
    ),
    Example(
        title="NULLABLE where REQUIRED is asked",
        files=(("schemas/orders_raw.json", _schema("run_id STRING", "loaded_at TIMESTAMP")),),
        rows=(("schemas/orders_raw.json", 2),),
        options=_OPTIONS,
        kind="advice",
    ),
    Example(
        title="A migration adds the column, the schema lacks it still",
        files=(
            ("schemas/orders_raw.json", _schema("run_id STRING REQUIRED")),
            ("migrations/7.sql", "ALTER TABLE shop.orders_raw ADD COLUMN IF NOT EXISTS loaded_at TIMESTAMP;\n"),
        ),
        rows=(("schemas/orders_raw.json", 1),),
        options=_OPTIONS,
        kind="on",
    ),
    Example(
        title="A field of a RECORD",
        files=(("schemas/orders_raw.json",
                '[{"name": "meta", "type": "RECORD", "fields": [{"name": "ran", "type": "STRING"}]}]\n'),),
        rows=(("schemas/orders_raw.json", 1),),
        options=(("column-families", (_LINEAGE._replace(columns=(FamilyColumn("meta.run", "STRING"),)),)),),
        docs=False,
    ),
)
