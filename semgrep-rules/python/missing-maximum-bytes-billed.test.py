"""What starts a query job, and what limits it."""

import sqlite3

import pandas as pd
import pandas_gbq
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
from google.cloud import bigquery
from google.cloud.bigquery import Client, QueryJobConfig

CAP = 10**10
SQL = "SELECT name FROM sales.orders WHERE day = @day"

warehouse = bigquery.Client()
capped_client = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))


def bare_query():
    # ruleid: missing-maximum-bytes-billed
    rows = warehouse.query(SQL).result()
    # ruleid: missing-maximum-bytes-billed
    warehouse.query_and_wait("SELECT name FROM sales.orders")
    # ok: missing-maximum-bytes-billed
    capped_client.query(SQL)
    return rows


def local_client():
    bq = Client(project="any")
    # ruleid: missing-maximum-bytes-billed
    return bq.query(SQL)


def client_in_place():
    # ruleid: missing-maximum-bytes-billed
    return bigquery.Client().query(SQL)


def client_from_key_file(path):
    keyed = bigquery.Client.from_service_account_json(path)
    # ruleid: missing-maximum-bytes-billed
    return keyed.query(SQL)


def annotated(bq: bigquery.Client, day: str):
    # ruleid: missing-maximum-bytes-billed
    bq.query(f"SELECT name FROM sales.orders WHERE day = '{day}'")
    # ok: missing-maximum-bytes-billed
    bq.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))


def inline_config():
    # ruleid: missing-maximum-bytes-billed
    warehouse.query(SQL, job_config=bigquery.QueryJobConfig(use_legacy_sql=False))
    # ruleid: missing-maximum-bytes-billed
    warehouse.query(SQL, job_config=None)
    # ok: missing-maximum-bytes-billed
    warehouse.query(SQL, job_config=QueryJobConfig(use_legacy_sql=False, maximum_bytes_billed=CAP))
    # ok: missing-maximum-bytes-billed
    warehouse.query(SQL, QueryJobConfig(maximum_bytes_billed=CAP))
    # ok: missing-maximum-bytes-billed
    warehouse.query(SQL, job_config=bigquery.QueryJobConfig(dry_run=True))


def config_in_a_local():
    uncapped = bigquery.QueryJobConfig(labels={"owner": "sales"})
    # ruleid: missing-maximum-bytes-billed
    warehouse.query(SQL, job_config=uncapped)
    capped = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
    # ok: missing-maximum-bytes-billed
    warehouse.query(SQL, job_config=capped)


def cap_set_later():
    config = bigquery.QueryJobConfig()
    config.maximum_bytes_billed = CAP
    # ok: missing-maximum-bytes-billed
    return warehouse.query(SQL, job_config=config)


def config_from_a_helper():
    def bare():
        return bigquery.QueryJobConfig()

    # todoruleid: missing-maximum-bytes-billed
    return warehouse.query(SQL, job_config=bare())


def as_context():
    with bigquery.Client() as opened:
        # ruleid: missing-maximum-bytes-billed
        return opened.query(SQL)


class Orders:
    def __init__(self):
        self.client = bigquery.Client()
        self.capped = bigquery.Client(default_query_job_config=QueryJobConfig(maximum_bytes_billed=CAP))

    def read(self):
        # ruleid: missing-maximum-bytes-billed
        return self.client.query(SQL)

    def read_capped(self):
        # ok: missing-maximum-bytes-billed
        self.capped.query(SQL)
        # ok: missing-maximum-bytes-billed
        return self.client.query(SQL, job_config=QueryJobConfig(maximum_bytes_billed=CAP))


def ddl_and_probes():
    # ok: missing-maximum-bytes-billed
    warehouse.query("CREATE TABLE sales.tmp (name STRING)")
    # ok: missing-maximum-bytes-billed
    warehouse.query("DROP TABLE sales.tmp")
    probe = "SELECT 1 AS alive"
    # ok: missing-maximum-bytes-billed
    warehouse.query(probe)
    clear = "TRUNCATE TABLE sales.tmp"
    # ok: missing-maximum-bytes-billed
    warehouse.query(clear)
    # ok: missing-maximum-bytes-billed
    warehouse.query("CREATE TABLE sales.tmp AS SELECT name FROM sales.orders")
    fill = f"CALL sales.fill_orders('{CAP}')"
    # todook: missing-maximum-bytes-billed
    warehouse.query(fill)


def other_libraries(session, path):
    # ok: missing-maximum-bytes-billed
    session.query(SQL).filter_by(name="a")
    # ok: missing-maximum-bytes-billed
    sqlite3.connect(path).execute(SQL)
    # ok: missing-maximum-bytes-billed
    pd.DataFrame({"a": [1]}).query("a > 0")


def frames():
    # ruleid: missing-maximum-bytes-billed
    pd.read_gbq(SQL, project_id="any")
    # ruleid: missing-maximum-bytes-billed
    pandas_gbq.read_gbq(SQL)
    # ruleid: missing-maximum-bytes-billed
    pandas_gbq.read_gbq(SQL, configuration={"query": {"useQueryCache": True}})
    # ok: missing-maximum-bytes-billed
    pandas_gbq.read_gbq(SQL, configuration={"query": {"maximumBytesBilled": str(CAP)}})


# ruleid: missing-maximum-bytes-billed
report = BigQueryInsertJobOperator(task_id="report", configuration={"query": {"query": SQL, "useLegacySql": False}})

# ok: missing-maximum-bytes-billed
capped_report = BigQueryInsertJobOperator(
    task_id="capped_report",
    configuration={"query": {"query": SQL, "useLegacySql": False, "maximumBytesBilled": str(CAP)}},
)

# ok: missing-maximum-bytes-billed
copy = BigQueryInsertJobOperator(task_id="copy", configuration={"copy": {"sourceTable": {}, "destinationTable": {}}})
