#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The kernel's objects share no function: each symbol that another object may replace lies in its own ISA namespace.
set -euo pipefail

source_folder=${CITYPEAK_SOURCE_DIR:-$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)}
build=${CITYPEAK_BUILD_DIR:-$source_folder/build/release}

skip() {
  echo "skipped: $1"
  exit 77
}
command -v nm >/dev/null || skip "needs nm (binutils)"
compgen -G "$source_folder/sim/run/kernel*.cpp" >/dev/null || skip "there is no kernel yet"
[[ ${CITYPEAK_BUILD_TYPE:-Release} != Debug && -z ${CITYPEAK_SANITIZE:-} ]] ||
  skip "needs an optimised build without sanitizers (others use one instruction set for all)"

status=0
for isa in isa_v2 isa_v3 isa_v4; do
  mapfile -d '' objects < <(find "$build" -path "*kernel_$isa.dir*" -name '*.o' -print0)
  if ((${#objects[@]} == 0)); then
    echo "no object of kernel_$isa under the build folder"
    status=1
    continue
  fi
  # Columns: value, type, mangled name. A namespace stands in the mangled name after its length.
  shared=$(nm --defined-only "${objects[@]}" | awk -v own="${#isa}$isa" \
    'NF == 3 && $2 ~ /^[WwVvuTDBRC]$/ && index($3, own) == 0 { print $2, $3 }' | c++filt)
  if [[ -n $shared ]]; then
    echo "kernel_$isa has symbols outside the namespace $isa:"
    echo "$shared"
    status=1
  fi
done
((status != 0)) || echo "every symbol of the kernel lies in the namespace of its instruction set"
exit "$status"
