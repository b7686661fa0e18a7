#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Writes the generated pages of docs/formats with the program itself: docs/formats/generate.sh [FOLDER]
set -euo pipefail

here=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
folder=${1:-$here}
program=${CITYPEAK_PROGRAM:-$here/../../citypeak}
mkdir -p -- "$folder"

page() {  # page FILE WORDS...: written beside first, so that a failure leaves the old page
  local file=$folder/$1
  shift
  "$program" schema "$@" >"$file.new"
  mv -- "$file.new" "$file"
}

for what in scenario lever; do
  page "$what.md" "$what" --format md --lang en
  page "$what.zh.md" "$what" --format md --lang zh
done
page findings.md findings --lang en
page findings.zh.md findings --lang zh
for what in units distributions variables; do
  page "$what.md" "$what" --lang en
done
