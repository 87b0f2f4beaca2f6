"""What tries requests again, and retries that never see what they wait for."""

from cloudact_lint.project.network.calls import NetworkCalls
from cloudact_lint.project.network.retries import Retries
from cloudact_lint.project.network.unfiring import UnfiringRetries
from tests.support import files_of, project_from


def retries_of(text, default="app.py"):
    """Row and what tries again, for every request."""
    project = project_from(files_of(text, default))
    retries = Retries.of(project)
    found = []
    for call in NetworkCalls.of(project).calls:
        retry = retries.retry(call)
        found.append((call.at.row, retry.how if retry else None))
    return found


def unfiring_of(text, default="app.ts"):
    """Row of the call, the error that is waited for, and the row where it is thrown."""
    found = UnfiringRetries(project_from(files_of(text, default))).find()
    return [(one.at.row, one.error, one.thrown_at[1].row if one.thrown_at else None) for one in found]


def test_policies_of_clients():
    assert retries_of(
        """
        import httpx, requests, urllib3
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry

        session = requests.Session()
        for prefix in ("http://", "https://"):
            session.mount(prefix, HTTPAdapter(max_retries=Retry(total=3)))
        plain = requests.Session()
        plain.mount("https://", HTTPAdapter(pool_maxsize=3))
        client = httpx.Client(transport=httpx.HTTPTransport(retries=2))
        session.get("https://a.example.com")
        plain.get("https://a.example.com")
        client.get("https://a.example.com")
        urllib3.PoolManager().request("GET", "https://a.example.com")
        """
    ) == [(11, "an adapter"), (12, None), (13, "the client"), (14, "urllib3 itself")]


def test_what_stands_around():
    assert retries_of(
        """
        import time
        import backoff, requests
        from tenacity import Retrying, retry

        @retry
        def a():
            requests.get("https://a.example.com")

        @backoff.on_exception(backoff.expo, requests.RequestException)
        def b():
            requests.get("https://a.example.com")

        def c():
            for attempt in Retrying():
                with attempt:
                    requests.get("https://a.example.com")

        def d(urls):
            while True:
                try:
                    return requests.get("https://a.example.com")
                except requests.RequestException:
                    time.sleep(1)

        def e(urls):
            for url in urls:
                requests.get(f"https://a.example.com/{url}")
        """
    ) == [(7, "'@retry'"), (11, "'@on_exception'"), (16, "a loop"), (21, "a loop"), (27, None)]


def test_callers_count_over_several_functions():
    assert retries_of(
        """
        import { withRetry } from "./retry"
        const load = () => fetch("https://a.example.com")
        const all = async () => [await load()]
        export const run = () => withRetry(all)
        export const once = () => fetch("https://b.example.com")
        """,
        "app.ts",
    ) == [(2, "'withRetry'"), (5, None)]


def test_a_fetch_does_not_throw_what_is_waited_for():
    text = """
        class ApiError extends Error {
          constructor(public status: number) { super() }
        }
        class TimeoutError extends Error {}
        const again = (error: unknown) => error instanceof ApiError && error.status >= 500
        async function send(url: string) {
          try {
            return await fetch(url)
          } catch (error) {
            if (error.name === "AbortError") throw new TimeoutError()
            throw error
          }
        }
        async function retried(url: string) {
          for (let attempt = 0; attempt < 3; attempt++) {
            try {
              return await send(url)
            } catch (error) {
              if (!again(error)) throw error
            }
          }
        }
        const read = (response: Response) => { if (!response.ok) throw new ApiError(response.status) }
        """
    assert unfiring_of(text) == [(17, "ApiError", 23)]
    assert unfiring_of(text.replace("await fetch(url)", "check(await fetch(url))")) == []
    thrown = text.replace("throw new TimeoutError()", "throw new ApiError(503)")
    assert unfiring_of(thrown) == []
    asked = text.replace(
        "return await fetch(url)", "const response = await fetch(url); if (!response.ok) throw fail(); return response"
    )
    assert unfiring_of(asked) == []


def test_python_raises_for_a_status_only_when_told_to():
    text = """
        import httpx
        from tenacity import retry, retry_if_exception_type

        class Api:
            def __init__(self):
                self.client = httpx.AsyncClient()

            @retry(retry=retry_if_exception_type((httpx.ConnectError, httpx.HTTPStatusError)))
            async def get(self, path):
                response = await self.client.get(path)
                return response.json()
        """
    assert unfiring_of(text, "app.py") == [(10, "HTTPStatusError", None)]
    assert unfiring_of(text.replace("response.json()", "response.raise_for_status().json()"), "app.py") == []
    assert unfiring_of(text.replace("AsyncClient()", "AsyncClient(event_hooks=HOOKS)"), "app.py") == []
    assert unfiring_of(text.replace("httpx.HTTPStatusError", "httpx.ReadTimeout"), "app.py") == []
