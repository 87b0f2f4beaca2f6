"""Projects and dumps for the tests of migrations, and parsers that judge what is written."""

import json
import os
import subprocess
from pathlib import Path

import sqlglot
from sqlglot import exp

from cloudact_lint.__main__ import main

CONFIG = """\
column-families:
  lineage:
    tables: ["*_daily"]
    columns: ["run_{id,date} STRING", "loaded_at TIMESTAMP"]
deprecated-columns:
  buyer: customer_id
"""


def field(name, kind="STRING", mode="NULLABLE", **more):
    return {"name": name, "type": kind, "mode": mode, **more}


def schema(*fields):
    return json.dumps(list(fields), indent=1) + "\n"


def rows_of_columns(table, *columns, dataset="shop", project="acme-data-1", **same):
    """Rows as INFORMATION_SCHEMA.COLUMNS has them: (name, type) or (name, type, more)."""
    return [
        {"table_catalog": project, "table_schema": dataset, "table_name": table, "column_name": name,
         "ordinal_position": str(at), "is_nullable": "YES", "data_type": kind, **same, **(more[0] if more else {})}
        for at, (name, kind, *more) in enumerate(columns, 1)
    ]


def migrate(capsys, folder, *words):
    """Run the command in a folder: status, standard output, standard error."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        status = main(["migrate", "--no-cache", *words])
    finally:
        os.chdir(before)
    out, err = capsys.readouterr()
    return status, out, err


def git(folder, *words):
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def statements(text):
    """The statements as sqlglot understands them; it fails for what it cannot read."""
    found = sqlglot.parse(text, read="bigquery")
    return [item for item in found if item is not None and not isinstance(item, exp.Semicolon)]


def code(text):
    """The script without its comments and blank lines."""
    return "\n".join(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("--"))
