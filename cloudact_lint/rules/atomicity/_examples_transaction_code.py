"""Examples of CA302 in Python and TypeScript, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

CODE_INVALID = (
    Example(
        title="DELETE, then INSERT, as two jobs",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def rebuild(day):
    client.query("DELETE FROM sales.daily_costs WHERE cost_date = @day").result()
    client.query("""
        INSERT INTO sales.daily_costs (cost_date, amount)  -- <- CA302
        SELECT cost_date, amount FROM sales.raw_costs WHERE cost_date = @day
    """).result()
''',
    ),
    Example(
        title="Revoke the old key, then store the new one",
        text='''\
from google.cloud import bigquery

class Keys:
    def __init__(self, project):
        self.project = project
        self.client = bigquery.Client()

    def rotate(self, slug, encrypted):
        try:
            revoke = f"UPDATE `{self.project}.admin.api_keys` SET is_active = FALSE WHERE slug = @slug"
            self.client.query(revoke).result()
        except Exception as error:
            print(error)
        store = f"INSERT INTO `{self.project}.admin.api_keys` (slug, key) VALUES (@slug, @key)"  # <- CA302
        self.client.query(store).result()
''',
    ),
    Example(
        title="DELETE, then streamed rows",
        text='''\
from google.cloud import bigquery

def refresh(client: bigquery.Client, table_id: str, rows):
    client.query(f"DELETE FROM `{table_id}` WHERE 1 = 1").result()
    errors = client.insert_rows_json(table_id, rows)  # <- CA302
    return errors
''',
    ),
    Example(
        title="A version is closed in one file and the next one opened through a helper of another",
        files=(
            (
                "app/store.py",
                '''\
from google.cloud import bigquery

class Store:
    def __init__(self):
        self.client = bigquery.Client()

    def close(self, table, key):
        self.client.query(f"UPDATE `{table}` SET end_date = @today WHERE id = @id").result()

    def add(self, table, rows):
        job = self.client.load_table_from_json(rows, table)
        job.result()
''',
            ),
            (
                "app/units.py",
                '''\
from app.store import Store

TABLE = "org.units"
store = Store()

def move_unit(unit):
    store.close(TABLE, unit["id"])
    store.add(TABLE, [unit])  # <- CA302
''',
            ),
        ),
    ),
    Example(
        title="SQL handed to a wrapper",
        files=(
            (
                "db.py",
                '''\
from google.cloud import bigquery

client = bigquery.Client()

def execute(sql, **params):
    config = bigquery.QueryJobConfig(query_parameters=list(params.values()), maximum_bytes_billed=10**9)
    return client.query(sql, job_config=config).result()
''',
            ),
            (
                "prices.py",
                '''\
from db import execute

def replace_prices():
    execute("TRUNCATE TABLE shop.prices")
    execute("INSERT INTO shop.prices SELECT * FROM shop.new_prices")  # <- CA302
''',
            ),
        ),
    ),
    Example(
        title="One script without a transaction",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def rebuild(day):
    client.query("""
        DELETE FROM sales.daily_costs WHERE cost_date = @day;
        INSERT INTO sales.daily_costs SELECT * FROM sales.raw_costs WHERE cost_date = @day;  -- <- CA302
    """).result()
''',
    ),
    Example(
        title="A script cut at its semicolons",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()
SCRIPT = """
    BEGIN TRANSACTION;
    DELETE FROM ops.usage WHERE day = @day;
    INSERT INTO ops.usage SELECT * FROM ops.raw WHERE day = @day;
    COMMIT TRANSACTION;
"""

def run():
    for statement in SCRIPT.split(";"):
        if statement.strip():
            client.query(statement).result()  # <- CA302
''',
    ),
    Example(
        title="The same with a text that is not seen",
        text='''\
from google.cloud import bigquery

def run_file(client: bigquery.Client, path):
    statements = [part.strip() for part in path.read_text().split(";") if part.strip()]
    for number, statement in enumerate(statements):
        client.query(statement).result()  # <- CA302
''',
        kind="advice",
    ),
    Example(
        title="Rows moved to an archive",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def archive():
    client.query("INSERT INTO crm.contacts_old SELECT * FROM crm.contacts WHERE closed").result()
    client.query("DELETE FROM crm.contacts WHERE closed").result()  # <- CA302
''',
    ),
    Example(
        title="Credits taken here and given there",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def transfer():
    client.query("UPDATE bank.accounts SET balance = balance - @amount WHERE id = @giver").result()
    client.query("UPDATE bank.accounts SET balance = balance + @amount WHERE id = @taker").result()  # <- CA302
''',
    ),
    Example(
        path="src/replace.ts",
        title="TypeScript: two queries",
        text="""\
import { BigQuery } from '@google-cloud/bigquery';

const bigquery = new BigQuery();

export async function replaceDay(day: string) {
  await bigquery.query({ query: 'DELETE FROM sales.daily WHERE day = @day', params: { day } });
  await bigquery.query({
    query: `INSERT INTO sales.daily SELECT * FROM sales.raw WHERE day = @day`, // <- CA302
    params: { day },
  });
}
""",
    ),
    Example(
        path="src/refill.ts",
        title="TypeScript: DELETE, then streamed rows",
        text="""\
import { BigQuery } from '@google-cloud/bigquery';

const bigquery = new BigQuery();

export async function refill(rows: object[]) {
  await bigquery.query('DELETE FROM shop.prices WHERE TRUE');
  await bigquery.dataset('shop').table('prices').insert(rows); // <- CA302
}
""",
    ),
)

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
