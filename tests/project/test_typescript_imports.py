import json

import pytest

from cloudact_lint.project import typescript_imports
from cloudact_lint.project.typescript_imports import TypeScriptImports


def project(root, *paths, **configurations):
    """A project of empty sources; configuration files are given by path with ``__`` for ``/``."""
    for path, content in configurations.items():
        target = root / path.replace("__", "/").replace("_json", ".json")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return TypeScriptImports(str(root), paths)


def aliases(**options):
    return {"compilerOptions": options}


@pytest.mark.parametrize(
    ("specifier", "path"),
    [
        ("./a", "web/src/a.ts"),
        ("./a.js", "web/src/a.ts"),
        ("./a.ts", "web/src/a.ts"),
        ("./view", "web/src/view.tsx"),
        ("./view.jsx", "web/src/view.tsx"),
        ("./old", "web/src/old.js"),
        ("./old.js", "web/src/old.js"),
        ("./types", "web/src/types.d.ts"),
        ("./mod.mjs", "web/src/mod.mts"),
        ("./lib", "web/src/lib/index.ts"),
        ("./lib/", "web/src/lib/index.ts"),
        ("./a.server", "web/src/a.server.ts"),
        (".", "web/src/index.tsx"),
        ("..", "web/index.js"),
        ("../src/../src/a?raw", "web/src/a.ts"),
        ("./missing", None),
        ("../../../a", None),
        ("react", None),
        ("@google-cloud/bigquery", None),
        ("node:fs", None),
        ("/etc/a", None),
        ("https://x.dev/a.ts", None),
        ("", None),
    ],
)
def test_relative_paths(tmp_path, specifier, path):
    names = ["a.ts", "view.tsx", "old.js", "types.d.ts", "mod.mts", "lib/index.ts", "a.server.ts", "index.tsx", "x.css"]
    imports = project(tmp_path, "web/index.js", *(f"web/src/{name}" for name in names))
    assert imports.resolve("web/src/use.ts", specifier) == path


def test_a_file_comes_before_a_folder_of_its_name(tmp_path):
    imports = project(tmp_path, "a.ts", "a/index.ts")
    assert imports.resolve("b.ts", "./a") == "a.ts"
    assert imports.resolve("b.ts", "./a/") == "a/index.ts"
    assert imports.resolve("a/b.ts", "..") is None


def test_paths_of_the_nearest_configuration(tmp_path):
    imports = project(
        tmp_path, "web/lib/db.ts", "web/app/page.tsx", "api/lib/db.ts", "api/src/only.ts",
        web__tsconfig_json=aliases(paths={"@/*": ["./*"], "@/special": ["./app/page"], "#db": ["./lib/db.ts"]}),
        api__jsconfig_json=aliases(baseUrl="src", paths={"@/*": ["../lib/*"]}),
    )  # fmt: skip
    assert imports.resolve("web/app/deep/er/x.ts", "@/lib/db") == "web/lib/db.ts"
    assert imports.resolve("web/x.ts", "@/special") == "web/app/page.tsx"
    assert imports.resolve("web/x.ts", "#db") == "web/lib/db.ts"
    assert imports.resolve("api/x.js", "@/db") == "api/lib/db.ts"
    assert imports.resolve("api/x.js", "only") == "api/src/only.ts"
    assert imports.resolve("web/x.ts", "only") is None
    assert imports.resolve("x.ts", "@/lib/db") is None


def test_the_longest_pattern_is_tried_first_and_targets_in_order(tmp_path):
    imports = project(
        tmp_path, "src/a.ts", "gen/a.ts", "src/b.ts", "special/x/a.ts",
        tsconfig_json=aliases(baseUrl=".", paths={"*": ["gen/*", "src/*"], "x/*": ["special/x/*"]}),
    )  # fmt: skip
    assert imports.resolve("use.ts", "a") == "gen/a.ts"
    assert imports.resolve("use.ts", "b") == "src/b.ts"
    assert imports.resolve("use.ts", "x/a") == "special/x/a.ts"


def test_configuration_with_comments_trailing_commas_and_a_mark(tmp_path):
    text = '\ufeff// top\n{ "compilerOptions": { /* "paths": no */ "paths": { "@/*": ["./src/*",], /* , */ }, }, }'
    imports = project(tmp_path, "src/a.ts", tsconfig_json=text)
    assert imports.resolve("use.ts", "@/a") == "src/a.ts"


def test_inherited_configuration(tmp_path):
    imports = project(
        tmp_path, "config/lib/a.ts", "web/src/b.ts",
        config__base_json=aliases(paths={"@/*": ["./lib/*"], "~/*": ["${configDir}/src/*"]}),
        web__tsconfig_json={"extends": "../config/base"},
    )  # fmt: skip
    assert imports.resolve("web/x.ts", "@/a") == "config/lib/a.ts"
    assert imports.resolve("web/x.ts", "~/b") == "web/src/b.ts"


def test_configuration_inherited_from_a_package_of_the_repository(tmp_path):
    imports = project(
        tmp_path, "packages/conf/lib/a.ts", "packages/conf/x.js",
        packages__conf__package_json={"name": "@acme/conf"},
        packages__conf__base_json=aliases(baseUrl="lib"),
        web__tsconfig_json={"extends": ["@acme/conf/base.json", "not-there"]},
    )  # fmt: skip
    assert imports.resolve("web/x.ts", "a") == "packages/conf/lib/a.ts"


def test_a_solution_file_leads_to_the_projects_it_lists(tmp_path):
    imports = project(
        tmp_path, "src/a.ts",
        tsconfig_json={"files": [], "references": [{"path": "./tsconfig.node.json"}, {"path": "./tsconfig.app.json"}]},
        **{"tsconfig.app_json": aliases(paths={"@/*": ["./src/*"]}), "tsconfig.node_json": {}},
    )  # fmt: skip
    assert imports.resolve("src/x.ts", "@/a") == "src/a.ts"


def test_packages_of_the_same_repository(tmp_path):
    imports = project(
        tmp_path, "packages/db/src/index.ts", "packages/db/src/query.ts", "packages/util/main.ts",
        "packages/util/extra.ts",
        "packages/exp/source/entry.ts", "packages/exp/source/parts/one.ts",
        packages__db__package_json={"name": "@acme/db", "main": "dist/index.js"},
        packages__util__package_json={"name": "util2", "types": "./main.ts"},
        packages__exp__package_json={
            "name": "exp",
            "exports": {
                ".": {"import": {"types": "./nowhere.d.ts", "default": "./source/entry.ts"}},
                "./*": "./source/parts/*.ts",
            },
            "imports": {"#parts/*": "./source/parts/*.ts"},
        },
    )  # fmt: skip
    assert imports.resolve("web/x.ts", "@acme/db") == "packages/db/src/index.ts"
    assert imports.resolve("web/x.ts", "@acme/db/query") == "packages/db/src/query.ts"
    assert imports.resolve("web/x.ts", "@acme/db/dist/query.js") == "packages/db/src/query.ts"
    assert imports.resolve("web/x.ts", "util2") == "packages/util/main.ts"
    assert imports.resolve("web/x.ts", "util2/extra") == "packages/util/extra.ts"
    assert imports.resolve("web/x.ts", "exp") == "packages/exp/source/entry.ts"
    assert imports.resolve("web/x.ts", "exp/one") == "packages/exp/source/parts/one.ts"
    assert imports.resolve("packages/exp/source/entry.ts", "#parts/one") == "packages/exp/source/parts/one.ts"
    assert imports.resolve("web/x.ts", "#parts/one") is None
    assert imports.resolve("web/x.ts", "@acme/other") is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"compilerOptions": []}',
     '{"compilerOptions": {"paths": {"@/*": "x", "b": [1]}, "baseUrl": 3}}',
     '{"extends": "./tsconfig.json"}', '{"extends": 5, "references": [1, {"path": 2}]}', "\0",
     '{"extends": "./missing"}'],
)  # fmt: skip
def test_broken_configuration_is_as_good_as_none(tmp_path, text):
    imports = project(tmp_path, "a.ts", tsconfig_json=text, package_json=text)
    assert imports.resolve("b.ts", "@/a") is None
    assert imports.resolve("b.ts", "./a") == "a.ts"


def test_configuration_that_is_no_text(tmp_path):
    (tmp_path / "tsconfig.json").write_bytes(b"\xff\xfe\x80")
    assert TypeScriptImports(str(tmp_path), ["a.ts"]).resolve("b.ts", "@/a") is None


def test_nothing_is_read_for_relative_paths_and_nothing_twice(tmp_path, monkeypatch):
    imports = project(tmp_path, "src/a.ts", tsconfig_json=aliases(paths={"@/*": ["./src/*"]}))
    reads = []
    load, read = typescript_imports.load_aliases, typescript_imports.read_json
    monkeypatch.setattr(typescript_imports, "load_aliases", lambda *args: reads.append(args) or load(*args))
    monkeypatch.setattr(typescript_imports, "read_json", lambda path: reads.append(path) or read(path))
    assert imports.resolve("src/b.ts", "./a") == "src/a.ts"
    assert imports.resolve("src/b.ts", "./gone") is None
    assert reads == []
    for importer in ("src/b.ts", "src/c.ts", "src/deep/d.ts"):
        assert imports.resolve(importer, "@/a") == "src/a.ts"
    assert len(reads) == 1
