#!/bin/bash
# Builds the containers, starts them, waits until every part is ready, runs the journeys against the gateway from outside,
# and takes everything down again. Where no engine runs, engine.sh starts one; where nothing can be pulled, base.sh makes a base.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=deploy/compose
python=.venv/bin/python
export JISHIYU_STATE="$PWD/.jishiyu/compose"
mkdir -p "$JISHIYU_STATE"

clean_up() {
    [ -z "${compose_ready:-}" ] || compose down --volumes --remove-orphans --timeout 10 > /dev/null 2>&1 || true
    stop_engine
    # Wheels for one base's python: left behind, they would be taken for another's.
    rm -rf .wheels
}
source $here/engine.sh
trap clean_up EXIT
have_engine

files=(-f deploy/compose.yaml)
if ! can_pull; then
    source $here/base.sh
    make_base
    files+=(-f deploy/compose.debian.yaml)
fi

free_port() { $python -c 'from deploy.embedded.ports import any_free; print(any_free())'; }
JISHIYU_PORT=$(free_port) JISHIYU_NATS_PORT=$(free_port)
export JISHIYU_PORT JISHIYU_NATS_PORT
export JISHIYU_GATEWAY="http://127.0.0.1:$JISHIYU_PORT" JISHIYU_BASE_URL="http://127.0.0.1:$JISHIYU_PORT"
env_file=$($python -m deploy.compose.prepare)
compose() { "${compose_command[@]}" --project-name jishiyu-test --env-file "$env_file" "${files[@]}" "$@"; }
compose_ready=yes
# What an earlier run that was killed may have left behind.
compose down --volumes --remove-orphans > /dev/null 2>&1 || true

echo "构建镜像 / building ..."
compose build > "$JISHIYU_STATE/build.log" 2>&1 || { tail -40 "$JISHIYU_STATE/build.log"; exit 1; }
echo "启动 / starting ..."
compose up -d > "$JISHIYU_STATE/up.log" 2>&1 || { tail -40 "$JISHIYU_STATE/up.log"; compose logs --no-color --tail 40; exit 1; }
if ! $python -m deploy.compose.wait "$JISHIYU_GATEWAY"; then
    compose ps
    compose logs --no-color --tail 40
    exit 1
fi
echo "从外部跑主线故事 / the story from outside: $JISHIYU_GATEWAY"
# The crash test kills processes of an embedded platform of its own: it says nothing about the containers.
if ! $python -m pytest tests/journeys -m journey --ignore tests/journeys/test_crash.py "$@"; then
    compose logs --no-color --tail 40
    exit 1
fi
