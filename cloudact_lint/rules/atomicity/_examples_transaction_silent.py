"""Examples of CA302 in code: where it keeps quiet. They are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

CODE_VALID = (
    Example(
        title="One script, one transaction",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def rebuild(day):
    client.query("""
        BEGIN TRANSACTION;
        DELETE FROM sales.daily_costs WHERE cost_date = @day;
        INSERT INTO sales.daily_costs SELECT * FROM sales.raw_costs WHERE cost_date = @day;
        COMMIT TRANSACTION;
    """).result()
''',
    ),
    Example(
        title="A transaction that spans the jobs of a session",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def rebuild(session):
    client.query("BEGIN TRANSACTION", job_config=session).result()
    client.query("DELETE FROM sales.daily_costs WHERE cost_date = @day", job_config=session).result()
    client.query("INSERT INTO sales.daily_costs SELECT * FROM sales.raw", job_config=session).result()
    client.query("COMMIT TRANSACTION", job_config=session).result()
''',
    ),
    Example(
        title="One job that replaces",
        text='''\
from google.cloud import bigquery

def replace(client: bigquery.Client, rows):
    client.query("DELETE FROM shop.prices WHERE shop = @shop").result()
    config = bigquery.LoadJobConfig(write_disposition=bigquery.WriteDisposition.WRITE_TRUNCATE)
    client.load_table_from_json(rows, "shop.prices", job_config=config).result()
''',
    ),
    Example(
        title="A staging table is filled anew and merged",
        text='''\
from google.cloud import bigquery

def upsert(client: bigquery.Client, rows):
    client.query("TRUNCATE TABLE shop.prices_staging").result()
    client.insert_rows_json("shop.prices_staging", rows)
    client.query("MERGE shop.prices t USING shop.prices_staging s ON t.id = s.id WHEN MATCHED THEN DELETE").result()
''',
    ),
    Example(
        title="Branches that exclude each other, other tables, and retention",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def apply(event):
    if event.deleted:
        client.query("DELETE FROM crm.contacts WHERE id = @id").result()
    else:
        client.query("INSERT INTO crm.contacts (id) VALUES (@id)").result()

def remove(event):
    if event.known:
        client.query("DELETE FROM crm.contacts WHERE id = @id").result()
        return
    client.query("INSERT INTO crm.unknown_events (id) VALUES (@id)").result()

def keep_month():
    client.query("DELETE FROM crm.visits WHERE visited_on < CURRENT_DATE() - 30").result()
    client.query("INSERT INTO crm.visits SELECT * FROM crm.new_visits").result()
''',
    ),
    Example(
        title="INSERT only where the UPDATE met no row",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def finish(run):
    job = client.query("UPDATE ops.pipelines SET status = 'closed' WHERE run_id = @run")
    job.result()
    if job.num_dml_affected_rows == 0:
        client.query("INSERT INTO ops.audit_log (run_id) VALUES (@run)").result()
''',
    ),
    Example(
        title="The handler takes the first step back",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def new_version():
    client.query("UPDATE shop.plans SET end_date = @today WHERE id = @id").result()
    try:
        client.query("INSERT INTO shop.plans (id) VALUES (@next)").result()
    except Exception:
        client.query("UPDATE shop.plans SET end_date = NULL WHERE id = @id").result()
        raise
''',
    ),
    Example(
        title="Definitions cut at semicolons, other databases",
        text='''\
import sqlite3
from google.cloud import bigquery

SETUP = "CREATE TABLE a.b (x INT64); CREATE TABLE a.c (x INT64);"

def setup(client: bigquery.Client):
    for statement in SETUP.split(";"):
        client.query(statement).result()

def local():
    connection = sqlite3.connect(":memory:")
    connection.execute("DELETE FROM costs")
    connection.execute("INSERT INTO costs VALUES (1)")
''',
    ),
    Example(
        path="src/once.ts",
        title="TypeScript: a script with its transaction",
        text="""\
import { BigQuery } from '@google-cloud/bigquery';

const bigquery = new BigQuery();

export async function replaceDay(day: string) {
  await bigquery.query({
    query: `BEGIN TRANSACTION; DELETE FROM sales.daily WHERE day = @day;
      INSERT INTO sales.daily SELECT * FROM sales.raw WHERE day = @day; COMMIT TRANSACTION;`,
    params: { day },
  });
}
""",
    ),
)
