"""``check --watch``, in a process of its own, with files that change under it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_samples import CALL, HOME, project, run


class Watch:
    """A running watch; :meth:`until` waits for a line."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(HOME), "CLOUDACT_LINT_CACHE_DIR": str(folder / ".c")}
        flags = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {}
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "cloudact_lint", "check", "--watch", "-q", "--output-format", "concise"],
            cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **flags,
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, words: str) -> list[str]:
        seen: list[str] = []
        while not seen or words not in seen[-1]:
            seen.append(self._lines.get(timeout=60))
        return seen

    def end(self) -> int:
        self.process.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)
        return self.process.wait(timeout=30)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[tuple[Path, Watch]]:
    project(tmp_path, {"pyproject.toml": "[tool.cloudact-lint]\n", "a.py": CALL})
    watching = Watch(tmp_path)
    yield tmp_path, watching
    watching.process.kill()
    watching.process.wait()


def test_a_change_is_seen_and_told(watch: tuple[Path, Watch]) -> None:
    folder, watching = watch
    first = watching.until("Watching for changes")
    assert [line.split(":")[0] for line in first[:-1]] == ["a.py"]
    (folder / "b.py").write_text(CALL)
    second = watching.until("Watching for changes")
    assert [line.split(":")[0] for line in second[:-1]] == ["a.py", "b.py"]
    assert second[-1] == "1 new, 0 gone. Watching for changes; Ctrl-C ends.\n"
    (folder / "a.py").write_text("x = 1\n")
    assert watching.until("Watching")[-1].startswith("0 new, 1 gone. ")
    assert watching.end() == 1, "the exit status of the last check"


def test_files_come_and_go_and_may_be_broken(watch: tuple[Path, Watch]) -> None:
    folder, watching = watch
    watching.until("Watching for changes")
    (folder / "a.py").write_text("def (:\n")
    assert any("CA902" in line for line in watching.until("Watching"))
    (folder / "a.py").unlink()
    assert watching.until("Watching")[-1].startswith("0 new, 1 gone. ")
    assert watching.end() == 0


def test_what_does_not_go_with_it(tmp_path: Path) -> None:
    ran = run("check", "--watch", "--fix", cwd=tmp_path)
    assert ran.code == 2 and "--watch does not go with --fix" in ran.err
