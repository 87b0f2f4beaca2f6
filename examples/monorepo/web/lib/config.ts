// What the front end takes from its environment.

export const projectId = process.env.GCP_PROJECT_ID || 'northwind-costpilot-dev'

export const coreDataset = process.env.CORE_DATASET ?? 'costpilot_core'

export const queryLimitBytes = String(20 * 1024 ** 3)

export const reportsApiKey = process.env.REPORTS_API_KEY ?? 'f3Kq9Zt2Wm7Xv4Bn8Lc1'
