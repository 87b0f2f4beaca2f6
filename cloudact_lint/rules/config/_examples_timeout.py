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
