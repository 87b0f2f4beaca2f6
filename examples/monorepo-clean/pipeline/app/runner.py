"""Runs jobs."""

import logging
import uuid

from google.cloud import bigquery

from app.clients import open_capped_client, open_client
from app.jobs import JOBS, run_file
from app.loaders import load_prices, save_usage
from app.months import rebuild_month
from app.sources import read_prices, read_usage

log = logging.getLogger(__name__)
_done: set[str] = set()


def run_job(job: str, org: str) -> str:
    run_id = uuid.uuid4().hex
    if job == "refresh_prices":
        refresh_prices()
    elif (JOBS / f"{job}.yaml").exists():
        run_file(job)
    else:
        import_costs(org)
    log.info("run %s of %s is done", run_id, job)
    _done.add(run_id)
    return run_id


def is_done(run_id: str) -> bool:
    return run_id in _done


def refresh_prices() -> None:
    loaded = load_prices(open_client(), read_prices())
    if loaded["status"] == "FAILED":
        raise RuntimeError(f"prices were not loaded: {loaded['error']}")
    log.info("prices are fresh")


def import_costs(org: str) -> None:
    client = open_capped_client()
    save_usage(client, read_usage(org))
    client.query("CALL costpilot_costs.rebuild_daily_costs(CURRENT_DATE())").result()
    rebuild_month(client, org)


def month_to_date(org: str) -> float:
    sql = """
        SELECT SUM(cost) AS cost FROM costpilot_costs.daily_costs
        WHERE org_slug = @org AND usage_date >= DATE_TRUNC(CURRENT_DATE(), MONTH)
    """
    config = bigquery.QueryJobConfig(query_parameters=[bigquery.ScalarQueryParameter("org", "STRING", org)])
    rows = list(open_client().query(sql, job_config=config).result())
    return rows[0].cost or 0.0
