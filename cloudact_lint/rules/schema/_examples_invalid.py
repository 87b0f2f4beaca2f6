"""Examples of CA418."""

from __future__ import annotations

from cloudact_lint.rule import Example

_GOOD = """[
  {"name": "parcel_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "weight", "type": "NUMERIC"}
]
"""

VALID = (
    Example(
        path="schemas/orders.json",
        title="every type, mode and form of nesting",
        text="""[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED", "maxLength": "40"},
  {"name": "total", "type": "NUMERIC", "precision": "12", "scale": "2"},
  {"name": "paid", "type": "BOOLEAN", "defaultValueExpression": "FALSE"},
  {"name": "lines", "type": "RECORD", "mode": "REPEATED", "fields": [
    {"name": "sku", "type": "string", "mode": "nullable"},
    {"name": "pieces", "type": "INT64"},
    {"name": "valid", "type": "RANGE", "rangeElementType": {"type": "DATE"}}
  ]},
  {"name": "Größe in cm", "type": "FLOAT"},
  {"name": "made_at", "type": "TIMESTAMP", "policyTags": {"names": ["projects/p/x"]}}
]
""",
    ),
    Example(
        path="schemas/customer.avsc.json",
        title="Avro has other types, and a type beside its fields",
        text="""{
  "type": "record",
  "name": "Customer",
  "fields": [
    {"name": "id", "type": "long"},
    {"name": "city", "type": "string"},
    {"name": "seen", "type": ["null", "string"]}
  ]
}
""",
    ),
    Example(
        path="api/parameters.json",
        title="parameters of a web service",
        text="""[
  {"name": "limit", "in": "query", "type": "integer"},
  {"name": "verbose", "in": "query", "type": "flag"}
]
""",
    ),
    Example(
        path="forms/signup.json",
        title="a form",
        text="""{"fields": [
  {"name": "email", "type": "email", "label": "E-Mail"},
  {"name": "born", "type": "date", "label": "Birthday"},
  {"name": "note", "type": "text", "label": "Note"}
]}
""",
    ),
    Example(
        path="warehouse/snowflake.json",
        title="the types of another database",
        docs=False,
        text="""[
  {"name": "ID", "type": "NUMBER"}, {"name": "NAME", "type": "STRING"},
  {"name": "DOC", "type": "VARIANT"}, {"name": "DAY", "type": "DATE"}, {"name": "ON", "type": "BOOLEAN"}
]
""",
    ),
    Example(
        path="settings.json",
        title="settings with comments are no schema",
        docs=False,
        files=(
            ("settings.json", '{\n  // which editor\n  "type": "STRING",\n  "editor": "vi",\n}\n'),
            ("schemas/parcels.json", _GOOD),
        ),
    ),
    Example(
        path="templates/table.json",
        title="placeholders that something fills in",
        text="""[
  {"name": "{{ key }}", "type": "{{ key_type }}", "mode": "${MODE}"},
  {"name": "day", "type": "DATE"}, {"name": "amount", "type": "NUMERIC"}
]
""",
    ),
    Example(
        path="tests/fixtures/broken_schema.json",
        title="a test's own broken schema",
        docs=False,
        text='[{"name": "a", "type": "STRING"}, {"name": "b", "type": "STRANGE"}]\n',
    ),
    Example(
        path="seeds/properties.yml",
        title="dbt leaves types to the database",
        docs=False,
        text="""models:
  - name: shop_orders
    columns:
      - name: order_id
        data_type: varchar
      - name: total
""",
    ),
    Example(
        path="docs/columns.yaml",
        title="a glossary of columns is no table",
        docs=False,
        text="""fields:
- name: order_id
  type: STRING
  mode: REQUIRED
- name: lines
  type: RECORD
- name: total
  description: Sum over the lines.
- name: ORDER_ID
  type: STRING
""",
    ),
    Example(
        path="sql/shop/sales/orders_v2/schema.yaml",
        title="fields taken in from elsewhere",
        docs=False,
        text="""fields:
- name: order_id
  type: STRING
  mode: REQUIRED
- !include-field
  table: shop.sales.orders_v1
""",
    ),
    Example(
        path="load.py",
        title="fields in code",
        text="""from google.cloud import bigquery

FIELDS = [
    bigquery.SchemaField("order_id", bigquery.enums.SqlTypeNames.STRING, mode="REQUIRED"),
    bigquery.SchemaField("lines", "RECORD", mode="REPEATED", fields=[bigquery.SchemaField("sku", "STRING")]),
]
table = bigquery.Table("shop-1.sales.orders", schema=FIELDS)
""",
    ),
)

INVALID = (
    Example(
        path="schemas/orders.json",
        title="a type that BigQuery does not have",
        text="""[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "city", "type": "VARCHAR", "mode": "NULLABLE"},
  {"name": "made_at", "type": "TIMESTMP", "mode": "NULLABLE"},
  {"name": "total", "type": "NUMERIC", "mode": "NULLABLE"}
]
""",
        rows=(("schemas/orders.json", 3), ("schemas/orders.json", 4)),
    ),
    Example(
        path="schemas/events.json",
        title="a mode that there is not",
        text="""{"schema": {"fields": [
  {"name": "event_id", "type": "STRING", "mode": "MANDATORY"},
  {"name": "tags", "type": "STRING", "mode": "REPEATED"}
]}}
""",
        rows=(("schemas/events.json", 2),),
    ),
    Example(
        path="schemas/baskets.json",
        title="a RECORD without fields, and fields without a RECORD",
        text="""[
  {"name": "basket_id", "type": "STRING"},
  {"name": "lines", "type": "RECORD", "mode": "REPEATED"},
  {"name": "owner", "type": "STRING",
   "fields": [{"name": "first", "type": "STRING"}]}
]
""",
        rows=(("schemas/baskets.json", 3), ("schemas/baskets.json", 5)),
    ),
    Example(
        path="schemas/stock.json",
        title="a comma too many",
        text="""[
  {"name": "sku", "type": "STRING"},
  {"name": "pieces", "type": "INTEGER"},
]
""",
        rows=(("schemas/stock.json", 3),),
    ),
    Example(
        path="schemas/returns.json",
        title="a comment",
        text="""[
  {"name": "return_id", "type": "STRING"},
  // the reason that the customer gives
  {"name": "reason", "type": "STRING"}
]
""",
        rows=(("schemas/returns.json", 3),),
    ),
    Example(
        path="schemas/prices.json",
        title="a missing comma",
        text="""[
  {"name": "sku", "type": "STRING"}
  {"name": "price", "type": "NUMERIC"}
]
""",
        rows=(("schemas/prices.json", 3),),
    ),
    Example(
        title="a broken file among schemas",
        docs=False,
        files=(
            ("schemas/parcels.json", _GOOD),
            ("schemas/parcels_archive.json", _GOOD),
            ("schemas/tours.json", '[\n  {"nam": "tour", "type": "STRING"\n'),
        ),
        rows=(("schemas/tours.json", 2),),
    ),
    Example(
        path="schemas/visits.json",
        title="names that BigQuery refuses",
        text="""{"fields": [
  {"name": "visit.id", "type": "STRING"},
  {"name": "_PARTITIONTIME", "type": "TIMESTAMP"},
  {"type": "DATE"},
  {"name": "page"},
  {"name": "seconds", "type": "INTEGER"},
  {"name": "site", "type": "STRING"}, {"name": "lang", "type": "STRING"}, {"name": "agent", "type": "STRING"}
]}
""",
        rows=tuple(("schemas/visits.json", row) for row in (2, 3, 4, 5)),
    ),
    Example(
        path="sql/shop/sales/orders_v1/schema.yaml",
        title="a schema in YAML",
        text="""fields:
- name: order_id
  type: STRING
  mode: REQUIRED
- name: total
  type: DOUBLE  # <- CA418
  mode: NULLABLE
""",
    ),
    Example(
        path="load.py",
        title="a list of fields in code",
        text="""from google.cloud import bigquery

table = bigquery.Table(
    "shop-1.sales.orders",
    schema=[
        bigquery.SchemaField("order_id", "STRING", mode="REQUIRED"),
        bigquery.SchemaField("lines", "RECORD", mode="REPEATED"),  # <- CA418
        bigquery.SchemaField("total", "MONEY"),  # <- CA418
    ],
)
""",
    ),
)
