"""Which TypeScript type the JSON of a response is read as.

The value of a request is followed to where a type is put on its JSON: a cast, an annotation, a type argument, the
return type of the function, a schema that parses it; over local names, ``.then``, and functions of the repository that
are given the response (``handleResponse<T>(response)``) or that make the request for others (``request<T>(path)``).
What happens on the branch of a failed response is left out: its body is another one.
"""

from __future__ import annotations

from dataclasses import replace

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.arguments import positional_params
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.contracts.reads import Flow, Found, Frame, Here, Read
from cloudact_lint.project.contracts.shapes import ANYTHING, Object, Shape, either, options
from cloudact_lint.project.contracts.tree import Spot, Tree
from cloudact_lint.project.contracts.typescript_types import NO_ENV, Env, TypeScriptTypes
from cloudact_lint.project.network.model import NetworkCall
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import FunctionValue, LambdaValue
from cloudact_lint.project.walking import last_name, walk

MAX_STEPS = 400
"""Expressions that one response is followed over."""
_MAX_DEPTH = 40
_PARSERS = frozenset({"parse", "safeParse", "parseAsync", "safeParseAsync", "decode"})
_SAME = frozenset({"catch", "finally", "clone", "toPromise"})
_QUERIES = frozenset({"useQuery", "useSuspenseQuery", "fetchQuery", "prefetchQuery"})
"""Of TanStack Query, https://tanstack.com/query/latest/docs/framework/react/reference/useQuery."""
_CALLBACKS = frozenset({"then", "subscribe"})


class Responses:
    """Finds the types of responses. One for a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = BigQuery.of(project).resolver
        self.types = TypeScriptTypes.of_project(project)
        self._trees: dict[int, Tree] = {}
        self._found = Found()

    def of(self, call: NetworkCall) -> Found:
        """The types put on the JSON of a request."""
        self._found = Found()
        here = Here(call.outermost.scope)
        for index, hop in enumerate(call.hops):
            function = hop.function.function
            env = self._type_env(function, hop.site.call, here)
            inner = call.hops[index + 1].site.scope if index + 1 < len(call.hops) else call.site.scope
            here = Here(inner, env, Frame(hop.site.call, replace(here, scope=hop.site.scope), function))
        flow = Flow("axios" if call.library == "axios" else "response")
        if call.library == "axios":
            flow = replace(self._of_axios(call.site.call, here, flow.as_json()), kind="axios")
        elif call.library in ("angular", "ofetch"):
            flow = self._typed(call.site.call, here, flow.as_json())
        self._up(call.site.call, here, flow, 0)
        return self._found

    def _type_env(self, function: m.Function, call: m.Call, here: Here) -> Env:
        """What the type parameters of a function are in a call of it."""
        if not function.types or not call.types:
            return NO_ENV
        return dict(zip(function.types, [self.types.of(kind, here.scope, here.env) for kind in call.types]))

    def _spots(self, node: m.Expr, scope: Scope) -> list[Spot]:
        return self._tree(scope).spots.get(id(node), [])

    def _tree(self, scope: Scope) -> Tree:
        if id(scope) not in self._trees:
            self._trees[id(scope)] = Tree(scope)
        return self._trees[id(scope)]

    # Types that are put on a value.

    def _claim(self, shape: Shape, flow: Flow, here: Here, at: Span, parses: bool = False) -> Flow:
        if flow.kind != "json" or flow.claimed or all(option == ANYTHING for option in options(shape)):
            return flow
        self._found.reads.append(Read(shape, flow.path, here.scope.path, at, parses))
        return replace(flow, claimed=True)

    def _annotated(self, kind: m.Expr | None, flow: Flow, here: Here, at: Span) -> Flow:
        return self._claim(self.types.of(kind, here.scope, here.env), flow, here, at) if kind is not None else flow

    def _typed(self, call: m.Call, here: Here, flow: Flow) -> Flow:
        """The type argument, or the cast, of a call that gives JSON."""
        return self._annotated(call.types[0], flow, here, call.at) if call.types else flow

    def _of_axios(self, call: m.Call, here: Here, flow: Flow) -> Flow:
        """``get<T>`` gives JSON of type T; ``get<T, R>`` an R, which holds it in ``data`` and nothing else."""
        if len(call.types) < 2:
            return self._typed(call, here, flow)
        kind = call.types[1]
        if isinstance(kind, m.Sub) and last_name(kind.base) == "AxiosResponse":
            return self._annotated(kind.index, flow, here, call.at)
        whole = self.types.of(kind, here.scope, here.env)
        fields = whole.fields if isinstance(whole, Object) else ()
        # An interceptor may give the JSON itself, which may have a ``data`` of its own, among others.
        return self._claim(fields[0].shape, flow, here, call.at) if [f.name for f in fields] == ["data"] else flow

    # The way of a value.

    def _up(self, node: m.Expr, here: Here, flow: Flow, depth: int) -> None:
        """Follow a value from where it stands to what is done with it."""
        self._found.steps += 1
        if depth > _MAX_DEPTH or self._found.steps > MAX_STEPS:
            return
        for spot in self._spots(node, here.scope):
            if not spot.failed:
                self._at(node, spot, here, flow, depth + 1)

    def _at(self, node: m.Expr, spot: Spot, here: Here, flow: Flow, depth: int) -> None:
        parent = spot.parent
        if isinstance(parent, m.Attr):
            self._attribute(parent, here, flow, depth)
        elif isinstance(parent, m.Call):
            self._argument(node, parent, here, flow, depth)
        elif isinstance(parent, m.Assign):
            self._assigned(node, parent, here, flow, depth)
        elif isinstance(parent, m.Return) and not parent.is_yield:
            self._returned(parent, here, flow, depth)
        elif isinstance(parent, m.Alt) and node is not parent.test:
            self._up(parent, here, flow, depth)
        elif isinstance(parent, m.Sub) and node is parent.base:
            self._up(parent, here, flow.to("[]"), depth)
        elif isinstance(parent, m.Lambda):
            self._given_back(parent, here, flow, depth)
        elif isinstance(parent, m.Dict):
            self._put(node, parent, here, flow)

    def _attribute(self, attr: m.Attr, here: Here, flow: Flow, depth: int) -> None:
        for spot in self._spots(attr, here.scope):
            if isinstance(spot.parent, m.Call) and spot.parent.func is attr:
                self._method(attr.name, spot.parent, here, flow, depth)
                return
            if isinstance(spot.parent, m.Assign) and spot.parent.target is attr:
                self._found.filled.add((*flow.path, attr.name))
                return
        if flow.kind == "axios" and attr.name == "data":
            self._up(attr, here, flow.as_json(), depth)
        elif flow.kind == "json":
            self._up(attr, here, flow.to(attr.name), depth)

    def _method(self, name: str, call: m.Call, here: Here, flow: Flow, depth: int) -> None:
        """A method of the value: ``response.json()``, ``.then(…)``."""
        if name == "json" and flow.kind == "response":
            self._up(call, here, self._typed(call, here, flow.as_json()), depth)
        elif name == "text" and flow.kind == "response":
            self._up(call, here, replace(flow, kind="text"), depth)
        elif name in _CALLBACKS and call.args:
            self._into(call.args[0], call, 0, here, flow, depth)
        elif name in _SAME:
            self._up(call, here, self._typed(call, here, flow), depth)

    def _argument(self, node: m.Expr, call: m.Call, here: Here, flow: Flow, depth: int) -> None:
        index = next((i for i, arg in enumerate(call.args) if arg is node), None)
        if index is None:
            return
        if flow.kind == "text" and call.func == m.Attr(m.Name("JSON"), "parse") and len(call.args) == 1:
            self._up(call, here, self._typed(call, here, flow.as_json()), depth)
        elif flow.kind == "json" and isinstance(call.func, m.Attr) and call.func.name in _PARSERS:
            self._claim(self.types.zod.of(call.func.base, here.scope), flow, here, call.at, parses=True)
        else:
            self._into(call.func, call, index, here, flow, depth)

    def _state(self, func: m.Expr, scope: Scope) -> m.Expr | None:
        """``T`` for ``setX`` of ``const [x, setX] = useState<T>()``."""
        around: Scope | None = scope if isinstance(func, m.Name) else None
        while around is not None:
            for binding in around.bindings.get(last_name(func), ()):
                whole = binding.value.base if isinstance(binding.value, m.Sub) else None
                for origin in around.bindings.get(last_name(whole), ()) if whole is not None else ():
                    made = origin.value
                    if isinstance(made, m.Call) and last_name(made.func) == "useState" and made.types:
                        return made.types[0]
            around = around.parent
        return None

    # Functions on the way.

    def _into(self, func: m.Expr, call: m.Call, index: int, here: Here, flow: Flow, depth: int) -> None:
        """A function that gets the value as an argument; what it returns goes on from ``call``."""
        if isinstance(func, m.Lambda):
            self._into_lambda(func, index, here, flow, depth)
            return
        if flow.kind == "json" and (kind := self._state(func, here.scope)) is not None:
            self._annotated(kind, flow, here, call.at)
            return
        for value in self.resolver.resolve(func, here.scope, call.at):
            if isinstance(value, FunctionValue):
                self._enter(value, call, index, here, flow, depth)
                return
            if isinstance(value, LambdaValue) and value.scope is here.scope:
                self._into_lambda(value.value, index, here, flow, depth)
                return

    def _into_lambda(self, func: m.Lambda, index: int, here: Here, flow: Flow, depth: int) -> None:
        """``.then((res) => res.json())``: the body is read where the lambda stands."""
        if index < len(func.params):
            param = func.params[index]
            flow = self._annotated(param.annotation, flow, here, func.at)
            names = self._tree(here.scope).names.get(param.name, ())
            inside = {id(node) for node in walk(func.body)} if names else set()
            for name in names:
                if id(name) in inside:
                    if name is func.body:
                        self._given_back(func, here, flow, depth)
                    else:
                        self._up(name, here, flow, depth)

    def _given_back(self, func: m.Lambda, here: Here, flow: Flow, depth: int) -> None:
        """What a lambda gives is what ``.then`` of it gives."""
        for spot in self._spots(func, here.scope):
            call = spot.parent
            if isinstance(call, m.Call) and last_name(call.func) in _CALLBACKS:
                self._up(call, here, self._typed(call, here, flow), depth)
            elif isinstance(call, m.Dict):
                self._queried(func, call, here, flow)

    def _queried(self, func: m.Expr, display: m.Dict, here: Here, flow: Flow) -> None:
        """``useQuery<T>({ queryFn: () => … })``: what the function gives is a T."""
        if any(value is func and literal_key(key) == "queryFn" for key, value in display.items):
            for spot in self._spots(display, here.scope):
                if isinstance(spot.parent, m.Call) and last_name(spot.parent.func) in _QUERIES:
                    self._typed(spot.parent, here, flow)

    def _enter(self, value: FunctionValue, call: m.Call, index: int, here: Here, flow: Flow, depth: int) -> None:
        function, params = value.function, positional_params(value)
        if index < len(params) and id(function) not in here.functions():
            known = here.env if value.scope is here.scope else NO_ENV
            env = {**known, **self._type_env(function, call, here)}
            body = self.project.child(function, value.scope)
            # One that changes what it is given has a way out for what needs no change.
            changes = flow.kind == "json" and sum(isinstance(item, m.Return) for item in body.flat) > 1
            inner = Here(body, env, Frame(None if changes else call, here, function))
            flow = self._annotated(params[index].annotation, flow, inner, function.at)
            self._uses(params[index].name, inner, flow, depth)

    def _uses(self, name: str, here: Here, flow: Flow, depth: int) -> None:
        """Every use of a local name, also in functions inside."""
        for node in self._tree(here.scope).names.get(name, ()):
            self._up(node, here, flow, depth)
        for inner in self.project.nested(here.scope):
            if inner.parent is here.scope and inner.function is not None and name not in inner.bindings:
                closure = Here(inner, here.env, Frame(None, here, inner.function))
                for node in self._tree(inner).names.get(name, ()):
                    self._up(node, closure, flow, depth)

    # Ends of the way.

    def _assigned(self, node: m.Expr, assign: m.Assign, here: Here, flow: Flow, depth: int) -> None:
        if node is not assign.value or assign.op != "=":
            return
        flow = self._annotated(assign.annotation, flow, here, assign.at)
        if isinstance(assign.target, m.Name):
            bound = here.scope.bindings.get(assign.target.id, ())
            for binding in bound:
                if binding.kind == "annotated":
                    flow = self._annotated(binding.annotation, flow, here, assign.at)
            if sum(binding.kind != "annotated" for binding in bound) == 1:
                self._uses(assign.target.id, here, flow, depth)
        elif isinstance(assign.target, m.Attr) and last_name(assign.target.base) == "self":
            owner = here.scope.owner_class()
            for binding in owner.bindings.get(assign.target.name, ()) if owner is not None else ():
                self._annotated(binding.annotation, flow, Here(owner or here.scope), assign.at)

    def _returned(self, statement: m.Return, here: Here, flow: Flow, depth: int) -> None:
        function, frame = here.scope.function, here.frame
        if function is None:
            return
        flow = self._annotated(function.returns, flow, here, statement.at)
        if frame is not None and frame.call is not None and frame.function is function:
            made = flow
            if flow.kind == "json" and not function.types:
                made = self._typed(frame.call, frame.here, flow)  # ``(await load()) as Org``
            self._up(frame.call, frame.here, made, depth)
        elif here.scope.parent is not None:
            outer = Here(here.scope.parent, here.env)
            for node, display in self._tree(outer.scope).functions.get(id(function), ()):
                self._queried(node, display, outer, flow)

    def _put(self, node: m.Expr, display: m.Dict, here: Here, flow: Flow) -> None:
        """``return { success: true, data }`` in a function whose return type says what ``data`` is."""
        if any(value is node and key is None for key, value in display.items):  # { ...data, fetchedAt }
            keys = [literal_key(key) for key, _ in display.items if key is not None]
            self._found.filled.update((*flow.path, key) for key in keys if isinstance(key, str))
        name = next((literal_key(key) for key, value in display.items if value is node and key is not None), None)
        for spot in self._spots(display, here.scope):
            kind: m.Expr | None = None
            if isinstance(spot.parent, m.Return) and here.scope.function is not None:
                kind = here.scope.function.returns
            elif isinstance(spot.parent, m.Assign):
                kind = spot.parent.annotation
            if kind is None or not isinstance(name, str):
                continue
            whole = options(self.types.of(kind, here.scope, here.env))
            members = [option.field(name) for option in whole if isinstance(option, Object)]
            shapes = [member.shape for member in members if member is not None]
            if shapes and len(members) == len(whole):
                self._claim(either(shapes), flow, here, display.at)
