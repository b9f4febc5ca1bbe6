#!/bin/sh
# Three members of etcd and two servers on this machine, without containers: to try a platform of several machines.
#
#   deploy/cluster.sh start FOLDER          start all that does not run
#   deploy/cluster.sh status FOLDER         show members and servers
#   deploy/cluster.sh kill-leader FOLDER    kill -9 the leader of etcd
#   deploy/cluster.sh kill-server FOLDER N  kill -9 server 1 or 2
#   deploy/cluster.sh stop FOLDER           stop all; the data stays in FOLDER
#   deploy/cluster.sh demo                  create tokens while the leader and a server are killed
#
# Ports are counted from PORT (default 12500). It needs etcd, etcdctl and ecctl on the PATH, and listens on loopback
# only. FOLDER/client-1.json and client-2.json are configs for the two servers.
set -eu

PORT=${PORT:-12500}
export ETCDCTL_API=3
MEMBERS="1 2 3"

endpoint() { echo "127.0.0.1:$((PORT + $1))"; }
endpoints() { echo "$(endpoint 1),$(endpoint 2),$(endpoint 3)"; }
server() { echo "127.0.0.1:$((PORT + 20 + $1))"; }
peer() { echo "http://127.0.0.1:$((PORT + 10 + $1))"; }
runs() { [ -f "$1.pid" ] && kill -0 "$(cat "$1.pid")" 2>/dev/null; }

start_member() {
    runs "$folder/etcd-$1" && return
    etcd --name "m$1" --data-dir "$folder/etcd-$1" \
        --listen-client-urls "http://$(endpoint "$1")" --advertise-client-urls "http://$(endpoint "$1")" \
        --listen-peer-urls "$(peer "$1")" --initial-advertise-peer-urls "$(peer "$1")" \
        --initial-cluster "m1=$(peer 1),m2=$(peer 2),m3=$(peer 3)" --initial-cluster-state new \
        --auto-compaction-retention 1h --logger zap --log-level error >>"$folder/etcd-$1.log" 2>&1 &
    echo $! >"$folder/etcd-$1.pid"
}

start_server() {
    runs "$folder/server-$1" && return
    : >"$folder/server-$1.log"
    ecctl serve --data "$folder/server-$1" --listen "$(server "$1")" \
        --store "etcd://$(endpoints)/demo" >>"$folder/server-$1.log" 2>&1 &
    echo $! >"$folder/server-$1.pid"
    for _ in $(seq 100); do
        tail -n 1 "$folder/server-$1.log" | grep -q '^listening' && return
        runs "$folder/server-$1" || break
        sleep 0.2
    done
    cat "$folder/server-$1.log" >&2
    exit 1
}

start() {
    (umask 077 && mkdir -p "$folder/server-1" "$folder/server-2")
    for number in $MEMBERS; do start_member "$number"; done
    for attempt in $(seq 100); do
        etcdctl --endpoints "$(endpoints)" put started yes >/dev/null 2>&1 && break
        [ "$attempt" != 100 ] || { tail -n 3 "$folder"/etcd-*.log >&2; exit 1; }
        sleep 0.2
    done
    start_server 1
    # Both servers have certificates of one CA, so that clients trust both.
    [ -f "$folder/server-2/ca.pem" ] || cp -p "$folder/server-1/ca.pem" "$folder/server-1/ca-key.pem" "$folder/server-2/"
    start_server 2
    for number in 1 2; do
        (umask 077 && sed "s#\"host\": \".*\"#\"host\": \"https://$(server "$number")\"#" \
            "$folder/server-1/admin.json" >"$folder/client-$number.json")
    done
}

leader() {
    for number in $MEMBERS; do
        etcdctl --endpoints "$(endpoint "$number")" --command-timeout=2s endpoint status 2>/dev/null |
            cut -d, -f5 | grep -q true && echo "$number" && return
    done
    echo "there is no leader" >&2
    exit 1
}

kill_now() {
    kill -9 "$(cat "$1.pid")"
    rm "$1.pid"
}

stop() {
    for name in server-1 server-2 etcd-1 etcd-2 etcd-3; do
        if runs "$folder/$name"; then kill "$(cat "$folder/$name.pid")"; fi
        rm -f "$folder/$name.pid"
    done
}

create() {
    for attempt in 1 2 3 4 5 6; do
        ecctl --config "$folder/client-$((attempt % 2 + 1)).json" --timeout 5s platform enrollment-token create \
            --role proxy --format '{{.TokenID}}' 2>>"$folder/errors.log" && return
        sleep 0.5
    done
    return 1
}

demo() {
    folder=$(mktemp -d)
    trap 'stop; rm -rf "$folder"' EXIT
    trap 'exit 1' INT TERM
    echo "Starting three members of etcd and two servers …"
    start
    for count in $(seq 60); do
        [ "$count" != 20 ] || { number=$(leader); echo "20 tokens created; kill -9 of etcd's leader, member $number"; kill_now "$folder/etcd-$number"; }
        [ "$count" != 40 ] || { echo "40 tokens created; kill -9 of server 1"; kill_now "$folder/server-1"; }
        create >>"$folder/acknowledged" || { echo "token $count could not be created"; exit 1; }
    done
    start
    echo "60 tokens created; all members and servers run again"
    for number in 1 2; do
        ecctl --config "$folder/client-$number.json" platform enrollment-token list --format '{{.TokenID}}' | sort >"$folder/listed"
        lost=$(sort "$folder/acknowledged" | comm -23 - "$folder/listed" | wc -l)
        echo "server $number lists $(wc -l <"$folder/listed") tokens; acknowledged tokens that are lost: $lost"
        [ "$lost" -eq 0 ]
    done
}

command=${1:-}
folder=${2:-}
case $command in
    demo) demo ;;
    start | stop | status | kill-leader | kill-server)
        [ -n "$folder" ] || { sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2; }
        case $command in
            start) start && echo "servers: https://$(server 1) https://$(server 2); configs: $folder/client-1.json and -2" ;;
            stop) stop ;;
            status)
                etcdctl --endpoints "$(endpoints)" endpoint status --write-out table || true
                for number in 1 2; do echo "server $number: $(runs "$folder/server-$number" && echo runs || echo stopped)"; done ;;
            kill-leader) kill_now "$folder/etcd-$(leader)" ;;
            kill-server) kill_now "$folder/server-$3" ;;
        esac ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
