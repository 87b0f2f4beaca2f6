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
