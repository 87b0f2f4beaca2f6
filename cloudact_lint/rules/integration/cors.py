"""CA610: cross-origin requests let in from anywhere with the user's credentials, or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.model import Application
from cloudact_lint.project.services.service_map import ServiceCall
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.integration._applications import made_at, named, shows
from cloudact_lint.rules.integration._cors_absent import without
from cloudact_lint.rules.integration._cors_headers import Sent, sent
from cloudact_lint.rules.integration._cors_options import Open, opened
from cloudact_lint.rules.integration._examples_cors import INVALID
from cloudact_lint.rules.integration._examples_cors_silent import VALID

_LIST = "list the origins of your own front ends, or leave credentials out"


_ON = {
    "starlette": "allow_credentials=True", "flask": "supports_credentials=True", "express": "credentials: true",
}  # fmt: skip


class Cors(Rule):
    """Reports CORS that lets in any site with credentials."""

    meta = RuleMeta(
        code="CA610",
        slug="cors",
        summary="any site may make requests with the user's credentials, or the front end may make none",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "typescript"),
        why=(
            "Credentials in cross-origin requests are the user's cookies and sign-in. Starlette, Flask-CORS and "
            "Express's `cors` do not send a plain `*` then, which browsers would refuse: they answer with whichever "
            "origin asked. So a page on any site can read a signed-in user's data from the API.\n\n"
            "Where the header is a plain `*`, browsers refuse every request with credentials, so signing "
            "in does not work."
        ),
        instead=(
            "List the origins of your own front ends, from settings of each environment. An API that is called with a "
            "key or token in a header needs no credentials in this sense: leave them off and `*` is fine."
        ),
        silent=(
            "Lists of origins and patterns with a domain; credentials that are off; origins that the environment "
            "gives (a wildcard that only a default or one of several branches has is advice); wildcards added in "
            "branches for development; functions that look at the origin; tests. Absent CORS is advice, and only where "
            "a front end of the repository calls the application from a browser, at an address of another origin."
        ),
        references=(
            "https://fastapi.tiangolo.com/tutorial/cors/",
            "https://flask-cors.readthedocs.io/en/latest/api.html",
            "https://github.com/expressjs/cors#configuration-options",
            "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors/CORSNotSupportingCredentials",
        ),
        bug_hunt=(38,),
        cwe=(942, 346),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each place that sets CORS up."""
        for place in opened(project):
            yield self._opened(place)
        for header in sent(project):
            yield self._sent(header)
        for application, call in without(project):
            yield self._without(application, call)

    def _opened(self, place: Open) -> Finding:
        on = _ON[place.library]
        if place.refused:
            harm = "browsers refuse a response with `*` to a request with credentials, so signed-in calls fail"
        else:
            harm = "any site that asks is answered as if it were your own, and can read what the user's cookies give"
        sure = place.origin.sure == "written" and not shows(place.path)
        only = "" if place.origin.sure == "written" else " unless the environment or another branch says otherwise"
        return self.finding(
            place.path,
            place.span,
            f"{place.origin.written} together with `{on}`: {harm}{only}; {_LIST}",
            kind="on" if sure else "advice",
            confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        )

    def _without(self, application: Application, call: ServiceCall) -> Finding:
        front = call.call.outermost
        place = f"{front.path}:{call.call.at.row}"
        return self.finding(
            application.file,
            made_at(application),
            f"{named(application)} has no CORS middleware, and a browser calls it from another origin ({place}): "
            "unless a gateway adds the headers, the browser keeps its answers from the page; add `CORSMiddleware` (or "
            "Flask-CORS) with the origins of the front end",
            kind="advice",
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
            related=[Related(Location(front.path, call.call.at), "called from a browser here")],
            anchor=application.name,
        )

    def _sent(self, header: Sent) -> Finding:
        if header.star:
            message = (
                "`Access-Control-Allow-Origin: *` together with `Access-Control-Allow-Credentials: true`: browsers "
                f"refuse such a response, so calls with credentials fail; {_LIST}"
            )
            return self.finding(header.path, header.at, message)
        return self.finding(
            header.path,
            header.at,
            "the origin that asked is sent back as allowed, with credentials: unless something before checks it, any "
            f"site can read what the user's cookies give; {_LIST}",
            kind="advice",
            confidence=Confidence.MEDIUM,
        )
