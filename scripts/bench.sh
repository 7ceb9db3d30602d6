#!/usr/bin/env bash
# Measures mtlscheck against openssl and against the floor, all in one run on one machine, and prints ratios.
#   scripts/bench.sh            the bars
#   scripts/bench.sh --growth   and how time and memory grow, as a Markdown table
# The floor parses the same files and checks one signature a client with the same primitives on all cores.
# Needs Go, openssl and GNU time. Figures of a busy machine are worth nothing: look at the load it prints.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in mtlscheck:. pki:./internal/bench/pki floor:./internal/bench/floor; do
  CGO_ENABLED=0 go build -trimpath -o "$work/${tool%%:*}" "${tool#*:}"
done
mtlscheck=$work/mtlscheck

# measure COMMAND… prints "seconds kilobytes", the best of three: noise only ever adds.
measure() {
  for _ in 1 2 3; do
    "$(command -v time)" -f '%e %M' -o "$work/time" "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
    tail -n 1 "$work/time"
  done | sort -n | head -n 1
}
seconds() { measure "$@" | cut -d' ' -f1; }
kilobytes() { measure "$@" | cut -d' ' -f2; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
openssl_verify() { openssl verify -no-CApath -no-CAstore -purpose sslclient -CAfile "$@"; }
export -f openssl_verify

# Times below a hundredth of a second are beyond GNU time: repeat them.
repeat() { local n=$1; shift; for ((i = 0; i < n; i++)); do "$@" >/dev/null || exit 1; done; }
export -f repeat

echo "$(go version), $(openssl version | cut -d' ' -f1-2), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"

"$work/pki" "$work/one" rsa2048 1000 1
ours=$(seconds bash -c "repeat 20 $mtlscheck verify -t $work/one/truststore.pem $work/one/clients.pem")
theirs=$(seconds bash -c "repeat 20 openssl_verify $work/one/truststore.pem $work/one/clients.pem")
echo "1 client, 1,000 CAs: $(ratio "$ours" "$theirs") of openssl's time (bar 0.12)"

for kind in rsa2048 rsa4096 p256 p384; do
  dir=$work/$kind
  "$work/pki" "$dir" $kind 1000 20000
  ours=$(seconds "$mtlscheck" verify --quiet -t "$dir/truststore.pem" "$dir/clients.pem")
  least=$(seconds "$work/floor" "$dir/truststore.pem" "$dir/clients.pem")
  files=("$dir"/clients/*.pem)
  ten=("${files[@]}" "${files[@]}" "${files[@]}" "${files[@]}" "${files[@]}" "${files[@]}" "${files[@]}" "${files[@]}" "${files[@]}" "${files[@]}")
  theirs=$( { "$(command -v time)" -f '%e' openssl verify -no-CApath -no-CAstore -purpose sslclient -CAfile "$dir/truststore.pem" "${ten[@]}" >/dev/null; } 2>&1 | tail -n 1)
  bar=6; case $kind in p*) bar=3 ;; esac
  echo "20,000 clients, 1,000 CAs, $kind: $(ratio "$theirs" "$ours") times openssl's throughput (bar $bar), $(ratio "$ours" "$least") times the floor's time (bar 1.4): $ours s, openssl $theirs s, floor $least s"
done

"$work/pki" "$work/big" rsa2048 1000 100000
echo "100,000 clients: $(( $(kilobytes "$mtlscheck" verify --quiet -t "$work/big/truststore.pem" "$work/big/clients.pem") / 1024 )) MiB at the peak (bar 200)"

[ "${1:-}" = --growth ] || exit 0
echo
echo "| CAs | clients | seconds | MiB |"
echo "| ---: | ---: | ---: | ---: |"
for shape in "10 1" "100 1" "1000 1" "10000 1" "1000 10" "1000 100" "1000 1000" "1000 10000" "1000 100000"; do
  read -r cas clients <<<"$shape"
  "$work/pki" "$work/grow" p256 "$cas" "$clients"
  read -r s kb <<<"$(measure "$mtlscheck" verify --quiet -t "$work/grow/truststore.pem" "$work/grow/clients.pem")"
  echo "| $cas | $clients | $s | $((kb / 1024)) |"
done
