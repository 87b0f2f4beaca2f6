"""Requests over HTTP: found in each library, and followed through wrappers to whoever says what is asked for."""

from cloudact_lint.project.network.calls import NetworkCalls
from tests.support import files_of, project_from


def calls_of(text, default="app.py"):
    """Every request of a project: place, library, method and address with ``{}`` for holes."""
    project = project_from(files_of(text, default))
    network = NetworkCalls.of(project)
    found = []
    for call in network.calls:
        address = network.rendered_url(call)
        shown = None
        if address is not None:
            shown = address.text
            for hole in address.holes:
                shown = shown.replace(hole.name, "{}")
        found.append((f"{call.path}:{call.at.row}", call.library, call.method, shown))
    return found


def test_functions_of_python_libraries():
    assert calls_of(
        """
        import urllib.request
        import aiohttp, httpx, requests, urllib3
        from requests import post as send
        BASE = "https://api.example.com"
        requests.get(f"{BASE}/a")
        send(url=BASE + "/b", json={})
        requests.request("patch", BASE + "/c")
        httpx.delete(BASE + "/d")
        urllib.request.urlopen(BASE + "/e", timeout=3)
        urllib.request.urlopen(urllib.request.Request(BASE + "/f", method="PUT"))
        urllib3.PoolManager().request("GET", BASE + "/g")
        urllib.request.urlopen(urllib.request.Request(BASE + "/h", data=b""))
        """
    ) == [
        ("app.py:5", "requests", "GET", "https://api.example.com/a"),
        ("app.py:6", "requests", "POST", "https://api.example.com/b"),
        ("app.py:7", "requests", "PATCH", "https://api.example.com/c"),
        ("app.py:8", "httpx", "DELETE", "https://api.example.com/d"),
        ("app.py:9", "urllib", "GET", "https://api.example.com/e"),
        ("app.py:10", "urllib", "PUT", "https://api.example.com/f"),
        ("app.py:11", "urllib3", "GET", "https://api.example.com/g"),
        ("app.py:12", "urllib", "POST", "https://api.example.com/h"),
    ]


def test_clients_and_sessions():
    assert calls_of(
        """
        import aiohttp, httpx, requests

        class Session(requests.Session):
            pass

        class Api:
            def __init__(self):
                self.session = Session()
                self._client = None

            @property
            def client(self):
                if self._client is None:
                    self._client = httpx.AsyncClient(base_url="https://api.example.com/v1/")
                return self._client

            async def orgs(self):
                self.session.get("https://a.example.com/x")
                return await self.client.get("/orgs")

        async def fetch(key, rows: dict):
            rows.get(key)
            async with httpx.AsyncClient(timeout=3) as client:
                await client.put("https://b.example.com/y")
            async with aiohttp.ClientSession() as session, session.get("https://c.example.com/z") as response:
                return await response.json()
        """
    ) == [
        ("app.py:18", "requests", "GET", "https://a.example.com/x"),
        ("app.py:19", "httpx", "GET", "https://api.example.com/v1/orgs"),
        ("app.py:24", "httpx", "PUT", "https://b.example.com/y"),
        ("app.py:25", "aiohttp", "GET", "https://c.example.com/z"),
    ]


def test_a_client_handed_in():
    assert calls_of(
        """
        import httpx
        from work import load, save

        def main():
            client = httpx.Client()
            load(client)

        # file: work.py
        import httpx

        def load(client):
            return client.get("https://a.example.com/x")

        def save(client: httpx.Client):
            return client.post("https://a.example.com/y")
        """
    ) == [
        ("work.py:4", "httpx", "GET", "https://a.example.com/x"),
        ("work.py:7", "httpx", "POST", "https://a.example.com/y"),
    ]


def test_what_is_no_request():
    assert calls_of(
        """
        import requests
        from fastapi import APIRouter
        router = APIRouter()

        @router.get("/orgs/{org}")
        def orgs(org, session=None):
            rows = {"/a/b": 1}
            response = requests.post("https://a.example.com/x", timeout=3)
            response.json().get("/x")
            return rows.get("/a/b")
        """
    ) == [("app.py:8", "requests", "POST", "https://a.example.com/x")]


def test_python_wrappers_over_files_and_levels():
    assert calls_of(
        """
        from client import Client

        def run():
            client = Client("https://api.example.com")
            client.orgs()
            client.request("DELETE", "/orgs/1")

        # file: client.py
        import requests

        class Base:
            def __init__(self, base):
                self.base = base
                self.session = requests.Session()

            def _send(self, method, path, **kwargs):
                url = f"{self.base.rstrip('/')}/{path.lstrip('/')}"
                return self.session.request(method, url, **kwargs)

        class Client(Base):
            def request(self, method, path):
                return self._send(method, path, timeout=3)

            def orgs(self):
                return self._send("get", "/orgs")

            def org(self, org_id):
                return self.request("GET", f"/orgs/{org_id}")
        """
    ) == [
        ("app.py:6", "requests", "DELETE", "{}/orgs/1"),
        ("client.py:17", "requests", "GET", "{}/orgs"),
        ("client.py:20", "requests", "GET", "{}/orgs/{}"),
    ]


def test_a_wrapper_that_nobody_calls_with_something_known():
    assert calls_of(
        """
        import requests

        def fetch(url):
            return requests.get(url)

        def run(urls):
            for url in urls:
                fetch(url)

        def org(base, org_id):
            return requests.get(f"{base}/orgs/{org_id}")

        def all_orgs():
            return org("https://a.example.com", 1), org("https://a.example.com", 2)
        """
    ) == [("app.py:4", "requests", "GET", "{}"), ("app.py:11", "requests", "GET", "{}/orgs/{}")]


def test_a_wrapper_that_calls_itself_ends():
    assert calls_of(
        """
        import requests

        def fetch(url, left=3):
            try:
                return requests.get(url)
            except requests.Timeout:
                return fetch(url, left - 1)

        fetch("https://a.example.com/x")
        """
    ) == [("app.py:9", "requests", "GET", "https://a.example.com/x")]


def test_functions_of_typescript_libraries():
    assert calls_of(
        """
        import axios from "axios"
        import ky from "ky"
        import got from "got"
        import nodeFetch from "node-fetch"
        import { $fetch } from "ofetch"
        const api = axios.create({ baseURL: "https://api.example.com", timeout: 1000 })
        const method = "PATCH"
        const common = { method: "PUT" }
        await fetch("/api/a")
        await fetch(`/api/b/${id}`, { method: "POST" })
        await fetch(new URL("/c", "https://a.example.com"), { ...common, cache: "no-store" })
        await nodeFetch("https://a.example.com/d", { method })
        await axios.get("https://a.example.com/e")
        await axios({ url: "https://a.example.com/f", method: "delete" })
        await api.post("/g", body)
        await api("/h")
        await ky.put("https://a.example.com/i").json()
        await got("https://a.example.com/j")
        await $fetch("/k", { method: "DELETE" })
        await window.fetch("/l")
        """,
        "app.ts",
    ) == [
        ("app.ts:9", "fetch", "GET", "/api/a"),
        ("app.ts:10", "fetch", "POST", "/api/b/{}"),
        ("app.ts:11", "fetch", "PUT", "https://a.example.com/c"),
        ("app.ts:12", "node-fetch", "PATCH", "https://a.example.com/d"),
        ("app.ts:13", "axios", "GET", "https://a.example.com/e"),
        ("app.ts:14", "axios", "DELETE", "https://a.example.com/f"),
        ("app.ts:15", "axios", "POST", "https://api.example.com/g"),
        ("app.ts:16", "axios", "GET", "https://api.example.com/h"),
        ("app.ts:17", "ky", "PUT", "https://a.example.com/i"),
        ("app.ts:18", "got", "GET", "https://a.example.com/j"),
        ("app.ts:19", "ofetch", "DELETE", "/k"),
        ("app.ts:20", "fetch", "GET", "/l"),
    ]


def test_typescript_wrappers_over_files_and_levels():
    assert calls_of(
        """
        import { fetchWithTimeout } from "./lib/http"
        import { Client } from "./lib/client"

        export async function load(org: string) {
          await fetchWithTimeout(`${process.env.API_URL}/orgs/${org}`, { method: "DELETE" }, 5000)
          const client = new Client()
          return client.orgs(org)
        }

        // file: lib/http.ts
        export async function fetchWithTimeout(url: string, options: RequestInit = {}, ms = 3000) {
          const controller = new AbortController()
          return await fetch(url, { ...options, signal: controller.signal })
        }

        export async function fetchWithRetry(url: string, options: RequestInit) {
          for (let i = 0; i < 3; i++) {
            try { return await fetchWithTimeout(url, options) } catch (error) { console.error(error) }
          }
        }

        // file: lib/client.ts
        import { fetchWithRetry } from "./http"

        export class Client {
          private baseUrl: string
          constructor() { this.baseUrl = getUrl() }

          private async request<T>(method: string, path: string, body?: unknown): Promise<T> {
            const response = await fetchWithRetry(`${this.baseUrl}${path}`, { method, body: JSON.stringify(body) })
            return response.json()
          }

          orgs(org: string) { return this.request<Org[]>("GET", `/orgs/${org}/list`) }
          add(org: string) { return this.request<Org>("POST", "/orgs", { org }) }
        }
        """,
        "app.ts",
    ) == [
        ("app.ts:5", "fetch", "DELETE", "{}/orgs/{}"),
        ("lib/client.ts:12", "fetch", "GET", "{}/orgs/{}/list"),
        ("lib/client.ts:13", "fetch", "POST", "{}/orgs"),
    ]


def test_an_environment_decides_the_base():
    assert calls_of(
        """
        const API = process.env.API_URL || "http://localhost:8000"
        function base(): string {
          const url = process.env.BASE
          if (!url) return "http://localhost:8000"
          return url
        }
        await fetch(`${API}/a`)
        await fetch(`${base()}/b`)
        """,
        "app.ts",
    ) == [("app.ts:7", "fetch", "GET", "{}/a"), ("app.ts:8", "fetch", "GET", "{}/b")]


def test_options_taken_apart():
    assert calls_of(
        """
        async function call({ path, method = "GET" }: { path: string; method?: string }) {
          return fetch(`${BASE}${path}`, { method })
        }
        call({ path: "/a" })
        call({ path: "/b", method: "POST" })
        """,
        "app.ts",
    ) == [("app.ts:4", "fetch", "GET", "{}/a"), ("app.ts:5", "fetch", "POST", "{}/b")]


def test_a_client_that_angular_hands_in():
    assert calls_of(
        """
        import { HttpClient } from "@angular/common/http"

        export class OrgService {
          private readonly url = "/api/orgs"
          constructor(private readonly http: HttpClient) {}
          list() { return this.http.get<Org[]>(this.url) }
          add(org: Org) { return this.http.post<Org>(`${this.url}/${org.id}`, org) }
          any(method: string) { return this.http.request("DELETE", "/api/all") }
        }
        """,
        "app.ts",
    ) == [
        ("app.ts:6", "angular", "GET", "/api/orgs"),
        ("app.ts:7", "angular", "POST", "/api/orgs/{}"),
        ("app.ts:8", "angular", "DELETE", "/api/all"),
    ]


def test_a_function_that_react_keeps():
    assert calls_of(
        """
        import { cache, useCallback } from "react"

        export const load = cache(async (path: string) => { return fetch(`${API}${path}`) })

        export function Page() {
          const send = useCallback(async (path: string, options: RequestInit) => {
            return fetch(`/api${path}`, options)
          }, [])
          const save = () => send("/orgs", { method: "PUT" })
          return save
        }
        // file: other.ts
        import { load } from "./app"
        export const orgs = () => load("/orgs")
        """,
        "app.ts",
    ) == [("app.ts:9", "fetch", "PUT", "/api/orgs"), ("other.ts:2", "fetch", "GET", "{}/orgs")]


def test_a_run_over_one_file_knows_what_it_calls():
    files = files_of(
        """
        import requests
        from other import send

        def run():
            send("/a")

        # file: other.py
        import requests

        def send(path):
            return requests.get(f"https://a.example.com{path}")

        def unrelated():
            return requests.get("https://b.example.com")

        # file: third.py
        from other import send
        send("/c")
        """
    )
    project = project_from(files)
    project.focus = frozenset(["app.py"])
    assert [(call.path, call.at.row) for call in NetworkCalls.of(project).calls] == [("app.py", 5), ("other.py", 7)]


def test_broken_and_odd_code_is_survived():
    assert calls_of(
        """
        import requests, httpx
        requests.get()
        requests.get(*args)
        requests.request("GET")
        requests.get(url=url, **kwargs)
        httpx.Client().send(request)
        url = url + url

        def a(url):
            return b(url)

        def b(url):
            return a(url) or requests.get(url)
        """
    ) == [
        ("app.py:3", "requests", "GET", None),
        ("app.py:4", "requests", "GET", None),
        ("app.py:5", "requests", "GET", "{}"),
        ("app.py:6", "httpx", "", None),
        ("app.py:13", "requests", "GET", "{}"),
    ]
