import { BigQuery } from '@google-cloud/bigquery'
import { archiveProjectId, projectId, queryLimitBytes } from './config'

export const bigquery = new BigQuery({ projectId })

export const archive = new BigQuery({ projectId: archiveProjectId })

/** Runs a query that may not scan more than the limit. */
export async function runCapped<T>(query: string, params: Record<string, unknown>): Promise<T[]> {
  const [rows] = await bigquery.query({ query, params, maximumBytesBilled: queryLimitBytes })
  return rows as T[]
}
