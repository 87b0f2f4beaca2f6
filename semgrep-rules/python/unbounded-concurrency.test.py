import asyncio


async def refresh_all(api, orgs: list[str]):
    # ruleid: unbounded-concurrency
    await asyncio.gather(*[api.refresh(org) for org in orgs])


async def load_all(session, urls):
    # ruleid: unbounded-concurrency
    return await asyncio.gather(*(session.get(url) for url in urls), return_exceptions=True)


async def as_tasks(api, orgs):
    # ruleid: unbounded-concurrency
    return await asyncio.gather(*[asyncio.create_task(api.refresh(org)) for org in orgs])


async def of_a_query(api, client):
    rows = client.query("SELECT org FROM orgs").result()
    # todoruleid: unbounded-concurrency
    await asyncio.gather(*[api.refresh(row.org) for row in rows])


async def collected(api, orgs: list[str]):
    tasks = []
    for org in orgs:
        tasks.append(api.refresh(org))
    # todoruleid: unbounded-concurrency
    await asyncio.gather(*tasks)


async def both(api):
    # ok: unbounded-concurrency
    return await asyncio.gather(api.costs(), api.plans())


async def in_batches(api, orgs: list[str]):
    for start in range(0, len(orgs), 20):
        batch = orgs[start : start + 20]
        # ok: unbounded-concurrency
        await asyncio.gather(*[api.refresh(org) for org in batch])


async def in_threads(paths: list[str]):
    # ok: unbounded-concurrency
    return await asyncio.gather(*[asyncio.to_thread(read, path) for path in paths])


async def limited(api, orgs: list[str]):
    slots = asyncio.Semaphore(10)

    async def one(org):
        async with slots:
            await api.refresh(org)

    # ok: unbounded-concurrency
    await asyncio.gather(*[one(org) for org in orgs])


async def elsewhere(api, orgs: list[str]):
    # todook: unbounded-concurrency
    await asyncio.gather(*[refresh_slowly(api, org) for org in orgs])


async def refresh_slowly(api, org):
    async with api.slots:
        await api.refresh(org)
