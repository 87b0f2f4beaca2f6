import { NextResponse } from 'next/server'
import { saveFeedback } from '@/lib/feedback'

export async function POST(request: Request) {
  const { org, page, message } = await request.json()
  await saveFeedback({ org, page, message })
  return NextResponse.json({ saved: true }, { status: 201 })
}
