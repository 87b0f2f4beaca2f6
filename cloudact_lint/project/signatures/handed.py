"""Functions handed to something that calls them, as the calls that this amounts to."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import External, Member
from cloudact_lint.project.walking import last_name

_FIRST = frozenset(("partial", "to_thread", "submit", "add_task"))
"""Those that take the function first and its arguments as they come."""
NAMES = _FIRST | {"run_in_executor", "Thread", "Process"}
"""The last names of what is looked at."""
_RUNNERS = frozenset((
    "functools.partial", "asyncio.to_thread", "threading.Thread", "multiprocessing.Process",
    "concurrent.futures.ThreadPoolExecutor.submit", "concurrent.futures.ProcessPoolExecutor.submit",
    "concurrent.futures.Executor.submit", "concurrent.futures.thread.ThreadPoolExecutor.submit",
    "fastapi.BackgroundTasks.add_task", "starlette.background.BackgroundTasks.add_task",
    "fastapi.background.BackgroundTasks.add_task",
))  # fmt: skip


def handed_on(call: m.Call, scope: Scope, resolver: Resolver) -> Iterator[m.Call]:
    """The call that a runner will make of what it is given, where its documentation says which."""
    name = last_name(call.func)
    made = _amounts(name, call)
    if made is None or not isinstance(made.func, (m.Name, m.Attr)):
        return
    if name == "run_in_executor" or any(
        isinstance(value, (External, Member))
        and (value.name if isinstance(value, External) else value.full_name) in _RUNNERS
        for value in resolver.resolve(call.func, scope, call.at)
    ):
        yield made


def _amounts(name: str, call: m.Call) -> m.Call | None:
    if name in _FIRST and call.args:
        made = m.Call(call.args[0], call.args[1:], call.keywords, call.at)
        if name != "partial":
            return made
        rest = m.Other(())  # what is still to come
        return made._replace(args=(*made.args, m.Star(rest)), keywords=(*made.keywords, (None, rest)))
    if name == "run_in_executor" and len(call.args) > 1:
        return m.Call(call.args[1], call.args[2:], (), call.at)
    if name in ("Thread", "Process"):
        return _of_target(call)
    return None


def _of_target(call: m.Call) -> m.Call | None:
    """``Thread(target=run, args=(1, 2), kwargs={"name": 3})``."""
    given = dict(call.keywords)
    target, args, kwargs = given.get("target"), given.get("args"), given.get("kwargs")
    if target is None or None in given or call.args:
        return None
    rest = m.Other(())
    plain: tuple[m.Expr, ...] = ()
    if isinstance(args, m.Seq):
        plain = args.items
    elif args is not None:
        plain = (m.Star(rest),)
    return m.Call(target, plain, ((None, kwargs),) if kwargs is not None else (), call.at)
