#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A run in shards on a Slurm cluster: the same script is the job array that runs them and the job that merges them.
#
# In the folder of citypeak, with the program built once on the login node (./citypeak --version):
#   job=$(sbatch --parsable --array=1-8 docs/guide/examples/slurm.sh)
#   sbatch --dependency=afterok:"$job" docs/guide/examples/slurm.sh
# A shard that failed is run again alone, and the merge after it: sbatch --array=5 docs/guide/examples/slurm.sh
#
#SBATCH --job-name=citypeak
#SBATCH --cpus-per-task=4
#SBATCH --mem=2G
#SBATCH --time=01:00:00
set -euo pipefail

# Everything but --shard must be the same in all shards; write it once, here.
shards=${SHARDS:-8} # as many as --array has
scenario=${SCENARIO:-scenarios/shenzhen/reference.yaml}
draws=${DRAWS:-1e6}
out=${OUT:-runs/reference}             # where the result of all shards goes
parts=${PARTS:-runs/reference.shards}  # where each shard's state goes: a folder that all nodes see
citypeak=${CITYPEAK:-./citypeak}

if [[ -n ${SLURM_ARRAY_TASK_ID:-} ]]; then
  exec "$citypeak" run "$scenario" --draws "$draws" --threads "${SLURM_CPUS_PER_TASK:-1}" \
    --shard "$SLURM_ARRAY_TASK_ID/$shards" --out "$parts/$SLURM_ARRAY_TASK_ID"
fi
# These shards and no others that may lie there from another day.
mapfile -t folders < <(seq -f "$parts/%.0f" "$shards")
exec "$citypeak" merge "${folders[@]}" --threads "${SLURM_CPUS_PER_TASK:-1}" --out "$out"
