import pickle
import textwrap

import pytest
from ts_compact import lines

from cloudact_lint.facts import model as m
from cloudact_lint.facts.typescript import needs_model, typescript_facts
from cloudact_lint.findings import Span
from cloudact_lint.source.text import SourceFile


def facts(text, path="a.ts", full=True):
    return typescript_facts(SourceFile.from_bytes(path, text.encode("utf-8", "surrogatepass")), full)


def shown(text, path="a.ts"):
    found = facts(text, path)
    assert found.problems == ()
    return "\n".join(line for statement in found.module.body for line in lines(statement))


def body(text, path="a.ts"):
    return facts(text, path).module.body


CASES = {
    "imports": (
        "import A, { b, c as d } from 'x'; import * as e from './y';"
        "import type { F, G as H } from 'z'; import 'side';",
        """
        import default of x as A
        import b of x as b
        import c of x as d
        import * of ./y as e
        import F of z as F
        import G of z as H
        import None of side as -
        """,
    ),
    "import-require": ("import fs = require('fs');", "import * of fs as fs"),
    "require": (
        "const { BigQuery, Dataset: D } = require('@google-cloud/bigquery'); const q = require('./q');"
        "const r = require('./r').run; const { a } = await import('./lazy'); new (require('z').Z)();",
        """
        import BigQuery of @google-cloud/bigquery as BigQuery
        import Dataset of @google-cloud/bigquery as D
        import * of ./q as q
        import run of ./r as r
        import a of ./lazy as a
        import * of z as $1
        $1.Z()
        """,
    ),
    "reexports": (
        "export { a as b, default } from './m'; export * from './n'; export * as ns from './o'; export { x as y };",
        """
        reexport a of ./m as b
        reexport default of ./m as default
        reexport * of ./n as *
        reexport * of ./o as ns
        y = x
        """,
    ),
    "export-default": ("export default makeClient();", "default = makeClient()"),
    "export-default-function": (
        "export default async function run() { go() }",
        """
        async def run()
          go()
        default = run
        """,
    ),
    "export-default-arrow": ("export default () => go();", "def default()\n  return go()"),
    "export-default-class": ("export default class extends B {}", "class default(B)"),
    "common-js": (
        "module.exports = { run, other: get, go() { return 1 } }; exports.foo = () => { bar() }; module.exports.n = 1;",
        """
        other = get
        def go()
          return 1
        default = {"run": run, "other": get, "go": go}
        def foo()
          bar()
        n = 1
        """,
    ),
    "common-js-function": ("module.exports = async () => { x() }", "async def default()\n  x()"),
    "common-js-name": ("module.exports = Client;", "default = Client"),
    "variables": ("const a = 1, b: BigQuery = make(); let c: Table;", "a = 1\nb: BigQuery = make()\nc: Table = -"),
    "object-pattern": ("const { a, b: c, d = 1, ...e } = o;", "a = o.a\nc = o.b\nd = <o.d ?? 1>\ne = o"),
    "pattern-of-a-call": (
        "const { a, b } = f(); const { c } = g(); const { d: { e, h } } = i();",
        """
        $1 = f()
        a = $1.a
        b = $1.b
        c = g().c
        $2 = i().d
        e = $2.e
        h = $2.h
        """,
    ),
    "array-pattern": (
        "const [job] = await bq.createQueryJob(o); const [, set] = f(); const [a, , b = 2, ...c] = d;",
        """
        job = bq.createQueryJob(o)[0]
        set = f()[1]
        a = d[0]
        b = <d[2] ?? 2>
        c = ?(d)
        """,
    ),
    "computed-pattern": ("const { [k]: v } = o; ({ a: this.b } = o);", "v = o[k]\nself.b = o.a"),
    "functions": (
        "function f(a: string, b?: T | null, c = 1, ...d: X[]): Promise<BigQuery> { return g(a) }",
        """
        def f(a: string, b: (T | None) = None, c = 1, *d: Array[X]) -> BigQuery
          return g(a)
        """,
    ),
    "destructured-parameter": (
        "function f({ bq, n = 2 }: { bq: BigQuery }, [x]: T = []) { }",
        """
        def f($1: {"bq": BigQuery}, $2: T = [])
          bq: BigQuery = $1.bq
          n = <$1.n ?? 2>
          x = $2[0]
        """,
    ),
    "arrows": (
        "const f = async (a) => { await g(a) }; const h = x => x.y; k(z => z.w, async () => { p() }, ({ q }) => q);",
        """
        async def f(a)
          g(a)
        def h(x)
          return x.y
        k(lambda z: z.w, func () { p() }, func ($1) { q = $1.q; return q })
        """,
    ),
    "assigned-in-an-arrow": (
        "let c; const f = () => (c ??= make());",
        """
        c = -
        def f()
          global c
          if (c == None)
            c = make()
          return c
        """,
    ),
    "globals": (
        "let c; function get() { if (!c) { c = make() } let d; d = 1; return c }",
        """
        c = -
        def get()
          global c
          if not c
            c = make()
          d = -
          d = 1
          return c
        """,
    ),
    "classes": (
        """
        @Injectable()
        export class Store extends Base<T> implements I {
          private bq = new BigQuery();
          static #one?: Store;
          constructor(private readonly table: Table, n: number) { super(n); this.n = n }
          get db(): BigQuery { return this.bq }
          static make() { return new Store() }
          @Get('x') async run(@Body() dto: D) { await super.run(); await this.#go(dto) }
          handle = async (e) => { this.run(e) };
          #go(dto) {}
        }
        """,
        """
        @Injectable()
        class Store(Base)
          bq = BigQuery()
          #one: (Store | undefined) = -
          def Store.constructor(self, table: Table, n: number)
            self.table: Table = table
            super().constructor(n)
            self.n = n
          @property
          def Store.db(self) -> BigQuery
            return self.bq
          @classmethod
          def Store.make(self)
            return Store()
          @Get("x")
          async def Store.run(self, dto: D)
            super().run()
            self.#go(dto)
          async def Store.handle(self, e)
            self.run(e)
          def Store.#go(self, dto)
        """,
    ),
    "class-values": (
        "const A = class extends B { m() {} }; const mixed = mixin(class C {});",
        """
        class A(B)
          def A.m(self)
        class C
        mixed = mixin(C)
        """,
    ),
    "types": (
        "interface Deps extends Base { bq: BigQuery; run(): void } type Opts = Deps & { n?: number };"
        "type T = BigQuery; type U = A | B; let v: Promise<Map<K, V>>; let w: ns.T[]; let f: typeof make;",
        """
        class Deps(Base)
          bq: BigQuery = -
        class Opts(Deps)
          n: (number | undefined) = -
        T: TypeAlias = BigQuery
        U: TypeAlias = (A | B)
        v: Map[[K, V]] = -
        w: Array[ns.T] = -
        f: ?(make) = -
        """,
    ),
    "generic-types": (
        "interface Page<T> { items: T[]; [more: string]: unknown } type Maybe<T> = T | null;"
        "class Box<A, B> extends C {} type L = 'x'; type R = { [K in Key]?: number } & { a: string };"
        "let p: Partial<Page<User>>; let t: [A, B];"
        "function f<T>(): Promise<T> {} const g = <U, V>(u: U) => u;",
        """
        class Page(Record[[string, unknown]], Generic[[T]])
          items: Array[T] = -
        Maybe: TypeAlias[[T]] = (T | None)
        class Box(C, Generic[[A, B]])
        L: TypeAlias = "x"
        class R(Record[[Key, number]])
          a: string = -
        p: Partial[Page[User]] = -
        t: Tuple[[A, B]] = -
        def f() -> T
        def g(u: U)
          return u
        """,
    ),
    "enum-and-namespace": (
        "enum E { A = 'x', B } namespace N { export function f() {} export const c = 1 } declare const q: BigQuery;",
        """
        class E
          A = "x"
          B = ?()
        class N
          def N.f()
          c = 1
        q: BigQuery = -
        """,
    ),
    "objects": (
        "x = { a, b: 1, 'c-d': 2, [k]: 3, ...rest, m() { y() }, f: async (q) => { z(q) }, 5: null };",
        'x = {"a": a, "b": 1, "c-d": 2, k: 3, **rest, "m": func m() { y() }, "f": func f(q) { z(q) }, 5: None}',
    ),
    "arrays-and-spreads": ("f(...a, [1, ...b, , 'c']);", 'f(*a, [1, *b, "c"])'),
    "chains": ("a?.b?.[0]!.c?.(x).d`t${1}`;", 'a.b[0].c(x).d("t{1}")'),
    "unwrapped": ("f((a as B), <C>d, e!, (await g) satisfies H, void i);", "f(a, d, e, g, i)"),
    "alternatives": (
        "x = a ? b : c; y = a || b || c && d; z = a ?? 'e';",
        'x = <a; b if c>\ny = <a or b or <c and d>>\nz = <a ?? "e">',
    ),
    "operators": (
        "x = a + 'b' + c * -2; y = a === b; z = !a; w = typeof a; v = a in b; u = a !== 0x10; t = 1_000n + 1e3;",
        """
        x = ((a + "b") + (c * -2))
        y = (a == b)
        z = not a
        w = ?(a)
        v = (a in b)
        u = (a != 16)
        t = (1000 + 1000.0)
        """,
    ),
    "assignments": (
        "a.b = c; a += 1; a ||= d; a &&= e; i++; this.x = this.y = f(); p = () => { q() };",
        """
        a.b = c
        a += 1
        if not a
          a = d
        if a
          a = e
        i += 1
        self.y = f()
        self.x = self.y
        p = func p() { q() }
        """,
    ),
    "evaluated-once": (
        "y = (f().x = g()); h().z ??= i(); switch (await j()) { case 1: k(); default: l() } b[m()] ||= 1;",
        """
        f().x = g()
        y = ?()
        h().z = i()
        $1 = j()
        if ($1 == 1)
          k()
        else
          l()
        b[m()] = 1
        """,
    ),
    "effects": (
        "a && b(); a || c(); a ? d() : e(); f(), g(); 'use strict';",
        "if a\n  b()\nif a\nelse\n  c()\nif a\n  d()\nelse\n  e()\nf()\ng()",
    ),
    "branches": (
        "if (a) b(); else if (c) { d() } else e()",
        "if a\n  b()\nelse\n  if c\n    d()\n  else\n    e()",
    ),
    "switch": (
        "while (t) switch (a) { case 1: case 2: f(); break; case 3: for (;;) { break } default: g() }",
        """
        while t
          if <(a == 1) or (a == 2)>
            f()
            pass
          else
            if (a == 3)
              while True
                break
            else
              g()
        """,
    ),
    "loops": (
        "for (const { a, b } of c) f(a); for (const k in o) g(k); for (let i = 0; i < 3; i++) h(i);"
        "do { x() } while (y); while ((m = re.exec(s))) z(m); for await (const r of s) w(r); l: for (;;) continue l;",
        """
        for $1 in c
          a = $1.a
          b = $1.b
          f(a)
        for k in o
          g(k)
        i = 0
        while (i < 3)
          h(i)
          i += 1
        while y
          x()
        while m
          m = re.exec(s)
          z(m)
        for r in s
          w(r)
        while True
          continue
        """,
    ),
    "failure": (
        "try { a() } catch (e) { throw new E(e) } finally { b() } try { c() } catch { }"
        "try { d() } catch ({ code }) { f(code) }",
        """
        try
          a()
        except e
          raise E(e)
        finally
          b()
        try
          c()
        except
        try
          d()
        except $1
          code = $1.code
          f(code)
        """,
    ),
    "generators": (
        "function* f() { yield a(); const x = yield b(); return }",
        "def f()\n  yield a()\n  x = b()\n  return -",
    ),
    "overloads": ("function f(a: string): void; function f(a: any) { g(a) }", "def f(a: any)\n  g(a)"),
}


@pytest.mark.parametrize("name", CASES)
def test_model(name):
    text, expected = CASES[name]
    assert shown(text) == textwrap.dedent(expected).strip("\n")


def test_markup_keeps_the_expressions_inside_it_in_sight():
    text = (
        "const P = ({ a }: Q) => <div x='1' {...p} onClick={() => run(a)}>a & b"
        " {a && <B c={f()}/>}<>{/* c */}{g()}</></div>"
    )
    assert shown(text, "a.tsx") == "def P($1: Q)\n  a = $1.a\n  return ?(*p, lambda : run(a), <a and ?(f())>, g())"


def test_an_angle_bracket_is_a_cast_in_ts_and_markup_in_tsx():
    assert shown("x = <T>y;") == "x = y"
    assert shown("x = <T>{y}</T>;", "a.tsx") == "x = ?(y)"


# Places ----------------------------------------------------------------------------------


def found_places(piece):
    """Where each character of a piece stands, by its places."""
    placed, at = [], {offset: (row, column) for offset, row, column in piece.places}
    row, column = at[0]
    for offset, char in enumerate(piece.text):
        row, column = at.get(offset, (row, column))
        placed.append((row, column))
        row, column = (row + 1, 1) if char == "\n" else (row, column + 1)
    return placed


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("x = 'aZb'", "Z"),
        ("'é😀';\nx = 'é😀Z'", "Z"),
        (r"x = 'a\nZ\u{1F600}Q\x41W\
  R'", "ZQWR"),
        ("x = `\n  SELECT\n    Z FROM\n  \\`Q\\` W`", "ZQW"),
        ("x = `é\r\n\tZ ${p} Q\r\n ${q}W\\n R`", "ZQWR"),
        (r"x = '\uD83D\uDE00Z\'Q'", "ZQ"),
        ("x = 1\ry = `a\rZ`", "Z"),
        ("/* é */ x = `${'é'}Z${`Q`}`", "ZQ"),
    ],
)  # fmt: skip
def test_every_character_of_a_string_is_placed(text, marks):
    source = SourceFile.from_bytes("a.ts", text.encode())
    seen = {}

    def texts(value):
        if isinstance(value, m.Text):
            for part in value.parts:
                if isinstance(part, m.Piece):
                    seen.update(zip(part.text, found_places(part)))
                else:
                    texts(part.value)

    for statement in typescript_facts(source, True).module.body:
        texts(getattr(statement, "value", None))
    for mark in marks:
        assert source.offset(*seen[mark]) == text.index(mark), mark


def test_the_characters_of_a_string_are_those_it_stands_for():
    (do,) = body(r"f('a\'\n\t\u0041\x42\u{43}\uD83D\uDE00\uD800\
z', `\`$\{\${`, '')")
    first, second, third = do.value.args
    assert first.parts[0].text == "a'\n\tABC\U0001f600\ufffdz"
    assert second.parts[0].text == "`${${"
    assert third.parts == ()


def test_spans_count_code_points_and_end_behind_the_node():
    (first, second) = body("/* 😀 */ f(\n  'é', g(1)); h()")
    assert first.value.at == Span(1, 9, 2, 13)
    assert first.value.args[0].at == Span(2, 3, 2, 6)
    assert first.value.args[1].at == Span(2, 8, 2, 12)
    assert second.value.at == Span(2, 15, 2, 18)


def test_a_hole_spans_its_braces():
    (assign,) = body("x = `é${ a }`")
    assert assign.value.parts[1].at == Span(1, 7, 1, 13)


# Index -----------------------------------------------------------------------------------

OUTLINE = """
import { a as b } from './a';
export * from './c';
export const run = async <T,>(x: T) => { await send<T>(x); if (x) client?.query?.(x) };
export class Store { m() {} }
function local() { return go(run) }
"""


def test_files_that_cannot_matter_have_an_index_and_no_model():
    found = facts(OUTLINE, full=False)
    assert found.module is None
    assert {(i.local, i.module, i.name, i.reexport) for i in found.index.imports} == {
        ("b", "./a", "a", False), ("*", "./c", "*", True),
    }  # fmt: skip
    assert {"send", "query", "go"} <= found.index.calls
    assert "if" not in found.index.calls
    assert found.index.defines == {"run", "Store", "local"}


def test_the_index_of_a_model_says_what_is_called_passed_on_and_defined():
    index = facts(OUTLINE).index
    assert {"send", "query", "go", "run"} <= index.calls
    assert {"run", "Store", "m", "local"} <= index.defines
    assert [i.module for i in index.imports] == ["./a", "./c"]


def test_what_people_write_has_a_model():
    assert facts("export const make = () => client", full=None).module is not None
    assert needs_model(b"// filling\n" * 10_000)


def test_what_is_too_large_to_be_written_by_hand_gives_an_index():
    found = facts("export const make = () => client\n" + "// filling\n" * 100_000, full=None)
    assert found.module is None
    assert "make" in found.index.defines


def test_calls_say_what_types_they_are_said_to_give():
    found = facts("const a = get<Org>(url);\nconst b = (await r.json()) as Org[];\nconst c = get(url)!;", full=True)
    types = [statement.value.types for statement in found.module.body]
    assert types == [(m.Name("Org"),), (m.Sub(m.Name("Array"), m.Name("Org")),), ()]


def test_members_that_may_be_missing_are_unions_with_undefined():
    found = facts("interface A { a: string; b?: number }", full=True)
    kinds = [field.annotation for field in found.module.body[0].body]
    assert kinds == [m.Name("string"), m.Bin("|", m.Name("number"), m.Name("undefined"))]


def test_what_is_cast_is_what_is_declared_and_given_back():
    text = (
        "const a = data as Org; const b = data!; const c = (x as unknown) as Org; const d: T = data as Org;\n"
        "function f(x) { if (x) return x.data as Org; return y as Org }\n"
        "function g(x) { if (x) return x as Org; return null }\n"
        "const h = (x) => x.data as Org; const i = () => ['a'] as const;"
    )
    found = facts(text, full=True).module.body
    assert [item.annotation for item in found if isinstance(item, m.Assign)] == [
        m.Name("Org"), None, m.Name("Org"), m.Name("T"),
    ]  # fmt: skip
    assert [item.returns for item in found if isinstance(item, m.Function)] == [
        m.Name("Org"), None, m.Name("Org"), None,
    ]  # fmt: skip


def test_functions_name_their_type_parameters():
    found = facts("async function f<T, U extends X>(a: T) {}\nclass C { m<V>() {} }\nconst g = () => 1;", full=True)
    function, cls, plain = found.module.body
    assert function.types == ("T", "U")
    assert cls.body[0].types == ("V",)
    assert plain.types == ()


def test_fields_that_may_be_missing_are_unions_with_undefined():
    found = facts("class A { a: string; b?: number; c!: boolean }", full=True)
    kinds = [field.annotation for field in found.module.body[0].body]
    assert kinds == [m.Name("string"), m.Bin("|", m.Name("number"), m.Name("undefined")), m.Name("boolean")]


# Trouble ---------------------------------------------------------------------------------


def test_local_errors_are_passed_over():
    found = facts("const a = f();\nconst b = ;\ng(1, , 2);\n" + "k();\n" * 20)
    assert found.problems == ()
    assert {"f", "g", "k"} <= found.index.calls


def test_a_bare_ampersand_in_markup_is_no_trouble():
    found = facts("export const A = () => <p>R & D {f()}</p>;", "a.tsx")
    assert found.problems == ()
    assert "f" in found.index.calls


@pytest.mark.parametrize("text", ["((((((((", "= ) ] } = ) ] } = ) ] }\na b c d e f\n", "\0\1\2@@@ ]]] )))"])
def test_a_file_that_is_mostly_errors_is_a_problem(text):
    found = facts(text)
    assert found.module is None
    (problem,) = found.problems
    assert problem.message == "syntax error"
    assert problem.at.row >= 1
    assert problem.at.column >= 1


def test_the_problem_stands_at_the_first_error():
    (problem,) = facts("\n\n  ]]]] ((( ]]]]] ((( %%% ]]").problems
    assert problem.at[:2] == (3, 3)


@pytest.mark.parametrize("text", ["", "\n", "// only a comment\n", "\ufeff", "#!/usr/bin/env node\n"])
def test_files_without_code(text):
    found = facts(text)
    assert found.problems == ()
    assert found.module.body == ()


DEEP = {
    "arrays": ("[", "]"), "objects": ("({a:", "})"), "calls": ("f(", "1)"), "functions": ("(function () {", "})"),
    "arrows": ("a => ", "1"), "blocks": ("{", "}"), "branches": ("if (a) ", ";"), "templates": ("`${", "1}`"),
    "ternaries": ("a ? b : ", "c"), "classes": ("(class { m() {", "} })"), "unary": ("!", "a"),
    "members": ("a", ".b()"),
    "pluses": ("a", " + 'b'"), "minuses": ("a", " - b"), "switches": ("switch (a) { case 1: ", "}"),
    "tries": ("try {", "} catch {}"),
    "types": ("let x: A<B> = <A<", ">>c"), "patterns": ("let [a] = b; [", "] = c"), "parentheses": ("(", "a)"),
}  # fmt: skip


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_no_crash_and_the_rest_is_kept(name):
    opening, closing = DEEP[name]
    count = 3000
    if name in ("members", "pluses", "minuses"):
        text = opening + closing * count
    else:
        text = opening * count + closing * (count if closing.strip("a;c1") else 1)
    found = facts(f"before();\n{text}\n;after();")
    assert len(found.problems) <= 1
    if found.module is not None:
        assert {"before", "after"} <= found.index.calls
    assert pickle.loads(pickle.dumps(found)) == found


def test_long_flat_code_is_not_deep():
    text = "".join(f"const a{n} = [{n}];\n" for n in range(500))
    text += "if (a) b();" + " else if (a) b();" * 500 + "switch (a) {" + "case 1: c(); break;" * 500 + "}\n"
    text += "x = " + " + ".join(["'s'"] * 500) + "; y = " + " || ".join(["s"] * 500)
    found = facts(text)
    assert found.problems == ()
    assert {"b", "c"} <= found.index.calls
