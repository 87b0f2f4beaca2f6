"""Examples of CA610."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        title="FastAPI answers with whichever origin asks",
        path="main.py",
        text="""
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],  # <- CA610
    allow_credentials=True,
)
""",
    ),
    Example(
        title="a pattern that matches every site, options in a constant of another file",
        files=(
            (
                "main.py",
                """
from fastapi import FastAPI
from fastapi.middleware import Middleware
from fastapi.middleware.cors import CORSMiddleware
from options import ORIGINS

app = FastAPI(middleware=[
    Middleware(CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True),  # <- CA610
])
other = FastAPI()
other.add_middleware(
    CORSMiddleware,
    allow_origin_regex="https?://.*",  # <- CA610
    allow_credentials=True,
)
""",
            ),
            ("options.py", 'ORIGINS = ["https://app.example.com", "*"]\n'),
        ),
    ),
    Example(
        title="Flask-CORS: all origins unless some are given",
        path="app.py",
        text="""
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, supports_credentials=True)  # <- CA610
""",
    ),
    Example(
        title="Flask-CORS, by resource",
        path="app.py",
        text="""
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/api/*": {"origins": "*"}}, supports_credentials=True)  # <- CA610
""",
        docs=False,
    ),
    Example(
        title="Express: true is whichever origin asks",
        path="server.ts",
        text="""
import cors from 'cors'
import express from 'express'

const app = express()
app.use(cors({ origin: true, credentials: true }))  // <- CA610
app.use('/internal', cors({ origin: (origin, done) => done(null, true), credentials: true }))  // <- CA610
""",
    ),
    Example(
        title="a plain star with credentials, which browsers refuse",
        path="app/api/session/route.ts",
        text="""
export async function GET() {
  return Response.json({ ok: true }, {
    headers: {
      'Access-Control-Allow-Origin': '*',  // <- CA610
      'Access-Control-Allow-Credentials': 'true',
    },
  })
}
""",
    ),
    Example(
        title="Next.js's configuration",
        path="next.config.ts",
        text="""
export default {
  async headers() {
    return [{
      source: '/api/:path*',
      headers: [
        { key: 'Access-Control-Allow-Credentials', value: 'true' },
        { key: 'Access-Control-Allow-Origin', value: '*' },  // <- CA610
      ],
    }]
  },
}
""",
        docs=False,
    ),
    Example(
        title="headers set one by one",
        path="app.py",
        text="""
from flask import Flask

app = Flask(__name__)

@app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "*"  # <- CA610
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
""",
        docs=False,
    ),
    Example(
        title="the default of a setting: advice",
        path="main.py",
        text="""
import os
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from pydantic import Field
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    origins: list[str] = Field(default=["*"])

settings = Settings()
app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=settings.origins, allow_credentials=True)  # <- CA610
internal = FastAPI()
internal.add_middleware(
    CORSMiddleware,
    allow_origins=os.getenv("ORIGINS", "*").split(","),  # <- CA610
    allow_credentials=True,
)
""",
        kind="advice",
    ),
    Example(
        title="a front end in the browser, and no CORS at all: advice",
        files=(
            ("web/package.json", '{"dependencies": {"next": "15", "react-dom": "19"}}'),
            (
                "web/app/orders.tsx",
                """
'use client'

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

app = FastAPI()  # <- CA610

@app.get("/orders")
def orders(limit: int = 50): ...

if __name__ == "__main__":
    uvicorn.run(app, port=8000)
""",
            ),
            ("api/requirements.txt", "fastapi"),
        ),
        kind="advice",
    ),
    Example(
        title="the origin sent back: advice, as something else may check it",
        path="app.py",
        text="""
from flask import Flask, request

app = Flask(__name__)

@app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin")  # <- CA610
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
""",
        kind="advice",
        docs=False,
    ),
)
