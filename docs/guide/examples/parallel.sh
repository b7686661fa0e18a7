#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A run in shards by GNU parallel: on the cores of this machine, or on those of several.
#
#   bash docs/guide/examples/parallel.sh
#   HOSTS=ann@one,ann@two bash docs/guide/examples/parallel.sh   # the same folder must be mounted on all of them
set -euo pipefail

# Everything but --shard must be the same in all shards; write it once, here.
shards=${SHARDS:-8}
scenario=${SCENARIO:-scenarios/shenzhen/reference.yaml}
draws=${DRAWS:-1e6}
out=${OUT:-runs/reference}            # where the result of all shards goes
parts=${PARTS:-runs/reference.shards} # where each shard's state goes
citypeak=${CITYPEAK:-./citypeak}
log=${LOG:-runs/reference.log} # which shards are done

mkdir -p "$parts" "${log%/*}"
# --halt       the first shard that fails ends the others: nothing is wasted on a wrong scenario
# --joblog     with --resume-failed a second call of this script runs only what is missing
# --sshlogin   `:` is this machine; --workdir . runs in the same folder there
# --threads 1  one core each: parallel keeps all cores busy
seq "$shards" | parallel --halt now,fail=1 --joblog "$log" --resume-failed \
  --sshlogin "${HOSTS:-:}" --workdir . \
  "$citypeak" run "$scenario" --draws "$draws" --threads 1 --shard "{}/$shards" --out "$parts/{}"
"$citypeak" merge "$parts"/* --out "$out"
