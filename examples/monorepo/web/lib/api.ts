// Calls of the API service.

const API_URL = 'http://localhost:8000'

export interface DailyCost {
  usage_date: string
  service: string
  cost: number
}

export async function dailyCosts(org: string): Promise<DailyCost[]> {
  const response = await fetch(`${API_URL}/v1/costs/daily?org=${encodeURIComponent(org)}`)
  if (!response.ok) {
    throw new Error(`the API answered ${response.status}`)
  }
  return response.json()
}

export interface Budget {
  org: string
  month: string
  amount: number
}

/** What an organisation may spend in a month. */
export async function budget(org: string, month: string): Promise<Budget> {
  const response = await fetch(`${API_URL}/v1/budget/${encodeURIComponent(org)}/${month}`, {
    signal: AbortSignal.timeout(2_000),
  })
  if (!response.ok) {
    throw new Error(`the API answered ${response.status}`)
  }
  return response.json()
}
