"""CA612: what an exception says is told to the client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudact_lint.findings import Confidence, Finding, Related, Severity
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.services.next_app import next_applications, server_actions
from cloudact_lint.rule import Language, Rule, RuleMeta
from cloudact_lint.rules.integration._error_codes import codeless_services
from cloudact_lint.rules.integration._examples_leaks import INVALID
from cloudact_lint.rules.integration._examples_leaks_silent import VALID
from cloudact_lint.rules.integration._leaks import Leak, Leaks
from cloudact_lint.rules.integration._results import Results

_LANGUAGES: tuple[Language, ...] = ("python", "typescript")
_PYTHON = frozenset((
    "HTTPException", "JSONResponse", "ORJSONResponse", "PlainTextResponse", "HTMLResponse", "jsonify", "abort",
    "make_response", "JsonResponse", "HttpResponse", "HttpResponseServerError", "HttpResponseBadRequest", "send_json",
    "send_text", "InternalServerError",
))  # fmt: skip
_BECAUSE = (
    "it can hold SQL, names of tables and projects, paths or credentials, and helps whoever probes the service. Log "
    "it, and answer with a fixed sentence and a code"
)


class LeakingErrorDetail(Rule):
    """CA612."""

    meta = RuleMeta(
        code="CA612",
        slug="leaking-error-detail",
        summary="The text of an exception is told to the client",
        severity=Severity.MEDIUM,
        default="on",
        languages=_LANGUAGES,
        why=(
            "`raise HTTPException(500, detail=str(e))` sends whatever went wrong to whoever asked. BigQuery's errors "
            "name the project, the dataset and the columns and quote the query; those of HTTP clients hold addresses "
            "of inner services and sometimes tokens; those of the operating system hold paths. Clients can do nothing "
            "with it but show it, and a program has to compare English sentences to tell one error from another."
        ),
        instead=(
            "Log the exception with an id, and answer with a fixed sentence, a code and that id: "
            '`detail={"code": "costs_unavailable", "message": "The costs could not be read", "id": error_id}`. What a '
            "client did wrong is told by exceptions of your own, whose text is written for clients."
        ),
        silent=(
            "handlers of your own exceptions and of what is about the client's input (`ValueError`, `ValidationError`, "
            "`JSONDecodeError`) with a status below 500; text that goes through a function which makes it fit for "
            "clients (`safe_error_response(e)`); detail shown in development only; the exception's type.\n\n"
            "Advice only: TypeScript answers with a status of 400 to 499, where `catch` cannot tell own errors from "
            "others; `\"use server\"` functions that return the text (one finding for each file); a FastAPI service "
            "whose errors have no codes (one finding for each service)."
        ),
        bug_hunt=(40,),
        cwe=(209,),
        references=(
            "https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html",
            "https://fastapi.tiangolo.com/tutorial/handling-errors/",
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Look at the handlers of files that answer clients, then at the codes of whole services."""
        resolver = BigQuery.of(project).resolver
        routes = [route for application in next_applications(project) for route in application.routes]
        routed = frozenset(id(route.handler.function) for route in routes if route.handler is not None)
        files = frozenset(route.file for route in routes)
        results = Results(resolver)
        for path in project.paths(*_LANGUAGES):
            if project.asked(path) and _may_answer(project, path, files):
                leaks = Leaks(resolver, routed, project.records[path].language == "typescript", results)
                seen: set[object] = set()
                for scope in project.scopes(path):
                    for leak in leaks.of(scope):
                        source = (leak.elsewhere, leak.caught) if leak.result else leak
                        if source not in seen:  # several routes may answer with one helper's result
                            seen.add(source)
                            yield self._leak(path, leak, scope.function.qualname if scope.function else "")
        yield from self._actions(project, resolver)
        yield from self._codes(project)

    def _leak(self, path: str, leak: Leak, function: str) -> Finding:
        said, what = "sent to the client here", f"tells the client what '{leak.caught}' caught"
        if leak.result:
            said = "the text of an exception is put in here"
            what = f"passes on {leak.caught} that holds the text of an exception"
        return self.finding(
            path,
            leak.at,
            f"{leak.how} {what}: {_BECAUSE}",
            kind=leak.kind,
            confidence=leak.confidence,
            related=[Related(leak.elsewhere, said)] if leak.elsewhere is not None else [],
            anchor=f"{function}:{leak.how}",
        )

    def _actions(self, project: Project, resolver: Resolver) -> Iterator[Finding]:
        """One finding for each file of server actions."""
        actions = server_actions(project)
        routed = frozenset(id(action.function) for action in actions)
        for path in sorted({action.scope.path for action in actions}):
            if not project.asked(path):
                continue
            leaks = Leaks(resolver, routed, typescript=True)
            scopes = [project.child(action.function, action.scope) for action in actions if action.scope.path == path]
            found = [(leak, scope) for scope in scopes for leak in leaks.of(scope)]
            if found:
                names = list(dict.fromkeys(scope.function.name for _, scope in found if scope.function))
                more = f" and {len(names) - 1} more of this file" if len(names) > 1 else ""
                yield self.finding(
                    path,
                    found[0][0].at,
                    f"'{names[0]}'{more}, which browsers can call ('use server'), "
                    f"{'return' if more else 'returns'} the text of whatever failed: {_BECAUSE}",
                    kind="advice",
                    confidence=Confidence.MEDIUM,
                    anchor="use-server",
                )

    def _codes(self, project: Project) -> Iterator[Finding]:
        """One finding for each service."""
        for service in codeless_services(project):
            application = service.application
            yield self.finding(
                application.file,
                application.at,
                f"{service.plain} of the {service.total} HTTPExceptions of this service have a sentence for a detail "
                "and no code: clients have to compare English text. Give each a code "
                '(detail={"code": …, "message": …}), or add one in an exception handler',
                kind="advice",
                confidence=Confidence.MEDIUM,
                severity=Severity.LOW,
                related=[Related(where, "no code here") for where in service.examples],
                anchor=f"codes:{application.name}",
            )


def _may_answer(project: Project, path: str, routed: frozenset[str]) -> bool:
    index = project.records[path]
    if index.language == "typescript":
        sends = "status" in index.calls and not {"json", "send", "end"}.isdisjoint(index.calls)
        return "NextResponse" in index.calls or sends or path in routed
    return not _PYTHON.isdisjoint(index.calls) or "routes" in index.tags
