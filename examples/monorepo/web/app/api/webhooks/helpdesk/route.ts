import { NextResponse } from 'next/server'
import { saveFeedback } from '@/lib/feedback'

// The help desk tells of every new ticket.
export async function POST(request: Request) {
  const { org, subject, text } = await request.json()
  await saveFeedback({ org, page: subject, message: text })
  return NextResponse.json({ saved: true })
}
