"""Examples of CA608."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        title="an API with routes for everything but its own health",
        path="app/main.py",
        text="""
from fastapi import FastAPI

app = FastAPI(title="Orders")  # <- CA608

@app.get("/orders/{order_id}")
def order(order_id: str):
    return load(order_id)
""",
    ),
    Example(
        title="over routers and a factory",
        files=(
            (
                "main.py",
                """
from fastapi import FastAPI
from routers import orders

def create_app():
    application = FastAPI()  # <- CA608
    application.include_router(orders.router, prefix="/api/v1")
    return application
""",
            ),
            ("routers/__init__.py", ""),
            (
                "routers/orders.py",
                """
from fastapi import APIRouter
router = APIRouter(prefix="/orders")

@router.get("/{order_id}/status")
def status(order_id: str):
    return load(order_id).status
""",
            ),
        ),
    ),
    Example(
        title="Flask",
        path="app.py",
        text="""
from flask import Flask

app = Flask(__name__)  # <- CA608

@app.route("/report")
def report():
    return render()
""",
    ),
    Example(
        title="names of one's own",
        path="main.py",
        text="""
from fastapi import FastAPI

app = FastAPI()  # <- CA608

@app.get("/ping")
def ping():
    return "pong"
""",
        options=(("health-routes", ("/internal/alive",)),),
        docs=False,
    ),
)

VALID = (
    Example(
        title="a health route in a router that is included",
        files=(
            (
                "main.py",
                """
from fastapi import FastAPI
from system import router

app = FastAPI()
app.include_router(router, prefix="/api")

@app.get("/orders")
def orders(limit: int = 50): ...
""",
            ),
            (
                "system.py",
                """
from fastapi import APIRouter
router = APIRouter()

@router.get("/healthz", include_in_schema=False)
def healthz():
    return {"ok": True}
""",
            ),
        ),
    ),
    Example(
        title="answered by an extension",
        path="app.py",
        text="""
from flask import Flask
from healthcheck import HealthCheck

app = Flask(__name__)
health = HealthCheck(app, "/status-of-service")

@app.route("/report")
def report(): ...
""",
    ),
    Example(
        title="answered by a middleware",
        path="app.py",
        text="""
from fastapi import FastAPI
from starlette.responses import PlainTextResponse

app = FastAPI()

@app.middleware("http")
async def probes(request, call_next):
    if request.url.path == "/healthz":
        return PlainTextResponse("ok")
    return await call_next(request)

@app.get("/orders")
def orders(): ...
""",
    ),
    Example(
        title="routers that cannot be told may hold it",
        path="app.py",
        text="""
import importlib
from fastapi import FastAPI

app = FastAPI()
for name in installed():
    app.include_router(importlib.import_module(name).router)
""",
    ),
    Example(
        title="tests make applications of their own",
        path="tests/test_errors.py",
        text="""
from fastapi import FastAPI

app = FastAPI()

@app.get("/boom")
def boom(): ...
""",
        docs=False,
    ),
    Example(
        title="an application made to list its routes serves nobody",
        path="docs.py",
        text="""
from flask import Flask
from pages import blueprint

def rules():
    app = Flask(__name__)
    app.register_blueprint(blueprint)
    return [rule.rule for rule in app.url_map.iter_rules()]
""",
        docs=False,
    ),
)
