import hashlib
import hmac

import stripe
from fastapi import Depends, FastAPI, HTTPException, Request
from flask import Blueprint, Flask, request

from app.auth import get_current_org
from app.jobs import deploy, load, save
from app.settings import settings

app = FastAPI()
site = Flask(__name__)


# ruleid: unverified-webhook
@app.post("/webhooks/stripe")
async def stripe_event(request: Request):
    save(await request.json())


# ruleid: unverified-webhook
@site.route("/hooks/github", methods=["POST"])
def github():
    deploy(request.get_json()["after"])


# ok: unverified-webhook
@app.post("/webhooks/paid")
async def paid(request: Request):
    save(stripe.Webhook.construct_event(await request.body(), request.headers["Stripe-Signature"], settings.secret))


# ok: unverified-webhook
@app.post("/webhooks/orders")
async def orders(request: Request):
    body = await request.body()
    wanted = hmac.new(settings.secret, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted, request.headers["X-Signature"]):
        raise HTTPException(401)
    save(body)


# ok: unverified-webhook
@app.post("/webhooks")
def create_webhook(url: str, org: dict = Depends(get_current_org)):
    save(url)


# ok: unverified-webhook
@app.post("/notifications/channels/webhook")
def add_channel(url: str):
    save(url)


# ok: unverified-webhook
@app.get("/webhooks/stripe")
def hello():
    return "ok"


def check(body, header):
    if not hmac.compare_digest(body, header):
        raise HTTPException(401)


# todook: unverified-webhook
@app.post("/webhooks/usage")
async def usage(request: Request):
    check(await request.body(), request.headers["X-Signature"])
    load(await request.json())


# todoruleid: unverified-webhook
@app.post("/webhooks/{provider}")
async def anything(provider: str, body: dict):
    save(body)
