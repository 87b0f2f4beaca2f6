"""Examples of CA604."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID: tuple[Example, ...] = (
    Example(
        "import httpx\n"
        "\n"
        'TOKEN_URL = "https://login.microsoftonline.com/northwind/oauth2/v2.0/token"\n'
        "\n"
        "\n"
        "class Costs:\n"
        "    def __init__(self, client_id, client_secret):\n"
        "        self.client_id, self.client_secret = client_id, client_secret\n"
        "        self._token = None\n"
        "\n"
        "    def token(self):\n"
        "        if self._token is None:\n"
        "            self._token = self._fetch()\n"
        "        return self._token\n"
        "\n"
        "    def _fetch(self):\n"
        '        form = {"grant_type": "client_credentials", "client_id": self.client_id, "client_secret": self.client_secret}\n'
        "        response = httpx.post(TOKEN_URL, data=form, timeout=10)\n"
        "        response.raise_for_status()\n"
        '        return response.json()["access_token"]  # <- CA604\n',
        title="Kept for as long as the process lives",
    ),
    Example(
        "let cached: string | null = null\n"
        "\n"
        "export async function token(): Promise<string> {\n"
        "  if (cached) return cached\n"
        "  const response = await fetch('https://oauth2.partner.invalid/oauth/token', {\n"
        "    method: 'POST',\n"
        "    body: new URLSearchParams({ grant_type: 'client_credentials' }),\n"
        "  })\n"
        "  const answer = await response.json()\n"
        "  cached = answer.access_token // <- CA604\n"
        "  return cached\n"
        "}\n",
        path="lib/token.ts",
    ),
    Example(
        "from functools import lru_cache\n"
        "\n"
        "import requests\n"
        "\n"
        "\n"
        "@lru_cache\n"
        "def token(client_id, secret):\n"
        '    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}\n'
        '    answer = requests.post("https://auth.partner.invalid/token", data=form, timeout=10).json()\n'
        '    return answer["access_token"]  # <- CA604\n',
        title="A cache without an end",
    ),
    Example(
        "import requests\n"
        "\n"
        "TOKENS = {}\n"
        "\n"
        "\n"
        "def token(org):\n"
        "    if org not in TOKENS:\n"
        '        answer = requests.post(f"https://{org}.partner.invalid/oauth2/token", timeout=10).json()\n'
        '        if "access_token" not in answer:\n'
        "            raise ValueError(org)\n"
        '        value = answer.get("access_token")  # <- CA604\n'
        '        TOKENS[org] = f"Bearer {value}"\n'
        "    return TOKENS[org]\n",
        docs=False,
    ),
)
VALID: tuple[Example, ...] = (
    Example(
        "import time\n"
        "\n"
        "import httpx\n"
        "\n"
        "\n"
        "class Costs:\n"
        "    def token(self):\n"
        "        if self._token is None or time.monotonic() > self._ends:\n"
        '            answer = httpx.post("https://auth.partner.invalid/oauth2/token", timeout=10).json()\n'
        '            self._token = answer["access_token"]\n'
        '            self._ends = time.monotonic() + answer["expires_in"] - 60\n'
        "        return self._token\n",
        title="The end is kept beside it",
    ),
    Example(
        "import requests\n"
        "\n"
        "\n"
        "def upload(rows, form):\n"
        '    answer = requests.post("https://auth.partner.invalid/oauth2/token", data=form, timeout=10).json()\n'
        '    headers = {"Authorization": f"Bearer {answer[\'access_token\']}"}\n'
        '    requests.post("https://partner.invalid/rows", json=rows, headers=headers, timeout=30).raise_for_status()\n',
        title="Used once",
    ),
    Example(
        "import google.auth\n"
        "from google.auth.transport.requests import AuthorizedSession\n"
        "\n"
        "\n"
        "class Billing:\n"
        "    def __init__(self):\n"
        "        credentials, self.project = google.auth.default()\n"
        "        self.session = AuthorizedSession(credentials)\n",
        title="A library renews it",
    ),
    Example(
        "from cachetools import TTLCache, cached\n"
        "import requests\n"
        "\n"
        "\n"
        "@cached(TTLCache(1, ttl=3000))\n"
        "def token(form):\n"
        '    return requests.post("https://auth.partner.invalid/oauth2/token", data=form, timeout=10).json()["access_token"]\n',
        title="A cache with an end",
    ),
    Example(
        "import requests\n"
        "\n"
        "\n"
        "class Client:\n"
        "    def call(self, url):\n"
        '        response = requests.get(url, headers={"Authorization": self._token}, timeout=10)\n'
        "        if response.status_code == 401:\n"
        "            self._sign_in()\n"
        "        return response\n"
        "\n"
        "    def _sign_in(self):\n"
        '        answer = requests.post("https://auth.partner.invalid/oauth2/token", timeout=10).json()\n'
        '        self._token = answer["access_token"]\n',
        docs=False,
    ),
    Example(
        "export async function signIn(code: string) {\n"
        "  const response = await fetch('https://partner.invalid/oauth/token', { method: 'POST', body: code })\n"
        "  const { access_token, expires_in } = await response.json()\n"
        "  session.token = access_token\n"
        "  return expires_in\n"
        "}\n"
        "\n"
        "export async function mine(supabase) {\n"
        "  const { data } = await supabase.auth.getSession()\n"
        "  return data.session.access_token\n"
        "}\n",
        path="lib/auth.ts",
        docs=False,
    ),
)
