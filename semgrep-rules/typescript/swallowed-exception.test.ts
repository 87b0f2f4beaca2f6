export async function runs(org: string) {
  try {
    const answer = await getRuns(org)
    setRuns(answer)
    // ruleid: swallowed-exception
  } catch {
    // nothing to show
  }
}

export async function keyOf(org: string): Promise<string | null> {
  try {
    return await readKey(org)
    // ruleid: swallowed-exception
  } catch (error: unknown) {
    return null
  }
}

export function fire(org: string) {
  // ruleid: swallowed-exception
  save(org).catch(() => {})
}

export function plans(org: string) {
  return fetchPlans(org)
    .then((plans) => plans.items)
    // ruleid: swallowed-exception
    .catch(() => [])
}

export async function inDevelopment(org: string) {
  try {
    await save(org)
    // todoruleid: swallowed-exception
  } catch (error) {
    if (process.env.NODE_ENV === "development") {
      console.warn(error)
    }
  }
}

export async function anotherAnswer(org: string) {
  try {
    return await readPlan(org)
    // todoruleid: swallowed-exception
  } catch {
    return DEFAULT_PLAN
  }
}

export async function logged(org: string) {
  try {
    return await readKey(org)
    // ok: swallowed-exception
  } catch (error) {
    console.error("no key", error)
    return null
  }
}

export async function returned(org: string) {
  try {
    return { success: true, key: await readKey(org) }
    // ok: swallowed-exception
  } catch (error) {
    return { success: false, error: String(error) }
  }
}

export function host(url: string) {
  try {
    return new URL(url).host
    // ok: swallowed-exception
  } catch {
    return null
  }
}

export async function failureOf(response: Response) {
  // ok: swallowed-exception
  const body = await response.json().catch(() => ({}))
  return body.detail
}

export async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text)
    // todook: swallowed-exception
  } catch {
    return
  }
}

export async function thrown(org: string) {
  // ok: swallowed-exception
  await save(org).catch((error) => report(error))
}
