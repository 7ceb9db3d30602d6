#!/usr/bin/env bash
# The gate that a truststore passes before it is uploaded: lint, then, as far as they are given, what the change does
# to which client (against the truststore of a commit, or another one), or which clients are let in.
#
#   TRUSTSTORE=truststore.pem CLIENTS=clients BASE=origin/main scripts/gate.sh
#
# It reads the variables below and nothing else, so that no value is ever part of a command line that a shell parses.
# Reports go to OUT; on GitHub also to the step summary, and annotations to the log. Its exit code is the highest of
# mtlscheck's: see mtlscheck help exit-codes.
set -uo pipefail

mtlscheck=${MTLSCHECK:-mtlscheck} # the program
truststore=${TRUSTSTORE:?name the truststore in TRUSTSTORE}
clients=${CLIENTS:-}              # a file or directory of client certificates
base=${BASE:-}                    # a commit: the truststore before the change is the one there
old=${OLD:-}                      # or the truststore before the change itself: a path or s3://…
fail_on=${FAIL_ON:-error}
at=${AT:-}                        # judge as at this time instead of now, RFC 3339
out=${OUT:-mtlscheck-reports}

mkdir -p "$out" || exit 2
worst=0

# run NAME COMMAND… writes the reports NAME.* and remembers the highest exit code.
run() {
  local name=$1 code
  shift
  local outputs=(--output "sarif=$out/$name.sarif" --output "junit=$out/$name.xml" --output "markdown=$out/$name.md"
    --output "html=$out/$name.html" --output "json=$out/$name.json")
  if [ -n "${GITHUB_ACTIONS:-}" ]; then outputs+=(--output github); else outputs+=(--output text); fi
  "$mtlscheck" "$@" ${at:+--at "$at"} --fail-on "$fail_on" "${outputs[@]}"
  code=$?
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$out/$name.md" ]; then cat "$out/$name.md" >>"$GITHUB_STEP_SUMMARY"; fi
  if [ "$code" -gt "$worst" ]; then worst=$code; fi
}

# before writes the truststore as it is in the base commit. One that is new in this change has none: nobody can lose.
before() {
  git cat-file -e "$base^{commit}" 2>/dev/null || { echo "gate: there is no commit $base here: fetch it first" >&2; exit 3; }
  git cat-file -e "$base:./$truststore" 2>/dev/null || { echo "gate: $truststore is not in $base: nothing to compare it with" >&2; return; }
  old=$out/base/$(basename -- "$truststore")
  mkdir -p "$out/base" && git show "$base:./$truststore" >"$old" || exit 3
}

if [ -n "$base" ] && [ -z "$old" ]; then before; fi

run lint lint "$truststore"
if [ -n "$old" ] && [ -n "$clients" ]; then
  run diff diff "$old" "$truststore" --clients "$clients"
elif [ -n "$old" ]; then
  run diff diff "$old" "$truststore"
elif [ -n "$clients" ]; then
  run verify verify -t "$truststore" "$clients"
fi

if [ -n "${GITHUB_OUTPUT:-}" ]; then printf 'exit-code=%s\nreports=%s\n' "$worst" "$out" >>"$GITHUB_OUTPUT"; fi
exit "$worst"
