import { bigquery, runCapped } from './bigquery'
import { queryLimitBytes } from './config'

/** The day on which an organisation paid least. */
export async function cheapestDay(org: string): Promise<string | undefined> {
  const query = `
    SELECT usage_date
    FROM costpilot_costs.daily_costs
    WHERE org_slug = @org AND usage_date >= DATE_SUB(CURRENT_DATE(), INTERVAL 1 YEAR)
    GROUP BY usage_date
    ORDER BY SUM(cost)
    LIMIT 1`
  const [rows] = await bigquery.query({ query, params: { org }, maximumBytesBilled: queryLimitBytes })
  return rows[0]?.usage_date.value
}

export async function services(org: string): Promise<string[]> {
  const rows = await runCapped<{ service: string }>(
    `SELECT DISTINCT service
     FROM costpilot_costs.daily_costs
     WHERE org_slug = @org AND usage_date >= DATE_SUB(CURRENT_DATE(), INTERVAL 90 DAY)`,
    { org },
  )
  return rows.map((row) => row.service)
}
