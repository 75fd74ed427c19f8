#!/bin/sh
# Pins what pyproject.toml asks for, with hashes, for every platform and python that it supports: lock.sh PYTHON.
# The lists name no download host: pip takes the files from wherever the machine is told to.
set -eu
python=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -m pip install --quiet --disable-pip-version-check --target "$folder" uv

pin() {
    PYTHONPATH=$folder "$python" -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
        --no-header --no-emit-index-url --no-emit-find-links --upgrade "$@" pyproject.toml
}
pin --extra embedded --output-file requirements.txt
pin --extra embedded --extra dev --constraint requirements.txt --output-file requirements-dev.txt
pin --constraint requirements.txt --output-file requirements-service.txt
# Its own list, without what the platform itself needs: only whoever looks at the pages in a browser installs it.
bare=$(mktemp --suffix .in)
"$python" - > "$bare" << 'END'
import tomllib
print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["browser"], sep="\n")
END
PYTHONPATH=$folder "$python" -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade \
    --constraint requirements-dev.txt --output-file requirements-browser.txt "$bare"
rm "$bare"
