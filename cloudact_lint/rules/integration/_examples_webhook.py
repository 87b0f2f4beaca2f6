"""Examples of CA607."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID: tuple[Example, ...] = (
    Example(
        "from fastapi import APIRouter, FastAPI, Request\n"
        "\n"
        "from billing import mark_paid\n"
        "\n"
        'router = APIRouter(prefix="/webhooks")\n'
        "\n"
        "\n"
        '@router.post("/stripe")  # <- CA607\n'
        "async def stripe_event(request: Request):\n"
        "    event = await request.json()\n"
        '    if event["type"] == "invoice.paid":\n'
        '        mark_paid(event["data"]["object"]["id"])\n'
        '    return {"received": True}\n'
        "\n"
        "\n"
        "app = FastAPI()\n"
        "app.include_router(router)\n",
        title="Whoever posts an event is believed",
    ),
    Example(
        "from flask import Flask, request\n"
        "\n"
        "app = Flask(__name__)\n"
        "\n"
        "\n"
        '@app.route("/hooks/github", methods=["POST"])  # <- CA607\n'
        "def github():\n"
        '    deploy(request.get_json()["after"])\n'
        '    return "", 204\n',
        title="Flask",
    ),
    Example(
        "import { NextResponse } from 'next/server'\n"
        "import { upgrade } from '@/lib/plans'\n"
        "\n"
        "export async function POST(request: Request) { // <- CA607\n"
        "  const event = await request.json()\n"
        "  await upgrade(event.data.object.customer)\n"
        "  return NextResponse.json({ received: true })\n"
        "}\n",
        path="app/api/webhooks/stripe/route.ts",
        title="A route handler of Next.js",
    ),
    Example(
        "import express from 'express'\n"
        "\n"
        "const app = express()\n"
        "app.use(express.json())\n"
        "\n"
        "app.post('/webhook/orders', async (req, res) => { // <- CA607\n"
        "  await save(req.body)\n"
        "  res.sendStatus(200)\n"
        "})\n",
        path="server.ts",
        title="Express",
    ),
    Example(
        "import os\n"
        "\n"
        "from fastapi import FastAPI, HTTPException, Request\n"
        "\n"
        "app = FastAPI()\n"
        "\n"
        "\n"
        '@app.post("/webhooks/billing")  # <- CA607\n'
        "async def billing(request: Request):\n"
        '    if request.headers.get("X-Webhook-Secret") != os.environ["WEBHOOK_SECRET"]:\n'
        "        raise HTTPException(401)\n"
        "    return {}\n",
        kind="advice",
        title="A secret compared with `==`",
    ),
    Example(
        "from fastapi import FastAPI\n"
        "\n"
        "app = FastAPI()\n"
        "\n"
        "\n"
        "def verify_signature(body, header):\n"
        "    return True\n"
        "\n"
        "\n"
        '@app.post("/webhooks/{provider}")  # <- CA607\n'
        "async def received(provider: str, body: dict):\n"
        "    verify_signature(body, None)\n"
        "    with get_session() as session:\n"
        "        session.add(body)\n"
        "    return get_user(body)\n",
        docs=False,
    ),
    Example(
        files=(
            (
                "server.ts",
                "import express from 'express'\n"
                "import hooks from './hooks'\n"
                "import { requireUser } from './auth'\n"
                "\n"
                "const app = express()\n"
                "app.use('/in', hooks)\n"
                "app.use(requireUser)\n",
            ),
            (
                "hooks.ts",
                "import { Router } from 'express'\n"
                "import { onOrder } from './orders'\n"
                "\n"
                "const router = Router()\n"
                "router.post('/shop-webhook', onOrder) // <- CA607\n"
                "export default router\n",
            ),
            ("orders.ts", "export async function onOrder(req, res) {\n  await save(req.body)\n  res.end()\n}\n"),
            ("auth.ts", "export function requireUser(req, res, next) {\n  if (!req.user) return res.end()\n  next()\n}\n"),
        ),
        docs=False,
    ),
    Example(
        "from fastapi import FastAPI\n"
        "from agents.outside import make_app\n"
        "\n"
        "app: FastAPI = make_app()\n"
        "\n"
        "\n"
        '@app.post("/webhooks/document_signed")\n'
        "def document_signed(body: dict):  # <- CA607\n"
        "    resume(body)\n",
        kind="advice",
        docs=False,
    ),
    Example(
        "from fastapi import FastAPI\n"
        "\n"
        "app = FastAPI()\n"
        "\n"
        "\n"
        '@app.post("/pubsub/usage")  # <- CA607\n'
        "def usage(message: dict):\n"
        "    load(message)\n",
        options=(("paths", ("/pubsub/*",)),),
        docs=False,
    ),
)

VALID: tuple[Example, ...] = (
    Example(
        "import stripe\n"
        "from fastapi import FastAPI, Request\n"
        "\n"
        "from settings import settings\n"
        "\n"
        "app = FastAPI()\n"
        "\n"
        "\n"
        '@app.post("/webhooks/stripe")\n'
        "async def stripe_event(request: Request):\n"
        '    signature = request.headers["Stripe-Signature"]\n'
        "    event = stripe.Webhook.construct_event(await request.body(), signature, settings.webhook_secret)\n"
        '    return {"received": event["id"]}\n',
        title="The provider's own check",
    ),
    Example(
        files=(
            (
                "app.py",
                "from fastapi import Depends, FastAPI\n"
                "\n"
                "from signatures import signed_body\n"
                "\n"
                "app = FastAPI()\n"
                "\n"
                "\n"
                '@app.post("/hooks/github")\n'
                "async def github(body: bytes = Depends(signed_body)):\n"
                "    deploy(body)\n",
            ),
            (
                "signatures.py",
                "import hashlib\n"
                "import hmac\n"
                "import os\n"
                "\n"
                "from fastapi import HTTPException, Request\n"
                "\n"
                "\n"
                "async def signed_body(request: Request) -> bytes:\n"
                "    body = await request.body()\n"
                '    wanted = hmac.new(os.environb[b"GITHUB_SECRET"], body, hashlib.sha256).hexdigest()\n'
                '    given = request.headers.get("X-Hub-Signature-256", "")\n'
                '    if not hmac.compare_digest(f"sha256={wanted}", given):\n'
                "        raise HTTPException(401)\n"
                "    return body\n",
            ),
        ),
        title="A dependency that compares in constant time",
    ),
    Example(
        "import { stripe } from '@/lib/stripe'\n"
        "\n"
        "export async function POST(request: Request) {\n"
        "  const body = await request.text()\n"
        "  const event = stripe.webhooks.constructEvent(body, request.headers.get('stripe-signature')!, process.env.SECRET!)\n"
        "  return Response.json({ received: event.id })\n"
        "}\n",
        path="app/api/webhooks/stripe/route.ts",
    ),
    Example(
        "from fastapi import APIRouter, Depends, FastAPI\n"
        "\n"
        "from auth import get_current_org\n"
        "\n"
        "router = APIRouter()\n"
        "\n"
        "\n"
        '@router.post("/notifications/channels/webhook")\n'
        "def add_channel(url: str):\n"
        "    save(url)\n"
        "\n"
        "\n"
        '@router.post("/webhooks")\n'
        "def create_webhook(url: str):\n"
        "    save(url)\n"
        "\n"
        "\n"
        '@router.post("/webhooks/{webhook_id}/test")\n'
        "def test_webhook(webhook_id: str):\n"
        "    send(webhook_id)\n"
        "\n"
        "\n"
        '@router.post("/webhooks/register-url")\n'
        "def register(url: str, org: dict = Depends(get_current_org)):\n"
        "    save(url)\n"
        "\n"
        "\n"
        "app = FastAPI()\n"
        "app.include_router(router)\n",
        title="Addresses that one's own users want to be called at",
    ),
    Example(
        "from flask import Blueprint, Flask, request\n"
        "\n"
        'twilio = Blueprint("twilio", __name__)\n'
        "\n"
        "\n"
        "@twilio.before_request\n"
        "def only_twilio():\n"
        '    if not validator.validate(request.url, request.form, request.headers["X-Twilio-Signature"]):\n'
        "        abort(403)\n"
        "\n"
        "\n"
        '@twilio.post("/webhook/status")\n'
        "def status():\n"
        "    save(request.values)\n"
        '    return ""\n'
        "\n"
        "\n"
        "app = Flask(__name__)\n"
        "app.register_blueprint(twilio)\n",
        title="A check before every request",
    ),
    Example(
        "import express from 'express'\n"
        "import { verifySlack } from './slack'\n"
        "\n"
        "const app = express()\n"
        "app.post('/slack/webhook', verifySlack, async (req, res) => {\n"
        "  await save(req.body)\n"
        "  res.sendStatus(200)\n"
        "})\n"
        "app.post('/oauth/callback', (req, res) => res.redirect('/'))\n"
        "app.use(requireUser)\n"
        "app.post('/webhook/mine', async (req, res) => {\n"
        "  await save(req.body)\n"
        "})\n",
        path="server.ts",
        docs=False,
    ),
    Example(
        "from fastapi import FastAPI, Request\n"
        "from slack_bolt.adapter.fastapi import SlackRequestHandler\n"
        "\n"
        "app = FastAPI()\n"
        "handler = SlackRequestHandler(bolt)\n"
        "\n"
        "\n"
        '@app.post("/slack/webhook")\n'
        "async def events(request: Request):\n"
        "    return await handler.handle(request)\n"
        "\n"
        "\n"
        '@app.post("/webhooks/partner")\n'
        "async def partner(request: Request):\n"
        "    return await somewhere.handle(request)\n"
        "\n"
        "\n"
        '@app.get("/webhooks/stripe")\n'
        "async def hello():\n"
        '    return "ok"\n'
        "\n"
        "\n"
        '@app.post("/feedback")\n'
        "async def feedback(body: dict):\n"
        "    save(body)\n",
        docs=False,
    ),
    Example(
        "import { withSignature } from '@/lib/signed'\n"
        "\n"
        "export const POST = withSignature(async (request: Request) => {\n"
        "  await save(await request.json())\n"
        "  return Response.json({})\n"
        "})\n",
        path="app/api/webhooks/orders/route.ts",
        docs=False,
    ),
    Example(
        "from fastapi import FastAPI\n"
        "\n"
        "app = FastAPI()\n"
        "\n"
        "\n"
        '@app.post("/events/{id}/redeliver")\n'
        "def redeliver_webhook_event(id: str):\n"
        "    send(id)\n",
        docs=False,
    ),
    Example(
        "from fastapi import FastAPI\n"
        "\n"
        "app = FastAPI()\n"
        "\n"
        "\n"
        '@app.post("/webhooks/orders")\n'
        "def orders(body: dict):\n"
        "    ours(body)\n"
        "    save(body)\n",
        options=(("checks", ("ours",)),),
        docs=False,
    ),
)
