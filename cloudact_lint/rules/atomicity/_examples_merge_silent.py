"""Examples of CA303 in code: where it keeps quiet. They are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

CODE_VALID = (
    Example(
        title="MERGE, and rows that are not there yet",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def save():
    client.query("""
        MERGE core.quotas t USING (SELECT @slug slug) s ON t.slug = s.slug WHEN NOT MATCHED THEN INSERT ROW
    """).result()
    client.query("""
        INSERT INTO core.profiles (slug)
        SELECT @slug FROM (SELECT 1) WHERE NOT EXISTS (SELECT 1 FROM core.profiles WHERE slug = @slug)
    """).result()
''',
    ),
    Example(
        title="Row ids",
        text='''\
from google.cloud import bigquery

def flush(client: bigquery.Client, logs, ids):
    client.insert_rows_json("core.runs", logs, row_ids=[log["id"] for log in logs])
    client.insert_rows_json("core.steps", logs, ids)
    client.insert_rows("core.states", logs, row_ids=ids)
''',
    ),
    Example(
        title="Logs, audits, histories, staging and dead letters",
        text='''\
from google.cloud import bigquery

def note(client: bigquery.Client, rows):
    client.query("INSERT INTO core.audit_logs (what) VALUES (@what)").result()
    client.insert_rows_json("core.user_events", rows)
    client.insert_rows_json("core.prices_staging", rows)
    client.insert_rows_json("core.pipeline_dlq", rows)
''',
    ),
    Example(
        title="Tables of one's own that only grow",
        text='''\
from google.cloud import bigquery

def note(client: bigquery.Client, rows):
    client.insert_rows_json("core.clicks", rows)
''',
        options=(("append-only-tables", ("clicks",)),),
    ),
    Example(
        title="A seed that skips a filled table",
        text='''\
from google.cloud import bigquery

def seed(client: bigquery.Client, rows, force=False):
    table = "core.default_prices"
    if not force:
        result = client.query(f"SELECT COUNT(*) AS n FROM `{table}`").result()
        if list(result)[0].n > 0:
            return 0
    client.insert_rows_json(table, rows)
    return len(rows)
''',
    ),
    Example(
        title="Loads that replace",
        text='''\
from google.cloud import bigquery

def load(client: bigquery.Client, uri, mode):
    config = bigquery.LoadJobConfig(write_disposition="WRITE_TRUNCATE")
    client.load_table_from_uri(uri, "sales.daily_costs$20240131", job_config=config).result()
    empty = bigquery.LoadJobConfig(write_disposition=bigquery.WriteDisposition.WRITE_EMPTY)
    client.load_table_from_uri(uri, "sales.costs", job_config=empty).result()
    chosen = bigquery.LoadJobConfig(write_disposition=mode)
    client.load_table_from_uri(uri, "sales.costs", job_config=chosen).result()
''',
    ),
    Example(
        title="A job that can run only once",
        text='''\
from google.cloud import bigquery

def load(client: bigquery.Client, day):
    client.query("INSERT INTO sales.costs SELECT * FROM sales.raw", job_id=f"costs-{day}").result()
''',
    ),
    Example(
        title="A table made anew",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def rebuild():
    client.query("CREATE OR REPLACE TABLE sales.top (name STRING)").result()
    client.query("INSERT INTO sales.top SELECT name FROM sales.all_names").result()
''',
    ),
    Example(
        title="DELETE before it: that is CA302",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def rebuild():
    client.query("DELETE FROM sales.top WHERE day = @day").result()
    client.query("INSERT INTO sales.top SELECT * FROM sales.all_names WHERE day = @day").result()
''',
    ),
    Example(
        title="Other databases, and methods that are only called insert",
        text='''\
import sqlite3

def save(collection, row):
    sqlite3.connect(":memory:").execute("INSERT INTO costs VALUES (1)")
    collection.insert(row)
    [].insert(0, row)
''',
    ),
    Example(
        path="src/ids.ts",
        title="TypeScript: rows with insertId, other tables",
        text="""\
import { BigQuery } from '@google-cloud/bigquery';
import { createClient } from '@supabase/supabase-js';

const bigquery = new BigQuery();
const supabase = createClient('u', 'k');

export async function save(rows: { id: string }[]) {
  const raw = rows.map((row) => ({ insertId: row.id, json: row }));
  await bigquery.dataset('core').table('profiles').insert(raw, { raw: true });
  await bigquery.dataset('core').table('user_events').insert(rows);
  await supabase.from('profiles').insert(rows);
}
""",
    ),
)
