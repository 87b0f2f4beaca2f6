#!/usr/bin/env bash
# Annotations on standard output, a job summary, SARIF; the exit status is that of the tool.
set -uo pipefail

home="${RUNNER_TEMP:-/tmp}/cloudact-lint-env"
tool="$home/bin/cloudact-lint"
[ -x "$tool" ] || tool="$home/Scripts/cloudact-lint.exe"
[ -n "$CACHE_DIR" ] && export CLOUDACT_LINT_CACHE_DIR="$CACHE_DIR"

# Options and paths are words; nothing in them is run.
read -r -a paths <<< "$PATHS"
read -r -a options <<< "$ARGS"

if [ "$ONLY_NEW" = "true" ]; then
  nothing=0000000000000000000000000000000000000000
  if [ -n "$BASE" ]; then
    options+=(--new-from-merge-base "$BASE")
  elif [ -n "$PULL_BASE" ]; then
    options+=(--new-from-merge-base "$PULL_BASE")
  elif [ -n "$BEFORE" ] && [ "$BEFORE" != "$nothing" ]; then
    options+=(--new-from-rev "$BEFORE")
  fi
fi

status=0
"$tool" check "${options[@]}" --quiet --output-format github -- "${paths[@]}" || status=$?
printf 'exit-code=%s\n' "$status" >> "$GITHUB_OUTPUT"
if [ "$status" -ge 2 ]; then
  exit "$status"
fi

# What is asked again is remembered: each of these takes a moment.
if [ "$SUMMARY" = "true" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  "$tool" check "${options[@]}" --exit-zero --quiet --output-format markdown -- "${paths[@]}" >> "$GITHUB_STEP_SUMMARY"
fi
if [ -n "$SARIF" ]; then
  "$tool" check "${options[@]}" --exit-zero --quiet --output-format sarif --output-file "$SARIF" -- "${paths[@]}"
  printf 'sarif-file=%s\n' "$SARIF" >> "$GITHUB_OUTPUT"
fi
exit "$status"
