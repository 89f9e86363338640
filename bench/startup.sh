#!/usr/bin/env bash
# Measures whole processes: tuner --help, and 1,152 combinations on three symbols of 20,000 bars from CSV files to written results.
#   bench/startup.sh [PATH OF TUNER] [RUNS]     the best and the median of RUNS (default 15), in seconds of wall time
# As built:   dotnet build cli -c Release && bench/startup.sh
# Published:  dotnet publish cli -c Release -r linux-x64 -o dist && bench/startup.sh dist/tuner
set -euo pipefail
cd "$(dirname "$0")/.."
tuner=$(realpath "${1:-cli/bin/Release/net10.0/tuner}") runs=${2:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=()
for symbol in EURUSD GBPUSD USDJPY; do
  "$tuner" data synth "$work/$symbol.csv" --symbol "$symbol" --bars 20000 >/dev/null
  data+=(--data "$symbol=$work/$symbol.csv")
done

measure() {
  local name=$1 times=() from to
  shift
  for ((i = 0; i < runs; i++)); do
    rm -rf "$work/out"
    from=$(date +%s%N)
    "$@" >/dev/null
    to=$(date +%s%N)
    times+=($(((to - from) / 1000)))
  done
  printf '%s\n' "${times[@]}" | sort -n | awk -v name="$name" '{ t[NR] = $1 } END { printf "%-30s best %.3f s  median %.3f s\n", name, t[1] / 1e6, t[int((NR + 1) / 2)] / 1e6 }'
}

measure "tuner --help" "$tuner" --help
measure "tuner run, 1,152 x 3 x 20,000" "$tuner" run examples/fx-two-stage.yaml "${data[@]}" --out "$work/out" --quiet
