#!/bin/sh
# A fresh clone installs and builds itself: called before every npm script that needs it.
# usage: ensure.sh [build]
# Uses nothing but POSIX tools and npm, so that it runs on whatever Node the machine has; what comes after it runs on the
# Node that npm finds in node_modules/.bin.
set -e
cd "$(dirname "$0")/.."

lock=data/.setup-lock
patience=600

installed() {
  [ -f node_modules/.package-lock.json ] && [ -z "$(find package-lock.json -newer node_modules/.package-lock.json)" ]
}

built() {
  [ -f dist/.built ] &&
    [ -z "$(find apps libs package.json package-lock.json nest-cli.json tsconfig.json .swcrc -type f -newer dist/.built | head -n 1)" ]
}

ready() {
  installed && { [ "$1" != build ] || built; }
}

# The owner died without tidying up: its process id is gone, or it never got as far as writing it down.
abandoned() {
  owner=$(cat "$lock/pid" 2>/dev/null || true)
  if [ -n "$owner" ]; then
    ! kill -0 "$owner" 2>/dev/null
  else
    [ "$1" -ge 10 ]
  fi
}

# Only one may break a lock, and it looks again first: else two waiters could each break the other's new one.
break_lock() {
  mkdir "$lock.breaking" 2>/dev/null || return 0
  if abandoned "$1"; then rm -rf "$lock"; fi
  rmdir "$lock.breaking"
}

take_lock() {
  mkdir -p data
  waited=0
  until mkdir "$lock" 2>/dev/null; do
    [ "$waited" -ne 0 ] || echo "[setup] another terminal is installing or building here; waiting for it"
    if [ "$waited" -ge "$patience" ]; then
      echo "[setup] gave up after ${patience} s; if nothing else is running, remove $lock" >&2
      exit 1
    fi
    if abandoned "$waited"; then break_lock "$waited"; fi
    sleep 1
    waited=$((waited + 1))
  done
  echo "$$" >"$lock/pid"
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

if ready "$1"; then exit 0; fi
take_lock

if ! installed; then
  echo "[setup] npm ci"
  npm ci --ignore-scripts --include=dev --no-fund --no-audit --loglevel=error
fi

if [ "$1" = build ] && ! built; then
  echo "[setup] building"
  node=node_modules/.bin/node
  [ -x "$node" ] || node=node
  # The mark is as old as the start of the build, so that a file saved while it runs is built next time.
  : >"$lock/started"
  "$node" node_modules/@nestjs/cli/bin/nest.js build
  mv "$lock/started" dist/.built
fi
