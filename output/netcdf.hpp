// SPDX-License-Identifier: MIT
// All draws as NetCDF-4 (docs/formats/ensemble.md); built with CITYPEAK_NETCDF only, as a module that is loaded when it
// is wanted.
#pragma once

#include "sim/table/ensemble.hpp"

#include <functional>
#include <string>

namespace citypeak::output {

/// Writes a new file, piece by piece; the same draws give the same bytes.
///
/// Result  0, or the errno of what went wrong; the broken file is left to the caller.
/// Throws  what `between_pieces` throws, with the file closed.
/// Cost    about 2 s per 100 MB of numbers, most of it compression; memory for one piece of one variable.
extern "C" int citypeak_write_netcdf(const table::Ensemble& ensemble, const std::string& path,
                                     const std::function<void()>& between_pieces);

}  // namespace citypeak::output
