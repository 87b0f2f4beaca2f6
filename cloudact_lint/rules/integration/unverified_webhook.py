"""CA607: a webhook that believes whoever calls it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Kind, Location, Related, Severity, Span
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.integration import _examples_webhook

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.integration._webhooks import Webhook

_CURES = (
    (
        "stripe",
        "stripe.Webhook.construct_event(body, header, secret)",
        "stripe.webhooks.constructEvent(body, header, secret)",
    ),
    ("github", "hmac.compare_digest over X-Hub-Signature-256", "crypto.timingSafeEqual over X-Hub-Signature-256"),
    ("slack", "slack_sdk.signature.SignatureVerifier", "the signing secret of Slack, with crypto.timingSafeEqual"),
    ("twilio", "twilio.request_validator.RequestValidator", "twilio.validateRequest"),
    ("pubsub", "google.oauth2.id_token.verify_oauth2_token", "OAuth2Client.verifyIdToken"),
    ("clerk", "svix.webhooks.Webhook(secret).verify", "new Webhook(secret).verify of svix"),
    ("resend", "svix.webhooks.Webhook(secret).verify", "new Webhook(secret).verify of svix"),
    ("svix", "svix.webhooks.Webhook(secret).verify", "new Webhook(secret).verify of svix"),
    (
        "",
        "hmac.compare_digest of the header and an HMAC of the raw body",
        "crypto.timingSafeEqual of the header and an HMAC of the raw body",
    ),
)


class UnverifiedWebhook(Rule):
    """Looks for routes that other services call, and for a check of the signature on the way to what they do."""

    meta = RuleMeta(
        code="CA607",
        slug="unverified-webhook",
        summary="a webhook route that reaches no check of the sender's signature",
        severity=Severity.CRITICAL,
        default="on",
        languages=("python", "typescript"),
        why=(
            "The address of a webhook is no secret. Where nothing checks the signature, anybody can post made-up "
            "events: "
            "an invoice is paid, a subscription is upgraded, a pipeline starts, data is deleted."
        ),
        instead=(
            "Check the signature over the **raw** body before anything is parsed or done, with the provider's own "
            "function, "
            "and refuse what does not fit:\n\n"
            "```python\n"
            '@router.post("/webhooks/stripe")\n'
            "async def stripe_event(request: Request):\n"
            "    event = stripe.Webhook.construct_event(\n"
            '        await request.body(), request.headers["Stripe-Signature"], settings.stripe_webhook_secret\n'
            "    )\n"
            "```\n\n"
            "Compare signatures with `hmac.compare_digest` or `crypto.timingSafeEqual`, never with `==`, which tells "
            "by its "
            "time how much of a guess was right."
        ),
        silent=(
            "Routes that reach a check: in the handler, in functions of the repository that it calls, in its "
            "dependencies, "
            "decorators and wrappers, in middleware, `before_request` and `app.use`; those that answer 401 or 403 "
            "themselves, or ask for a session, a user or an API key. Routes on which one's own users register the "
            "addresses that they want to be called at. OAuth callbacks. Handlers that hand the whole request to "
            "something "
            "that cannot be seen. A secret compared with `==` is advice."
        ),
        options=(
            Option("paths", (), "Further paths of webhooks, as globs over the template: `/pubsub/*`, `/*/events`"),
            Option("checks", (), "Names of functions that check the sender, where their names do not say so"),
        ),
        references=(
            "https://docs.stripe.com/webhooks#verify-events",
            "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries",
            "https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions",
            "https://docs.python.org/3/library/hmac.html#hmac.compare_digest",
        ),
        bug_hunt=(34,),
        cwe=(345, 347),
    )
    valid = _examples_webhook.VALID
    invalid = _examples_webhook.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each route."""
        from cloudact_lint.rules.integration._webhooks import webhooks

        paths = tuple(project.settings.option(self.meta, "paths"))
        checks = frozenset(project.settings.option(self.meta, "checks"))
        seen: set[tuple[str, Span]] = set()
        for webhook in webhooks(project, paths, checks):
            place = (webhook.file, webhook.at)
            if place not in seen and project.asked(webhook.file):
                seen.add(place)
                yield from self._findings(webhook)

    def _findings(self, webhook: Webhook) -> Iterator[Finding]:
        kind: Kind = "on"
        if webhook.answer == "compared":
            kind = "advice"
            message = (
                f"{webhook.name} compares a secret with `==`: how long that takes tells how much of a guess was "
                "right, and "
                f"nothing ties the body to it. Use {_cure(webhook)}"
            )
        else:
            kind = "on" if webhook.sure else "advice"
            message = (
                f"{webhook.name} does what it is told by anybody: neither the handler nor what runs before it checks a "
                f"signature, so made-up events are taken for real ones. Check the raw body first, with {_cure(webhook)}"
            )
        related = []
        if webhook.handler is not None and (webhook.handler[0], webhook.handler[1]) != (webhook.file, webhook.at):
            related.append(Related(Location(*webhook.handler), "the handler"))
        severity = Severity.LOW if webhook.answer == "compared" else None
        yield self.finding(
            webhook.file,
            webhook.at,
            message,
            kind=kind,
            severity=severity,
            confidence=Confidence.HIGH if webhook.sure and kind == "on" else Confidence.MEDIUM,
            related=related,
            anchor=webhook.name,
        )


def _cure(webhook: Webhook) -> str:
    said = f"{webhook.name} {webhook.file}".lower()
    for word, python, typescript in _CURES:
        if word in said:
            return python if webhook.file.endswith((".py", ".ipynb")) else typescript
    return ""
