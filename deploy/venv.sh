#!/bin/sh
# Makes the virtual environment: venv.sh FOLDER [PYTHON]. Debian's python3 often comes without venv and pip.
set -eu
folder=$1

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=
for candidate in "${2:-}" python3.13 python3.12 python3.11 python3; do
    if [ -n "$candidate" ] && is_new_enough "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ] || { [ -n "${2:-}" ] && [ "$python" != "$2" ]; }; then
    echo "需要 Python 3.11 以上版本。Debian/Ubuntu: apt-get install python3 python3-venv；或以 make PYTHON=/路径/python3 指定。" >&2
    echo "Python 3.11 or newer is needed. Debian/Ubuntu: apt-get install python3 python3-venv; or name one: make PYTHON=/path/python3" >&2
    exit 1
fi

echo "建立虚拟环境 / making a virtual environment with $("$python" --version) ..."
works() { "$folder/bin/python" -m pip --version >/dev/null 2>&1; }

"$python" -m venv --clear "$folder" >/dev/null 2>&1 || true
works && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "安装 / installing python3-venv ..."
    { apt-get update -q && apt-get install -q -y --no-install-recommends python3-venv; } >/dev/null 2>&1 || true
    "$python" -m venv --clear "$folder" >/dev/null 2>&1 || true
    works && exit 0
fi

spare=$(mktemp -d)
trap 'rm -rf "$spare"' EXIT

if "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m pip install --quiet --target "$spare" virtualenv >/dev/null 2>&1 || true
    PYTHONPATH=$spare "$python" -m virtualenv --quiet --clear "$folder" >/dev/null 2>&1 || true
    works && exit 0
fi

# Without root nothing can be installed, but a package can be fetched and opened: Debian keeps pip's own wheel in one.
if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    mkdir -p "$spare/lists/partial" "$spare/cache/archives/partial"
    apt="apt-get -q -o Dir::State::Lists=$spare/lists -o Dir::Cache=$spare/cache -o Debug::NoLocking=1 -o APT::Sandbox::User="
    { $apt update && (cd "$spare" && $apt download python3-pip-whl && dpkg-deb -x python3-pip-whl*.deb .); } >/dev/null 2>&1 || true
    wheel=$(find "$spare" -name 'pip-*.whl' | head -n 1)
    if [ -n "$wheel" ]; then
        "$python" -m venv --clear --without-pip "$folder" >/dev/null 2>&1 || true
        "$folder/bin/python" "$wheel/pip" install --quiet --no-index "$wheel" >/dev/null 2>&1 || true
        works && exit 0
    fi
fi

rm -rf "$folder"
version=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
echo "$python 缺少 venv 模块，无法建立虚拟环境。请执行: sudo apt-get install python3-venv (或 python$version-venv)，然后重试。" >&2
echo "$python has no venv module. Run: sudo apt-get install python3-venv (or python$version-venv), then try again." >&2
exit 1
