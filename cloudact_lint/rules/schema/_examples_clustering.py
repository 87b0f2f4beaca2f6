"""What CA404 finds, and what it does not."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = (
    '[\n  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},\n  {"name": "shop", "type": "STRING"},\n'
    '  {"name": "ordered_on", "type": "DATE"},\n  {"name": "ordered_at", "type": "TIMESTAMP"},\n'
    '  {"name": "amount", "type": "FLOAT"},\n  {"name": "weight", "type": "INTEGER"},\n'
    '  {"name": "tags", "type": "STRING", "mode": "REPEATED"},\n  {"name": "payload", "type": "JSON"},\n'
    '  {"name": "buyer", "type": "RECORD", "fields": [{"name": "id", "type": "STRING"}]},\n'
    '  {"name": "token", "type": "BYTES"}\n]\n'
)
_SCHEMA = ("schemas/orders.json", _ORDERS)


def _yaml(partition: str, cluster: str, unit: str = "DAY", mark: str = "") -> tuple[str, str]:
    return (
        "tables.yaml",
        "tables:\n  orders:\n    description: All orders\n    partition:\n"
        f"      type: {unit}\n      field: {partition}\n    clustering: [{cluster}]{mark}\n",
    )


VALID = (
    Example(title="Columns of the schema", files=(_SCHEMA, _yaml("ordered_on", "shop, order_id"))),
    Example(title="Case does not matter", files=(_SCHEMA, _yaml("Ordered_On", "SHOP")), docs=False),
    Example(title="Hours of a TIMESTAMP", files=(_SCHEMA, _yaml("ordered_at", "shop", "HOUR")), docs=False),
    Example(title="A table whose columns nobody tells", files=(_yaml("day", "anything"),)),
    Example(
        title="CREATE TABLE with all it needs",
        text=(
            "CREATE TABLE shop.refunds (\n  refund_id STRING NOT NULL,\n  made_at TIMESTAMP,\n  bucket INT64\n)\n"
            "PARTITION BY DATE(made_at)\nCLUSTER BY refund_id, bucket;\n"
        ),
        path="refunds.sql",
    ),
    Example(
        title="Ranges of an INT64",
        text=(
            "CREATE TABLE shop.buckets (\n  bucket INT64,\n  name STRING\n)\n"
            "PARTITION BY RANGE_BUCKET(bucket, GENERATE_ARRAY(0, 100, 10))\nCLUSTER BY name;\n"
        ),
        path="buckets.sql",
        docs=False,
    ),
    Example(
        title="Partitioned by time of loading",
        text=(
            "CREATE TABLE shop.clicks (\n  page STRING\n)\nPARTITION BY _PARTITIONDATE\nCLUSTER BY page;\n"
        ),
        path="clicks.sql",
        docs=False,
    ),
    Example(
        title="A schema object of its own",
        files=((
            "schemas/visits.json",
            '{\n  "table_name": "visits",\n  "clustering_fields": ["page"],\n  "time_partitioning": {"type": "DAY", '
            '"field": "day"},\n  "fields": [\n    {"name": "page", "type": "STRING"},\n'
            '    {"name": "day", "type": "DATE"}\n  ]\n}\n',
        ),),
        docs=False,
    ),
    Example(
        title="Neither partitioned nor clustered: a small table",
        files=(_SCHEMA, ("tables.yaml", "tables:\n  orders:\n    partition_field: null\n    cluster_fields: []\n")),
        docs=False,
    ),
    Example(
        title="A schema without any layout",
        files=(_SCHEMA,),
        docs=False,
    ),
)

INVALID = (
    Example(
        title="A clustering column that the schema does not have, in YAML",
        files=(_SCHEMA, _yaml("ordered_on", "shop, buyer_id", mark="  # <- CA404")),
        kind="on",
    ),
    Example(
        title="In Python",
        files=(
            _SCHEMA,
            (
                "tables.py",
                'TABLES = [\n    {\n        "table_name": "orders",\n        "schema_file": "orders.json",\n'
                '        "partition_field": "ordered_on",\n'
                '        "clustering_fields": ["shop", "region", "buyer_id"],  # <- CA404\n    },\n]\n',
            ),
        ),
        kind="on",
    ),
    Example(
        title="In a CREATE TABLE",
        text=(
            "CREATE TABLE shop.refunds (\n  refund_id STRING NOT NULL,\n  made_at TIMESTAMP\n)\n"
            "PARTITION BY DATE(created_at) -- <- CA404\nCLUSTER BY refund_id;\n"
        ),
        path="refunds.sql",
        kind="on",
    ),
    Example(
        title="A partition column that the schema does not have",
        files=(
            _SCHEMA,
            ("tables.yaml",
             "tables:\n  orders:\n    partition:\n      type: DAY\n      field: order_date  # <- CA404\n"
             "    clustering: [shop]\n"),
        ),
        kind="on",
    ),
    Example(
        title="Types that cannot cluster",
        files=(_SCHEMA, _yaml("ordered_on", "shop, amount, payload", mark="  # <- CA404")),
        kind="on",
    ),
    Example(
        title="A REPEATED column, and BYTES",
        files=(_SCHEMA, _yaml("ordered_on", "tags, token", mark="  # <- CA404")),
        kind="on",
        docs=False,
    ),
    Example(
        title="A RECORD, and a field of one",
        files=(_SCHEMA, _yaml("ordered_on", "buyer.id, buyer", mark="  # <- CA404")),
        kind="on",
        docs=False,
    ),
    Example(
        title="Text cannot partition",
        files=(
            _SCHEMA,
            ("tables.yaml",
             "tables:\n  orders:\n    partition:\n      type: DAY\n      field: shop  # <- CA404\n"
             "    clustering: [shop]\n"),
        ),
        kind="on",
    ),
    Example(
        title="Hours of a DATE",
        files=(
            _SCHEMA,
            ("tables.yaml",
             "tables:\n  orders:\n    partition:\n      type: HOUR\n      field: ordered_on  # <- CA404\n"
             "    clustering: [shop]\n"),
        ),
        kind="on",
        docs=False,
    ),
    Example(
        title="Five clustering columns",
        files=(
            ("schemas/sales.json",
             "[" + ", ".join(f'{{"name": "{name}", "type": "STRING"}}' for name in "abcde") + "]\n"),
            ("tables.yaml", "tables:\n  sales:\n    clustering: [a, b, c, d, e]  # <- CA404\n"),
        ),
        kind="on",
    ),
    Example(
        title="In the schema object itself",
        files=((
            "schemas/visits.json",
            '{\n  "table_name": "visits",\n  "clustering_fields": ["pages"],\n  "fields": [\n'
            '    {"name": "page", "type": "STRING"},\n    {"name": "day", "type": "DATE"}\n  ]\n}\n',
        ),),
        rows=(("schemas/visits.json", 3),),
        kind="on",
    ),
    Example(
        title="Partitioned, and not clustered at all",
        files=(
            _SCHEMA,
            ("tables.yaml", "tables:\n  orders: # <- CA404\n    partition_field: ordered_on\n    clustering: []\n"),
        ),
        kind="advice",
    ),
)
