"""Load jobs, and what becomes of new fields."""

from __future__ import annotations

from cloudact_lint.rule import Example

_LOAD = """\
from google.cloud import bigquery


def load(rows):
    client = bigquery.Client()
    config = bigquery.LoadJobConfig(write_disposition="WRITE_APPEND")
    client.load_table_from_json(rows, "costs.raw", job_config=config).result(){mark}
"""
_MARKED = _LOAD.format(mark="  # <- CA705")
_PLAIN = _LOAD.format(mark="")


def _with(config: str, title: str, docs: bool = True) -> Example:
    return Example(_PLAIN.replace('write_disposition="WRITE_APPEND"', config), "app/load.py", title, docs=docs)


INVALID = (
    Example(_MARKED, "app/load.py"),
    Example(
        'from google.cloud import bigquery\n\n\ndef load(uri):\n    client = bigquery.Client()\n'
        '    client.load_table_from_uri(uri, "costs.raw").result()  # <- CA705\n',
        "app/load.py", "Appending is the default",
    ),
    Example(
        title="Columns are added to another table only",
        files=(
            ("app/load.py", _MARKED),
            ("sql/alter.sql", "ALTER TABLE costs.plans ADD COLUMN IF NOT EXISTS seats INT64;\n"),
        ),
        docs=False,
    ),
    Example(
        _MARKED.replace('write_disposition="WRITE_APPEND"', 'write_disposition=A if more else "WRITE_TRUNCATE"').replace(
            "\n\n\n", '\n\nA = "WRITE_APPEND"\n\n\n'
        ).replace("(rows)", "(rows, more)"),
        "app/load.py", "Appends sometimes", docs=False,
    ),
)  # fmt: skip

VALID = (
    _with(
        'write_disposition="WRITE_APPEND",\n'
        "        schema_update_options=[bigquery.SchemaUpdateOption.ALLOW_FIELD_ADDITION]",
        "New fields are welcome",
    ),
    _with('write_disposition="WRITE_TRUNCATE"', "The table is replaced"),
    _with('write_disposition="WRITE_APPEND", ignore_unknown_values=True', "New fields are dropped on purpose"),
    _with("autodetect=True", "The schema is detected", docs=False),
    Example(
        _PLAIN.replace("    client.load", '    config.schema_update_options = ["ALLOW_FIELD_ADDITION"]\n    client.load'),
        "app/load.py", "Said later",
    ),
    Example(
        title="Tables are brought up to date elsewhere",
        files=(
            ("app/load.py", _PLAIN),
            (
                "app/sync.py",
                "from google.cloud import bigquery\n\n\ndef add(table, column, kind):\n"
                '    sql = f"ALTER TABLE `{table}` ADD COLUMN IF NOT EXISTS {column} {kind}"\n'
                "    bigquery.Client().query(sql).result()\n",
            ),
        ),
    ),
    Example(
        title="The table gets its columns in a migration",
        files=(
            ("app/load.py", _PLAIN),
            ("sql/alter.sql", "ALTER TABLE costs.raw ADD COLUMN IF NOT EXISTS region STRING;\n"),
        ),
    ),
    Example(
        "def load(client, rows, **options):\n    client.load_table_from_json(rows, 'costs.raw', **options)\n",
        "app/load.py", "Options that cannot be seen", docs=False,
    ),
    Example(
        "from google.cloud import bigquery\n\nCOLUMNS = ['day', 'cost']\n\n\ndef load(frame):\n"
        "    frame = frame[COLUMNS]\n    bigquery.Client().load_table_from_dataframe(frame, 'costs.raw').result()\n",
        "app/load.py", "A frame of listed columns", docs=False,
    ),
)  # fmt: skip
