"""Examples of CA305, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

_SETUP = '''\
class Setup:
    def execute(self, slug):
        try:
            make_tables(slug)
        except RuntimeError as error:
            return {"status": "FAILED", "error": str(error)}
        return {"status": "SUCCESS", "tables": 3}


def make_tables(slug):
    raise RuntimeError(slug)
'''

INVALID = (
    Example(
        title="The status is thrown away",
        files=(
            ("setup.py", _SETUP),
            (
                "onboard.py",
                """\
from setup import Setup

def onboard(slug):
    Setup().execute(slug)  # <- CA305
    return "ready"
""",
            ),
        ),
    ),
    Example(
        title="Only something else is read of it",
        files=(
            ("setup.py", _SETUP),
            (
                "onboard.py",
                '''\
import logging
from setup import Setup

def onboard(slug):
    setup = Setup()
    result = setup.execute(slug)  # <- CA305
    logging.info(f"done: {result}")
    return result.get("tables", 0)

def count(slug):
    return Setup().execute(slug)["tables"]  # <- CA305
''',
            ),
        ),
    ),
    Example(
        title="Refused rows",
        text='''\
from google.cloud import bigquery

class Usage:
    def __init__(self):
        self.client = bigquery.Client()

    def save(self, rows):
        self.client.insert_rows_json("core.usage", rows)  # <- CA305
        return len(rows)

    def save_all(self, rows):
        errors = self.client.insert_rows_json("core.usage", rows)  # <- CA305
        return len(rows)
''',
    ),
    Example(
        title="A flag and an error as a tuple",
        text='''\
def charge(card):
    if not card:
        return False, "no card"
    return True, None

def order(card):
    charge(card)  # <- CA305
    _, error = charge(card)  # <- CA305
    ok, why = charge(card)
    return ok
''',
    ),
    Example(
        title="An object that says so, over two functions",
        text='''\
from dataclasses import dataclass

@dataclass
class InsertResult:
    success: bool
    rows: int

def _load(rows):
    if not rows:
        return InsertResult(success=False, rows=0)
    return InsertResult(success=True, rows=len(rows))

def write(rows):
    return _load(rows)

async def run(rows):
    written = write(rows)  # <- CA305
    return written.rows
''',
    ),
    Example(
        title="A status set on the way, errors collected on the way",
        text='''\
def sync(items):
    result = {"status": "OK", "done": 0}
    for item in items:
        if item is None:
            result["status"] = "ERROR"
    return result

def copy(items):
    report = {"copied": 0, "errors": []}
    for item in items:
        if item is None:
            report["errors"].append("nothing to copy")
    return report

def nightly(items):
    sync(items)  # <- CA305
    print(copy(items)["copied"])  # <- CA305
''',
    ),
)

VALID = (
    Example(
        title="Looked at, returned, handed on, stored",
        files=(
            ("setup.py", _SETUP),
            (
                "onboard.py",
                '''\
from setup import Setup

def looked_at(slug):
    result = Setup().execute(slug)
    if result["status"] != "SUCCESS":
        raise RuntimeError(result["error"])
    return result["tables"]

def returned(slug):
    return Setup().execute(slug)

def returned_later(slug):
    result = Setup().execute(slug)
    print(result["tables"])
    return result

def handed_on(slug):
    result = Setup().execute(slug)
    check(result)

def check(result):
    assert result["status"] == "SUCCESS"

class Job:
    def stored(self, slug):
        self.result = Setup().execute(slug)

def by_get(slug):
    result = Setup().execute(slug)
    return result.get("tables") if result.get("status") == "SUCCESS" else None

def in_a_test(slug):
    if (result := Setup().execute(slug))["status"] == "FAILED":
        raise RuntimeError(result)

def unpacked(slug):
    return {"slug": slug, **Setup().execute(slug)}
''',
            ),
        ),
    ),
    Example(
        title="Errors of streamed rows that somebody reads",
        text='''\
from google.cloud import bigquery

class Usage:
    def __init__(self):
        self.client = bigquery.Client()

    def save(self, rows):
        errors = self.client.insert_rows_json("core.usage", rows)
        if errors:
            raise RuntimeError(errors)

    def save_some(self, rows):
        return self.client.insert_rows_json("core.usage", rows)

    def save_all(self, batches):
        found = []
        for batch in batches:
            found += self.client.insert_rows_json("core.usage", batch)
        return found
''',
    ),
    Example(
        title="Best effort: notifications, audits, clean-up in a handler",
        text='''\
from google.cloud import bigquery

def send_notification(text):
    if not text:
        return {"status": "FAILED"}
    return {"status": "SENT"}

def remove(slug):
    if not slug:
        return {"status": "FAILED"}
    return {"status": "DONE"}

def log_audit(client: bigquery.Client, rows):
    client.insert_rows_json("core.audit_logs", rows)

def order(slug):
    send_notification("ordered")
    try:
        print(slug)
    except ValueError:
        remove(slug)
        raise
''',
    ),
    Example(
        title="Callees that raise, that are one of several, that are not known",
        text='''\
import subprocess

def strict(x):
    if x is None:
        raise ValueError("none")
    return {"status": "OK"}

def sometimes(x):
    return {"status": "FAILED"} if x is None else {"status": "OK"}

def plain(x):
    return x

def run(x, quick, plugin):
    strict(x)
    function = plain if quick else sometimes
    function(x)
    plugin.execute(x)
    subprocess.run(["true"])
''',
    ),
    Example(
        title="Routes: the framework reads what they return",
        text='''\
from fastapi import APIRouter

router = APIRouter()

@router.get("/health")
def state(broken: bool):
    if broken:
        return {"status": "error"}
    return {"status": "ok"}

def warm():
    state(False)
''',
    ),
    Example(
        title="A step of a function that CA301 speaks of",
        text='''\
from google.cloud import bigquery

client = bigquery.Client()

def make_dataset(slug):
    try:
        client.create_dataset(slug)
    except RuntimeError as error:
        return {"status": "FAILED", "error": str(error)}
    return {"status": "SUCCESS"}

def onboard(slug):
    client.query("INSERT INTO core.profiles (slug) VALUES (@slug)").result()
    make_dataset(slug)
''',
    ),
)
