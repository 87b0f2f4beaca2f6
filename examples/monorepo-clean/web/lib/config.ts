// What the front end takes from its environment.

export const projectId = required('GCP_PROJECT_ID')

export const archiveProjectId = required('ARCHIVE_PROJECT_ID')

export const apiUrl = process.env.API_URL ?? 'http://localhost:8000'

export const coreDataset = process.env.CORE_DATASET ?? 'costpilot_core'

export const queryLimitBytes = String(20 * 1024 ** 3)

export const helpdeskSecret = required('HELPDESK_WEBHOOK_SECRET')

export const reportsApiKey = required('REPORTS_API_KEY')

function required(name: string): string {
  const value = process.env[name]
  if (!value) {
    throw new Error(`${name} is not set`)
  }
  return value
}

export const exportBatchSize = Number(process.env.EXPORT_BATCH_SIZE ?? 200)
