#!/bin/sh
# Builds the image on a Debian without a container engine or a registry of images, as root:
#   sh deploy/build-without-docker.sh          # messenger:local, for buildah and what reads its storage
#   sh deploy/build-without-docker.sh --test   # then starts the services from the image's tree, and lets two browsers talk
# The base is Debian's packages and the pinned Node. BUILD_DIR is where everything goes, DEBIAN_MIRROR where packages come from;
# STORAGE_DRIVER=vfs where the kernel mounts no overlays, which takes minutes more.
set -eu
cd "$(dirname "$0")/.."
dir=${BUILD_DIR:-$PWD/.cache/image}
suite=bookworm
pinned() { sed -n "/\"pinned\"/,/}/s/.*\"$1\": \"\(.*\)\".*/\1/p" package.json; }

missing=
for program in buildah debootstrap; do command -v $program >/dev/null || missing="$missing $program"; done
# shellcheck disable=SC2086 # one word each
[ -z "$missing" ] || RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing

mkdir -p "$dir"
buildah() {
  command buildah --root "$dir/storage" --runroot "$dir/run" "$@"
}

base=$dir/base
if [ ! -e "$base.made" ]; then
  rm -rf "$base"
  debootstrap --variant=minbase --include=ca-certificates,libatomic1,libstdc++6 $suite "$base" "${DEBIAN_MIRROR:-}"
  rm -rf "$base"/var/cache/apt/* "$base"/var/lib/apt/lists/* "$base"/var/log/*
  # Node itself at the place from which npm concludes where global packages go.
  npm install --prefix "$dir/node" "node@$(pinned node)"
  cp "$dir/node/node_modules/node/bin/node" "$base/usr/local/bin/"
  npm install --global --prefix "$base/usr/local" npm@11
  chroot "$base" useradd --uid 1000 --user-group --create-home node
  touch "$base.made"
fi
scratch=$(buildah from scratch)
buildah add --quiet "$scratch" "$base" /
buildah commit --quiet --rm "$scratch" localhost/node:local

# The build takes this machine's certificates where it is told to trust others than everybody does.
printf 'cafile=/etc/ssl/certs/ca-certificates.crt\n' > "$dir/npmrc"
buildah build --isolation chroot --format docker --pull-never --build-arg NODE_IMAGE=localhost/node:local \
  --volume /etc/ssl/certs:/etc/ssl/certs:ro --volume "$dir/npmrc:/usr/local/etc/npmrc:ro" \
  --file deploy/Dockerfile --tag localhost/messenger:local .
[ "${1:-}" = --test ] || exit 0

[ "$(buildah inspect --type image --format '{{.Docker.Config.User}}' localhost/messenger:local)" = node ]
container=$(buildah from --pull-never localhost/messenger:local)
tree=$(buildah mount "$container")
image=$dir/tree
mkdir -p "$image"
unmount() {
  umount -R "$image"
  buildah rm "$container" >/dev/null
}
mount --bind "$tree" "$image"
trap unmount EXIT
trap 'exit 1' INT TERM
mount -o remount,bind,ro "$image"
mount -t proc proc "$image/proc"
mount --bind /dev "$image/dev"
mount -t tmpfs -o mode=1777 tmpfs "$image/tmp"
echo "the image: $(du -sxh "$tree" | cut -f1), of which the base: $(du -sxh "$base" | cut -f1)"
IMAGE_TREE=$image pnpm vitest run --project e2e e2e/image.e2e.test.ts e2e/first-conversation.e2e.test.ts
