"""Two commands that need nothing but Python and git: ``check [PATHS]`` and ``test``.

Each makes a virtual environment in ``.venv`` if there is none, installs what it needs there,
and goes. Written so that a Python that is too old can still say so.
"""

# ruff: noqa: UP036

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / os.environ.get("CLOUDACT_LINT_VENV", ".venv")
PYTHON = str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
USAGE = """\
usage: python3 dev.py check [PATHS] [OPTIONS]   check PATHS; examples/monorepo if there are none
       python3 dev.py test [PYTEST OPTIONS]     run the tests
       python3 dev.py install [EXTRAS]          only make .venv, e.g. with dev,semgrep
"""


def main(arguments):
    """Do what the first word says. Returns the exit status."""
    command, rest = (arguments[0] if arguments else ""), arguments[1:]
    if command == "check":
        install("")
        return call("-m", "cloudact_lint", "check", *(rest or [example()]))
    if command == "test":
        install("dev")
        os.chdir(HERE)
        return call("-m", "pytest", "-n", "auto", "-m", "not slow", *rest)
    if command == "install":
        install(",".join(rest))
        return 0
    sys.stderr.write(USAGE)
    return 2


def example():
    """The example repository, as seen from the working directory."""
    return os.path.relpath(HERE / "examples" / "monorepo")


def call(*arguments):
    """Run the environment's Python. Returns its exit status."""
    return subprocess.call([PYTHON, *arguments])


def install(extras):
    """Make the environment and install this folder into it, unless that is done already."""
    wanted = hashlib.sha256((HERE / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / f"installed-{extras.replace(',', '-')}"
    if Path(PYTHON).exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    with_pip = importlib.util.find_spec("ensurepip") is not None
    pip = [PYTHON, "-m", "pip"] if with_pip else [sys.executable, "-m", "pip", "--python", PYTHON]
    if not with_pip and importlib.util.find_spec("pip") is None:
        fail(
            "this Python cannot make a virtual environment with pip in it.",
            "On Debian and Ubuntu: sudo apt install python3-venv",
        )
    if not Path(PYTHON).exists():
        say(f"Making a virtual environment in {os.path.relpath(VENV)}")
        run([sys.executable, "-m", "venv", str(VENV), *([] if with_pip else ["--without-pip"])])
    say("Installing what it needs")
    target = f"{HERE}[{extras}]" if extras else str(HERE)
    run([*pip, "install", "--quiet", "--disable-pip-version-check", "--editable", target])
    stamp.write_text(wanted)


def run(command):
    """Run a command that must succeed."""
    if subprocess.call(command):
        fail("this failed: " + " ".join(command))


def say(text):
    """Tell on standard error, where it is in nobody's way."""
    sys.stderr.write(text + " ...\n")
    sys.stderr.flush()


def fail(*lines):
    """End with an explanation."""
    sys.exit("error: " + "\n       ".join(lines))


if __name__ == "__main__":
    if sys.version_info < (3, 10):
        fail("Python 3.10 or newer is needed; this is " + sys.version.split()[0] + ".")
    sys.exit(main(sys.argv[1:]))
