"""Examples of CA106."""

from cloudact_lint.rule import Example

INVALID = (
    Example(
        """
import httpx
import requests


def usage(base_url: str) -> dict:
    return requests.get(f"{base_url}/usage", timeout=2).json()  # <- CA106


class Invoices:
    def __init__(self) -> None:
        self.client = httpx.AsyncClient(timeout=httpx.Timeout(1.5, connect=1))  # <- CA106

    async def all(self) -> list:
        return (await self.client.get("https://api.example.com/invoices")).json()
""",
        title="Two seconds for an answer",
    ),
    Example(
        """
const SHORT = 1_500

export async function costs(org: string) {
  const url = `${process.env.API_URL}/v1/costs/${org}`
  return fetch(url, { signal: AbortSignal.timeout(SHORT) })  // <- CA106
}
""",
        path="lib/costs.ts",
        title="The same in TypeScript, in milliseconds",
    ),
    Example(
        """
from google.cloud import bigquery

client = bigquery.Client()


def costs(sql: str) -> list:
    return list(client.query(sql).result(timeout=3))  # <- CA106
""",
        title="A query",
    ),
    Example(
        """
import requests


def rates(url: str) -> dict:
    return requests.get(url, timeout=20).json()  # <- CA106
""",
        title="A floor of one's own",
        options=(("floor", 30),),
        docs=False,
    ),
    Example(
        """
import axios from "axios"

const api = axios.create({ baseURL: process.env.API_URL, timeout: 1000 })  // <- CA106

export const orgs = () => api.get("/orgs")
export const costs = () => api.get("/costs")
""",
        path="lib/api.ts",
        docs=False,
    ),
    Example(
        """
async function fetchWithTimeout(url: string, options: RequestInit, ms: number) {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), ms)
  return fetch(url, { ...options, signal: controller.signal })  // <- CA106
}

export const orgs = () => fetchWithTimeout("https://api.example.com/orgs", {}, 800)
export const costs = () => fetchWithTimeout("https://api.example.com/costs", {}, 60_000)
""",
        path="lib/api.ts",
        docs=False,
    ),
)
VALID = (
    Example(
        """
import requests

TIMEOUT = (2, 30)


def usage(base_url: str) -> dict:
    return requests.get(f"{base_url}/usage", timeout=TIMEOUT).json()
""",
        title="Short to connect, long to answer",
    ),
    Example(
        """
import requests


def is_pipeline_healthy(base_url: str) -> bool:
    return requests.get(base_url, timeout=2).ok


def answers(base_url: str) -> bool:
    return requests.get(f"{base_url}/health", timeout=1).ok
""",
        title="A health check wants to know at once",
    ),
    Example(
        """
import os

import requests


def usage(base_url: str, seconds: float) -> dict:
    return requests.get(f"{base_url}/usage", timeout=seconds).json()


def costs(base_url: str) -> dict:
    return requests.get(f"{base_url}/costs", timeout=float(os.environ["SECONDS"])).json()


def orgs(base_url: str) -> dict:
    return requests.get(f"{base_url}/orgs", timeout=5).json()
""",
        title="Times from elsewhere",
        docs=False,
    ),
    Example(
        """
export async function check(org: string, options: { quick?: boolean; ms?: number } = {}) {
  const { quick = false, ms = 5000 } = options
  if (quick) return null
  const controller = new AbortController()
  setTimeout(() => controller.abort(), ms)
  return fetch(`${process.env.API_URL}/orgs/${org}`, { signal: controller.signal })
}

export const first = () => check("a", { quick: true, ms: 1000 })
export const second = () => check("b", { ms: 6000 })
""",
        path="lib/check.ts",
        docs=False,
    ),
)
