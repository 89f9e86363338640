#!/usr/bin/env bash
# A newcomer's walk: runs every command of README.md, top to bottom, in one fresh folder, and fails at the first line that does.
#
#   tests/walk/readme.sh              copies the repository to the folder and builds it there
#   tests/walk/readme.sh --tuner DIR  takes the command 'tuner' from DIR, built before
#
# Commands are the indented blocks. A comment before a block says where the walk departs from it:
#   <!-- walk: in the background -->      its one line is a server; the walk goes on as soon as it answers
#   <!-- walk: left out: REASON -->       not run; the walk lists each of its lines with the reason
# Two words are filled in: ID is the newest study of the service, and the port 7071 is one that is free.
set -euo pipefail

repository=$(cd "$(dirname "$0")/../.." && pwd)
fresh=$(mktemp -d)
server=
# The service writes until it has ended; only then its folder can be removed.
leave() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    for _ in $(seq 100); do
        [ -n "$server" ] && kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    rm -rf "$fresh"
}
trap leave EXIT

case "${1:-}" in
    --tuner)
        built=$(cd "$2" && pwd)
        cp -r "$repository/examples" "$fresh/"
        ;;
    "")
        built=$fresh/cli/bin/Release/net10.0
        (cd "$repository" && git ls-files -z --cached --others --exclude-standard | tar --null -T - -c) | tar -x -C "$fresh"
        (cd "$fresh" && dotnet build cli -c Release --nologo -v quiet)
        ;;
    *)
        echo "usage: $0 [--tuner DIR]" >&2
        exit 2
        ;;
esac

# A line for each command: number, how it is run, the command. What a backslash continues is one command.
commands() {
    awk '
        /^<!-- walk: .* -->$/ { how = $0; sub(/^<!-- walk: /, "", how); sub(/ -->$/, "", how); next }
        /^    / {
            text = substr($0, 5)
            if (held == "") { first = NR }
            if (text ~ /\\$/) { held = held substr(text, 1, length(text) - 1); next }
            text = held text; held = ""; sub(/^ +/, "", text)
            print first "\t" (how == "" ? "run" : how) "\t" text
            inside = 1
            next
        }
        inside { how = ""; inside = 0 }
    ' "$repository/README.md"
}

free_port() {
    for port in $(seq 7301 7399); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

port=$(free_port)
walk=$fresh/walk.sh
{
    cat <<SCRIPT
set -Eeuo pipefail
cd "$fresh"
export PATH="$built:\$PATH" TUNER_KEY=
newest() { tuner list --server http://127.0.0.1:$port | awk 'NR == 1 { print \$1 }'; }
# Errors of the service are failures here; a trial that is not there yet is asked for again, as README says.
curl() {
    for try in \$(seq 100); do
        code=\$(command curl -sS --fail-with-body -o "$fresh/answer" -w '%{http_code}' "\$@") || { cat "$fresh/answer"; return 22; }
        [ "\$code" = 204 ] || break
        sleep 0.3
    done
    cat "$fresh/answer"
    echo
    [ "\$code" != 204 ]
}
answers() { (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null; }
trap 'status=\$?; echo "README.md:\$line failed with exit code \$status: \$text" >&2; exit 1' ERR
SCRIPT
    while IFS=$'\t' read -r line how text; do
        printf 'line=%s text=%q\n' "$line" "$text"
        filled=$(sed -e "s/\b7071\b/$port/g" -e 's/\bID\b/$(newest)/g' -e 's/^dotnet run --project cli -c Release --/tuner/' <<<"$text")
        case "$how" in
            run)
                printf 'echo "README.md:$line: $text"\n%s\n' "$filled"
                ;;
            "in the background")
                printf 'echo "README.md:$line: $text (in the background)"\n'
                printf '%s --port %s >"%s/server.log" 2>&1 &\n' "${filled%% #*}" "$port" "$fresh"
                printf 'echo $! >"%s/server.pid"\nfor try in $(seq 100); do answers && break; sleep 0.2; done\nanswers\n' "$fresh"
                ;;
            "left out: "*)
                printf 'echo "README.md:$line left out, %s: $text"\n' "${how#left out: }"
                ;;
            *)
                echo "README.md:$line: the walk does not know the mark '$how'." >&2
                exit 1
                ;;
        esac
    done < <(commands)
} >"$walk"

status=0
bash "$walk" || status=$?
[ ! -f "$fresh/server.pid" ] || server=$(cat "$fresh/server.pid")
if [ "$status" != 0 ] && [ -f "$fresh/server.log" ]; then
    sed 's/^/server: /' "$fresh/server.log" >&2
fi
[ "$status" = 0 ] && echo "The walk is done: $(grep -c '^line=' "$walk") lines."
exit "$status"
