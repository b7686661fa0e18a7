// SPDX-License-Identifier: MIT
// Inputs that are varied together: each by itself, or with those it is correlated with, shocks of all years as one, and
// whatever the user joins.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/plan/inputs.hpp"
#include "sim/plan/plan.hpp"

namespace citypeak::analysis {

struct InputGroup {
  std::string name;                    ///< the input's, of a yearly shock without its year; of several joined by `+`
  std::vector<std::string> members;    ///< names of the inputs and shocks in it
  std::vector<std::uint32_t> streams;  ///< of the call's
  std::vector<std::uint32_t> rows;     ///< of the block's values
  bool has_shocks = false;
};

/// `--groups NAME=GLOB,GLOB...`: members are named as anywhere, with the city's id in front or without.
struct GroupRequest {
  std::string name;
  std::vector<std::string> globs;
};

/// Groups of the random inputs of one plan, in the order of their first inputs; groups are independent of one another.
///
/// `inputs` are those of the plan alone.
/// Findings  a glob that matches nothing; an input that two requests want.
[[nodiscard]] std::vector<InputGroup> input_groups(const plan::Plan& plan, const plan::Inputs& inputs,
                                                   const std::vector<GroupRequest>& asked, text::Findings& findings);

/// The same, but every input that is no shock by itself, even if it is correlated with others.
[[nodiscard]] std::vector<InputGroup> single_inputs(const plan::Plan& plan, const plan::Inputs& inputs);

}  // namespace citypeak::analysis
