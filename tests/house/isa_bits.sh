#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The kernel's arithmetic gives the same bits with every compiler and instruction set of this machine.
set -euo pipefail

source_folder=${CITYPEAK_SOURCE_DIR:-$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)}

skip() {
  echo "skipped: $1"
  exit 77
}
[[ $(uname -m) == x86_64 ]] || skip "needs an x86-64 processor"

compilers=()
for compiler in g++ clang++ clang++-14; do
  command -v "$compiler" >/dev/null || continue
  # clang++ and clang++-14 may be the same program.
  for known in "${compilers[@]}"; do
    [[ $(readlink -f "$(command -v "$compiler")") == "$(readlink -f "$(command -v "$known")")" ]] && continue 2
  done
  compilers+=("$compiler")
done
((${#compilers[@]} > 0)) || skip "needs g++ or clang++"

levels=(x86-64)
has() {
  local flag
  for flag in "$@"; do grep -qw -m 1 "$flag" /proc/cpuinfo || return 1; done
}
if has sse4_2 popcnt; then levels+=(x86-64-v2); fi
if has avx2 bmi2 fma; then levels+=(x86-64-v3); fi
if has avx512f avx512bw avx512cd avx512dq avx512vl; then levels+=(x86-64-v4); fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

status=0
first=
for compiler in "${compilers[@]}"; do
  for level in "${levels[@]}"; do
    build=$scratch/$compiler-$level
    "$compiler" -std=c++20 -O3 -ffp-contract=off -fno-math-errno -fno-exceptions -Wno-psabi "-march=$level" \
      "-DCITYPEAK_ISA=isa_${level//-/_}" "-I$source_folder" -c "$source_folder/tests/house/support/isa_bits.cpp" -o "$build.o"
    if nm -u "$build.o" | grep -wE 'sqrt|floor|exp|log|pow|fma'; then
      echo "$compiler -march=$level calls the mathematics library"
      status=1
    fi
    "$compiler" "$build.o" -o "$build"
    "$build" >"$build.txt"
    if [[ -z $first ]]; then
      first=$build
    elif ! diff "$first.txt" "$build.txt"; then
      echo "$compiler -march=$level differs from $(basename "$first")"
      status=1
    fi
  done
done
((status != 0)) || echo "the same bits from ${compilers[*]} with ${levels[*]}"
exit "$status"
