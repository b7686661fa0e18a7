// SPDX-License-Identifier: MIT
// Inputs that vary together: what `correlation:` and `uncertainty:` say, and the sums of normal scores it comes to.
#pragma once

#include <string>
#include <vector>

#include "sim/model/fields_of.hpp"
#include "sim/model/lever.hpp"

namespace citypeak::model {

/// One entry: every two of `between` have this correlation.
struct Correlation {
  std::vector<Word> between;
  double value = 0.0;
  std::string kind;  ///< rank (also if empty) or latent
  text::Place place;
  static const FieldTable& fields();
};

/// How the uncertain inputs hang together.
struct Uncertainty {
  std::vector<Correlation> correlation;
  bool nearest_correlation = false;
  double implementation_quality = 0.0;  ///< rank correlation of how well the levers are carried out
  text::Place place;
  static const FieldTable& fields();
};

/// A correlated input's normal score: the sum of weight * score of the stream of that name. Squared weights sum to 1.
struct Latent {
  struct Term {
    std::string stream;
    double weight = 0.0;
  };
  std::string input;
  std::vector<Term> terms;
};

/// Works the sums out, one for each correlated input but those that keep their own number. The order that decides whose
/// own stream an input keeps is: the common quality, inputs of the city by name, inputs of levers by name; so a lever
/// that is added changes no other input unless it is correlated with a lever later in the alphabet.
///
/// Findings  names that are no uncertain input, pairs said twice, matrices that cannot be (with the nearest that can).
[[nodiscard]] std::vector<Latent> correlate(const Uncertainty& uncertainty, const std::string& city,
                                            const std::vector<Quantity>& inputs, const std::vector<Lever>& levers,
                                            text::Findings& findings);

}  // namespace citypeak::model
