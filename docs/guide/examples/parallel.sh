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

mkdir -p "$parts"
# --halt       the first shard that fails ends the others: nothing is wasted on a wrong scenario
# --sshlogin   `:` is this machine; --workdir . runs in the same folder there
# --threads 1  one core each: parallel keeps all cores busy
seq "$shards" | parallel --halt now,fail=1 --sshlogin "${HOSTS:-:}" --workdir . \
  "$citypeak" run "$scenario" --draws "$draws" --threads 1 --shard "{}/$shards" --out "$parts/{}"
# These shards and no others that may lie there from another day. One that failed can be run again alone, and then the
# merge: parallel's own --joblog with --resume goes by the number of a job and would not see that a scenario was edited.
mapfile -t folders < <(seq -f "$parts/%.0f" "$shards")
"$citypeak" merge "${folders[@]}" --out "$out"
