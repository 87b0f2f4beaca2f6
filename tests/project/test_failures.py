"""What code does about failures: where they are caught, and whether anybody hears of them."""

from __future__ import annotations

import textwrap

import pytest
from support import project_from

from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.failures.catches import catches
from cloudact_lint.project.failures.development import branch_of_development
from cloudact_lint.project.failures.traces import Traces
from cloudact_lint.project.failures.tried import Tried
from cloudact_lint.project.failures.words import words_of


def caught(files, path="app.py"):
    """Every catch of a file, with what is read of it."""
    project = project_from(files)
    traces = Traces.of(BigQuery.of(project).resolver)
    typescript = not path.endswith(".py")
    return [
        (catch, traces.read(catch.body, catch.name, catch.scope, catch.whole), traces)
        for scope in project.scopes(path)
        for catch in catches(scope, typescript, typescript)
    ]


def python(handler, around="except Exception as error:"):
    body = textwrap.indent(textwrap.dedent(handler).strip(), " " * 8)
    text = f"def run(self, api, errors):\n    try:\n        api.send()\n    {around}\n{body}\n    return errors\n"
    ((_, reading, _),) = caught({"app.py": text})
    return reading


def typescript(handler):
    text = f"export async function run(api: Api) {{\n  try {{ await api.send() }} catch (error) {{ {handler} }}\n}}\n"
    ((_, reading, _),) = caught({"app.ts": text}, "app.ts")
    return reading


@pytest.mark.parametrize(
    "handler",
    [
        "raise",
        "logger.warning('no')",
        "self.logger.debug('no')",
        "print('no')",
        "traceback.print_exc()",
        "errors.append('x')",
        "errors += 1",
        "self.failures['x'] = 1",
        "self.last = error",
        "self.healthy = False",
        "return {'success': False}",
        "return {'status': 'FAILED', 'rows': 0}",
        "return {'items': [], 'error': 'no rows'}",
        "return Result(status_code=503)",
        "return '', 500",
        "return Health.UNHEALTHY",
        "return str(error)",
        "message = str(error)\nreturn Answer(message)",
        "future.set_exception(error)",
        "span.record_exception(error)",
        "sys.exit(1)",
        "if retries:\n    raise",
        "if isinstance(error, KeyError):\n    return None\nraise",
        "if not isinstance(error, KeyError):\n    raise",
        "return jsonify(error='no'), 200",
    ],
)
def test_a_failure_is_made_known(handler):
    assert python(handler).told


@pytest.mark.parametrize(
    "handler",
    [
        "pass",
        "return None",
        "return False",
        "return []",
        "return {'status': 'DONE', 'rows': 0}",
        "return {'success': True, 'valid': False}",
        "rows = []",
        "message = str(error)",
        "reason = describe(error)\nreturn None",
        "self.client = None",
        "if isinstance(error, KeyError):\n    raise KeyError('x')\nreturn None",
        "self.error = None",
        "return {'error': None, 'rows': []}",
        "self.session.rollback()",
    ],
)
def test_a_failure_is_kept_quiet(handler):
    assert not python(handler).told


def test_what_only_development_hears():
    reading = typescript('if (process.env.NODE_ENV !== "production") { console.error(error) }')
    assert not reading.told
    assert reading.in_development
    assert typescript('if (process.env.NODE_ENV === "production") { report(error) }').told
    assert typescript('if (isDev) { console.log(error) } else { logger.error(error) }').told
    assert python("if settings.debug:\n    print(error)").in_development


def test_where_a_user_is_led():
    assert typescript('router.push("/login")').leads_away
    assert typescript('window.location.href = "/login"').leads_away
    assert not typescript("items.push(1)").leads_away
    assert typescript('redirect("/login?error=failed")').told


@pytest.mark.parametrize(
    ("helper", "told"),
    [
        ("def note():\n    logger.error('no')\n", True),
        ("def note():\n    inner()\n\ndef inner():\n    logger.error('no')\n", True),
        ("def note():\n    if VERBOSE:\n        logger.error('no')\n", False),
        ("def note():\n    return 1\n", False),
        ("def note():\n    note()\n", False),
    ],
)
def test_helpers_that_always_tell_count(helper, told):
    text = f"{helper}\ndef run(api):\n    try:\n        api.send()\n    except Exception:\n        note()\n"
    ((_, reading, _),) = caught({"app.py": text})
    assert reading.told is told


def test_every_form_of_catching():
    found = caught({
        "app.py": """
import contextlib
try:
    run()
except (KeyError, Exception):
    pass
try:
    run()
except ValueError:
    pass
except:
    pass
with contextlib.suppress(BaseException):
    run()
with contextlib.suppress(KeyError):
    run()
"""
    })
    assert [catch.caught for catch, _, _ in found] == ["except Exception", "except:", "suppress(Exception)"]
    found = caught({"app.ts": "try { a() } catch { }\nb().catch(() => {})\nc().catch(console.error)\n"}, "app.ts")
    assert [(catch.caught, catch.at.row) for catch, _, _ in found] == [("catch", 1), (".catch()", 2)]


@pytest.mark.parametrize(
    ("tried", "pure"),
    [
        ("return JSON.parse(text)", True),
        ("return withDefaults(JSON.parse(text))", True),
        ("return await load(text)", False),
        ("return await response.json()", True),
        ("return fs.readFileSync(text)", False),
        ("return load(text).then((x) => x)", False),
        ("return await Promise.all(items.map(async (one) => load(one)))", False),
        ("await navigator.clipboard.writeText(text)\nsetCopied(true)", True),
    ],
)
def test_conversions_of_typescript(tried, pure):
    text = f"export async function run(text: string) {{\n  try {{\n{tried}\n}} catch {{ return null }}\n}}\n"
    ((catch, _, traces),) = caught({"app.ts": text}, "app.ts")
    assert Tried(catch.tried, catch.scope, traces.resolver, catch.awaits).pure() is pure


@pytest.mark.parametrize(
    ("tried", "pure"),
    [
        ("return int(text.strip())", True),
        ("return options.get(text)", True),
        ("return requests.get(text)", False),
        ("return client.list(text)", False),
        ("return own(text)", True),
        ("return other(text)", False),
    ],
)
def test_conversions_of_python(tried, pure):
    text = (
        "def own(text):\n    return text.upper()\n\ndef other(text):\n    return open(text)\n\n"
        f"def run(text, options, client):\n    try:\n        {tried}\n    except Exception:\n        return None\n"
    )
    ((catch, _, traces),) = caught({"app.py": text})
    assert Tried(catch.tried, catch.scope, traces.resolver, None).pure() is pure


def test_development_is_told_by_its_names():
    def test_of(code):
        project = project_from({"app.ts": f"if ({code}) {{ a() }}\n"})
        return branch_of_development(project.module("app.ts").body[0].test)

    assert test_of('process.env.NODE_ENV === "development"') is True
    assert test_of('process.env["NODE_ENV"] === "production"') is False
    assert test_of("!isProduction") is True
    assert test_of('error && process.env.NODE_ENV !== "production"') is True
    assert test_of("import.meta.env.DEV") is True
    assert test_of('stage === "development"') is None
    assert test_of("retries > 3") is None


def test_words_of_names():
    assert words_of("setLastHTTPError2") == ("set", "last", "http", "error", "2")
    assert words_of("_mark_as_failed") == ("mark", "as", "failed")
    assert words_of("") == ()
