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
