// How many rows go together.

// ok: hardcoded-batch-size
const BATCH_SIZE = 500

// ok: hardcoded-batch-size
export async function load(rows: string[], chunkSize = 500) {
  // ruleid: hardcoded-batch-size
  const batchSize = 250
  // ruleid: hardcoded-batch-size
  const PAGE_SIZE = 1_000
  // ok: hardcoded-batch-size
  const fetchSize = Number(process.env.FETCH_SIZE ?? 500)
  // ok: hardcoded-batch-size
  const size = 100
  // ok: hardcoded-batch-size
  await send(rows, { batchSize, chunkSize: fetchSize, size: 3 })
  await send(rows, {
    // ruleid: hardcoded-batch-size
    insertBatchSize: 50,
    // ok: hardcoded-batch-size
    pageSize: 1,
  })
  return [PAGE_SIZE, size]
}

export const each = (rows: string[]) =>
  // ruleid: hardcoded-batch-size
  rows.map((row) => send([row], { batchSize: BATCH_SIZE, pageSize: 25 }))

async function send(rows: string[], options: Record<string, number>) {
  // ok: hardcoded-batch-size
  options.pageSize = options.pageSize ?? 100
  // ruleid: hardcoded-batch-size
  options.chunkSize = 40
  return [rows, options]
}
