import { dailyCosts } from './api'

/** What an organisation spent, for the badge beside its name. */
export async function spent(org: string): Promise<number | null> {
  try {
    const costs = await dailyCosts(org)
    return costs.reduce((sum, day) => sum + day.cost, 0)
  } catch {
    return null
  }
}

/** The same for all organisations of a customer. */
export async function spentByAll(orgs: string[]): Promise<(number | null)[]> {
  return Promise.all(orgs.map((org) => spent(org)))
}
