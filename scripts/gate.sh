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

worst=0

# say tells a person something. A file name may be a stranger's, who would like the runner to take it for a command.
say() { printf 'gate: %q: %s\n' "$1" "$2" >&2; }

# A name that begins with a dash is no flag.
case $truststore in -?*) truststore=./$truststore ;; esac
case $clients in -?*) clients=./$clients ;; esac
case $old in -?*) old=./$old ;; esac

command -v -- "$mtlscheck" >/dev/null || { say "$mtlscheck" "there is no such program: name it in MTLSCHECK"; exit 2; }
# Links in a change that somebody proposes would have the reports written anywhere.
if [ -L "$out" ] || [ -L "$out/base" ]; then say "$out" "is a link, or holds one named base: remove it, or name another directory in OUT"; exit 2; fi
mkdir -p -- "$out" || exit 2
rm -f -- "$out"/{lint,diff,verify}.{sarif,xml,md,html,json} # of an earlier run, which must not pass for this one's

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
  local dir file
  dir=$(dirname -- "$truststore") file=$(basename -- "$truststore")
  if [ ! -d "$dir" ]; then return; fi # lint says so
  git -C "$dir" rev-parse --git-dir >/dev/null || { say "$dir" "is in no git repository that can be used: leave BASE out, or name the earlier truststore in OLD"; exit 3; }
  git -C "$dir" cat-file -e "$base^{commit}" 2>/dev/null || { say "$base" "there is no such commit here: fetch it first"; exit 3; }
  git -C "$dir" cat-file -e "$base:./$file" 2>/dev/null || { say "$truststore" "is not in $(printf %q "$base"): nothing to compare it with. If it had another name there, write that one to a file, and name it in OLD"; return; }
  old=$out/base/$file
  mkdir -p -- "$out/base" && rm -f -- "$old" && git -C "$dir" show "$base:./$file" >"$old" || exit 3
  case $old in -?*) old=./$old ;; esac
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
