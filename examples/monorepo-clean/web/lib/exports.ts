import { runCapped } from './bigquery'
import { exportBatchSize } from './config'

interface Usage {
  usage_id: string
  service: string
  quantity: number
}

/** What an organisation stored on a day, for a file of its own. */
export async function storedOn(org: string, day: string): Promise<Usage[]> {
  return runCapped<Usage>(
    `SELECT usage_id, service, quantity
     FROM costpilot_costs.raw_usage
     WHERE usage_date = @day AND org_slug = @org AND service LIKE 'storage%'`,
    { org, day },
  )
}

/** What it stored on several days. */
export async function storedIn(org: string, days: string[]): Promise<Usage[]> {
  return runCapped<Usage>(
    `SELECT usage_id, service, quantity
     FROM costpilot_costs.raw_usage
     WHERE usage_date IN UNNEST(@days) AND org_slug = @org AND service LIKE 'storage%'`,
    { org, days },
  )
}

/** Writes the rows of a file, some at a time. */
export async function write(
  rows: Usage[],
  send: (part: Usage[]) => Promise<void>,
  batchSize = exportBatchSize,
): Promise<void> {
  for (let start = 0; start < rows.length; start += batchSize) {
    await send(rows.slice(start, start + batchSize))
  }
}
