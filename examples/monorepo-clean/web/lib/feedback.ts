import { createHash } from 'node:crypto'
import { bigquery } from './bigquery'
import { coreDataset } from './config'

export interface Feedback {
  org: string
  page: string
  message: string
}

export async function saveFeedback({ org, page, message }: Feedback): Promise<void> {
  const id = createHash('sha256').update([org, page, message].join('\n')).digest('hex')
  const row = { feedback_id: id, org_slug: org, page, message }
  await bigquery.dataset(coreDataset).table('feedback').insert([{ insertId: id, json: row }], { raw: true })
}
