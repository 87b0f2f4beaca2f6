import { NextResponse } from 'next/server'
import { saveFeedback } from '@/lib/feedback'

// The documentation site sends feedback from its own pages.
const cors = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' }

export async function POST(request: Request) {
  const { org, page, message } = await request.json()
  await saveFeedback({ org, page, message })
  return NextResponse.json({ saved: true }, { status: 201, headers: cors })
}
