import pytest
from contract_support import show, typescript

TYPES = {
    "interfaces": ("interface M { a: string; readonly b?: number; 'c-d': boolean }", "M{a: string, b?: number,"
                   " c-d: boolean}"),
    "heirs": ("interface A { a: string } interface M extends A { a: 'x'; b: null }", 'M{a: "x", b: null}'),
    "aliases": ("type M = N; type N = string | null", "string | null"),
    "object aliases": ("type M = { a: number[]; b: Array<string>; c: [number, string] }",
                       "M{a: [number], b: [string], c: [number | string]}"),
    "classes": ("class M { id!: string; name?: string; n = 1; greet() { return 1 } }", "M{id: string, name?: string}"),
    "undefined": ("interface M { a: string | undefined; b?: any; c: undefined | null }", "M{a?: string, b?:"
                  " unknown, c?: null}"),
    "literals": ("type M = 'on' | 'off' | 3 | true", 'true | 3 | "off" | "on"'),
    "enums": ("enum M { A = 'a', B = 'b' }", '"a" | "b"'),
    "enums of numbers": ("enum M { A, B }", "0 | 1"),
    "members of enums": ("enum E { A = 'a', B = 'b' } type M = { x: E.A }", 'M{x: "a"}'),
    "intersections": ("interface A { a: string } type M = A & { b: number }", "M{a: string, b: number}"),
    "intersections in place": ("interface A { a: string } interface B { b: number } type M = { x: A & B }",
                               "M{x: A & B{a: string, b: number}}"),
    "maps": ("type M = { a: Record<string, number>; b: { [k: string]: boolean } }", "M{a: <number>, b: <boolean>}"),
    "further keys": ("interface M { a: string; [more: string]: unknown }", "M{a: string, …}"),
    "records of known keys": ("type K = 'a' | 'b'; type M = { x: Record<K, number> }", "M{x: {a: number, b: number}}"),
    "partial": ("interface A { a: string; b: number } type M = Partial<A>", "A{a?: string, b?: number}"),
    "required": ("interface A { a?: string } type M = Required<A>", "A{a: string}"),
    "pick": ("interface A { a: string; b: number } type M = Pick<A, 'a'>", "A{a: string}"),
    "omit": ("interface A { a: string; b: number; c: null } type M = Omit<A, 'a' | 'b'>", "A{c: null}"),
    "omit of what is not known": ("interface A { a: string } type M = Omit<A, keyof B>", "A{…}"),
    "wrapped": ("type M = { a: Promise<string>; b: Readonly<string[]>; c: readonly number[] }",
                "M{a: string, b: [string], c: [number]}"),
    "generic": ("interface Page<T> { items: T[]; next: T | null } type M = Page<string>", "Page{items: [string],"
                " next: string | null}"),
    "generic aliases": ("type Maybe<T> = T | null; type M = { a: Maybe<number> }", "M{a: number | null}"),
    "generic without arguments": ("interface M<T> { items: T[] }", "M{items: [unknown]}"),
    "recursive": ("interface M { kids: M[] }", "M{kids: [M{kids: [M{kids: [M]}]}]}"),
    "recursive unions": ("type M = string | M[]", "string | [unknown]"),
    "dates": ("interface M { at: Date }", "M{at: Date}"),
    "unknown": ("interface M { a: any; b: unknown; c: Missing; d: keyof X; e: () => void; f: {}; g: A['x'] }",
                "M{a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown, g: unknown}"),
    "unknown bases": ("interface M extends Missing { a: string }", "M{a: string, …}"),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_types(name):
    text, expected = TYPES[name]
    assert show(typescript(text, "M")) == expected


def test_a_type_and_a_value_may_share_a_name():
    text = "import { z } from 'zod'; export const M = z.object({ a: z.string() }); export type M = z.infer<typeof M>"
    assert show(typescript(text, "M")) == "M{a: string}"


def test_types_of_other_files():
    files = {
        "types/order.ts": "export interface Order { id: string }\nexport type Id = string",
        "types/index.ts": "export * from './order';\nexport type { Order as Again } from './order'",
    }
    text = (
        "import type { Order, Id, Again } from './types'; import * as all from './types';"
        "type M = { a: Order; b: Id; c: Again; d: all.Order }"
    )
    order = "Order{id: string}"
    assert show(typescript(text, "M", files)) == f"M{{a: {order}, b: string, c: {order}, d: {order}}}"


def test_imports_in_a_circle_end():
    files = {"b.ts": "export type { M } from './app'"}
    assert show(typescript("export type { M } from './b'", "M", files)) == "unknown"


SCHEMAS = {
    "z.object({ a: z.string().min(1), b: z.number().int(), c: z.boolean() })": "S{a: string, b: number, c: boolean}",
    "z.object({ a: z.string().optional(), b: z.number().nullable(), c: z.any().nullish() })":
        "S{a?: string, b: number | null, c?: unknown}",
    "z.object({ a: z.string().default('x'), b: z.optional(z.number()), c: z.nullable(z.null()) })":
        "S{a?: string, b?: number, c: null}",
    "z.object({ e: z.enum(['a', 'b']), l: z.literal('x'), d: z.date(), r: z.record(z.string(), z.number()) })":
        'S{e: "a" | "b", l: "x", d: Date, r: <number>}',
    "z.array(z.object({ a: z.string() }))": "[{a: string}]",
    "z.string().array()": "[string]",
    "z.union([z.string(), z.number()])": "string | number",
    "z.object({ a: z.string(), b: z.number() }).partial()": "S{a?: string, b?: number}",
    "z.object({ a: z.string(), b: z.number() }).pick({ a: true })": "S{a: string}",
    "z.object({ a: z.string(), b: z.number() }).omit({ a: true })": "S{b: number}",
    "z.object({ a: z.string() }).extend({ b: z.number() }).passthrough()": "S{a: string, b: number}",
    "z.object({ a: z.string() }).merge(Other)": "S{a: string, x: number}",
    "z.object({ a: z.string().transform(f), b: z.string().catch('x'), c: z.coerce.date() })":
        "S{a: string, b?: unknown, c: unknown}",
    "z.lazy(() => Other)": "Other{x: number}",
    "z.object({ ...base, a: z.string() })": "S{a: string, …}",
    "make()": "unknown",
}  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS)
def test_schemas_of_zod(schema):
    text = f"import {{ z }} from 'zod'\nconst Other = z.object({{ x: z.number() }})\nconst S = {schema}\n"
    assert show(typescript(text + "type M = z.infer<typeof S>", "M")) == SCHEMAS[schema]
