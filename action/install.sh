#!/usr/bin/env bash
# Install the tool into an environment of its own, so that it meets no package of the project.
set -euo pipefail

home="${RUNNER_TEMP:-/tmp}/cloudact-lint-env"
if [ ! -x "$home/bin/cloudact-lint" ] && [ ! -x "$home/Scripts/cloudact-lint.exe" ]; then
  "$PYTHON" -m venv "$home"
  python="$home/bin/python"
  [ -x "$python" ] || python="$home/Scripts/python.exe"
  "$python" -m pip install --quiet --disable-pip-version-check "${VERSION:-$ACTION}"
fi
