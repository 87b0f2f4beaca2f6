import { NextResponse } from 'next/server'
import { saveFeedback } from '@/lib/feedback'

// The documentation site sends feedback from its own pages, without cookies.
const cors = { 'Access-Control-Allow-Origin': '*' }

export async function POST(request: Request) {
  const { org, page, message } = await request.json()
  try {
    await saveFeedback({ org, page, message })
  } catch (error) {
    console.error('feedback was not saved', error)
    return NextResponse.json({ error: 'not_saved' }, { status: 500 })
  }
  return NextResponse.json({ saved: true }, { status: 201, headers: cors })
}
