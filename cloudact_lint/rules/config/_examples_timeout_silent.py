"""Where CA105 keeps quiet."""

from __future__ import annotations

from cloudact_lint.rule import Example

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
