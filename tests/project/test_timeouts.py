"""Which limit of time a request has, wherever it is said."""

import pytest

from cloudact_lint.project.network.runtime import Runtimes
from cloudact_lint.project.network.timeouts import Timeouts
from tests.support import files_of, project_from


def limits_of(text, default="app.py"):
    """Row, state and seconds of the limit of every request."""
    timeouts = Timeouts.of(project_from(files_of(text, default)))
    found = []
    for call in timeouts.network.calls:
        limit = timeouts.limit(call)
        found.append((call.at.row, limit.state, limit.seconds))
    return found


def test_requests():
    assert limits_of(
        """
        import requests
        FIVE = 5
        requests.get("https://a.example.com", timeout=FIVE * 60)
        requests.get("https://a.example.com", timeout=(2, 7.5))
        requests.get("https://a.example.com", timeout=None)
        requests.get("https://a.example.com")
        requests.get("https://a.example.com", **more())
        """
    ) == [(3, "given", 300), (4, "given", 7.5), (5, "off", None), (6, "missing", None), (7, "unknown", None)]


def test_defaults_of_settings_and_of_the_environment():
    assert limits_of(
        """
        import os
        import httpx
        from pydantic import Field
        from pydantic_settings import BaseSettings

        class Settings(BaseSettings):
            seconds: float = Field(default=12.5, ge=1)
            plain: int = 8

        settings = Settings()
        httpx.get("https://a.example.com", timeout=settings.seconds)
        httpx.get("https://a.example.com", timeout=settings.plain)
        httpx.get("https://a.example.com", timeout=float(os.getenv("SECONDS", "30")))
        httpx.get("https://a.example.com", timeout=float(os.environ["SECONDS"]))
        """
    ) == [(11, "given", 12.5), (12, "given", 8), (13, "given", 30), (14, "given", None)]


def test_clients():
    assert limits_of(
        """
        import aiohttp
        import httpx

        class Api:
            def __init__(self):
                self.slow = httpx.AsyncClient(timeout=httpx.Timeout(30, connect=2))
                self.plain = httpx.AsyncClient()

            async def run(self, given: httpx.AsyncClient):
                await self.slow.get("https://a.example.com")
                await self.slow.get("https://a.example.com", timeout=3)
                await self.plain.get("https://a.example.com")
                await given.get("https://a.example.com")

        async def other():
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=9)) as session:
                await session.get("https://a.example.com")
            async with aiohttp.ClientSession() as session:
                await session.get("https://a.example.com")
        """
    ) == [
        (10, "given", 30), (11, "given", 3), (12, "default", 5), (13, "unknown", None), (17, "given", 9),
        (19, "default", 300),
    ]  # fmt: skip


def test_what_callers_of_a_wrapper_give():
    assert limits_of(
        """
        import requests

        def fetch(path, timeout=None):
            return requests.get(f"https://a.example.com{path}", timeout=timeout)

        fetch("/a")
        fetch("/b", timeout=4)
        """
    ) == [(6, "off", None), (7, "given", 4)]


def test_signals():
    assert limits_of(
        """
        const MS = 60 * 1000
        await fetch("/a", { signal: AbortSignal.timeout(MS) })
        await fetch("/b", { signal: AbortSignal.any([AbortSignal.timeout(2_000), other]) })
        const controller = new AbortController()
        setTimeout(() => { controller.abort() }, 7_000)
        await fetch("/c", { signal: controller.signal })
        const { signal } = new AbortController()
        await fetch("/d", { signal })
        await fetch("/e", { method: "POST" })
        await fetch("/f", options())
        """,
        "app.ts",
    ) == [
        (2, "given", 60), (3, "given", 2), (6, "given", 7), (8, "given", None), (9, "missing", None),
        (10, "unknown", None),
    ]  # fmt: skip


def test_the_milliseconds_of_a_typescript_wrapper_are_each_callers():
    assert limits_of(
        """
        const STANDARD = 30_000
        async function bounded(url: string, options: RequestInit, ms: number = STANDARD) {
          const controller = new AbortController()
          const timer = setTimeout(() => controller.abort(), ms)
          return await fetch(url, { ...options, signal: controller.signal })
        }
        bounded("/a", {})
        bounded("/b", { method: "POST" }, 1500)
        """,
        "app.ts",
    ) == [(7, "given", 30), (8, "given", 1.5)]


@pytest.mark.parametrize(
    ("path", "text", "runtime"),
    [
        ("app/api/orgs/route.ts", "export async function GET() {}", "server"),
        ("lib/actions.ts", "'use server'\nexport async function a() {}", "server"),
        ("components/a.tsx", "// licence\n'use client'\nexport const A = () => null", "browser"),
        ("src/a.tsx", "import { useState } from 'react'\nexport const A = () => useState(0)", "browser"),
        ("src/a.ts", "import express from 'express'", "server"),
        ("scripts/a.ts", "import fs from 'fs'", "script"),
        ("src/a.ts", "export const a = 1", "unknown"),
    ],
)
def test_where_code_runs(path, text, runtime):
    assert Runtimes.for_project(project_from({path: text})).of(path) == runtime


def test_a_module_runs_where_its_importers_do():
    runtimes = Runtimes.for_project(
        project_from({
            "lib/a.ts": "export const a = () => fetch('/a')",
            "lib/b.ts": "import { a } from './a'\nexport const b = a",
            "app/api/x/route.ts": "import { b } from '../../../lib/b'\nexport const GET = b",
            "lib/c.ts": "export const c = () => fetch('/c')",
            "components/c.tsx": "'use client'\nimport { c } from '../lib/c'",
            "app/api/y/route.ts": "import { c } from '../../../lib/c'\nexport const GET = c",
        })
    )
    assert runtimes.of("lib/a.ts") == "server"
    assert runtimes.of("lib/c.ts") == "unknown"
