"""Project ids in code: those that tie it to one environment, and lookalikes."""

import os

from google.cloud import bigquery, storage

# ruleid: hardcoded-project-id
PROJECT_ID = "acme-billing-4711"
# ruleid: hardcoded-project-id
GCP_PROJECT = "acme-analytics-eu"
# ok: hardcoded-project-id
DOCS_PROJECT_ID = "your-project-id"
# ok: hardcoded-project-id
BUCKET = "acme-billing-4711"
# ok: hardcoded-project-id
PROJECT = os.environ["GCP_PROJECT_ID"]

# ruleid: hardcoded-project-id
warehouse = bigquery.Client(project="acme-billing-4711")
# ruleid: hardcoded-project-id
files = storage.Client("acme-billing-4711")
# ok: hardcoded-project-id
default = bigquery.Client(project=os.environ["GCP_PROJECT_ID"])


def totals(client: bigquery.Client) -> list:
    # ruleid: hardcoded-project-id
    sql = "SELECT total FROM `acme-billing-4711.sales.orders` WHERE day = @day"
    return list(client.query(sql))


def formatted(client: bigquery.Client, dataset: str) -> list:
    # ruleid: hardcoded-project-id
    return list(client.query(f"SELECT total FROM `acme-billing-4711.{dataset}.orders`"))


def public(client: bigquery.Client) -> list:
    # ok: hardcoded-project-id
    return list(client.query("SELECT name FROM `bigquery-public-data.usa_names.usa_1910_2013`"))


def own(client: bigquery.Client) -> list:
    # ok: hardcoded-project-id
    return list(client.query(f"SELECT total FROM `{client.project}.sales.orders`"))


def compared(project: str) -> bool:
    # ok: hardcoded-project-id
    return project == "acme-billing-4711"
