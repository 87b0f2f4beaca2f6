"""Examples of CA105."""

from cloudact_lint.rule import Example

INVALID = (
    Example(
        """
import requests


def usage(base_url: str, org: str) -> dict:
    response = requests.get(f"{base_url}/usage", params={"org": org})  # <- CA105
    response.raise_for_status()
    return response.json()
""",
        title="Requests waits for ever",
        kind="on",
    ),
    Example(
        """
export async function loadCosts(org: string) {
  "use server"
  const response = await fetch(`${process.env.API_URL}/v1/costs/${org}`, {  // <- CA105
    headers: { "x-org": org },
  })
  return response.json()
}
""",
        path="app/costs/route.ts",
        title="A fetch on a server that nothing ends",
        kind="on",
    ),
    Example(
        """
import httpx
import urllib.request


class Partner:
    def __init__(self) -> None:
        self.client = httpx.AsyncClient(timeout=None)  # <- CA105

    async def invoices(self) -> list:
        return (await self.client.get("https://api.example.com/invoices")).json()

    async def credits(self) -> list:
        return (await self.client.get("https://api.example.com/credits")).json()


def rates() -> bytes:
    return urllib.request.urlopen("https://rates.example.com/today").read()  # <- CA105
""",
        title="Switched off at the client: one finding for all its requests",
        kind="on",
    ),
    Example(
        """
import axios from "axios"
import express from "express"

const api = axios.create({ baseURL: process.env.API_URL })  // <- CA105

export const orgs = () => api.get("/orgs")
export const costs = () => api.get("/costs")
""",
        path="server/api.ts",
        title="An instance of Axios",
        kind="on",
    ),
    Example(
        """
import requests


class Api:
    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()
        self.session.timeout = 30  # has no effect

    def _request(self, method: str, path: str, timeout: float | None = None) -> dict:
        return self.session.request(method, self.base + path, timeout=timeout).json()  # <- CA105

    def orgs(self) -> dict:
        return self._request("GET", "/orgs")

    def costs(self) -> dict:
        return self._request("GET", "/costs", timeout=60)
""",
        title="A wrapper that not all callers give one",
        kind="on",
    ),
    Example(
        """
import { cookies } from "next/headers"

export async function orgs() {
  return fetch("https://api.example.com/orgs", { timeout: 5000 })  // <- CA105
}
""",
        path="lib/orgs.ts",
        title="fetch has no option of that name",
        docs=False,
        kind="on",
    ),
    Example(
        """
import aiohttp


async def prices() -> dict:
    async with aiohttp.ClientSession() as session:  # <- CA105
        async with session.get("https://prices.example.com/today") as response:
            return await response.json()
""",
        title="The default of aiohttp is five minutes",
        kind="advice",
    ),
    Example(
        """
import { useEffect, useState } from "react"

export function Rates() {
  const [rates, setRates] = useState(null)
  useEffect(() => {
    fetch("https://rates.example.com/today").then((r) => r.json()).then(setRates)  // <- CA105
  }, [])
  return rates
}
""",
        path="components/rates.tsx",
        title="In a browser somebody sees it wait",
        kind="advice",
    ),
    Example(
        """
from google.cloud import bigquery

client = bigquery.Client()  # <- CA105


def costs(sql: str) -> list:
    return list(client.query(sql).result())


def orgs(sql: str) -> list:
    return list(client.query_and_wait(sql))
""",
        title="Queries of BigQuery that are waited for",
        kind="advice",
    ),
    Example(
        """
import got from "got"
import Koa from "koa"

export const rates = () => got("https://rates.example.com/today").json()  // <- CA105
export const prices = () => got("https://rates.example.com/prices", { timeout: { request: 5000 } }).json()
""",
        path="rates.ts",
        docs=False,
        kind="on",
    ),
    Example(
        """
import urllib3

pool = urllib3.PoolManager()  # <- CA105


def rates():
    return pool.request("GET", "https://rates.example.com/today").data
""",
        docs=False,
        kind="on",
    ),
)
VALID = (
    Example(
        """
import requests
import urllib.request

TIMEOUT = (5, 30)


def usage(base_url: str) -> dict:
    return requests.get(f"{base_url}/usage", timeout=TIMEOUT).json()


def rates() -> bytes:
    return urllib.request.urlopen("https://rates.example.com/today", None, 10).read()
""",
        title="A timeout at the call",
    ),
    Example(
        """
import httpx


async def usage(base_url: str) -> dict:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{base_url}/usage")).json()
""",
        title="HTTPX gives up after five seconds by itself",
    ),
    Example(
        """
import requests
from requests.adapters import HTTPAdapter


class Bounded(HTTPAdapter):
    def send(self, request, **kwargs):
        kwargs["timeout"] = kwargs.get("timeout") or 30
        return super().send(request, **kwargs)


def usage(base_url: str) -> dict:
    session = requests.Session()
    session.mount("https://", Bounded())
    return session.get(f"{base_url}/usage").json()
""",
        title="An adapter that brings one",
    ),
    Example(
        """
export async function fetchWithTimeout(url: string, options: RequestInit = {}, ms = 30_000) {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), ms)
  try {
    return await fetch(url, { ...options, signal: controller.signal })
  } finally {
    clearTimeout(timer)
  }
}

export const orgs = () => fetchWithTimeout(`${process.env.API_URL}/orgs`)
export const costs = () => fetch(`${process.env.API_URL}/costs`, { signal: AbortSignal.timeout(5000) })
""",
        path="server/api.ts",
        title="A signal, also behind a wrapper",
    ),
    Example(
        """
import asyncio

import aiohttp


async def prices(session: aiohttp.ClientSession) -> dict:
    async with asyncio.timeout(10):
        response = await session.get("https://prices.example.com/today")
        return await response.json()


async def rates() -> dict:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        response = await session.get("https://prices.example.com/rates")
        return await response.json()


async def load(session) -> dict:
    return await asyncio.wait_for(session.get("https://prices.example.com/old"), timeout=10)
""",
        title="Something around it ends it",
    ),
    Example(
        """
import functools

import requests


class Session(requests.Session):
    def request(self, method, url, **kwargs):
        kwargs.setdefault("timeout", 30)
        return super().request(method, url, **kwargs)


own = Session()
plain = requests.Session()
plain.request = functools.partial(plain.request, timeout=30)


def usage(base_url: str) -> tuple:
    return own.get(f"{base_url}/usage"), plain.get(f"{base_url}/usage")
""",
        title="A session of one's own",
        docs=False,
    ),
    Example(
        """
import axios from "axios"
import express from "express"

const api = axios.create({ baseURL: process.env.API_URL, timeout: 10_000 })

export const orgs = () => api.get("/orgs")
export const costs = (signal: AbortSignal) => axios.get("https://api.example.com/costs", { signal })
export const rates = () => Promise.race([axios.get("https://api.example.com/rates"), after(5000)])
export const prices = () => withTimeout(() => axios.get("https://api.example.com/prices"), 5000)
""",
        path="server/api.ts",
        docs=False,
    ),
    Example(
        """
"use client"
import { useState } from "react"

export function Newsletter() {
  const [state, setState] = useState("")
  const send = async (email: string) => {
    const response = await fetch("/api/newsletter", { method: "POST", body: email })
    setState(response.ok ? "sent" : "failed")
  }
  return <form onSubmit={send}>{state}</form>
}
""",
        path="components/newsletter.tsx",
        title="A browser asks the server it came from",
    ),
    Example(
        """
import requests


def fetch(url, **options):
    return requests.get(url, **options)


def run(url):
    return fetch(url, timeout=3)
""",
        docs=False,
    ),
    Example(
        """
import requests
from worker import bounded


def handed_in(session, url, options):
    session.get(url)
    return requests.get(url, **options)


@bounded(timeout=5)
def decorated(url):
    return requests.get(url, timeout=5)
""",
        title="Options that cannot be seen",
        docs=False,
    ),
    Example(
        """
from google.cloud import bigquery

client = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(job_timeout_ms=60_000))
other = bigquery.Client()


def costs(sql: str) -> list:
    list(other.query(sql).result(timeout=30))
    config = bigquery.QueryJobConfig()
    config.job_timeout_ms = 10_000
    list(other.query(sql, job_config=config).result())
    return list(client.query(sql).result())
""",
        docs=False,
    ),
    Example(
        """
from google.auth.transport.requests import AuthorizedSession


def rows(credentials) -> dict:
    return AuthorizedSession(credentials).get("https://bigquery.googleapis.com/bigquery/v2/projects").json()
""",
        title="AuthorizedSession has a default of two minutes",
        docs=False,
    ),
    Example(
        """
import ky from "ky"
import express from "express"

export const rates = () => ky("https://rates.example.com/today").json()
export const image = async () => (await fetch("data:image/png;base64,AAAA")).blob()
""",
        path="server/rates.ts",
        docs=False,
    ),
)
