"""Examples of CA301."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        title="A customer's rows, one job after the other",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def onboard(slug):  # <- CA301
    client.create_dataset(f"customer_{slug}")
    client.query(f"INSERT INTO admin.customers (slug) VALUES ('{slug}')").result()
''',
    ),
    Example(
        title="Revoke, then create: a failure in between locks the customer out",
        text='''\
import logging
from google.cloud import bigquery

class Keys:
    def __init__(self):
        self.client = bigquery.Client()

    def rotate(self, slug, encrypted):  # <- CA301
        self.client.query("UPDATE admin.api_keys SET is_active = FALSE WHERE slug = @slug").result()
        try:
            self.client.insert_rows_json("admin.api_keys", [{"slug": slug, "key": encrypted}])
        except Exception:
            logging.exception("could not store the key")
            raise
''',
    ),
    Example(
        title="The handler undoes only one of two steps",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def onboard(slug):  # <- CA301
    client.query("INSERT INTO admin.customers (slug) VALUES (@slug)").result()
    client.query("INSERT INTO admin.quotas (slug) VALUES (@slug)").result()
    try:
        client.query("INSERT INTO admin.subscriptions (slug) VALUES (@slug)").result()
    except Exception:
        client.query("DELETE FROM admin.customers WHERE slug = @slug").result()
        raise
''',
    ),
    Example(
        title="Steps in helpers of other files",
        files=(
            (
                "app/store.py",
                '''\
from google.cloud import bigquery

class Store:
    def __init__(self, client: bigquery.Client):
        self.client = client

    def add(self, table, row):
        self.client.insert_rows_json(f"admin.{table}", [row])
''',
            ),
            (
                "app/onboarding.py",
                '''\
from app.store import Store

def onboard(store: Store, slug):  # <- CA301
    store.add("customers", {"slug": slug})
    store.add("subscriptions", {"slug": slug})
''',
            ),
        ),
    ),
    Example(
        title="Emptied, then filled",
        text='''\
from google.cloud import bigquery

def reseed(rows):  # <- CA301
    client = bigquery.Client()
    client.query("DELETE FROM prices.models WHERE 1 = 1").result()
    errors = client.insert_rows_json("prices.models", rows)
    if errors:
        return {"status": "FAILED"}
''',
    ),
    Example(
        title="A dataset deleted with its contents before the new one is made",
        docs=False,
        text='''\
from google.cloud import bigquery

async def rebuild(name, schemas):  # <- CA301
    client = bigquery.Client()
    client.delete_dataset(name, delete_contents=True)
    client.create_dataset(name, exists_ok=True)
    for table, schema in schemas.items():
        client.create_table(bigquery.Table(f"{name}.{table}", schema=schema), exists_ok=True)
''',
    ),
)

VALID = (
    Example(
        title="The handler takes the first step back",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def onboard(slug):
    client.create_dataset(f"customer_{slug}")
    try:
        client.query("INSERT INTO admin.customers (slug) VALUES (@slug)").result()
    except Exception:
        client.delete_dataset(f"customer_{slug}", delete_contents=True)
        raise
''',
    ),
    Example(
        title="An ExitStack collects what to undo",
        text='''\
from contextlib import ExitStack
from google.cloud import bigquery

client = bigquery.Client()

def onboard(slug):
    with ExitStack() as stack:
        client.create_dataset(slug)
        stack.callback(client.delete_dataset, slug, delete_contents=True)
        client.query("INSERT INTO admin.customers (slug) VALUES (@slug)").result()
        stack.pop_all()
''',
    ),
    Example(
        title="Every step may be repeated",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def onboard(slug):
    client.create_dataset(slug, exists_ok=True)
    client.query(f"CREATE TABLE IF NOT EXISTS {slug}.costs (day DATE)").result()
    client.query("MERGE admin.customers t USING (SELECT @slug slug) s ON t.slug = s.slug "
                 "WHEN NOT MATCHED THEN INSERT (slug) VALUES (s.slug)").result()
''',
    ),
    Example(
        title="One script, one transaction",
        text='''\
from google.cloud import bigquery

def rotate(client: bigquery.Client):
    client.query("""
        BEGIN TRANSACTION;
        UPDATE admin.api_keys SET is_active = FALSE WHERE slug = @slug;
        INSERT INTO admin.api_keys (slug, key) VALUES (@slug, @key);
        COMMIT TRANSACTION;
    """).result()
''',
    ),
    Example(
        title="Branches that exclude each other",
        docs=False,
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def write(kind):
    if kind == "a":
        client.query("INSERT INTO admin.a (x) VALUES (1)").result()
        return
    client.query("INSERT INTO admin.b (x) VALUES (1)").result()

def other(kind):
    if kind == "a":
        client.query("INSERT INTO admin.a (x) VALUES (1)").result()
    else:
        client.query("INSERT INTO admin.b (x) VALUES (1)").result()
''',
    ),
    Example(
        title="The second step only writes the audit log",
        docs=False,
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def add(slug):
    client.query("INSERT INTO admin.customers (slug) VALUES (@slug)").result()
    client.query("INSERT INTO admin.audit_logs (slug) VALUES (@slug)").result()
''',
    ),
    Example(
        title="Get or create, and an UPDATE that falls back to INSERT",
        docs=False,
        text='''\
from google.api_core.exceptions import NotFound
from google.cloud import bigquery

client = bigquery.Client()

def ensure(name):
    try:
        client.get_dataset(name)
    except NotFound:
        client.create_dataset(name)
    client.create_table(f"{name}.t", exists_ok=True)

def end_run(run_id):
    job = client.query("UPDATE meta.runs SET status = 'DONE' WHERE id = @id")
    job.result()
    if job.num_dml_affected_rows == 0:
        client.query("INSERT INTO meta.runs (id, status) VALUES (@id, 'DONE')").result()
''',
    ),
    Example(
        title="Compensations run in the handler",
        docs=False,
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def onboard(slug):
    undo_steps = []
    try:
        client.create_dataset(slug)
        undo_steps.append(lambda: client.delete_dataset(slug))
        client.query("INSERT INTO admin.customers (slug) VALUES (@slug)").result()
    except Exception:
        for undo in reversed(undo_steps):
            undo()
        raise
''',
    ),
    Example(
        title="Refused rows go to another table; a batch flushed in a loop and behind it",
        docs=False,
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def insert(rows):
    errors = client.insert_rows_json("raw.usage", rows)
    failed = []
    for error in errors:
        failed.append(error)
    if failed:
        client.insert_rows_json("raw.refused", failed)

def flush(rows):
    client.insert_rows_json("raw.usage", rows)

def load(pages):
    batch = []
    for page in pages:
        batch.extend(page)
        flush(batch)
    flush(batch)
''',
    ),
    Example(
        title="The function that is the undo, and calls that are not BigQuery's",
        docs=False,
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def rollback_onboarding(slug):
    client.query("DELETE FROM admin.customers WHERE slug = @slug").result()
    client.query("INSERT INTO admin.customers (slug) VALUES ('removed')").result()

def files(db):
    db.create_dataset("a")
    db.insert("b")
''',
    ),
    Example(
        title="Created unless it is there; loaded in place of what was there",
        docs=False,
        text='''\
from google.api_core.exceptions import Conflict
from google.cloud import bigquery

class Sync:
    def __init__(self):
        self.client = bigquery.Client()

    def dataset_exists(self, name):
        return name in [dataset.dataset_id for dataset in self.client.list_datasets()]

    def ensure_dataset(self, name):
        if self.dataset_exists(name):
            return
        self.client.create_dataset(name)

    def ensure(self, name):
        try:
            self.client.create_dataset(name)
        except Conflict:
            pass
        self.client.create_table(f"{name}.members")

    def ensure_all(self, name):
        self.ensure_dataset(name)
        self.client.create_table(f"{name}.members")

    def refresh(self, files):
        config = bigquery.LoadJobConfig(write_disposition="WRITE_TRUNCATE")
        for name in files:
            self.client.load_table_from_uri(name, "raw.members", job_config=config).result()
            self.client.load_table_from_uri(name, "raw.groups", job_config=config).result()
''',
    ),
)
