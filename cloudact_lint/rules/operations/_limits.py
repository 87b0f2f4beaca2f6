"""What keeps many tasks from running at once: semaphores, limiters, pools."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope, statements
from cloudact_lint.project.values import External, FunctionValue, Instance, LambdaValue
from cloudact_lint.project.walking import last_name, statement_expressions, walk
from cloudact_lint.rules.operations._fanout import FanOut, words_in

_LIMITERS = frozenset((
    "acquire", "bottleneck", "bounded", "bulkhead", "limit", "limited", "limiter", "plimit", "pool", "queue",
    "ratelimit", "schedule", "sem", "sema", "semaphore", "slot", "slots", "throttle", "throttled", "throttler",
    "exclusive", "mutex", "lock", "gate", "executor", "bounds",
))  # fmt: skip
_THREADS = frozenset(("to_thread", "run_in_executor", "run_sync", "run_in_threadpool", "submit"))
"""What runs in a pool of threads that has a size of its own."""
_WRAPPERS = frozenset(("create_task", "ensure_future", "wait_for", "shield", "gather", "partial", "create_eager_task"))
_TIMERS = frozenset(("sleep", "setTimeout", "resolve", "reject", "cancel"))
_OUTSIDE = frozenset((
    "add", "api", "archive", "axios", "bucket", "call", "check", "commit", "copy", "create", "db", "delete", "deliver",
    "deploy", "dispatch", "download", "exec", "execute", "fetch", "find", "get", "import", "index", "insert", "invoke",
    "list", "load", "mutate", "notify", "patch", "post", "publish", "push", "put", "query", "read", "refresh",
    "remove", "request", "run", "save", "scrape", "search", "send", "submit", "sync", "trigger", "update", "upload",
    "upsert", "validate", "write",
))  # fmt: skip
_MAX_DEPTH = 2


class Limits:
    """Looks at what a fan-out starts for each thing."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def hold(self, fanout: FanOut) -> bool:
        """Whether something limits how many run at once."""
        return any(self._limited(work, fanout.scope, 0) for work in fanout.work)

    def _limited(self, expr: m.Expr, scope: Scope, depth: int) -> bool:
        for node in walk(expr):
            if isinstance(node, m.Call):
                name = last_name(node.func)
                on = words_of(last_name(node.func.base)) if isinstance(node.func, m.Attr) else ()
                if name in _THREADS or not _LIMITERS.isdisjoint((*words_of(name), *on)):
                    return True
                handed = [arg for arg in node.args if isinstance(arg, (m.Name, m.Attr))]
                if any(not _LIMITERS.isdisjoint(words_in(arg)) for arg in handed):
                    return True
            elif isinstance(node, m.FuncExpr) and self._body_limits(node.function.body, scope, depth):
                return True
        return depth < _MAX_DEPTH and any(self._function_limits(value, depth) for value in self._called(expr, scope))

    def _called(self, expr: m.Expr, scope: Scope) -> Iterator[FunctionValue | LambdaValue]:
        """The functions of the repository that are run for each thing."""
        targets = [node.func for node in walk(expr) if isinstance(node, m.Call)]
        if isinstance(expr, (m.Name, m.Attr)):
            targets.append(expr)
        for target in targets:
            if isinstance(target, (m.Name, m.Attr)) and last_name(target) not in _WRAPPERS:
                for value in self.resolver.resolve(target, scope)[:2]:
                    if isinstance(value, (FunctionValue, LambdaValue)):
                        yield value

    def _function_limits(self, value: FunctionValue | LambdaValue, depth: int) -> bool:
        if isinstance(value, LambdaValue):
            return self._limited(value.value.body, value.scope, depth + 1)
        if any(not _LIMITERS.isdisjoint(words_in(decorator)) for decorator in value.function.decorators):
            return True
        body = self.resolver.project.child(value.function, value.scope)
        return self._body_limits(value.function.body, body, depth + 1)

    def _body_limits(self, block: m.Block, scope: Scope, depth: int) -> bool:
        for statement in statements(block):
            if isinstance(statement, m.With) and any(self._is_limiter(value, scope) for value, _ in statement.items):
                return True
            for expr in statement_expressions(statement):
                if not isinstance(statement, m.Function) and self._limited(expr, scope, max(depth, _MAX_DEPTH - 1) + 1):
                    return True
        return False

    def _is_limiter(self, value: m.Expr, scope: Scope) -> bool:
        if not _LIMITERS.isdisjoint(words_in(value)):
            return True
        return any(
            isinstance(one, Instance) and isinstance(one.of, External) and "emaphore" in one.of.name
            for one in self.resolver.resolve(value, scope)
        )

    def goes_outside(self, fanout: FanOut) -> bool:
        """Whether what is started does more than reckon: it calls something that is no plain function."""
        return any(self._outside(work, fanout.scope, 0) for work in fanout.work)

    def _outside(self, expr: m.Expr, scope: Scope, depth: int) -> bool:
        if isinstance(expr, (m.Name, m.Attr)):
            return self._target_outside(expr, scope, depth)
        for node in walk(expr):
            if isinstance(node, m.Call) and isinstance(node.func, (m.Name, m.Attr)):
                if last_name(node.func) in _TIMERS | _WRAPPERS:
                    continue
                if self._target_outside(node.func, scope, depth):
                    return True
            elif isinstance(node, m.FuncExpr):
                inner = [e for s in statements(node.function.body) for e in statement_expressions(s)]
                if any(self._outside(one, scope, depth) for one in inner):
                    return True
        return False

    def _target_outside(self, target: m.Expr, scope: Scope, depth: int) -> bool:
        name = last_name(target)
        values = self.resolver.resolve(target, scope)
        functions = [value for value in values if isinstance(value, FunctionValue)]
        if functions and depth < _MAX_DEPTH:
            return any(
                self._outside(expr, self.resolver.project.child(f.function, f.scope), depth + 1)
                for f in functions
                for s in statements(f.function.body)
                for expr in statement_expressions(s)
            )
        return not _OUTSIDE.isdisjoint(words_of(name))
