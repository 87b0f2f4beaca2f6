// Calls of the API service.

import { apiUrl } from './config'

export interface DailyCost {
  usage_date: string
  service: string
  cost: number
}

export async function dailyCosts(org: string): Promise<DailyCost[]> {
  const response = await fetch(`${apiUrl}/v1/costs/daily?org=${encodeURIComponent(org)}`, {
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) {
    throw new Error(`the API answered ${response.status}`)
  }
  return response.json()
}
