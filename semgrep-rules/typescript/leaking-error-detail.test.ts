import { NextResponse } from "next/server"

export async function asText(request: Request) {
  try {
    return NextResponse.json(await read(request))
  } catch (error) {
    // ruleid: leaking-error-detail
    return NextResponse.json({ error: String(error) }, { status: 500 })
  }
}

export async function message(request: Request) {
  try {
    return NextResponse.json(await read(request))
  } catch (error) {
    // ruleid: leaking-error-detail
    return NextResponse.json({ error: error instanceof Error ? error.message : "no" }, { status: 502 })
  }
}

export async function forExpress(req: Request, res: Response) {
  try {
    res.json(await read(req))
  } catch (err) {
    console.error(err)
    // ruleid: leaking-error-detail
    res.status(500).send(err)
  }
}

export async function inASentence(req: Request, res: Response) {
  try {
    res.json(await read(req))
  } catch (e) {
    // ruleid: leaking-error-detail
    return res.status(500).json({ message: `no costs: ${e.message}` })
  }
}

export async function throughAVariable(request: Request) {
  try {
    return NextResponse.json(await read(request))
  } catch (error) {
    const text = error instanceof Error ? error.message : "no"
    // todoruleid: leaking-error-detail
    return NextResponse.json({ error: text }, { status: 500 })
  }
}

export async function withNoStatus(request: Request) {
  try {
    return NextResponse.json(await read(request))
  } catch (error) {
    // todoruleid: leaking-error-detail
    return NextResponse.json({ error: String(error) })
  }
}

export async function fixed(request: Request) {
  try {
    return NextResponse.json(await read(request))
  } catch (error) {
    console.error("no costs", error)
    // ok: leaking-error-detail
    return NextResponse.json({ error: "costs_unavailable" }, { status: 500 })
  }
}

export async function refused(req: Request, res: Response) {
  try {
    res.json(await read(req))
  } catch (e) {
    // ok: leaking-error-detail
    return res.status(400).json({ message: e.message })
  }
}

export async function made(req: Request, res: Response) {
  try {
    res.json(await read(req))
  } catch (e) {
    // ok: leaking-error-detail
    return res.status(500).json({ message: sanitize(e) })
  }
}
