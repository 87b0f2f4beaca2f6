import os

import requests
from sqlalchemy import create_engine

# ruleid: plaintext-credential
PARTNER_API_KEY = "b7Qk2mZx9Lp4Tn8Rv3Ws6Yd1"
# ok: plaintext-credential
OTHER_API_KEY = os.environ["OTHER_API_KEY"]
# ok: plaintext-credential
WEATHER_API_KEY = "your-api-key"
# ok: plaintext-credential
API_KEY_HEADER = "X-Partner-Api-Key"
# ok: plaintext-credential
API_KEY_NAME = "projects/northwind/secrets/partner/versions/3"
# ok: plaintext-credential
page_token = "CAoQAg3f8kZ1x9Lp4Tn8Rv3Ws6"

# ruleid: plaintext-credential
engine = create_engine("postgresql://billing:Gr8-harvest@db.northwind.io:5432/billing")
# ok: plaintext-credential
template = "postgresql://user:password@db.northwind.io:5432/billing"
# ok: plaintext-credential
local = create_engine("postgresql://postgres:postgres@localhost:5432/billing")

# ruleid: plaintext-credential
client = requests.Session(api_key="q7RzW3kXv9TnB2mLc8YdF4sHj6")
# ruleid: plaintext-credential
config = {"client_secret": "v8Lm3Qx7Tz2Wn9Kp4Rb6"}
# todoruleid: plaintext-credential
SESSION_SECRET = os.getenv("SESSION_SECRET", "f3Kq9Zt2Wm7Xv4Bn8Lc1Pd6Rs")
# todoruleid: plaintext-credential
password = "Gr8-harvest!7"
