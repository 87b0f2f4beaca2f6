"""Examples of CA609."""

from __future__ import annotations

from cloudact_lint.rule import Example

_SCHEMA = (
    '[{"name": "event_id", "type": "STRING"}, {"name": "org", "type": "STRING"}, {"name": "at", "type": "TIMESTAMP"}]'
)

INVALID = (
    Example(
        title="every row of a log",
        path="main.py",
        text="""
from fastapi import FastAPI
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

@app.get("/orgs/{org}/audit")  # <- CA609
def audit(org: str) -> list[dict]:
    sql = "SELECT at, actor, action FROM core.audit_log WHERE org = @org ORDER BY at DESC"
    rows = client.query(sql, job_config=for_org(org)).result()
    return [dict(row) for row in rows]
""",
        kind="on",
    ),
    Example(
        title="a list that requests make longer, over a service in another file",
        files=(
            (
                "main.py",
                """
from fastapi import FastAPI
from pydantic import BaseModel
from service import Channels

app = FastAPI()

class Channel(BaseModel):
    id: str
    name: str

class ChannelList(BaseModel):
    items: list[Channel]
    total: int

@app.post("/orgs/{org}/channels", status_code=201)
def create(org: str, channel: Channel):
    Channels().create(org, channel)

@app.get("/orgs/{org}/channels", response_model=ChannelList)  # <- CA609
def channels(org: str, active: bool = True):
    found = Channels().all(org, active)
    return ChannelList(items=found, total=len(found))
""",
            ),
            (
                "service.py",
                """
from google.cloud import bigquery

class Channels:
    def __init__(self):
        self.client = bigquery.Client()

    def all(self, org, active):
        sql = "SELECT * FROM core.channels WHERE org = @org"
        if active:
            sql += " AND active"
        found = []
        for row in self.client.query(sql, job_config=for_org(org)).result():
            found.append(as_channel(row))
        return found

    def create(self, org, channel):
        sql = "INSERT INTO core.channels (org, id, name) VALUES (@org, @id, @name)"
        self.client.query(sql, job_config=for_channel(org, channel)).result()
""",
            ),
        ),
        kind="on",
    ),
    Example(
        title="within another entity, or in a window of time: advice",
        path="main.py",
        text="""
from fastapi import FastAPI
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

@app.get("/orgs/{org}/runs/{run}/events")  # <- CA609
def events(org: str, run: str):
    sql = "SELECT at, text FROM core.run_events WHERE org = @org AND run = @run"
    return list(client.query(sql, job_config=for_run(org, run)).result())

@app.get("/orgs/{org}/usage")  # <- CA609
def usage(org: str, start: str, end: str):
    sql = "SELECT * FROM core.usage_log WHERE org = @org AND day BETWEEN @start AND @end"
    return [dict(row) for row in client.query(sql, job_config=between(org, start, end))]

@app.get("/orgs/{org}/accounts")  # <- CA609
def accounts(org: str):
    sql = "SELECT * FROM core.accounts WHERE org = @org"
    return [dict(row) for row in client.query(sql, job_config=for_org(org))]
""",
        kind="advice",
        docs=False,
    ),
    Example(
        title="Flask, two lists at once",
        path="app.py",
        text="""
from flask import Flask, jsonify
from google.cloud import bigquery

app = Flask(__name__)
client = bigquery.Client()

@app.get("/history")  # <- CA609
def history():
    jobs, runs = load()
    return jsonify({"jobs": jobs, "runs": runs})

def load():
    jobs = [dict(row) for row in client.query("SELECT id, state FROM ops.job_history").result()]
    runs = client.query("SELECT id, state FROM ops.run_history").to_dataframe().to_dict("records")
    return jobs, runs
""",
        kind="on",
        docs=False,
    ),
)

VALID = (
    Example(
        title="a limit and an offset, in the handler or in what it depends on",
        path="main.py",
        text="""
from typing import Annotated
from fastapi import Depends, FastAPI, Query
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

class Page:
    def __init__(self, limit: int = Query(50, le=500), offset: int = 0):
        self.limit, self.offset = limit, offset

@app.get("/orgs/{org}/audit")
def audit(org: str, page: Annotated[Page, Depends()]):
    sql = "SELECT at, actor FROM core.audit_log WHERE org = @org ORDER BY at DESC LIMIT @limit OFFSET @offset"
    return [dict(row) for row in client.query(sql, job_config=paged(org, page))]

@app.get("/orgs/{org}/events")
def events(org: str, cursor: str | None = None):
    sql = "SELECT at, actor FROM core.events WHERE org = @org"
    return [dict(row) for row in client.query(sql, job_config=for_org(org))]
""",
    ),
    Example(
        title="groups, and rows that end by themselves",
        path="main.py",
        text="""
from fastapi import FastAPI
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

@app.get("/orgs/{org}/by-service")
def by_service(org: str):
    sql = "SELECT service, SUM(cost) AS cost FROM core.cost_log WHERE org = @org GROUP BY service"
    return [dict(row) for row in client.query(sql, job_config=for_org(org))]

@app.get("/orgs/{org}/latest")
def latest(org: str):
    sql = "SELECT * FROM core.audit_log WHERE org = @org ORDER BY at DESC LIMIT 20"
    return [dict(row) for row in client.query(sql, job_config=for_org(org))]

@app.get("/orgs/{org}/count")
def count(org: str):
    return [dict(row) for row in client.query("SELECT COUNT(*) AS n FROM core.audit_log")]

@app.get("/routines")
def routines():
    sql = "SELECT routine_name FROM core.INFORMATION_SCHEMA.ROUTINES"
    return [row["routine_name"] for row in client.query(sql)]
""",
    ),
    Example(
        title="one thing, a tree, a small set",
        path="main.py",
        text="""
from fastapi import FastAPI
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

@app.get("/orgs/{org}/events/{event}")
def event(org: str, event: str):
    rows = list(client.query("SELECT * FROM core.events WHERE id = @id", job_config=for_id(event)))
    return dict(rows[0])

@app.get("/orgs/{org}/tree")
def tree(org: str):
    return as_tree(list(client.query("SELECT * FROM core.nodes_log WHERE org = @org", job_config=for_org(org))))

@app.get("/providers")
def providers():
    return [row["name"] for row in client.query("SELECT name FROM core.provider_log")]
""",
    ),
    Example(
        title="cut in Python",
        path="main.py",
        text="""
from fastapi import FastAPI
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

@app.get("/events")
def events():
    rows = list(client.query("SELECT * FROM core.events").result(max_results=100))
    return [dict(row) for row in rows]

@app.get("/recent")
def recent():
    rows = list(client.query("SELECT * FROM core.events").result())
    return rows[:100]

@app.get("/names")
def names():
    return ["a", "b"]
""",
    ),
    Example(
        title="Flask reads the page off the request",
        path="app.py",
        text="""
from flask import Flask, jsonify, request
from google.cloud import bigquery

app = Flask(__name__)
client = bigquery.Client()

@app.get("/history")
def history():
    page = int(request.args.get("page", 1))
    rows = client.query(paged("SELECT id FROM ops.job_history", page)).result()
    return jsonify([dict(row) for row in rows])
""",
        docs=False,
    ),
)
