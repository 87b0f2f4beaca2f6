import "server-only"

export async function loadAll(ids: string[]) {
  // ruleid: unbounded-concurrency
  return Promise.all(ids.map((id) => loadOrg(id)))
}

export async function refreshAll(ids: string[]) {
  // ruleid: unbounded-concurrency
  await Promise.allSettled(ids.map(async (id) => fetch(`/refresh/${id}`)))
}

export async function ofAQuery() {
  const { data } = await db.from("organizations").select("slug")
  // todoruleid: unbounded-concurrency
  await Promise.all(data.map((org) => fetch(`/refresh/${org.slug}`)))
}

export async function inABlock(ids: string[]) {
  // todoruleid: unbounded-concurrency
  await Promise.all(ids.map(async (id) => {
    const org = await loadOrg(id)
    await saveOrg(org)
  }))
}

export async function both(org: string) {
  // ok: unbounded-concurrency
  return Promise.all([loadCosts(org), loadPlans(org)])
}

export async function limited(ids: string[]) {
  // ok: unbounded-concurrency
  return Promise.all(ids.map((id) => limit(() => fetch(`/refresh/${id}`))))
}

export async function inBatches(ids: string[]) {
  for (let i = 0; i < ids.length; i += 10) {
    // ok: unbounded-concurrency
    await Promise.all(ids.slice(i, i + 10).map((id) => loadOrg(id)))
  }
}

export async function reckoned(rows: Row[]) {
  // ok: unbounded-concurrency
  return Promise.all(rows.map((row) => labelOf(row)))
}
