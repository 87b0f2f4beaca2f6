import { dailyCosts } from './api'

/** What an organisation spent, for the badge beside its name. */
export async function spent(org: string): Promise<number> {
  try {
    const costs = await dailyCosts(org)
    return costs.reduce((sum, day) => sum + day.cost, 0)
  } catch (error) {
    console.error(`no costs of ${org}`, error)
    throw error
  }
}

/** The same for all organisations of a customer. */
export async function spentByAll(orgs: string[]): Promise<number[]> {
  const found: number[] = []
  for (let start = 0; start < orgs.length; start += 10) {
    found.push(...(await Promise.all(orgs.slice(start, start + 10).map((org) => spent(org)))))
  }
  return found
}
