"""CA703: as many requests at once as there are things in a list, or a queue that takes whatever comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cloudact_lint.findings import Confidence, Finding, Kind, Location, Related, Severity
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import Project
from cloudact_lint.project.sizes import Sizes
from cloudact_lint.rule import Language, Rule, RuleMeta
from cloudact_lint.rules.operations._examples_concurrency import INVALID, VALID
from cloudact_lint.rules.operations._fanout import FanOut, python_fanouts, typescript_fanouts
from cloudact_lint.rules.operations._limits import Limits
from cloudact_lint.rules.operations._queues import QUEUES, OpenQueue, open_queues

_LANGUAGES: tuple[Language, ...] = ("python", "notebook", "typescript")
_PYTHON = frozenset(("gather", "as_completed", "wait", "create_task", "ensure_future", "start_soon"))
_SERVER = frozenset((
    "express", "fastify", "koa", "fs", "path", "http", "https", "crypto", "child_process", "os", "next/server",
    "next/headers", "server-only", "mongoose", "mongodb", "pg", "knex", "@prisma/client", "typeorm", "firebase-admin",
    "agenda", "bullmq", "ioredis", "redis", "stripe", "aws-sdk", "@nestjs/common",
))  # fmt: skip
_MAPS = frozenset(("map", "flatMap", "from", "push"))


class UnboundedConcurrency(Rule):
    """CA703."""

    meta = RuleMeta(
        code="CA703",
        slug="unbounded-concurrency",
        summary="As much work at once as there are things in a list",
        severity=Severity.MEDIUM,
        default="on",
        languages=_LANGUAGES,
        why=(
            "`asyncio.gather(*(load(o) for o in organisations))` and `Promise.all(orgs.map(load))` start everything at "
            "once. With ten organisations that is quick; with ten thousand the service opens ten thousand "
            "connections, the other side answers 429 or times out, BigQuery refuses more than its concurrent jobs, and "
            "whatever was read waits in memory until the last one is there. A queue without a size is the same for "
            "what comes in: when workers are slower than requests, it grows until the process is killed, and all that "
            "waited is lost."
        ),
        instead=(
            "Limit how many run at once: `async with semaphore` in the function that is started, a limiter "
            "(`aiolimiter`, `p-limit`, `p-map` with `concurrency`), or batches of a fixed size. Give a queue a "
            "`maxsize`: then `await queue.put(…)` waits, or `put_nowait` fails and the request is answered with 503."
        ),
        silent=(
            "the list is written down, is a slice, a batch or a page, an enumeration, or is counted by a setting such "
            "as `workers`; what is started takes a semaphore or a limiter, itself or in the functions it calls, or "
            "runs in a pool of threads; it only reckons; queues with a size, and those filled from a list.\n\n"
            "Advice only: nothing tells how long the list can get; lists handed in where TypeScript may run in a "
            "browser; queues that are not filled once for each request or message."
        ),
        bug_hunt=(43,),
        cwe=(770,),
        references=(
            "https://docs.python.org/3/library/asyncio-sync.html#asyncio.Semaphore",
            "https://docs.python.org/3/library/asyncio-queue.html",
            "https://cloud.google.com/bigquery/quotas#query_jobs",
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Look at every place that starts many tasks at once, and at every queue."""
        resolver = BigQuery.of(project).resolver
        sizes, limits = Sizes(resolver), Limits(resolver)
        for path in project.paths(*_LANGUAGES):
            if not project.asked(path):
                continue
            if _starts_many(project, path):
                yield from self._fanouts(project, path, sizes, limits)
            if _has_queue(project, path):
                yield from (self._queue(path, queue) for queue in open_queues(project, path, resolver))

    def _fanouts(self, project: Project, path: str, sizes: Sizes, limits: Limits) -> Iterator[Finding]:
        on_page = path.endswith(_TYPESCRIPT) and not _on_server(project, path)
        find = typescript_fanouts if project.records[path].language == "typescript" else python_fanouts
        for scope in project.scopes(path):
            for fanout in find(scope, sizes):
                if on_page:
                    fanout = replace(fanout, on_page=True)
                if fanout.size.sort != "bounded" and not limits.hold(fanout) and limits.goes_outside(fanout):
                    yield self._fanout(fanout)

    def _fanout(self, fanout: FanOut) -> Finding:
        path, size = fanout.scope.path, fanout.size
        sure = size.sort == "result" or (size.sort == "parameter" and not fanout.on_page)
        kind: Kind = "on" if sure else "advice"
        many = f"each of {size.source}" if size.source else "each item of a list whose length nothing limits"
        limit = "p-limit, or batches of a fixed size" if path.endswith(_TYPESCRIPT) else "asyncio.Semaphore, or batches"
        how = "starts a task that nobody waits for" if fanout.forgotten else "starts everything at once"
        return self.finding(
            path,
            fanout.at,
            f"{fanout.how} {how}, for {many}: with many of them connections, quotas of the other side and memory run "
            f"out together. Limit how many run at a time ({limit})",
            kind=kind,
            confidence=Confidence.MEDIUM if size.sort == "result" else Confidence.LOW,
            anchor=f"{fanout.scope.function.qualname if fanout.scope.function else ''}:{fanout.how}",
        )

    def _queue(self, path: str, queue: OpenQueue) -> Finding:
        return self.finding(
            path,
            queue.at,
            f"{queue.kind} '{queue.name}' has no maxsize, and {queue.producer} fills it: when whoever empties it is "
            "slower, it grows until memory is used up and everything in it is lost. Give it a maxsize, and decide what "
            "happens when it is full (wait, or refuse with 503)",
            kind="on" if queue.sure else "advice",
            confidence=Confidence.MEDIUM,
            related=[Related(Location(path, queue.put_at), "filled here")],
            anchor=queue.name,
        )


_TYPESCRIPT = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")


def _starts_many(project: Project, path: str) -> bool:
    index = project.records[path]
    if index.language == "typescript":
        return not {"all", "allSettled"}.isdisjoint(index.calls) and not _MAPS.isdisjoint(index.calls)
    return not _PYTHON.isdisjoint(index.calls)


def _on_server(project: Project, path: str) -> bool:
    """Whether a TypeScript file surely runs on a server, by what it imports: pages seldom have long lists."""
    index = project.records[path]
    if "use-server" in index.tags:
        return True
    modules = [item.module for item in index.imports]
    return any(module in _SERVER or module.startswith(("node:", "@google-cloud/", "@aws-sdk/")) for module in modules)


def _has_queue(project: Project, path: str) -> bool:
    index = project.records[path]
    return index.language != "typescript" and not QUEUES.isdisjoint(index.calls)
