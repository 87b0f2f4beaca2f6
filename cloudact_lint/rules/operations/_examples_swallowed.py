"""What CA707 finds."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        path="loads.py",
        title="A check that says no when it cannot know",
        kind="on",
        text='''
def is_loaded(client, month):
    try:
        rows = list(client.query(CHECK, job_config=for_month(month)))
        return rows[0].count > 0
    except Exception:  # <- CA707
        return False
''',
    ),
    Example(
        path="tables.py",
        title="Every failure is taken for a table that is not there",
        kind="on",
        text='''
def ensure_table(client, table):
    try:
        client.get_table(table.reference)
        return
    except Exception:  # <- CA707
        pass
    client.create_table(table)
''',
    ),
    Example(
        path="sync.py",
        title="Passed over, in a loop, or by suppress",
        kind="on",
        text='''
import contextlib


def refresh_all(api, accounts):
    for account in accounts:
        try:
            api.refresh(account)
        except:  # <- CA707
            continue


def push_status(api, run):
    with contextlib.suppress(Exception):  # <- CA707
        api.post_status(run.id, run.state)
''',
    ),
    Example(
        path="actions/members.ts",
        title="Logged in development only",
        kind="on",
        text='''
export async function saveInvite(invite: Invite): Promise<boolean> {
  try {
    await db.from("invites").insert(invite)
    return true
  } catch (error) {  // <- CA707
    if (process.env.NODE_ENV === "development") {
      console.warn("invite was not saved", error)
    }
    return false
  }
}
''',
    ),
    Example(
        path="app/runs/page.tsx",
        title="An empty page, or a fallback, instead of an error",
        kind="on",
        text='''
export function Runs({ org }: { org: string }) {
  const load = async () => {
    try {
      const answer = await getRuns(org)
      setRuns(answer.runs)
    } catch {  // <- CA707
      // nothing to show
    }
  }
  const loadPlans = () => {
    fetchPlans(org)
      .then((plans) => setPlans(plans))
      .catch(() => setPlans([]))  // <- CA707
  }
  return <Table load={load} plans={loadPlans} />
}
''',
    ),
    Example(
        path="readings.py",
        title="A conversion: catch what its input can break",
        kind="advice",
        text='''
def to_number(text):
    try:
        return float(text.replace(",", ""))
    except Exception:  # <- CA707
        return None
''',
    ),
    Example(
        path="app/page.tsx",
        title="The user is sent elsewhere, and nobody learns why",
        kind="advice",
        text='''
export async function checkUser(router: Router) {
  try {
    const user = await getUser()
    return user
  } catch {  // <- CA707
    router.push("/signup")
  }
}
''',
    ),
    Example(
        path="idempotency.py",
        title="A clean-up while another failure is handled",
        kind="advice",
        docs=False,
        text='''
def run(store, key, job):
    try:
        job()
    except Exception as error:
        logger.exception("job failed")
        try:
            store.delete_key(key)
        except Exception:  # <- CA707
            pass
        return {"status": "FAILED", "error": str(error)}
''',
    ),
    Example(
        path="lib/pricing.ts",
        title="One case is thrown again, the others are passed over",
        docs=False,
        text='''
export async function save(row: Row) {
  try {
    await update(row)
  } catch (error: unknown) {  // <- CA707
    if (error && typeof error === "object" && "conflict" in error) {
      throw error
    }
    if (process.env.NODE_ENV !== "production") {
      console.error(error)
    }
  }
}
''',
    ),
    Example(
        path="lib/retry.ts",
        title="Tried again, and given up without a word",
        docs=False,
        text='''
export async function tag(subscription: string) {
  let retries = 0
  while (retries < 3) {
    try {
      await stripe.subscriptions.update(subscription, { metadata: { kind: "org" } })
      break
    } catch (error) {  // <- CA707
      retries++
      if (retries >= 3) {
        break
      }
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
  await next(subscription)
}
''',
    ),
    Example(
        path="lib/defaults.ts",
        title="A default that claims success",
        docs=False,
        text='''
export async function integrations(org: string) {
  const nothing = { success: true, all_valid: false, items: [] as string[] }
  try {
    return await fetchIntegrations(org)
  } catch {  // <- CA707
    return nothing
  }
}
''',
    ),
    Example(
        path="lib/fallback.ts",
        title="A helper that logs in some cases tells nothing of this one",
        docs=False,
        text='''
function convert(amount: number, currency: string): number {
  const rate = RATES[currency]
  if (!rate) {
    console.warn("no rate", currency)
    return amount
  }
  return amount * rate
}

export async function convertNow(amount: number, currency: string): Promise<number> {
  try {
    const rates = await loadRates()
    return amount * rates[currency]
  } catch {  // <- CA707
    return convert(amount, currency)
  }
}
''',
    ),
    Example(
        path="probe.py",
        title="Several kinds, one of them broad; what is kept is read by nobody",
        docs=False,
        text='''
def describe(client, name):
    try:
        details = client.fetch_details(name)
    except (KeyError, Exception) as error:  # <- CA707
        reason = str(error)
        details = {}
    return details
''',
    ),
    Example(
        path="cells.ipynb",
        title="In a notebook",
        docs=False,
        text="""{"cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": [
"try:\\n",
"    rows = client.query(SQL).result()\\n",
"except Exception:\\n",
"    rows = []\\n"
]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""",
        rows=(("cells.ipynb", 3),),
    ),
)
