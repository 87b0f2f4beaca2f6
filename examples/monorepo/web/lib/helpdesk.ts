// Tickets of the help desk.

const HELPDESK_URL = process.env.HELPDESK_URL ?? ''

let token = ''

async function signIn(): Promise<string> {
  if (!token) {
    const response = await fetch(`${HELPDESK_URL}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      signal: AbortSignal.timeout(10_000),
    })
    const answer = await response.json()
    token = answer.access_token
  }
  return token
}

/** How many tickets of an organisation are open. */
export async function openTickets(org: string): Promise<number> {
  const response = await fetch(`${HELPDESK_URL}/tickets?org=${encodeURIComponent(org)}`, {
    headers: { Authorization: `Bearer ${await signIn()}` },
    signal: AbortSignal.timeout(10_000),
  })
  const { total } = await response.json()
  return total
}
