"""Examples of CA304."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        title="a new id for each request",
        path="main.py",
        text="""
import uuid
from fastapi import FastAPI
from google.cloud import bigquery
from pydantic import BaseModel

app = FastAPI()
client = bigquery.Client()

class Order(BaseModel):
    item: str
    count: int

@app.post("/orders", status_code=201)  # <- CA304
def create(order: Order):
    sql = "INSERT INTO shop.orders (order_id, item, count) VALUES (@id, @item, @count)"
    client.query(sql, job_config=values(str(uuid.uuid4()), order)).result()
""",
    ),
    Example(
        title="streamed by a helper in another file",
        files=(
            (
                "main.py",
                """
from fastapi import APIRouter, FastAPI
from store import add

app = FastAPI()
router = APIRouter(prefix="/channels")

@router.post("")  # <- CA304
async def create(channel: dict):
    return await add(channel)

app.include_router(router)
""",
            ),
            (
                "store.py",
                """
from google.cloud import bigquery

client = bigquery.Client()

async def add(channel):
    return client.insert_rows_json("core.channels", [channel])
""",
            ),
        ),
    ),
    Example(
        title="a key that is taken and not read",
        path="main.py",
        text="""
from fastapi import FastAPI, Header
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

@app.post("/orders")  # <- CA304
def create(order: dict, idempotency_key: str | None = Header(None)):
    client.query("INSERT INTO shop.orders (item) VALUES (@item)", job_config=values(order)).result()
""",
    ),
)

VALID = (
    Example(
        title="a key that is kept",
        path="main.py",
        text="""
from fastapi import FastAPI, Header
from google.cloud import bigquery
from keys import answered, keep

app = FastAPI()
client = bigquery.Client()

@app.post("/orders")
def create(order: dict, idempotency_key: str = Header(...)):
    if before := answered(idempotency_key):
        return before
    client.query("INSERT INTO shop.orders (item) VALUES (@item)", job_config=values(order)).result()
    return keep(idempotency_key, {"ok": True})
""",
    ),
    Example(
        title="MERGE on the client's key, an anti-join, a look-up that refuses",
        path="main.py",
        text='''
from fastapi import FastAPI, HTTPException
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

@app.post("/orders")
def create(order: dict):
    sql = """
        MERGE shop.orders t USING (SELECT @id AS order_id, @item AS item) s ON t.order_id = s.order_id
        WHEN NOT MATCHED THEN INSERT (order_id, item) VALUES (s.order_id, s.item)
    """
    client.query(sql, job_config=values(order)).result()

@app.post("/items")
def add(item: dict):
    sql = """
        INSERT INTO shop.items (item_id) SELECT @id
        FROM (SELECT 1) WHERE NOT EXISTS (SELECT 1 FROM shop.items WHERE item_id = @id)
    """
    client.query(sql, job_config=values(item)).result()

@app.post("/names")
def name(body: dict):
    found = list(client.query("SELECT name FROM shop.names WHERE name = @name", job_config=values(body)).result())
    if found:
        raise HTTPException(409, "taken")
    client.query("INSERT INTO shop.names (name) VALUES (@name)", job_config=values(body)).result()
''',
    ),
    Example(
        title="logs and replacements",
        path="main.py",
        text="""
from fastapi import FastAPI
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

@app.post("/feedback")
def feedback(body: dict):
    client.query("INSERT INTO core.feedback_log (text) VALUES (@text)", job_config=values(body)).result()

@app.post("/rates/reset")
def reset():
    client.query("DELETE FROM core.rates WHERE TRUE").result()
    client.query("INSERT INTO core.rates (code) SELECT code FROM core.default_rates").result()

@app.post("/search")
def search(body: dict):
    return list(client.query("SELECT * FROM core.rates LIMIT 10", job_config=values(body)).result())
""",
    ),
    Example(
        title="a middleware or a field of the body",
        files=(
            (
                "main.py",
                """
from fastapi import FastAPI
from google.cloud import bigquery
from pydantic import BaseModel

app = FastAPI()
client = bigquery.Client()

class Order(BaseModel):
    client_token: str
    item: str

@app.post("/orders")
def create(order: Order):
    client.query("INSERT INTO shop.orders (token, item) VALUES (@token, @item)", job_config=values(order)).result()
""",
            ),
            (
                "other.py",
                """
from fastapi import FastAPI
from google.cloud import bigquery
from asgi_idempotency_header import IdempotencyHeaderMiddleware

app = FastAPI()
app.add_middleware(IdempotencyHeaderMiddleware, backend=backend)
client = bigquery.Client()

@app.post("/orders")
def create(order: dict):
    client.query("INSERT INTO shop.orders (item) VALUES (@item)", job_config=values(order)).result()
""",
            ),
        ),
    ),
    Example(
        title="row ids",
        path="main.py",
        text="""
from fastapi import FastAPI
from google.cloud import bigquery

app = FastAPI()
client = bigquery.Client()

@app.post("/orders")
def create(order: dict):
    client.insert_rows_json("shop.orders", [order], row_ids=[order["id"]])
""",
        docs=False,
    ),
)
