import { bigquery } from './bigquery'
import { coreDataset } from './config'

export interface Feedback {
  org: string
  page: string
  message: string
}

export async function saveFeedback({ org, page, message }: Feedback): Promise<void> {
  const row = { feedback_id: crypto.randomUUID(), org_slug: org, page, text: message }
  await bigquery.dataset(coreDataset).table('feedback').insert([row])
}
