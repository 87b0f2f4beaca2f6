import { Client } from 'pg'

// ruleid: plaintext-credential
export const partnerApiKey = 'b7Qk2mZx9Lp4Tn8Rv3Ws6Yd1'
// ok: plaintext-credential
export const otherApiKey = process.env.OTHER_API_KEY
// ok: plaintext-credential
export const weatherApiKey = 'your-api-key'
// ok: plaintext-credential
export const apiKeyHeader = 'X-Partner-Api-Key'
// ok: plaintext-credential
export const pageToken = 'CAoQAg3f8kZ1x9Lp4Tn8Rv3Ws6'

// ruleid: plaintext-credential
export const reports = new Client('postgres://reports:Quarterly-7-figures@db.northwind.io:5432/reports')
// ok: plaintext-credential
export const template = 'postgres://user:password@db.northwind.io:5432/reports'

// ruleid: plaintext-credential
export const options = { clientSecret: 'v8Lm3Qx7Tz2Wn9Kp4Rb6' }
// todoruleid: plaintext-credential
export const sessionSecret = process.env.SESSION_SECRET || 'f3Kq9Zt2Wm7Xv4Bn8Lc1Pd6Rs'
// todoruleid: plaintext-credential
export const account = { user: 'billing', password: 'Gr8-harvest!7' }
