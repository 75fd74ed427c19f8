# A base image out of Debian packages, and the wheels for its python, where no image can be pulled: make_base sets BASE_IMAGE.
# Packages come from this machine's own apt mirror and wheels from its own pip index: no build needs a network.

make_base() {
    export BASE_IMAGE=jishiyu-debian
    docker image inspect "$BASE_IMAGE" > /dev/null 2>&1 || import_debian
    fetch_wheels
}

import_debian() {
    local folder="$PWD/.jishiyu/debian" suite mirror
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -1)
    if [ "$(. /etc/os-release && echo "$ID")" != debian ] || [ -z "$mirror" ] || [ "$(id -u)" != 0 ]; then
        echo "无法拉取镜像，且不是 Debian 上的 root，无法自制基础镜像。" >&2
        echo "No image can be pulled, and a base can be made by root on Debian only." >&2
        exit 1
    fi
    install_if_missing debootstrap debootstrap
    echo "由 Debian 软件包制作基础镜像 / making a base image from Debian packages ($suite) ..."
    rm -rf "$folder"
    debootstrap --variant=minbase --include=python3-venv,nginx-light "$suite" "$folder" "$mirror" > "$JISHIYU_STATE/debootstrap.log" 2>&1 \
        || { tail -20 "$JISHIYU_STATE/debootstrap.log"; exit 1; }
    tar -C "$folder" --exclude ./var/cache/apt --exclude ./var/lib/apt/lists -c . | docker import - "$BASE_IMAGE" > /dev/null
    rm -rf "$folder"
}

fetch_wheels() {
    local version
    version=$(docker run --rm "$BASE_IMAGE" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "下载安装包 / fetching wheels for python $version ..."
    rm -rf .wheels
    .venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
        --python-version "$version" --dest .wheels -r requirements.txt 2> "$JISHIYU_STATE/wheels.log" \
        || { tail -20 "$JISHIYU_STATE/wheels.log"; exit 1; }
}
