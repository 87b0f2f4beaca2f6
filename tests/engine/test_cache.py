"""The cache: quick, never stale, never dangerous, never in the way."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine import pool, runner
from cloudact_lint.engine.cache import Store, cache_root, clean
from cloudact_lint.engine.codec import dumps, loads
from cloudact_lint.facts.records import FileFacts, FileIndex
from cloudact_lint.findings import Location, Severity, Span

URL = 'URL = "http://localhost:8000"\n'


class Bench:
    """A project, its cache, and which files each run analysed."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.cache = folder / "project", folder / "cache"
        self.root.mkdir()
        self.analysed: list[str] = []
        genuine = pool.analyse

        def analyse(settings: Settings, path: str, data: bytes | None = None):  # type: ignore[no-untyped-def]
            self.analysed.append(path)
            return genuine(settings, path, data)

        monkeypatch.setattr(pool, "analyse", analyse)

    def write(self, path: str, text: str, age: float = 100) -> None:
        (self.root / path).write_text(text)
        then = time.time() - age
        os.utime(self.root / path, (then, then))

    def run(self, *paths: str, use_cache: bool = True, **settings: object) -> list[tuple[str, str, int]]:
        self.analysed.clear()
        result = runner.check(
            Settings(root=str(self.root), **settings), [str(self.root / path) for path in paths or ("",)],
            cache_dir=str(self.cache), use_cache=use_cache, jobs=1,
        )
        assert not result.crashed
        return [(found.code, found.location.path, found.location.span.row) for found in result.findings]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(tmp_path, monkeypatch)
    made.write("a.py", URL)
    made.write("b.py", "x = 1\n")
    return made


FOUND = [("CA101", "a.py", 1)]


def test_unchanged_files_are_not_looked_at_again(bench: Bench) -> None:
    assert bench.run() == FOUND
    assert bench.analysed == ["a.py", "b.py"]
    assert bench.run() == FOUND
    assert bench.run("a.py") == FOUND
    assert bench.run("b.py") == []
    assert bench.analysed == []


def test_only_changed_files_are(bench: Bench) -> None:
    bench.run()
    bench.write("b.py", "x = 1\n" + URL, age=50)
    assert bench.run() == [*FOUND, ("CA101", "b.py", 2)]
    assert bench.analysed == ["b.py"]
    bench.write("b.py", "x = 1\n", age=40)
    assert bench.run() == FOUND


def test_a_change_of_equal_size_within_the_clocks_tick(bench: Bench) -> None:
    now = time.time()
    bench.write("b.py", URL)
    os.utime(bench.root / "b.py", (now, now))
    assert len(bench.run()) == 2
    bench.write("b.py", URL.replace("localhost", "127.0.0.9").replace("http", "hxxp"))
    os.utime(bench.root / "b.py", (now, now))
    assert bench.run() == FOUND


def test_touched_files_are_only_hashed(bench: Bench) -> None:
    bench.run()
    bench.write("a.py", URL, age=10)
    assert bench.run() == FOUND
    assert bench.analysed == []


def test_new_and_deleted_files(bench: Bench) -> None:
    bench.run()
    bench.write("c.py", URL)
    assert bench.run() == [*FOUND, ("CA101", "c.py", 1)]
    (bench.root / "c.py").unlink()
    (bench.root / "a.py").unlink()
    assert bench.run() == []


def test_settings_that_only_decide_what_is_shown_share_a_cache(bench: Bench) -> None:
    bench.run()
    assert bench.run(ignore=("CA101",)) == []
    assert bench.run(select=("CA101",), severity="low", advice=True) == FOUND
    assert bench.analysed == []
    assert bench.run(allowed_hosts=("localhost:8000", "localhost")) == []


def test_without_a_cache_nothing_is_written(bench: Bench) -> None:
    assert bench.run(use_cache=False) == FOUND
    assert not bench.cache.exists()


def test_nothing_is_written_into_the_project(bench: Bench) -> None:
    bench.run()
    assert sorted(path.name for path in bench.root.iterdir()) == ["a.py", "b.py"]


def cached(bench: Bench) -> list[Path]:
    return [path for path in bench.cache.rglob("*") if path.is_file()]


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"\x80\x05.", os.urandom(500)])
def test_damaged_caches_are_empty_caches(bench: Bench, damage: bytes) -> None:
    bench.run()
    for path in cached(bench):
        path.write_bytes(damage)
    assert bench.run() == FOUND
    for path in cached(bench):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert bench.run() == FOUND
    for path in cached(bench):
        if path.name.startswith("facts"):
            path.unlink()
    bench.write("b.py", "x = 2\n", age=20)
    assert bench.run() == FOUND


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, ("evil",))


def test_a_tampered_cache_runs_nothing(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bench.run()
    payload = pickle.dumps({"a.py": Evil()}, 5)
    for path in cached(bench):
        head = len(payload).to_bytes(8, "little") if path.name.startswith("index") else b""
        path.write_bytes(head + payload + payload)
    assert bench.run() == FOUND
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("value", [Evil(), len, Path("x"), pickle.loads, Settings()])
def test_codec_refuses_what_is_no_record(value: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        loads(pickle.dumps(value))


def test_codec_refuses_functions_of_our_modules() -> None:
    with pytest.raises(pickle.UnpicklingError):
        loads(b"\x80\x04\x8c\x16cloudact_lint.findings\x8c\x0ccontent_hash\x93.")


def test_codec_keeps_records() -> None:
    value = (FileFacts(FileIndex("a", "python", "0", frozenset({"x"}))), Location("a", Span(1, 2, 3, 4)), Severity.HIGH)
    assert loads(dumps(value)) == value


def test_unwritable_folder(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert bench.run() == FOUND
    assert bench.run() == FOUND


def test_runs_side_by_side(bench: Bench) -> None:
    one = Store.open(str(bench.root), "key", str(bench.cache), True)
    bench.run()
    two = Store.open(str(bench.root), "key", str(bench.cache), True)
    for store in (one, two):
        store.dirty = True
        store.save()
    assert bench.run() == FOUND


def test_old_states_are_pruned(bench: Bench) -> None:
    for number in range(12):
        bench.write("b.py", f"x = {number}\n", age=50 - number)
        bench.run(allowed_hosts=(f"host{number}",))
        bench.run(advice=bool(number % 2))
    names = [path.name.partition("-")[0] for path in cached(bench)]
    assert names.count("index") <= 4
    assert names.count("result") <= 8


def test_many_small_changes_do_not_pile_up(bench: Bench) -> None:
    for number in range(25):
        bench.write("b.py", f"x = {number + 100}\n", age=90 - number)
        bench.run()
    store = Store.open(str(bench.root), runner.local_key(Settings(root=str(bench.root))), str(bench.cache), True)
    assert store.facts("a.py") is not None
    assert len({entry.segment for entry in store.entries.values()}) <= 8


def test_clean(bench: Bench) -> None:
    bench.run()
    (bench.cache / "mine.txt").write_text("not a cache file")
    assert clean(str(bench.cache)) > 0
    assert [path.name for path in cached(bench)] == ["mine.txt"]
    assert clean(str(bench.cache)) == 0


def test_where_it_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLOUDACT_LINT_CACHE_DIR", str(tmp_path))
    assert cache_root() == tmp_path
    assert cache_root("other") == Path("other")
    monkeypatch.delenv("CLOUDACT_LINT_CACHE_DIR")
    assert cache_root().name == "cloudact-lint"
