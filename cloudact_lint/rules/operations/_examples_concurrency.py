"""What CA703 finds, and what it passes over."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        path="refresh.py",
        title="One request for each row of a query, or for each item that is handed in, all at once",
        kind="on",
        text='''
import asyncio


async def refresh_all(client, api):
    orgs = [row.org_slug for row in client.query("SELECT org_slug FROM organisations").result()]
    await asyncio.gather(*[api.refresh(org) for org in orgs])  # <- CA703


async def load_all(session, urls: list[str]):
    tasks = []
    for url in urls:
        tasks.append(asyncio.create_task(session.get(url)))
    return await asyncio.gather(*tasks)  # <- CA703


async def sync_all(session, response):
    async with asyncio.TaskGroup() as group:
        for item in response.json()["items"]:
            group.create_task(session.post("/sync", json=item))  # <- CA703
''',
    ),
    Example(
        path="lib/orgs.ts",
        title="The same with Promise.all",
        kind="on",
        text='''
import "server-only"

export async function refreshAll(): Promise<void> {
  const { data } = await db.from("organizations").select("slug")
  await Promise.all(data.map(async (org) => fetch(`/refresh/${org.slug}`, { method: "POST" })))  // <- CA703
}

export async function loadAll(ids: string[]) {
  return Promise.allSettled(ids.map((id) => loadOrg(id)))  // <- CA703
}
''',
    ),
    Example(
        path="collector.py",
        title="A queue that takes one item for each request and has no size",
        kind="on",
        text='''
import asyncio

from fastapi import APIRouter

router = APIRouter()
events = asyncio.Queue()  # <- CA703


@router.post("/events")
async def receive(event: dict):
    await events.put(event)
    return {"accepted": True}
''',
    ),
    Example(
        path="steps.py",
        title="Nothing tells how many there can be",
        kind="advice",
        text='''
import asyncio


class Runner:
    async def run(self):
        for level in self.plan.levels():
            await asyncio.gather(*[self.execute(step) for step in level])  # <- CA703

    async def execute(self, step):
        await self.api.post(step.url)
''',
    ),
    Example(
        path="components/list.tsx",
        title="What is handed around in a page is seldom long",
        kind="advice",
        text='''
export async function saveOrder(rows: Row[]) {
  await Promise.all(rows.map((row) => saveRow(row)))  // <- CA703
}
''',
    ),
    Example(
        path="consumer.py",
        title="A task for each message, which nobody waits for; a queue that a reader fills faster than it is emptied",
        docs=False,
        text='''
import asyncio
import queue


async def consume(messages):
    async for message in messages:
        asyncio.create_task(publish(message))  # <- CA703


def read(source):
    waiting = queue.Queue(maxsize=0)  # <- CA703
    start_worker(waiting)
    while True:
        waiting.put(source.read())
''',
    ),
)

VALID = (
    Example(
        path="refresh.py",
        title="A semaphore, batches, a few that are written down, a queue with a size",
        text='''
import asyncio

REGIONS = ("eu", "us", "asia")
limit = asyncio.Semaphore(10)


async def refresh_one(api, org):
    async with limit:
        await api.refresh(org)


async def refresh_all(api, orgs: list[str]):
    await asyncio.gather(*(refresh_one(api, org) for org in orgs))


async def refresh_in_batches(api, orgs: list[str]):
    for start in range(0, len(orgs), 20):
        batch = orgs[start : start + 20]
        await asyncio.gather(*[api.refresh(org) for org in batch])


async def both(api):
    costs, plans = await asyncio.gather(api.costs(), api.plans())
    return costs, plans, await asyncio.gather(*[api.fetch(region) for region in REGIONS])


async def in_threads(paths: list[str]):
    return await asyncio.gather(*[asyncio.to_thread(read_file, path) for path in paths])


class Collector:
    def __init__(self, size: int):
        self.events = asyncio.Queue(maxsize=size)
        self.workers = [asyncio.create_task(self.work(i)) for i in range(4)]

    async def receive(self, event):
        await self.events.put(event)

    async def close(self):
        await asyncio.gather(*self.workers, return_exceptions=True)
''',
    ),
    Example(
        path="lib/orgs.ts",
        title="Limits of TypeScript, and what only reckons",
        text='''
import pLimit from "p-limit"

const PROVIDERS = ["aws", "gcp", "azure"]
const limit = pLimit(5)

export async function refreshAll(ids: string[]) {
  return Promise.all(ids.map((id) => limit(() => fetch(`/refresh/${id}`))))
}

export async function inBatches(ids: string[]) {
  for (let i = 0; i < ids.length; i += 10) {
    await Promise.all(ids.slice(i, i + 10).map((id) => loadOrg(id)))
  }
}

export async function few(org: string) {
  const [costs, plans] = await Promise.all([loadCosts(org), loadPlans(org)])
  const states = await Promise.all(PROVIDERS.map((name) => fetch(`/state/${name}`)))
  return { costs, plans, states }
}

export async function shown(rows: Row[]) {
  return Promise.all(rows.map(async (row) => ({ ...row, label: row.name.toUpperCase() })))
}
''',
    ),
    Example(
        path="work.py",
        title="Enumerations, counts from settings, lists that are known to callers, queues filled from a list",
        docs=False,
        text='''
import asyncio
import logging.handlers
import queue
from enum import Enum


class Provider(Enum):
    AWS = "aws"
    GCP = "gcp"


async def ping_all(api):
    await asyncio.gather(*[api.send(provider) for provider in Provider])


async def notify(api, channels: list[Provider]):
    await asyncio.gather(*[api.send(channel) for channel in channels])


async def start(api, settings):
    await asyncio.gather(*[api.run(number) for number in range(settings.max_workers)])


async def check(api, names):
    await asyncio.gather(*[api.send(name) for name in names])


async def main(api):
    await check(api, ["a", "b"])


def drain(items):
    waiting = queue.Queue()
    for item in items:
        waiting.put(item)
    while not waiting.empty():
        waiting.get()


def listener():
    return logging.handlers.QueueHandler(queue.Queue(-1))


async def limited(semaphore, orgs: list[str], api):
    async def one(org):
        async with semaphore:
            return await api.fetch(org)

    return await asyncio.gather(*map(one, orgs))


async def wrapped(semaphore, orgs: list[str], api):
    return await asyncio.gather(*[with_limit(semaphore, api.fetch(org)) for org in orgs])


async def waits(orgs: list[str]):
    return await asyncio.gather(*[asyncio.sleep(1) for _ in orgs])
''',
    ),
    Example(
        path="lib/limits.ts",
        title="Limits inside the function, lists that are cut",
        docs=False,
        text='''
enum Level { Low = "low", High = "high" }

export async function load(items: string[]) {
  await Promise.all(items.slice(0, 5).map((item) => fetch(item)))
  await Promise.all(items.map(async (item) => {
    await semaphore.acquire()
    try {
      return await fetch(item)
    } finally {
      semaphore.release()
    }
  }))
  await Promise.all([1, 2, 3].map((page) => fetch(`/pages/${page}`)))
  await Promise.all(Array.from({ length: 4 }, (_, i) => fetch(`/shards/${i}`)))
  const { data } = await db.from("rows").select("*").limit(20)
  await Promise.all(data.map((row) => fetch(row.url)))
}
''',
    ),
)
