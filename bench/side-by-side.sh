# Common functions of the benchmarks in this directory, which source this file: starts servers, measures them in turn, and prints
# a table of medians. A script that sources it
#   sets runs, requests, warm_up and keys, and scratch_in if the scratch directory must be on a certain disk;
#   defines "request NAME COUNT", which sends COUNT requests to the server NAME and sets rps to the requests per second.
#
# The CPU time, in microseconds per request, is that of the server alone; other load on the machine affects it less than it
# affects the requests per second.
# shellcheck shell=bash disable=SC2034,SC2154
export LC_ALL=C

# Why: "run" passes standard input on, and a closed one cannot be.
{ true 3<&0; } 2>&- || exec 0</dev/null

clients=50
value=$(printf 'x%.0s' {1..100})
new_key=__rand_int__:__rand_int__:__rand_int__
read -r -a latchkey <<<"${LATCHKEY_COMMAND:-$root/latchkey}"
scratch=$(mktemp -d "${scratch_in:-${TMPDIR:-/tmp}}/latchkey-bench.XXXXXX")
declare -A pids=() ports=()
child_pid=

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 2
}

# Stops the processes that this script started, and no others.
end_servers() {
    local pid
    for pid in $child_pid "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    child_pid=""
    pids=()
    ports=()
}
trap 'end_servers; rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

require() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || fail "$tool not found (Debian packages: redis-server, redis-tools)"
    done
    command -v "${latchkey[0]}" >/dev/null || fail "${latchkey[0]} not found: set LATCHKEY_COMMAND to the command that starts Latchkey"
}

# Runs a command so that this script handles a signal immediately, not when the command has exited. Why <&0: without it, a
# command in the background reads no input.
run() {
    "$@" <&0 &
    child_pid=$!
    local code=0
    wait "$child_pid" || code=$?
    child_pid=
    return "$code"
}

is_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 12000))
        if ! is_taken "$port"; then
            echo "$port"
            return
        fi
    done
    fail "no free port found"
}

redis_answers() {
    [ "$(redis-cli -p "$1" ping 2>/dev/null)" = PONG ]
}

# start NAME PORT ANSWERS COMMAND...: starts a server and waits until "ANSWERS PORT" succeeds. The timeout is long because the
# launcher may have to build Latchkey first.
start() {
    local name=$1 port=$2 answers=$3
    shift 3
    "$@" >"$scratch/$name.log" 2>&1 &
    pids[$name]=$!
    ports[$name]=$port
    for _ in {1..3000}; do
        kill -0 "${pids[$name]}" 2>/dev/null || fail "$name did not start: $(tail -n 5 "$scratch/$name.log")"
        if "$answers" "$port"; then return; fi
        sleep 0.1
    done
    fail "$name does not reply on port $port"
}

# start_latchkey NAME FLAGS...
start_latchkey() {
    local port
    port=$(free_port)
    start "$1" "$port" redis_answers "${latchkey[@]}" serve "${@:2}" --port "$port"
}

# start_redis FLAGS...
start_redis() {
    local port
    port=$(free_port)
    start redis "$port" redis_answers redis-server --port "$port" --bind 127.0.0.1 --save "" "$@"
}

# load NAME VERB [SUFFIX]: loads keys 0 to keys - 1, in the format that redis-benchmark uses for random numbers.
load() {
    awk -v n="$keys" -v before="$2" -v after="$value ${3:-}" \
        'BEGIN { for (i = 0; i < n; i++) printf "%s %012d %s\r\n", before, i, after }' >"$scratch/load"
    run redis-cli -p "${ports[$1]}" --pipe <"$scratch/load" >"$scratch/load.log" 2>&1 \
        || fail "loading $1 failed: $(tail -n 3 "$scratch/load.log")"
    redis-cli -p "${ports[$1]}" info keyspace | grep -q "^db0:keys=$keys," \
        || fail "$1 was loaded with $keys keys but reports: $(redis-cli -p "${ports[$1]}" info keyspace)"
}

# Prints the number of requests per run at pipeline depth $1.
count_at() {
    if [ "$1" -gt 1 ]; then echo $((requests * 4)); else echo "$requests"; fi
}

# benchmark NAME COUNT DEPTH WORDS...: sends COUNT requests with these arguments, at pipeline depth DEPTH.
benchmark() {
    run redis-benchmark -p "${ports[$1]}" -c "$clients" -n "$2" -P "$3" -r "$keys" --csv "${@:4}" \
        >"$scratch/run.csv" 2>"$scratch/run.log" || true
    # The first CSV field is the command, which may contain anything but this separator.
    rps=$(sed -n 's/^"[^"]*","\([0-9.]*\)".*/\1/p' "$scratch/run.csv")
    if [ -z "$rps" ]; then fail "$1: redis-benchmark stopped: $(cat "$scratch/run.csv" "$scratch/run.log")"; fi
}

cpu_micros() {
    awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) * 1e6 / hz }' "/proc/$1/stat"
}

# CPU time of the script's exited children, from the output of "times".
load_micros() {
    awk -F '[ms ]+' 'NR == 2 { print ($1 * 60 + $2 + $3 * 60 + $4) * 1e6 }' "$1"
}

# Records one run: requests per second, CPU time of the server, and CPU time of the load generator.
measure() {
    local name=$1 count=$2 server
    server=$(cpu_micros "${pids[$name]}")
    # Why a file: $(...) would not include the children of the script.
    times >"$scratch/times.before"
    request "$name" "$count"
    times >"$scratch/times.after"
    echo "$rps $server $(cpu_micros "${pids[$name]}") $(load_micros "$scratch/times.before") $(load_micros "$scratch/times.after")" \
        | awk '{ printf "%s %d %d\n", $1, $3 - $2, $5 - $4 }' >>"$scratch/$name.runs"
}

# alternate COUNT NAMES...: warms these servers up, then measures them in turn, run by run.
alternate() {
    local count=$1 name
    shift
    rm -f "$scratch"/*.runs
    for name in "$@"; do request "$name" "$warm_up"; done
    for ((i = 0; i < runs; i++)); do
        for name in "$@"; do measure "$name" "$count"; done
    done
}

median() {
    sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# median_of NAME COLUMN [COUNT]: prints the median of the runs of NAME, divided by COUNT.
median_of() {
    awk -v column="$2" -v count="${3:-1}" '{ print $column / count }' "$scratch/$1.runs" | median
}

# row LABEL PEER NAME COUNT: prints the columns that all tables have.
row() {
    local peer name
    peer=$(median_of "$2" 1)
    name=$(median_of "$3" 1)
    printf '%-18s %12.0f %12.0f %8s %12.2f %14.2f' "$1" "$peer" "$name" \
        "$(awk -v a="$name" -v b="$peer" 'BEGIN { printf "%.2f", a / b }')" \
        "$(median_of "$2" 2 "$4")" "$(median_of "$3" 2 "$4")"
}

# heading PEER [NAME]
heading() {
    local name=${2:-latchkey}
    printf '%-18s %12s %12s %8s %12s %14s' test "$1 rps" "$name rps" ratio "$1 us/rq" "$name us/rq"
}
