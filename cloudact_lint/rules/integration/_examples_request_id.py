"""Examples of CA611."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        title="requests are logged, and cannot be told apart",
        path="app/main.py",
        text="""
import logging
from fastapi import FastAPI

logger = logging.getLogger(__name__)
app = FastAPI()  # <- CA611

@app.middleware("http")
async def log_requests(request, call_next):
    response = await call_next(request)
    logger.info("%s %s", request.method, request.url.path)
    return response

@app.get("/orders/{order_id}")
def order(order_id: str): ...
""",
    ),
    Example(
        title="Flask without any hook",
        path="app.py",
        text="""
from flask import Flask

app = Flask(__name__)  # <- CA611

@app.get("/report")
def report(): ...
""",
    ),
    Example(
        title="read where an error is answered: too late for the log",
        path="app.py",
        text="""
from fastapi import FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()  # <- CA611

@app.exception_handler(Exception)
async def failed(request, error):
    return JSONResponse({"request_id": request.headers.get("x-request-id")}, status_code=500)

@app.get("/orders")
def orders(limit: int = 50): ...
""",
        docs=False,
    ),
    Example(
        title="Express",
        path="server.ts",
        text="""
import express from 'express'

const app = express()  // <- CA611
app.use(express.json())
app.use(function log(req, res, next) {
  console.log(req.method, req.path)
  next()
})
app.get('/orders', (req, res) => res.json([]))
""",
    ),
    Example(
        title="Next.js asks a service and sends none on",
        files=(
            ("web/package.json", '{"name": "web", "dependencies": {"next": "15"}}'),
            ("web/next.config.ts", "export default {}\n"),
            (
                "web/lib/orders.ts",
                """
export async function orders() {
  const response = await fetch('http://localhost:8000/orders', { signal: AbortSignal.timeout(5000) })  // <- CA611
  return response.json()
}
""",
            ),
            (
                "api/main.py",
                """
import uvicorn
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI

app = FastAPI()
app.add_middleware(CorrelationIdMiddleware)

@app.get("/orders")
def orders(limit: int = 50): ...

if __name__ == "__main__":
    uvicorn.run(app, port=8000)
""",
            ),
            ("api/requirements.txt", "fastapi"),
        ),
    ),
)

VALID = (
    Example(
        title="taken or made in a middleware, through a helper",
        files=(
            (
                "main.py",
                """
from fastapi import FastAPI
from ids import identify

app = FastAPI()

@app.middleware("http")
async def context(request, call_next):
    return await identify(request, call_next)

@app.get("/orders")
def orders(): ...
""",
            ),
            (
                "ids.py",
                """
import uuid

async def identify(request, call_next):
    current = request.headers.get("X-Request-ID") or str(uuid.uuid4())
    request.state.current = current
    response = await call_next(request)
    response.headers["X-Request-ID"] = current
    return response
""",
            ),
        ),
    ),
    Example(
        title="a library, set up in a shared package",
        files=(
            (
                "services/api/main.py",
                """
from fastapi import FastAPI
from shared.web import set_up

app = FastAPI()
set_up(app)

@app.get("/orders")
def orders(): ...
""",
            ),
            ("shared/__init__.py", ""),
            (
                "shared/web.py",
                """
from asgi_correlation_id import CorrelationIdMiddleware

def set_up(app):
    app.add_middleware(CorrelationIdMiddleware, header_name="X-Request-ID")
""",
            ),
        ),
    ),
    Example(
        title="tracing that instruments every application",
        path="main.py",
        text="""
from fastapi import FastAPI
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor

FastAPIInstrumentor().instrument()
app = FastAPI()

@app.get("/orders")
def orders(): ...
""",
    ),
    Example(
        title="Flask hooks",
        path="app.py",
        text="""
import uuid
from flask import Flask, g, request

app = Flask(__name__)

@app.before_request
def begin():
    g.correlation = request.headers.get("X-Correlation-ID", uuid.uuid4().hex)

@app.get("/report")
def report(): ...
""",
    ),
    Example(
        title="a middleware that cannot be seen",
        path="app.py",
        text="""
from fastapi import FastAPI

app = FastAPI()
for middleware in configured():
    app.add_middleware(middleware)

@app.get("/report")
def report(): ...
""",
        docs=False,
    ),
    Example(
        title="wrapped from outside",
        files=(
            (
                "app.py",
                """
from fastapi import FastAPI
from tracing import TraceMiddleware

api = FastAPI()

@api.get("/report")
def report(): ...

app = TraceMiddleware(api)
""",
            ),
            (
                "tracing.py",
                """
class TraceMiddleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        scope["trace_id"] = dict(scope["headers"]).get(b"traceparent")
        await self.app(scope, receive, send)
""",
            ),
        ),
        docs=False,
    ),
    Example(
        title="Express with a logger that numbers requests, or a header sent on",
        files=(
            (
                "server.ts",
                """
import express from 'express'
import pinoHttp from 'pino-http'

const app = express()
app.use(pinoHttp())
app.get('/orders', (req, res) => res.json([]))
""",
            ),
            (
                "other.ts",
                """
import express from 'express'
import { identify } from './identify'

const app = express()
app.use(identify)
app.get('/orders', (req, res) => res.json([]))
""",
            ),
            (
                "identify.ts",
                """
import { randomUUID } from 'crypto'

export function identify(req, res, next) {
  req.id = req.headers['x-request-id'] ?? randomUUID()
  next()
}
""",
            ),
        ),
    ),
)
