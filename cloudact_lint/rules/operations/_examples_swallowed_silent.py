"""What CA707 passes over."""

from __future__ import annotations

from cloudact_lint.rule import Example

VALID = (
    Example(
        path="loads.py",
        title="Only what is expected; everything else is logged and raised, counted or returned",
        text='''
from google.api_core.exceptions import NotFound


def ensure_table(client, table):
    try:
        client.get_table(table.reference)
    except NotFound:
        client.create_table(table)


def is_loaded(client, month):
    try:
        rows = list(client.query(CHECK, job_config=for_month(month)))
        return rows[0].count > 0
    except Exception:
        logger.exception("cannot tell whether %s was loaded", month)
        raise


def load_all(months, totals):
    for month in months:
        try:
            load(month)
        except Exception:
            totals.failed += 1


def load_one(month):
    try:
        load(month)
    except Exception:
        return {"status": "FAILED", "month": month}
    return {"status": "SUCCESS", "month": month}
''',
    ),
    Example(
        path="actions/members.ts",
        title="Logged, shown, returned as an error, or handed on",
        text='''
export async function saveInvite(invite: Invite) {
  try {
    await db.from("invites").insert(invite)
    return { success: true }
  } catch (error: unknown) {
    const message = error instanceof Error ? error.message : "unknown"
    return { success: false, error: message }
  }
}

export async function load(org: string) {
  try {
    setRuns((await getRuns(org)).runs)
  } catch {
    setError("The runs could not be loaded")
  }
  await getPlans(org).catch((error) => report(error))
  await getPlans(org).catch(console.error)
}

export async function GET(request: Request) {
  try {
    return Response.json(await rows())
  } catch {
    return Response.json({ message: "try again" }, { status: 503 })
  }
}
''',
    ),
    Example(
        path="lib/format.ts",
        title="Conversions and what browsers refuse, with a fallback",
        text='''
export function host(url: string): string | null {
  try {
    return new URL(url).host
  } catch {
    return null
  }
}

export async function failureOf(response: Response) {
  const body = await response.json().catch(() => ({}))
  return body.detail
}

export async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  } catch {
    copyByHand(text)
    setCopied(true)
  }
}

export function read(text: string) {
  try {
    return withDefaults(JSON.parse(text))
  } catch {
    return {}
  }
}
''',
    ),
    Example(
        path="close.py",
        title="Clean-ups, optional imports, and a retry that tells when it gives up",
        text='''
try:
    import orjson as json
except Exception:
    json = None


def close(connection):
    try:
        connection.rollback()
    except Exception:
        pass


def work(job, folder):
    try:
        job()
    finally:
        try:
            remove_folder(folder)
        except Exception:
            pass


def restore(store, job):
    try:
        job()
    except Exception:
        try:
            store.put_back()
        except Exception:
            pass
        raise


def fetch_with_retry(api, path):
    for attempt in range(3):
        try:
            return api.get(path)
        except Exception:
            wait(attempt)
    raise RuntimeError(f"{path} did not answer")
''',
    ),
    Example(
        path="helpers.py",
        title="Through a helper that logs, and kept for later",
        docs=False,
        text='''
def note_failure(step):
    logger.error("step %s failed", step)


class Worker:
    def run(self, step):
        try:
            step.execute()
        except Exception:
            note_failure(step)

    def poll(self, future, source):
        try:
            source.read_all()
        except Exception as error:
            future.set_exception(error)

    def check(self, source):
        try:
            source.read_all()
        except Exception as error:
            self.last_error = error

    def mark(self, source):
        try:
            source.read_all()
        except Exception:
            self.healthy = False
            self.state = Status.FAILED

    def set_aside(self, source):
        try:
            source.read_all()
        except Exception:
            self.unable_to_read.append(source.name)

    def add(self, source, failures):
        try:
            source.read_all()
        except Exception:
            failures.append(source.name)

    def tell(self, source):
        try:
            source.read_all()
        except Exception as error:
            raise RuntimeError("cannot read") from error

    def answer(self, source):
        try:
            source.read_all()
        except Exception:
            return None, 500
''',
    ),
    Example(
        path="branches.ts",
        title="Narrow cases first",
        docs=False,
        text='''
export async function load(signal: AbortSignal) {
  try {
    await fetchRows(signal)
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") {
      return
    }
    console.error(error)
  }
  try {
    await fetchRows(signal)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
  let reason = ""
  try {
    await fetchRows(signal)
  } catch (error) {
    reason = (error as Error).message
  }
  return reason
}
''',
    ),
    Example(
        path="told.ts",
        title="The call itself is given what tells; a redirect that says why",
        docs=False,
        text='''
export function ask(text: string) {
  apiCall("/ask", { body: text }, (answer) => {
    setError("no answer")
  })
    .then((answer) => setAnswer(answer))
    .catch(() => {
      // told by apiCall
    })
}

export async function DELETE(request: Request) {
  try {
    await removeAccount()
  } catch {
    return NextResponse.redirect(new URL("/login?error=deletion_failed", request.url))
  }
}

export function submit(form: Form) {
  form
    .validateFields()
    .then((values) => save(values))
    .catch(() => form.scrollToField())
}

export async function removeAll(steps: Step[]) {
  const failed = await Promise.all(
    steps.map(async ({ label, run }) => {
      try {
        await run()
        return null
      } catch {
        return label
      }
    }),
  )
  await Promise.race([results().catch(() => {}), timeout(1000)])
  return failed.filter(Boolean)
}

class Hook {
  logSuccess(hook: Row) {
    this.update(hook, { lastSuccess: new Date() }).catch(() => {})
  }
}

export const schema = z.string().catch("none")
''',
    ),
    Example(
        path="logs.py",
        title="What only logs or measures must not break what it watches",
        docs=False,
        text='''
def heal(parts):
    try:
        logger.log_text(f"healed {len(parts)} parts")
    except Exception:
        pass
    try:
        metrics.track("healed", len(parts))
    except Exception:
        pass
    return parts
''',
    ),
    Example(
        path="tests/test_load.py",
        title="Tests",
        docs=False,
        text='''
def test_load(client):
    try:
        client.query("SELECT 1")
    except Exception:
        pass
''',
    ),
)
