#!/bin/sh
# Prints an environment for Docker Compose with a fresh secret for everything that has one:
#   test -f .env || sh deploy/make-env.sh > .env
# Each begins with a letter, since NATS reads a bare digit as a number.
set -eu
# A file that it goes into is for its owner alone.
[ ! -f /dev/stdout ] || chmod 600 /dev/stdout
secret() { printf 'k%s' "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"; }
while IFS= read -r line; do
  case "$line" in
    *=generated) printf '%s=%s\n' "${line%%=*}" "$(secret)" ;;
    *) printf '%s\n' "$line" ;;
  esac
done < "$(dirname "$0")/../.env.example"
