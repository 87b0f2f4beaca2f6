"""Examples of CA413, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        path="schemas/orders.json",
        title="Every INSERT has to say what time it is",
        text="""\
[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "created_at", "type": "TIMESTAMP", "mode": "REQUIRED"}
]
""",
        rows=(("schemas/orders.json", 3),),
        kind="advice",
    ),
    Example(
        path="schemas/clicks.json",
        title="Other names, other types",
        text="""\
{
  "fields": [
    {"name": "click", "type": "STRING", "mode": "REQUIRED"},
    {"name": "x_ingested_at", "type": "TIMESTAMP", "mode": "REQUIRED"},
    {"name": "creation_date", "type": "DATE", "mode": "REQUIRED"},
    {"name": "createdAt", "type": "DATETIME", "mode": "REQUIRED"},
    {"name": "row_created_on", "type": "TIMESTAMP", "mode": "required"}
  ]
}
""",
        rows=tuple(("schemas/clicks.json", row) for row in (4, 5, 6, 7)),
    ),
    Example(
        path="ddl/orders.sql",
        title="In DDL",
        text="""\
CREATE TABLE shop.orders (
  order_id STRING NOT NULL,
  created_at TIMESTAMP NOT NULL,  -- <- CA413
  inserted_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP()
);
""",
    ),
)

VALID = (
    Example(
        path="schemas/orders.json",
        title="The table knows the time",
        text="""\
[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "created_at", "type": "TIMESTAMP", "mode": "REQUIRED", "defaultValueExpression": "CURRENT_TIMESTAMP()"}
]
""",
    ),
    Example(
        path="schemas/orders.json",
        title="NULLABLE, another type, another thing's creation, a later change",
        text="""\
[
  {"name": "created_at", "type": "TIMESTAMP"},
  {"name": "ingested_at", "type": "STRING", "mode": "REQUIRED"},
  {"name": "customer_created_at", "type": "TIMESTAMP", "mode": "REQUIRED"},
  {"name": "updated_at", "type": "TIMESTAMP", "mode": "REQUIRED"},
  {"name": "ordered_at", "type": "TIMESTAMP", "mode": "REQUIRED"},
  {"name": "ingestion_date", "type": "DATE", "mode": "REQUIRED"},
  {"name": "created_by", "type": "STRING", "mode": "REQUIRED"}
]
""",
    ),
    Example(
        path="ddl/orders.sql",
        title="DDL with a default",
        text="CREATE TABLE shop.orders (id STRING, created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP());\n",
    ),
    Example(
        path="schemas/focus_costs.json",
        title="A standard's table",
        text='[{"name": "created_at", "type": "TIMESTAMP", "mode": "REQUIRED"}]\n',
        options=(("standard-tables", ("focus_*",)),),
    ),
    Example(
        path="tests/schemas/orders.json",
        title="Test data",
        text='[{"name": "created_at", "type": "TIMESTAMP", "mode": "REQUIRED"}]\n',
        docs=False,
    ),
)
