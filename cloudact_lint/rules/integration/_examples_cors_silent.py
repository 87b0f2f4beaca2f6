"""Examples of CORS that CA610 is silent about."""

from __future__ import annotations

from cloudact_lint.rule import Example

VALID = (
    Example(
        title="the front ends, by name",
        path="main.py",
        text="""
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from settings import settings

app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origins=settings.origins,
    allow_origin_regex=r"https://[a-z-]+\\.example\\.com",
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)
""",
    ),
    Example(
        title="no credentials: a public API",
        path="main.py",
        text="""
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"])
""",
    ),
    Example(
        title="a wildcard that only development gets",
        path="main.py",
        text="""
import os
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
origins = []
if os.environ["STAGE"] == "development":
    origins.append("*")
else:
    origins.append(os.environ["FRONTEND"])
app.add_middleware(CORSMiddleware, allow_origins=origins, allow_credentials=True)
""",
    ),
    Example(
        title="called from the front end's server, not from browsers",
        files=(
            ("web/package.json", '{"dependencies": {"next": "15", "react-dom": "19"}}'),
            (
                "web/app/orders.ts",
                """
export async function load() {
  return fetch('http://localhost:8000/orders', { signal: AbortSignal.timeout(5000) })
}
""",
            ),
            (
                "api/main.py",
                """
import uvicorn
from fastapi import FastAPI

app = FastAPI()

@app.get("/orders")
def orders(limit: int = 50): ...

if __name__ == "__main__":
    uvicorn.run(app, port=8000)
""",
            ),
            ("api/requirements.txt", "fastapi"),
        ),
    ),
    Example(
        title="Express",
        path="server.ts",
        text="""
import cors from 'cors'
import express from 'express'

const allowed = ['https://app.example.com']
const app = express()
app.use('/public', cors({ origin: '*', credentials: false }))
app.use('/feed', cors())
app.use(cors({ origin: allowed, credentials: true }))
app.use(cors({
  origin: (origin, done) => done(null, allowed.includes(origin)),
  credentials: true,
}))
""",
    ),
    Example(
        title="an origin that is looked at first",
        path="app.py",
        text="""
from flask import Flask, request
from settings import ALLOWED

app = Flask(__name__)

@app.after_request
def allow(response):
    origin = request.headers.get("Origin")
    if origin in ALLOWED:
        response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin")
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
""",
    ),
    Example(
        title="headers of responses that have nothing to do with each other",
        path="app/api/feed/route.ts",
        text="""
export async function GET() {
  return new Response('feed', { headers: { 'Access-Control-Allow-Origin': '*' } })
}

export async function POST() {
  return new Response('ok', { headers: {
    'Access-Control-Allow-Origin': 'https://app.example.com',
    'Access-Control-Allow-Credentials': 'true',
  } })
}
""",
        docs=False,
    ),
    Example(
        title="fetch's credentials are another thing",
        path="lib/api.ts",
        text="""
// no CORS here
export const load = () => fetch('/api/me', { credentials: 'include', mode: 'cors' })
""",
        docs=False,
    ),
    Example(
        title="unknown options",
        path="main.py",
        text="""
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from elsewhere import options

app = FastAPI()
app.add_middleware(CORSMiddleware, **options)
""",
        docs=False,
    ),
)
