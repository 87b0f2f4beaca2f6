"""Examples of CA601."""

from cloudact_lint.rule import Example

_API_ERROR = """
export class ApiError extends Error {
  constructor(public status: number) {
    super(`the API answered ${status}`)
  }
}
"""

INVALID: tuple[Example, ...] = (
    Example(
        _API_ERROR
        + """
function isWorthATry(error: unknown): boolean {
  return error instanceof ApiError && (error.status >= 500 || error.status === 429)
}

async function fetchWithRetry(url: string, options: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch(url, options)  // <- CA601
    } catch (error) {
      if (attempt === 3 || !isWorthATry(error)) throw error
      await new Promise((done) => setTimeout(done, 1000 * 2 ** attempt))
    }
  }
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw new ApiError(response.status)
  return response.json()
}

export async function invoices() {
  return read<Invoice[]>(await fetchWithRetry("https://billing.example.com/invoices", {}))
}
""",
        path="lib/billing.ts",
        title="The error is thrown where the retry is over",
        kind="on",
    ),
    Example(
        """
import httpx
from tenacity import retry, retry_if_exception_type, stop_after_attempt


@retry(stop=stop_after_attempt(3), retry=retry_if_exception_type(httpx.HTTPStatusError))
def usage(url: str) -> dict:
    response = httpx.get(url)  # <- CA601
    return response.json()
""",
        title="Nothing raises for the status",
        kind="on",
    ),
    Example(
        """
import time

import requests


def fetch(url: str) -> requests.Response:
    for attempt in range(3):
        try:
            return requests.get(url, timeout=30)  # <- CA601
        except requests.HTTPError:
            time.sleep(2**attempt)
    raise RuntimeError(f"{url} does not answer")
""",
        title="The same in a loop",
        kind="on",
    ),
    Example(
        """
import requests


class InvoiceConnector:
    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()

    def invoices(self) -> list:
        response = self.session.get(f"{self.base}/invoices", timeout=30)  # <- CA601
        response.raise_for_status()
        return response.json()
""",
        path="app/connectors/invoices.py",
        title="An integration that asks once",
        kind="advice",
    ),
    Example(
        """
import "server-only"

export async function rates() {
  const response = await fetch("https://rates.openrates.io/latest", {  // <- CA601
    signal: AbortSignal.timeout(10_000),
  })
  return response.json()
}
""",
        path="lib/rates.ts",
        title="A public host",
        kind="advice",
    ),
    Example(
        """
import "server-only"

async function send(url: string, options: RequestInit) {
  return fetch(url, { ...options, signal: AbortSignal.timeout(10_000) })
}

async function sendAgain(url: string, options: RequestInit) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await send(url, options)
    } catch (error) {
      console.warn(error)
      await sleep(500)
    }
  }
}

export class BillingClient {
  invoices() { return send(`${process.env.BILLING_URL}/invoices`, {}) }  // <- CA601
  credits() { return send(`${process.env.BILLING_URL}/credits`, {}) }
  orders() { return sendAgain(`${process.env.BILLING_URL}/orders`, {}) }
}
""",
        path="lib/billing.ts",
        title="Some requests of a client are tried again, some are not",
        kind="advice",
        docs=False,
    ),
    Example(
        _API_ERROR
        + """
async function withRetry<T>(work: () => Promise<T>): Promise<T> {
  let left = 3
  while (true) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status < 500 || left-- === 0) throw error
      await sleep(1000)
    }
  }
}

async function checked(url: string) {
  const response = await fetch(url)
  if (!response.ok) throw new ApiError(response.status)
  return response
}

export const invoices = () => withRetry(() => checked("https://billing.example.com/invoices"))
export const credits = () => withRetry(() => fetch("https://billing.example.com/credits"))  // <- CA601
""",
        path="lib/billing.ts",
        title="What is handed to a retry throws nothing",
        kind="on",
        docs=False,
    ),
)
