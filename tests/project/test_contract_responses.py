import pytest
from contract_support import show
from support import files_of, project_from

from cloudact_lint.project.contracts.responses import Responses
from cloudact_lint.project.network.calls import NetworkCalls

TYPES = """
interface Order { id: string }
type Result<T> = { ok: true; data: T } | { ok: false; error: string };
"""


SHORT = {
    "GET;": "const r = await fetch('/x');", "ASYNC()": "async function f()", "AXIOS;": "import axios from 'axios';",
    "ANGULAR;": "import { HttpClient } from '@angular/common/http';",
    "CONSTRUCTOR": "constructor(private http: HttpClient) {}",
}  # fmt: skip


def read(text):
    """What the JSON of each request is read as."""
    for word, meaning in SHORT.items():
        text = text.replace(word, meaning)
    project = project_from(files_of(text + TYPES, "app.ts"))
    responses = Responses(project)
    found = [responses.of(call) for call in NetworkCalls.of(project).calls]
    return [
        ".".join(item.path) + (": " if item.path else "") + show(item.shape) for each in found for item in each.reads
    ]


ORDER = ["Order{id: string}"]
WAYS = {
    "a cast": "ASYNC() { GET; const o = (await r.json()) as Order; return 1 }",
    "a cast to a promise": "const f = async () => { GET; use(await (r.json() as Promise<Order>)) }",
    "an annotation": "ASYNC() { GET; const o: Order = await r.json(); }",
    "an annotation before": "ASYNC() { GET; let o: Order; try { o = await r.json() } catch {} }",
    "what is returned": "ASYNC(): Promise<Order> { GET; return r.json() }",
    "what is returned over a name": "ASYNC(): Promise<Order> { GET; const o = await r.json(); return o }",
    "in one": "const f = async (): Promise<Order> => (await fetch('/x')).json()",
    "a chain": "function f(): Promise<Order> { return fetch('/x').then((r) => r.json()) }",
    "a chain with a type": "function f() { return fetch('/x').then((r) => r.json()).then((o: Order) => o.id) }",
    "a chain with a cast": "function f() { return fetch('/x').then((r) => r.json() as Promise<Order>) }",
    "a chain with functions": "function f() { fetch('/x').then(async (r) => { const o: Order = await r.json();"
                              " use(o) }) }",
    "a chain that catches": "ASYNC(): Promise<Order> { return fetch('/x').then((r) => r.json()).catch(() => null) }",
    "a parameter": "function show(o: Order) {} ASYNC() { GET; show(await r.json()) }",
    "state": "function C() { const [o, setO] = useState<Order>(); useEffect(() => { fetch('/x').then((r) =>"
             " r.json()).then(setO) }, []) }",
    "state in a call": "function C() { const [o, setO] = useState<Order>(); const load = async () => { GET;"
                       " setO(await r.json()) } }",
    "a field": "class C { order: Order; async load() { GET; this.order = await r.json(); } }",
    "a query": "function C() { return useQuery<Order>({ queryKey: [], queryFn: () => fetch('/x').then((r) =>"
               " r.json()) }) }",
    "a query with a block": "const q = useQuery<Order>({ queryFn: async () => { GET; return r.json() } })",
    "a helper": "async function handle<T>(r: Response): Promise<T> { if (!r.ok) { const e = (await r.json()) as {"
                " detail: string }; throw e } return r.json() as Promise<T> }"
                " ASYNC() { GET; return handle<Order>(r) }",
    "a helper that infers": "async function handle<T>(r: Response): Promise<T> { return r.json() }"
                            " ASYNC(): Promise<Order> { return handle(await fetch('/x')) }",
    "a helper that reads text": "async function parse<T>(r: Response, fallback: T): Promise<T> { const t = await"
                                " r.text(); return JSON.parse(t) as T }"
                                " ASYNC() { GET; const o = await parse<Order>(r, null) }",
    "a wrapper": "async function request<T>(path: string): Promise<T> { const r = await fetch(BASE + path); return"
                 " r.json() }"
                 " const f = () => request<Order>('/x')",
    "a wrapper that infers": "async function request<T>(path: string): Promise<T> { const r = await fetch(BASE +"
                             " path); return r.json() }"
                             " ASYNC(): Promise<Order> { return request('/x') }",
    "a wrapper of a response": "async function get(url: string): Promise<Response> { return fetch(url) }"
                               " ASYNC(): Promise<Order> { const r = await get('/x'); return r.json() }",
    "a wrapper of a wrapper": "async function get(url) { return fetch(url) } async function again(url) { return"
                              " await get(url) }"
                              " ASYNC() { const r = await again('/x'); return (await r.json()) as Order }",
    "an envelope": "async function request<T>(path: string): Promise<Result<T>> { const r = await fetch(BASE + path);"
                   " return { ok: true, data: await r.json() } } const f = () => request<Order>('/x')",
    "a result": "ASYNC(): Promise<{ done: boolean; order?: Order }> { GET;"
                " const order = await r.json(); return { done: true, order } }",
    "a schema": "import { z } from 'zod'; const Order = z.object({ id: z.string() });"
                " ASYNC() { GET; return Order.parse(await r.json()) }",
    "axios": "AXIOS; ASYNC() { const { data } = await axios.get<Order>('/x'); return data }",
    "axios over its data": "AXIOS; ASYNC(): Promise<Order> { const r = await axios.get('/x'); return r.data }",
    "axios with a cast": "AXIOS; ASYNC() { return (await axios.get('/x')).data as Order }",
    "axios in a chain": "AXIOS; const f = (): Promise<Order> => axios.get('/x').then((r) => r.data)",
    "axios with its own response": "AXIOS; const f = () => axios.post<string, { data: Order }>('/x', 'y')",
    "axios with axios's response": "AXIOS; const f = () => axios.get<any, AxiosResponse<Order>>('/x')",
    "text": "ASYNC() { GET; const o = JSON.parse(await r.text()) as Order; return o }",
    "angular": "ANGULAR;"
               " class C { CONSTRUCTOR load() { return this.http.get<Order>('/x') } }",
    "angular's subscribers": "ANGULAR;"
                             " class C { CONSTRUCTOR load() { this.http.get('/x').subscribe((o: Order) => {}) } }",
}  # fmt: skip


@pytest.mark.parametrize("name", WAYS)
def test_ways_to_a_type(name):
    assert read(WAYS[name]) == ORDER


PARTS = {
    "a part": ("ASYNC(): Promise<Order[]> { GET; const o = await r.json(); return o.items }",
               ["items: [Order{id: string}]"]),
    "a part in a pattern": ("ASYNC() { GET; const { items }: { items: Order[] } = await r.json(); }",
                            ["{items: [Order{id: string}]}"]),
    "a part or nothing": ("ASYNC(): Promise<Order[]> { GET; const o = await r.json(); return o?.items ?? [] }",
                          ["items: [Order{id: string}]"]),
    "an object of its own": ("ASYNC(): Promise<Order> { GET; const o = await r.json(); return { id: o.key } }",
                             ["key: string"]),
    "a function that unwraps": ("function inner(o: any) { return o.order } ASYNC(): Promise<Order> { GET;"
                                " return inner(await r.json()) }", ["order: Order{id: string}"]),
    "an item": ("ASYNC(): Promise<Order> { GET; const o = await r.json(); return o.rows[0] }",
                ["rows.[]: Order{id: string}"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_parts(name):
    text, expected = PARTS[name]
    assert read(text) == expected


NOTHING = {
    "any": "ASYNC() { GET; const o = (await r.json()) as any; return o }",
    "records": "ASYNC(): Promise<unknown> { GET; return r.json() }",
    "a copy": "ASYNC(): Promise<Order> { GET; const o = await r.json(); return { ...o, id: 1 } }",
    "a mapped list": "ASYNC(): Promise<Order[]> { GET; const o = await r.json(); return o.map(make) }",
    "text": "ASYNC(): Promise<string> { GET; return r.text() }",
    "the body of an error": "ASYNC() { GET; if (!r.ok) { const o: Order = await r.json(); throw o } }",
    "the body of a bad status": "ASYNC() { GET; if (r.status >= 400) { const o: Order = await r.json(); throw o } }",
    "the other branch": "ASYNC() { GET; if (r.ok) { use(r) } else { const o: Order = await r.json(); throw o } }",
    "after success has left": "ASYNC() { GET; if (r.ok) return 1; const o: Order = await r.json(); throw o }",
    "a handler": "ASYNC() { GET; try { g() } catch { const o: Order = await r.json() } }",
    "one of two requests": "ASYNC(): Promise<Order> { let r = await fetch('/x'); r = await fetch('/y'); return"
                           " r.json() }",
    "what a function changes": "function camel(o: any): any { if (!o) return o; return fix(o) }"
                               " ASYNC(): Promise<Order> { GET; return camel(await r.json()) }",
    "text with a reviver": "ASYNC() { GET; const o = JSON.parse(await r.text(), dates) as Order; return o }",
    "axios with an interceptor": "AXIOS; const f = () => axios.get<any, { data: Order; total: number }>('/x')",
    "another function's return": "ASYNC(): Promise<Order> { await retry(async () => { GET; return r.json() });"
                                 " return o }",
    "a callback's argument": "function f(): Promise<Order> { return fetch('/x').then((r) => make(1)) }",
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_is_claimed(name):
    assert read(NOTHING[name]) == []


@pytest.mark.parametrize("way", ["o.at = Date.now(); return o", "return { ...o, at: Date.now() }"])
def test_fields_that_the_code_sets_itself(way):
    text = f"async function f() {{ const r = await fetch('/x'); const o = (await r.json()) as Order; {way} }}"
    project = project_from(files_of(text + TYPES, "app.ts"))
    (call,) = NetworkCalls.of(project).calls
    assert Responses(project).of(call).filled == {("at",)}


def test_a_wrapper_that_calls_itself_ends():
    text = (
        "async function f<T>(url: string): Promise<T> { const r = await fetch(url);"
        " if (r.status === 401) return f<T>(url); return r.json() }\nf<Order>('/x')"
    )
    assert read(text) == ORDER


def test_helpers_of_other_files():
    text = """\
    import { handle } from './lib/handle'
    export async function load() { const r = await fetch('/x'); return handle<Order>(r) }
    # file: lib/handle.ts
    export async function handle<T>(r: Response): Promise<T> { return (await r.json()) as T }
    """
    files = files_of(text, "app.ts")
    files["app.ts"] += TYPES
    project = project_from(files)
    (call,) = NetworkCalls.of(project).calls
    assert [show(item.shape) for item in Responses(project).of(call).reads] == ORDER
