import { runCapped } from './bigquery'

/** The plan that an organisation pays for. */
export async function currentPlan(org: string): Promise<string | undefined> {
  const rows = await runCapped<{ plan: string }>(
    'SELECT plan FROM costpilot_core.subscriptions WHERE org_slug = @org',
    { org },
  )
  return rows[0]?.plan
}

/** Services whose costs are forecast to be the highest tomorrow. */
export async function tomorrow(org: string): Promise<string[]> {
  const query = `
    SELECT service, cost
    FROM costpilot_costs.forecasts
    WHERE org_slug = @org AND forecast_date = DATE_ADD(CURRENT_DATE(), INTERVAL 1 DAY)
    ORDER BY cost DESC
    LIMIT 5`
  const rows = await runCapped<{ service: string; cost: number }>(query, { org })
  return rows.map((row) => row.service)
}

/** How often an organisation was warned since yesterday. */
export async function warnings(org: string): Promise<number> {
  const [row] = await runCapped<{ warnings: number }>(
    `SELECT COUNT(*) AS warnings FROM costpilot_core.budget_alerts_sent
     WHERE org_slug = @org AND level = 'warning' AND sent_at > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)`,
    { org },
  )
  return row.warnings
}
