"""Where CA601 keeps quiet."""

from __future__ import annotations

from cloudact_lint.rule import Example
from cloudact_lint.rules.integration._examples_retry import _API_ERROR

VALID: tuple[Example, ...] = (
    Example(
        _API_ERROR
        + """
async function fetchWithRetry(url: string): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url)
      if (response.status >= 500) throw new ApiError(response.status)
      return response
    } catch (error) {
      if (attempt === 3 || !(error instanceof ApiError && error.status >= 500)) throw error
      await new Promise((done) => setTimeout(done, 1000 * 2 ** attempt))
    }
  }
}

export const invoices = () => fetchWithRetry("https://billing.example.com/invoices")
""",
        path="lib/billing.ts",
        title="The retry sees the status",
    ),
    Example(
        _API_ERROR
        + """
async function read(response: Response) {
  if (!response.ok) throw new ApiError(response.status)
  return response.json()
}

export async function invoices(): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read(await fetch("https://billing.example.com/invoices"))
    } catch (error) {
      if (attempt === 3 || (error as ApiError).status < 500) throw error
      await sleep(1000)
    }
  }
}
""",
        path="lib/billing.ts",
        docs=False,
    ),
    Example(
        """
import axios from "axios"

export async function invoices(): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await axios.get("https://billing.example.com/invoices", { timeout: 5000 })
    } catch (error) {
      if (attempt === 3 || error.response.status < 500) throw error
      await sleep(1000)
    }
  }
}
""",
        path="lib/billing.ts",
        title="Axios throws for a status by itself",
        docs=False,
    ),
    Example(
        """
import { parse } from "billing-sdk"

export async function invoices(): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch("https://billing.example.com/invoices")
      return await window.handlers.check(response)
    } catch (error) {
      if (attempt === 3 || error.status < 500) throw error
      await sleep(1000)
    }
  }
}
""",
        path="lib/billing.ts",
        title="What looks at the answer cannot be seen",
        docs=False,
    ),
    Example(
        """
import httpx
import requests
from requests.adapters import HTTPAdapter
from tenacity import retry, retry_if_exception_type, stop_after_attempt


@retry(stop=stop_after_attempt(3), retry=retry_if_exception_type(httpx.HTTPStatusError))
def usage(url: str) -> dict:
    response = httpx.get(url)
    response.raise_for_status()
    return response.json()


class Invoices:
    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.mount("https://", HTTPAdapter(max_retries=3))
        self.client = httpx.Client(transport=httpx.HTTPTransport(retries=3))

    def all(self) -> tuple:
        return self.session.get("https://billing.openrates.io/invoices"), self.client.get("https://x.openrates.io/a")
""",
        path="app/connectors/invoices.py",
        title="A decorator, an adapter, a transport",
    ),
    Example(
        """
import time

import requests


class PriceProvider:
    def prices(self) -> dict:
        for pause in (1, 2, 4):
            try:
                response = requests.get("https://prices.openrates.io/today", timeout=10)
                if response.status_code < 500:
                    return response.json()
            except requests.ConnectionError:
                pass
            time.sleep(pause)
        raise RuntimeError("no prices today")

    def is_healthy(self) -> bool:
        return requests.get("https://prices.openrates.io/health", timeout=2).ok
""",
        path="app/providers/prices.py",
        title="A loop of one's own; a health check",
    ),
    Example(
        """
import requests
from celery import shared_task

from app.retrying import call_with_retry


def _invoices(day: str) -> dict:
    return requests.get("https://billing.openrates.io/invoices", timeout=10).json()


def _credits(day: str) -> dict:
    return requests.get("https://billing.openrates.io/credits", timeout=10).json()


@shared_task(autoretry_for=(requests.RequestException,), retry_backoff=True)
def sync(day: str) -> None:
    _invoices(day)


def credits(day: str) -> dict:
    return call_with_retry(_credits, day)
""",
        path="app/integrations/billing.py",
        title="Whoever calls it tries again",
        docs=False,
    ),
    Example(
        """
import requests


def costs(base_url: str) -> dict:
    return requests.get(f"{base_url}/costs", timeout=10).json()
""",
        path="app/services/costs.py",
        title="No integration: a service of one's own, asked from anywhere",
        docs=False,
    ),
    Example(
        """
"use client"

export async function rates() {
  return fetch("https://rates.openrates.io/latest")
}
""",
        path="lib/client/rates.ts",
        title="Somebody sits in front of a browser",
        docs=False,
    ),
)
