"""Examples of CA602."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID: tuple[Example, ...] = (
    Example(
        "from fastapi import APIRouter\n"
        "from google.cloud import bigquery\n"
        "from pydantic import BaseModel\n"
        "\n"
        "from crypto import encrypt\n"
        "\n"
        "router = APIRouter()\n"
        "\n"
        "\n"
        "class Connection(BaseModel):\n"
        "    provider: str\n"
        "    api_key: str\n"
        "\n"
        "\n"
        '@router.post("/connections")\n'
        "def connect(body: Connection):\n"
        "    sealed = encrypt(body.api_key)\n"
        "    parameters = [\n"
        '        bigquery.ScalarQueryParameter("provider", "STRING", body.provider),\n'
        '        bigquery.ScalarQueryParameter("sealed", "BYTES", sealed),  # <- CA602\n'
        "    ]\n"
        '    sql = "INSERT INTO core.connections (provider, encrypted_api_key) VALUES (@provider, @sealed)"\n'
        "    client.query(sql, job_config=bigquery.QueryJobConfig(query_parameters=parameters)).result()\n",
        kind="advice",
        title="Stored as it came",
    ),
    Example(
        "import re\n"
        "\n"
        "from google.cloud import secretmanager\n"
        "\n"
        "\n"
        "def validate_key_format(key):\n"
        '    return re.fullmatch("sk-[a-z0-9]+", key) is not None\n'
        "\n"
        "\n"
        "def keep(org, api_key):\n"
        "    if not validate_key_format(api_key):\n"
        '        raise ValueError("not a key")\n'
        "    secrets = secretmanager.SecretManagerServiceClient()\n"
        '    payload = {"data": api_key.encode()}\n'
        '    secrets.add_secret_version(request={"parent": org, "payload": payload})  # <- CA602\n',
        title="A look at its format is no trial",
    ),
    Example(
        "import httpx\n"
        "\n"
        "from store import table\n"
        "\n"
        "\n"
        "async def validate(api_key):\n"
        "    async with httpx.AsyncClient(timeout=10) as client:\n"
        '        answer = await client.get("https://partner.invalid/v1/models", headers={"Authorization": api_key})\n'
        "    return answer.status_code == 200\n"
        "\n"
        "\n"
        "async def connect(context, skip_validation=False):\n"
        '    api_key = context.get("api_key")\n'
        '    status = "PENDING"\n'
        "    if not skip_validation:\n"
        "        works = await validate(api_key)\n"
        '        status = "VALID" if works else "INVALID"\n'
        '    table.insert({"api_key": encrypt(api_key), "status": status})  # <- CA602\n',
        title="A flag passes the trial by, and a no is only recorded",
    ),
    Example(
        "from models import Integration\n"
        "\n"
        "\n"
        "def check_credential(credential):\n"
        "    return len(credential) > 20\n"
        "\n"
        "\n"
        "def save(session, org, client_secret):\n"
        "    if not check_credential(client_secret):\n"
        "        raise ValueError(org)\n"
        "    session.add(Integration(org=org, client_secret=client_secret))  # <- CA602\n",
        docs=False,
    ),
    Example(
        "import httpx\n"
        "\n"
        "\n"
        "def store(client, org, api_key):\n"
        '    client.insert_rows_json("core.connections", [{"org": org, "api_key": api_key}])  # <- CA602\n'
        "\n"
        "\n"
        "def connect(client, org, api_key):\n"
        '    httpx.get("https://partner.invalid/me", headers={"X-Key": api_key}, timeout=10).raise_for_status()\n'
        "    store(client, org, api_key)\n"
        "\n"
        "\n"
        "def import_all(client, lines):\n"
        "    for org, api_key in lines:\n"
        "        store(client, org, api_key)\n",
        docs=False,
    ),
)
VALID: tuple[Example, ...] = (
    Example(
        "import httpx\n"
        "from fastapi import HTTPException\n"
        "\n"
        "\n"
        "def works(api_key):\n"
        '    answer = httpx.get("https://partner.invalid/v1/models", headers={"Authorization": api_key}, timeout=10)\n'
        "    return answer.status_code == 200\n"
        "\n"
        "\n"
        "def connect(table, org, api_key):\n"
        "    if not works(api_key):\n"
        "        raise HTTPException(422)\n"
        '    table.insert({"org": org, "api_key": encrypt(api_key)})\n',
        title="Tried first",
    ),
    Example(
        "import secrets\n"
        "\n"
        "\n"
        "def issue(table, org):\n"
        "    api_key = secrets.token_urlsafe(32)\n"
        '    table.insert({"org": org, "encrypted_api_key": encrypt(api_key)})\n'
        "    return api_key\n",
        title="A key of one's own making",
    ),
    Example(
        "def sign_up(table, email, password, reset_token):\n"
        '    table.insert({"email": email, "password": hashed(password), "token": reset_token})\n',
        title="Passwords and tokens of one's own",
    ),
    Example(
        "from partner import Client\n"
        "\n"
        "\n"
        "def store(table, org, api_key):\n"
        '    table.insert({"org": org, "api_key": encrypt(api_key)})\n'
        "\n"
        "\n"
        "def connect(table, org, api_key):\n"
        "    Client(api_key=api_key).whoami()\n"
        "    store(table, org, api_key)\n",
        title="The caller tries it",
    ),
    Example(
        "import boto3\n"
        "\n"
        "\n"
        "def regions(request):\n"
        "    session = boto3.Session(aws_secret_access_key=request.aws_secret_access_key)\n"
        "    found = set()\n"
        '    for region in session.get_available_regions("s3"):\n'
        "        found.add(region)\n"
        "    return found\n"
        "\n"
        "\n"
        "def request_for(org, api_key):\n"
        "    if not validate_credentials(org, api_key):\n"
        "        raise ValueError(org)\n"
        "    return Upsert(org=org, api_key=api_key)\n"
        "\n"
        "\n"
        "def make(session, wanted):\n"
        "    provider = Provider(api_key=wanted.api_key)\n"
        "    session.add(provider)\n"
        "\n"
        "\n"
        "def create(session, org, api_key):\n"
        "    wanted = request_for(org, api_key)\n"
        "    make(session, wanted)\n"
        "\n"
        "\n"
        "def works(source, credentials):\n"
        "    connectors[source](credentials)\n"
        "    return True\n"
        "\n"
        "\n"
        "def connect(session, source, credentials):\n"
        "    if not validate_all(source, credentials):\n"
        "        raise ValueError(source)\n"
        "    session.add(Connector(source=source, credentials=credentials))\n"
        "\n"
        "\n"
        "def validate_all(source, credentials):\n"
        "    return works(source, credentials)\n",
        docs=False,
    ),
    Example(
        "class Vault:\n"
        "    def put(self, secret_name, secret_value):\n"
        "        self.client.put_secret_value(SecretId=secret_name, SecretString=secret_value)\n",
        docs=False,
    ),
    Example(
        "def reencrypt(table, org, api_key):\n"
        '    table.insert({"org": org, "api_key": encrypt(api_key)})\n'
        "\n"
        "\n"
        "async def verified(table, provider, credential):\n"
        "    result = await verify_credential(provider, credential)\n"
        '    if not result["valid"]:\n'
        '        return {"error": result["error"]}\n'
        '    table.insert({"credential": encrypt(credential)})\n',
        docs=False,
    ),
)
