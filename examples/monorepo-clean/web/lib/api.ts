// Calls of the API service.

import { apiUrl } from './config'

/** An id for each request, which the logs of the services carry on. */
function requestId() {
  return { 'X-Request-ID': crypto.randomUUID() }
}

export interface DailyCost {
  usage_date: string
  service: string
  cost: number
}

export async function dailyCosts(org: string): Promise<DailyCost[]> {
  const response = await fetch(`${apiUrl}/v1/costs/daily?org=${encodeURIComponent(org)}`, {
    headers: requestId(),
    signal: AbortSignal.timeout(10_000),
  })
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
  const response = await fetch(`${apiUrl}/v1/budgets/${encodeURIComponent(org)}/${month}`, {
    headers: requestId(),
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) {
    throw new Error(`the API answered ${response.status}`)
  }
  return response.json()
}

/** Sets what an organisation may spend in a month. */
export async function setBudget(budget: Budget): Promise<Budget> {
  const response = await fetch(`${apiUrl}/v1/budgets/${encodeURIComponent(budget.org)}/${budget.month}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', ...requestId() },
    body: JSON.stringify(budget),
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) {
    throw new Error(`the API answered ${response.status}`)
  }
  return response.json()
}

export class ApiError extends Error {
  constructor(readonly status: number) {
    super(`the API answered ${status}`)
  }
}

/** Up to three times, unless the API says that it never will. */
async function getWithRetry(url: string): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, { headers: requestId(), signal: AbortSignal.timeout(10_000) })
      if (!response.ok) {
        throw new ApiError(response.status)
      }
      return response
    } catch (error) {
      if (attempt === 3 || (error instanceof ApiError && error.status < 500)) {
        throw error
      }
      console.warn(`asking again after ${error}`)
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt))
    }
  }
}

/** Names of the services that an organisation pays for. */
export async function services(org: string): Promise<string[]> {
  const response = await getWithRetry(`${apiUrl}/v1/costs/services?org=${encodeURIComponent(org)}`)
  return response.json()
}
