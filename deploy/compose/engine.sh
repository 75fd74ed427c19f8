# A container engine for the length of a script: have_engine, stop_engine, can_pull, and the array compose_command.
# One that runs already is used as it is. Else, as root on Debian, docker.io is installed and an engine with its own data folder
# started, which touches no other engine's and is stopped at the end.

compose_command=()
engine_pid=""
engine_runtime=""

have_engine() {
    if ! docker info > /dev/null 2>&1; then
        install_if_missing dockerd docker.io
        start_engine
    fi
    if docker compose version > /dev/null 2>&1; then
        compose_command=(docker compose)
    else
        install_if_missing docker-compose docker-compose
        compose_command=(docker-compose)
    fi
}

install_if_missing() {
    command -v "$1" > /dev/null && return
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        echo "没有可用的容器引擎。请启动 Docker，或以 root 在 Debian 上运行，将自动安装 $2。" >&2
        echo "No container engine. Start Docker, or run as root on Debian, where $2 is installed by itself." >&2
        exit 1
    fi
    echo "安装 / installing $2 ..."
    { apt-get update -q && apt-get install -q -y --no-install-recommends "$2"; } > "$JISHIYU_STATE/apt.log" 2>&1 \
        || { tail -20 "$JISHIYU_STATE/apt.log"; exit 1; }
}

start_engine() {
    echo "启动容器引擎 / starting an engine ..."
    # Short, because sockets live here: their paths may have 107 bytes.
    engine_runtime=$(mktemp -d)
    export DOCKER_HOST="unix://$engine_runtime/docker.sock"
    # The limits are low enough for a machine that may not raise its own, and enough for us.
    dockerd --host "$DOCKER_HOST" --data-root "$PWD/.jishiyu/engine" --exec-root "$engine_runtime/exec" \
        --pidfile "$engine_runtime/pid" --default-ulimit nofile=1000:1000 --default-ulimit nproc=1000:1000 \
        > "$JISHIYU_STATE/engine.log" 2>&1 &
    engine_pid=$!
    for _ in $(seq 120); do
        docker info > /dev/null 2>&1 && return
        kill -0 "$engine_pid" 2> /dev/null || break
        sleep 0.5
    done
    echo "容器引擎未能启动 / the engine did not start:" >&2
    tail -20 "$JISHIYU_STATE/engine.log" >&2
    exit 1
}

stop_engine() {
    [ -n "$engine_pid" ] || return 0
    kill "$engine_pid" 2> /dev/null || true
    wait "$engine_pid" 2> /dev/null || true
    rm -rf "$engine_runtime"
}

# Whether every public image is here or can be had.
can_pull() {
    local image
    for image in "${BASE_IMAGE:-python:3.12-slim}" "${POSTGRES_IMAGE:-postgres:16}" "${NATS_IMAGE:-nats:2-alpine}" \
        "${GATEWAY_IMAGE:-nginx:stable-alpine}"; do
        docker image inspect "$image" > /dev/null 2>&1 || timeout 600 docker pull -q "$image" > /dev/null 2>&1 || return 1
    done
}
