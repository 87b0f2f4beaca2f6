"""Examples of CA303 in code: what it finds. They are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

CODE_INVALID = (
    Example(
        title="A plain INSERT",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def subscribe(slug):
    sql = """
        INSERT INTO core.subscriptions (slug, plan)  -- <- CA303
        VALUES (@slug, @plan)
    """
    client.query(sql).result()
''',
    ),
    Example(
        title="Streamed rows without ids",
        text='''\
from google.cloud import bigquery

def seed(client: bigquery.Client, rows):
    errors = client.insert_rows_json("core.regions", rows)  # <- CA303
    if errors:
        raise RuntimeError(errors)
''',
    ),
    Example(
        title="Ids that name nothing",
        text='''\
import uuid
from google.cloud import bigquery

def seed(client: bigquery.Client, rows):
    client.insert_rows_json("core.regions", rows, row_ids=[None] * len(rows))  # <- CA303
    client.insert_rows_json("core.prices", rows, row_ids=[str(uuid.uuid4()) for _ in rows])  # <- CA303
    client.insert_rows("core.plans", rows, row_ids=None)  # <- CA303
''',
    ),
    Example(
        title="A load that appends",
        text='''\
from google.cloud import bigquery

def load(client: bigquery.Client, uri):
    config = bigquery.LoadJobConfig(source_format="CSV")
    config.write_disposition = bigquery.WriteDisposition.WRITE_APPEND
    client.load_table_from_uri(uri, "sales.daily_costs", job_config=config).result()  # <- CA303
''',
    ),
    Example(
        title="A query whose result is appended",
        text='''\
from google.cloud import bigquery

def collect(client: bigquery.Client):
    config = bigquery.QueryJobConfig(destination="p.sales.daily_costs", write_disposition="WRITE_APPEND")
    client.query("SELECT * FROM sales.raw_costs WHERE day = @day", job_config=config).result()  # <- CA303
''',
    ),
    Example(
        title="SELECT, then INSERT: two requests at once both find nothing",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def quota(slug):
    rows = list(client.query("SELECT * FROM core.quotas WHERE slug = @slug").result())
    if not rows:
        client.query("INSERT INTO core.quotas (slug) VALUES (@slug)").result()  # <- CA303
        return {}
    return rows[0]
''',
    ),
    Example(
        title="The same, leaving early",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def register(key):
    found = list(client.query("SELECT key FROM core.requests WHERE key = @key").result())
    if found:
        return found[0].key
    client.query("INSERT INTO core.requests (key) VALUES (@key)").result()  # <- CA303
    return key
''',
    ),
    Example(
        title="An UPDATE that meets no row, then INSERT",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def count(slug):
    job = client.query("UPDATE core.quotas SET used = used + 1 WHERE slug = @slug")
    job.result()
    if job.num_dml_affected_rows == 0:
        client.query("INSERT INTO core.quotas (slug, used) VALUES (@slug, 1)").result()  # <- CA303
''',
    ),
    Example(
        title="A look-up whose failure is passed over",
        text='''\
import logging
from google.cloud import bigquery

client = bigquery.Client()

def onboard(slug):
    try:
        rows = list(client.query("SELECT slug FROM core.profiles WHERE slug = @slug").result())
        if rows:
            raise ValueError("there already")
    except RuntimeError:
        logging.warning("could not look")
    client.query("INSERT INTO core.profiles (slug) VALUES (@slug)").result()  # <- CA303
''',
        kind="on",
    ),
    Example(
        title="A look-up that refuses duplicates, most of the time",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def create(name):
    rows = client.query("SELECT COUNT(*) AS n FROM core.channels WHERE name = @name").result()
    if list(rows)[0].n > 0:
        raise ValueError("there is one of that name")
    client.query("INSERT INTO core.channels (name) VALUES (@name)").result()  # <- CA303
''',
        kind="advice",
    ),
    Example(
        title="A generic writer: its callers know the table",
        text='''\
from google.cloud import bigquery

class Writer:
    def __init__(self):
        self.client = bigquery.Client()

    def write(self, table_id, rows):
        errors = self.client.insert_rows_json(table_id, rows)  # <- CA303
        if errors:
            raise RuntimeError(errors)
''',
        kind="advice",
    ),
    Example(
        title="A load that appends by default",
        text='''\
from google.cloud import bigquery

def load(client: bigquery.Client, frame):
    client.load_table_from_dataframe(frame, "sales.daily_costs").result()  # <- CA303
''',
        kind="advice",
    ),
    Example(
        title="SQL handed to a wrapper of another file",
        files=(
            (
                "db.py",
                '''\
from google.cloud import bigquery

class Database:
    def __init__(self):
        self.client = bigquery.Client()

    def run(self, sql, params=None):
        return list(self.client.query(sql, job_config=params).result())
''',
            ),
            (
                "teams.py",
                '''\
from db import Database

TEAMS = "core.teams"

def add_team(db: Database):
    db.run(f"INSERT INTO `{TEAMS}` (name) VALUES (@name)")  # <- CA303
''',
            ),
        ),
    ),
    Example(
        path="src/rows.ts",
        title="TypeScript: rows without insertId",
        text="""\
import { BigQuery } from '@google-cloud/bigquery';

const bigquery = new BigQuery();

export async function save(rows: object[]) {
  await bigquery.dataset('core').table('profiles').insert(rows); // <- CA303
}

export async function saveRaw(profile: object) {
  const table = bigquery.dataset('core').table('profiles');
  await table.insert([{ json: profile }], { raw: true }); // <- CA303
}
""",
    ),
    Example(
        path="src/sql.ts",
        title="TypeScript: INSERT in a template",
        text="""\
import { BigQuery } from '@google-cloud/bigquery';

const bigquery = new BigQuery();

export async function save(dataset: string, name: string) {
  await bigquery.query({
    query: `INSERT INTO ${dataset}.profiles (name) VALUES (@name)`, // <- CA303
    params: { name },
  });
}
""",
    ),
    Example(
        path="src/load.ts",
        title="TypeScript: a load that appends",
        text="""\
import { BigQuery } from '@google-cloud/bigquery';

const bigquery = new BigQuery();

export async function load(file: string) {
  await bigquery.dataset('sales').table('costs').load(file, { writeDisposition: 'WRITE_APPEND' }); // <- CA303
}
""",
    ),
)
