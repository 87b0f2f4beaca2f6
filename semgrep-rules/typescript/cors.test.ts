import cors from 'cors'
import express from 'express'

const app = express()
const allowed = ['https://app.example.com']

// ruleid: cors
app.use(cors({ origin: true, credentials: true }))
// ruleid: cors
app.use(cors({ credentials: true, origin: '*' }))
// ok: cors
app.use(cors())
// ok: cors
app.use(cors({ origin: '*', credentials: false }))
// ok: cors
app.use(cors({ origin: allowed, credentials: true }))
// todoruleid: cors
app.use(cors({ origin: (origin, done) => done(null, true), credentials: true }))
// ok: cors
app.use(cors({ origin: (origin, done) => done(null, allowed.includes(origin)), credentials: true }))

// ok: cors
const open = { 'Access-Control-Allow-Origin': '*' }
// ruleid: cors
const session = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' }
// ok: cors
const own = { 'Access-Control-Allow-Origin': 'https://app.example.com', 'Access-Control-Allow-Credentials': 'true' }

// ruleid: cors
const headers = [{ key: 'Access-Control-Allow-Origin', value: '*' }, { key: 'Access-Control-Allow-Credentials', value: 'true' }]
// ok: cors
const some = [{ key: 'Access-Control-Allow-Origin', value: '*' }, { key: 'X-Frame-Options', value: 'DENY' }]
