"""How long a check takes, beside other tools on the same tree: cold, unchanged again, one file changed.

    python benchmarks/compare.py PATH [--rounds 3]

PATH is copied first; only the copy is touched. Tools that are not installed are left out. Each
figure is the fastest of some rounds, wall clock, in seconds. Ruff and Flake8 check Python only and
ask no question that needs a second file; Semgrep runs two rules of the pack.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

PACK = Path(__file__).parents[1] / "semgrep-rules" / "python"
TWO_RULES = ("missing-maximum-bytes-billed", "hardcoded-service-url")
LEFT_OUT = shutil.ignore_patterns(".git", "node_modules", ".venv", "venv", "__pycache__", ".next", "dist", "build")


class Tool(NamedTuple):
    name: str
    command: tuple[str, ...]
    caches: bool = True
    """Whether a second run can be quicker than the first."""


class Round(NamedTuple):
    cold: float
    warm: float
    changed: float


def tools(cache: Path) -> list[Tool]:
    """The tools that are installed beside this Python."""
    ours = (sys.executable, "-m", "cloudact_lint", "check", "-q", "--cache-dir", f"{cache}/ours", ".")
    found = [Tool("cloudact-lint", ours)]
    if ruff := program("ruff"):
        found.append(Tool("ruff check", (ruff, "check", "-q", "--isolated", "--cache-dir", f"{cache}/ruff", ".")))
    if flake8 := program("flake8"):
        found.append(Tool("flake8", (flake8, "-q", "--isolated", "."), caches=False))
    if semgrep := program("semgrep"):
        rules = [word for name in TWO_RULES for word in ("--config", str(PACK / f"{name}.yaml"))]
        quiet = ("--metrics", "off", "--disable-version-check", "--quiet")
        found.append(Tool("semgrep, two rules", (semgrep, "scan", *rules, *quiet, "."), caches=False))
    return found


def program(name: str) -> str | None:
    """A command of this environment, else of the path."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def seconds(command: Sequence[str], tree: Path) -> float:
    """The wall clock of one run, whatever it found."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=tree, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    took = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return took


def measure(tool: Tool, tree: Path, forget: Callable[[], None], touch: Callable[[], None], rounds: int) -> Round:
    """The fastest of some rounds. File caches of the system are warm from the first, unmeasured run."""
    seconds(tool.command, tree)
    results = []
    for _ in range(rounds):
        forget()
        cold = seconds(tool.command, tree)
        warm = seconds(tool.command, tree) if tool.caches else cold
        touch()
        results.append(Round(cold, warm, seconds(tool.command, tree) if tool.caches else cold))
    return Round(*(min(column) for column in zip(*results)))


def toucher(tree: Path) -> Callable[[], None]:
    """Changes the middle one of the tree's Python files by size, differently each time."""
    files = sorted(tree.rglob("*.py"), key=lambda path: (path.stat().st_size, str(path)))
    if not files:
        raise SystemExit("there is no Python file to change")
    file, count = files[len(files) // 2], 0

    def touch() -> None:
        nonlocal count
        count += 1
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f"\nBENCHMARK_{count} = {count}\n")

    return touch


def describe(tree: Path) -> str:
    """How much there is, in one line."""
    sizes: dict[str, tuple[int, int]] = {}
    for path in tree.rglob("*"):
        if path.suffix in (".py", ".ts", ".tsx", ".sql", ".yaml", ".yml", ".ipynb") and path.is_file():
            count, size = sizes.get(path.suffix, (0, 0))
            sizes[path.suffix] = (count + 1, size + path.stat().st_size)
    parts = [f"{count:,} {suffix} ({size / 1e6:.1f} MB)" for suffix, (count, size) in sorted(sizes.items())]
    return f"{', '.join(parts)}; {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, nargs="?", default=Path(__file__).parents[1] / "examples" / "monorepo")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if not given.path.is_dir():
        raise SystemExit(f"there is no folder '{given.path}'")
    with tempfile.TemporaryDirectory() as folder:
        tree, cache = Path(folder, "tree"), Path(folder, "cache")
        shutil.copytree(given.path, tree, ignore=LEFT_OUT, symlinks=True)
        touch = toucher(tree)
        print(describe(tree))
        print(f"\n{'':20}{'cold':>9}{'unchanged':>12}{'one changed':>14}")
        for tool in tools(cache):
            result = measure(tool, tree, lambda: shutil.rmtree(cache, ignore_errors=True), touch, given.rounds)
            marks = "" if tool.caches else "   keeps nothing between runs"
            print(f"{tool.name:20}{result.cold:8.2f} s{result.warm:10.2f} s{result.changed:12.2f} s{marks}", flush=True)


if __name__ == "__main__":
    main()
