"""Examples of CA302 in code: what it finds. They are its tests too."""

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
