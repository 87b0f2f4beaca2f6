import { runCapped } from './bigquery'

interface Usage {
  usage_id: string
  service: string
  quantity: number
}

/** What an organisation stored on a day, for a file of its own. */
export async function storedOn(org: string, day: string): Promise<Usage[]> {
  return runCapped<Usage>(
    `SELECT *
     FROM costpilot_costs.raw_usage
     WHERE usage_date = @day AND REGEXP_CONTAINS(service, '^storage') AND org_slug = @org`,
    { org, date: day },
  )
}

/** What it stored on several days. */
export async function storedIn(org: string, days: string[]): Promise<Usage[]> {
  const found: Usage[] = []
  for (const day of days) {
    found.push(...(await storedOn(org, day)))
  }
  return found
}

/** Writes the rows of a file, some at a time. */
export async function write(rows: Usage[], send: (part: Usage[]) => Promise<void>): Promise<void> {
  const batchSize = 200
  for (let start = 0; start < rows.length; start += batchSize) {
    await send(rows.slice(start, start + batchSize))
  }
}
