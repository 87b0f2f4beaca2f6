import express from 'express'
import { verifySlack } from './slack'
import { stripe } from './stripe'
import { save } from './store'

const app = express()
app.use(express.json())

// ruleid: unverified-webhook
app.post('/webhook/orders', async (req, res) => {
  await save(req.body)
  res.sendStatus(200)
})

// ok: unverified-webhook
app.post('/slack/webhook', verifySlack, async (req, res) => {
  await save(req.body)
  res.sendStatus(200)
})

// ok: unverified-webhook
app.post('/webhooks/stripe', express.raw({ type: '*/*' }), async (req, res) => {
  await save(stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.SECRET))
  res.sendStatus(200)
})

// ok: unverified-webhook
app.post('/notifications/channels/webhook', async (req, res) => {
  await save(req.body.url)
})

// ok: unverified-webhook
app.post('/oauth/callback', async (req, res) => {
  res.redirect('/')
})

async function onTicket(req, res) {
  await save(req.body)
  res.sendStatus(200)
}

// todoruleid: unverified-webhook
app.post('/helpdesk/webhook', onTicket)
