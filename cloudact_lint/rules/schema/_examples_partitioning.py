"""What CA406 finds, and what it does not."""

from __future__ import annotations

from cloudact_lint.rule import Example


def _schema(name: str, *columns: str) -> tuple[str, str]:
    rows = ",\n".join(
        f'  {{"name": "{column}", "type": "{"DATE" if column.endswith("_date") else "STRING"}"}}' for column in columns
    )
    return (f"schemas/{name}.json", f"[\n{rows}\n]\n")


def _tables(*rows: tuple[str, str, str]) -> tuple[str, str]:
    text = "tables:\n"
    for name, column, mark in rows:
        text += f"  {name}:\n    partition_field: {column}{mark}\n    clustering_fields: [shop]\n"
    return ("tables.yaml", text)


_NAMES = ("shop_north_sales_raw", "shop_south_sales_raw", "shop_east_sales_raw")
_ALL = tuple(_schema(name, "shop", "sale_date", "loaded_date") for name in _NAMES)
_MARK = "  # <- CA406"

VALID = (
    Example(
        title="Siblings alike",
        files=(*_ALL, _tables(*((name, "sale_date", "") for name in _NAMES))),
    ),
    Example(
        title="No majority",
        files=(*_ALL, _tables(
            (_NAMES[0], "sale_date", ""), (_NAMES[1], "loaded_date", ""), (_NAMES[2], "return_date", ""),
        )),
    ),
    Example(
        title="Two tables are no family",
        files=(*_ALL[:2], _tables((_NAMES[0], "sale_date", ""), (_NAMES[1], "loaded_date", ""))),
        docs=False,
    ),
    Example(
        title="Names that have one word in common",
        files=(
            _schema("orders_daily", "shop", "order_date"), _schema("visits_daily", "shop", "order_date"),
            _schema("refunds_daily", "shop", "order_date", "refund_date"),
            _tables(("orders_daily", "order_date", ""), ("visits_daily", "order_date", ""),
                    ("refunds_daily", "refund_date", "")),
        ),
        docs=False,
    ),
    Example(
        title="The same names in several datasets, each with its own siblings",
        files=tuple(
            file
            for dataset, name, column in (
                ("north", "shop_sales_daily_v1", "sale_date"), ("south", "shop_sales_daily_v1", "sale_date"),
                ("north", "shop_refunds_daily_v1", "loaded_date"),
            )
            for file in (
                (f"sql/{dataset}/{name}/schema.yaml",
                 "fields:\n- {name: sale_date, type: DATE}\n- {name: loaded_date, type: DATE}\n"),
                (f"sql/{dataset}/{name}/metadata.yaml",
                 f"bigquery:\n  time_partitioning:\n    type: day\n    field: {column}\n"),
                (f"sql/{dataset}/{name}/query.sql", "SELECT CURRENT_DATE() AS sale_date, CURRENT_DATE() AS loaded_date\n"),
            )
        ),
        docs=False,
    ),
    Example(
        title="Laid out alike in two places",
        files=(_ALL[0], _tables((_NAMES[0], "sale_date", "")),
               ("jobs.yaml", _tables((_NAMES[0], "sale_date", ""))[1])),
    ),
    Example(
        title="The second place says nothing of clustering",
        files=(_ALL[0], _tables((_NAMES[0], "sale_date", "")),
               ("jobs.yaml", f"tables:\n  {_NAMES[0]}:\n    partition_field: sale_date\n")),
        docs=False,
    ),
    Example(
        title="The other layout is a test's",
        files=(_ALL[0], _tables((_NAMES[0], "sale_date", "")),
               ("tests/tables.yaml", _tables((_NAMES[0], "loaded_date", ""))[1])),
        docs=False,
    ),
)

INVALID = (
    Example(
        title="One of three siblings",
        files=(*_ALL, _tables(
            (_NAMES[0], "sale_date", ""), (_NAMES[1], "sale_date", ""), (_NAMES[2], "loaded_date", _MARK),
        )),
        kind="on",
    ),
    Example(
        title="By time of loading, and the siblings' column is not even there",
        files=(
            *_ALL[:2], _schema(_NAMES[2], "shop", "ingestion_date", "sold_date"),
            _tables((_NAMES[0], "sale_date", ""), (_NAMES[1], "sale_date", ""), (_NAMES[2], "ingestion_date", _MARK)),
        ),
        kind="on",
    ),
    Example(
        title="By a column of its own",
        files=(
            *_ALL[:2], _schema(_NAMES[2], "shop", "sold_date"),
            _tables((_NAMES[0], "sale_date", ""), (_NAMES[1], "sale_date", ""), (_NAMES[2], "sold_date", _MARK)),
        ),
        kind="advice",
    ),
    Example(
        title="A group of one's own",
        files=(
            _schema("orders_daily", "shop", "order_date"), _schema("visits_daily", "shop", "order_date"),
            _schema("refunds_daily", "shop", "order_date", "refund_date"),
            _tables(("orders_daily", "order_date", ""), ("visits_daily", "order_date", ""),
                    ("refunds_daily", "refund_date", _MARK)),
        ),
        options=(("groups", ("*_daily",)),),
        kind="on",
    ),
    Example(
        title="One table, laid out twice",
        files=(
            _ALL[0],
            ("a.yaml", f"tables:\n  {_NAMES[0]}:\n    partition_field: sale_date\n    clustering_fields: [shop]\n"),
            ("b.yaml", _tables((_NAMES[0], "loaded_date", ""))[1].replace(":\n    p", f": {_MARK}\n    p")),
        ),
        kind="on",
    ),
    Example(
        title="Clustered by other columns",
        files=(
            _ALL[0],
            ("a.yaml", f"tables:\n  {_NAMES[0]}:\n    partition_field: sale_date\n    clustering_fields: [shop]\n"),
            ("b.yaml",
             f"tables:\n  {_NAMES[0]}: {_MARK}\n    partition_field: sale_date\n"
             "    clustering_fields: [shop, loaded_date]\n"),
        ),
        kind="on",
    ),
    Example(
        title="Twice in Python",
        files=(
            _ALL[0],
            ("tables.py",
             'MADE = [\n    {\n        "table_name": "shop_north_sales_raw",\n        "partition_field": "sale_date",\n'
             '        "clustering_fields": ["shop"],\n    },\n]\nREPAIRED = [\n'
             '    {\n        "table_name": "shop_north_sales_raw",  # <- CA406\n        "partition_field": "sale_date",\n'
             '        "clustering_fields": ["shop", "loaded_date"],\n    },\n]\n'),
        ),
        kind="on",
    ),
)
