// SPDX-License-Identifier: MIT
// Adding blocks of draws to the cells of a bank, and reading means, errors and quantiles from them.
#include "sim/summary/cell_bank.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "sim/summary/bytes.hpp"
#include "sim/summary/order_statistics.hpp"
#include "sim/summary/pair.hpp"

namespace citypeak::summary {

namespace {

constexpr std::size_t lanes = 8;
constexpr std::uint64_t file_mark = 0x316b6e61626c6c63;  // the letters "cllbank1", last digit the layout's version

/// Window of the histogram: around the central run, or around the variable's order where that is zero.
double centre_of(const CellSpec& spec) {
  if (spec.centre != 0.0) return spec.centre;
  return spec.reference != 0.0 ? spec.reference : spec.scale;
}

}  // namespace

double scale_of(double value) {
  if (value == 0.0) {
    return 1.0;
  }
  return std::ldexp(1.0, std::clamp(std::ilogb(value), -1000, 1000));
}

CellBank::CellBank(std::span<const CellSpec> specs) : specs_(specs.begin(), specs.end()), cells_(specs.size()) {
  std::vector<double> centres;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    cells_[i].reference = specs[i].reference;
    cells_[i].inverse_scale = 1.0 / specs[i].scale;
    cells_[i].quantiles = specs[i].quantiles;
    if (specs[i].quantiles) {
      cells_[i].histogram = static_cast<std::uint32_t>(centres.size());
      centres.push_back(centre_of(specs[i]));
    }
  }
  histograms_ = Histograms(centres);
}

void CellBank::add(std::size_t cell, const double* values, std::size_t count) {
  Cell& target = cells_[cell];
  for (std::size_t done = 0; done < count; done += block_size) {
    const std::size_t length = std::min(block_size, count - done);
    add_moments(target, moments(target, values + done, length), length);
    if (target.quantiles) {
      histograms_.add(target.histogram, values + done, length);
    }
  }
}

void CellBank::add_measured(Cell& target, const double* values, const Moments& block, bool has_places) {
  add_moments(target, block, block_size);
  if (!target.quantiles) {
    return;
  }
  if (block.minimum == block.maximum) {  // known years, and what is nothing in every draw
    histograms_.add(target.histogram, bin_of(values[0]), block_size);
  } else if (has_places) {
    histograms_.add_places(target.histogram, values, block.outside);
  } else {
    histograms_.add(target.histogram, values, block_size);
  }
}

/// `count` from 1 to 64.
CellBank::Moments CellBank::moments(const Cell& cell, const double* values, std::size_t count) {
  Moments block = sums(cell, values, count / lanes);
  const std::size_t rows = count - count % lanes;
  if (rows == count) {
    return block;
  }
  // A part of a row is filled up with the reference, whose distance is zero.
  std::array<double, lanes> row;
  row.fill(cell.reference);
  std::copy(values + rows, values + count, row.begin());
  const Moments rest = sums(cell, row.data(), 1);
  const auto [minimum, maximum] = std::minmax_element(values + rows, values + count);
  block.sum += rest.sum;
  block.squares += rest.squares;
  block.minimum = rows == 0 ? *minimum : std::min(block.minimum, *minimum);
  block.maximum = rows == 0 ? *maximum : std::max(block.maximum, *maximum);
  return block;
}

/// Whole rows of eight. The order of additions is part of the result's bits: number i goes to lane i % 8, and the lanes
/// are added as ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)).
CellBank::Moments CellBank::sums(const Cell& cell, const double* values, std::size_t rows) {
  const Pair reference{cell.reference, cell.reference};
  const Pair inverse_scale{cell.inverse_scale, cell.inverse_scale};
  std::array<Pair, lanes / 2> sum{}, squares{};
  for (const double* row = values; row != values + rows * lanes; row += lanes) {
    for (std::size_t pair = 0; pair < lanes / 2; ++pair) {
      const Pair distance = (load_pair<Pair>(row + 2 * pair) - reference) * inverse_scale;
      sum[pair] += distance;
      squares[pair] += distance * distance;
    }
  }
  Pair minimum{values[0], values[0]}, maximum = minimum;
  for (const double* pair = values; pair != values + rows * lanes; pair += 2) {
    const Pair value = load_pair<Pair>(pair);
    minimum = value < minimum ? value : minimum;
    maximum = value > maximum ? value : maximum;
  }
  const Pair all = (sum[0] + sum[2]) + (sum[1] + sum[3]);
  const Pair all_squares = (squares[0] + squares[2]) + (squares[1] + squares[3]);
  return {all[0] + all[1], all_squares[0] + all_squares[1], std::min(minimum[0], minimum[1]),
          std::max(maximum[0], maximum[1])};
}

void CellBank::add_moments(Cell& cell, const Moments& block, std::size_t count) {
  // Adding zero turns -0 into 0, so that the extremes cannot tell which zero came first.
  widen(cell, block.minimum + 0.0, block.maximum + 0.0);
  cell.draws += count;
  // Squares below the limit keep the plain sum below it too, since |d| <= 1 + d^2. False for a NaN as well.
  if (cell.failed || !(block.squares < ExactSum::term_limit)) {
    fail(cell);
    return;
  }
  cell.sum.add(block.sum);
  cell.squares.add(block.squares);
  if (cell.squares.beyond_limit()) {
    fail(cell);
  }
}

/// Call before the draws are counted.
void CellBank::widen(Cell& cell, double minimum, double maximum) {
  cell.minimum = cell.draws == 0 ? minimum : std::min(cell.minimum, minimum);
  cell.maximum = cell.draws == 0 ? maximum : std::max(cell.maximum, maximum);
}

/// Forgets the sums, whose value would depend on when the limit was met.
void CellBank::fail(Cell& cell) {
  cell.failed = true;
  cell.sum = {};
  cell.squares = {};
}

void CellBank::merge_sums(Cell& target, const Cell& source) {
  if (source.draws == 0) {
    return;
  }
  widen(target, source.minimum, source.maximum);
  target.draws += source.draws;
  target.sum.add(source.sum);
  target.squares.add(source.squares);
  if (target.failed || source.failed || target.squares.beyond_limit()) {
    fail(target);
  }
}

bool CellBank::merge_cell(std::size_t cell, const CellBank& other, std::size_t from) {
  if (!(specs_[cell] == other.specs_[from])) {
    return false;
  }
  merge_sums(cells_[cell], other.cells_[from]);
  if (cells_[cell].quantiles) {
    for (const BinCount& entry : other.histograms_.bins(other.cells_[from].histogram)) {
      histograms_.add(cells_[cell].histogram, entry.bin, entry.count);
    }
  }
  return true;
}

bool CellBank::merge(const CellBank& other) {
  if (specs_ != other.specs_) {
    return false;
  }
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    merge_sums(cells_[i], other.cells_[i]);
  }
  histograms_.merge(other.histograms_);
  return true;
}

std::optional<std::size_t> CellBank::first_failed() const {
  const auto found = std::find_if(cells_.begin(), cells_.end(), [](const Cell& cell) { return cell.failed; });
  if (found == cells_.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - cells_.begin());
}

/// The deviation is held between the smallest and the largest that draws with these extremes can have, so that neither
/// rounding nor a reference far from the mean can make it zero or absurd.
Estimate CellBank::mean(const Cell& cell) {
  if (cell.failed) {
    return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  }
  const double draws = static_cast<double>(cell.draws);
  const double scale = 1.0 / cell.inverse_scale;
  const double distance = cell.sum.value() / draws;
  const double value = std::clamp(cell.reference + scale * distance, cell.minimum, cell.maximum);
  if (cell.draws < 2) {
    return {value, std::numeric_limits<double>::quiet_NaN()};  // one draw knows nothing of its error
  }
  const double variance = (cell.squares.value() - cell.sum.value() * distance) / (draws - 1);
  const double range = (cell.maximum - cell.minimum) * cell.inverse_scale;
  const double smallest = range / std::sqrt(2 * (draws - 1));
  const double largest = range * std::sqrt(draws / (draws - 1)) / 2;
  const double deviation = std::min(std::max(std::sqrt(std::max(variance, 0.0)), smallest), largest);
  return {value, scale * (deviation / std::sqrt(draws))};
}

Statistics CellBank::statistics(std::size_t cell) const {
  const Cell& source = cells_[cell];
  Statistics result;
  if (source.draws == 0) {
    return result;
  }
  result.mean = mean(source);
  result.minimum = source.minimum;
  result.maximum = source.maximum;
  if (source.quantiles) {
    const OrderStatistics ordered(histograms_.bins(source.histogram), source.minimum, source.maximum);
    result.p05 = ordered.estimate(0.05);
    result.p25 = ordered.estimate(0.25);
    result.p50 = ordered.estimate(0.50);
    result.p75 = ordered.estimate(0.75);
    result.p95 = ordered.estimate(0.95);
  }
  return result;
}

std::optional<double> CellBank::quantile(std::size_t cell, double p) const {
  const Cell& source = cells_[cell];
  if (!source.quantiles || source.draws == 0) {
    return std::nullopt;
  }
  return OrderStatistics(histograms_.bins(source.histogram), source.minimum, source.maximum).quantile(p);
}

std::size_t CellBank::memory_bytes() const {
  return specs_.capacity() * sizeof(CellSpec) + cells_.capacity() * sizeof(Cell) + histograms_.memory_bytes();
}

namespace {

bool is_plain_extreme(double value) { return std::isfinite(value) && !(value == 0.0 && std::signbit(value)); }

/// The sums must be such as draws can give: |d| <= 1 + d^2, up to rounding, and squares below their limit.
bool are_possible(const ExactSum& sum, const ExactSum& squares, std::uint64_t draws) {
  constexpr double rounding = 1 + 1e-9;
  return squares.high() >= 0 && !squares.beyond_limit() &&
         std::fabs(sum.value()) <= (static_cast<double>(draws) + squares.value()) * rounding;
}

/// Bins in rising order, each with draws, together `draws` of them, the outermost those of the extremes.
bool take_bins(ByteReader& in, std::uint64_t draws, double minimum, double maximum, std::vector<BinCount>& bins) {
  constexpr std::int64_t outermost = magnitude_bins - 1;
  std::int64_t bin = -outermost - 1;
  std::uint64_t counted = 0;
  for (std::uint64_t left = in.take_short(); left > 0 && in.ok(); --left) {
    const std::uint64_t step = in.take_short();
    const std::uint64_t count = in.take_short();
    if (step == 0 || step > 2 * outermost + 1 || count == 0 || count > draws - counted) {
      return false;
    }
    bin += static_cast<std::int64_t>(step);
    counted += count;
    if (bin > outermost || (bin != 0 && std::abs(bin) < std::int64_t{bins_per_octave})) {
      return false;
    }
    bins.push_back({static_cast<Bin>(bin), count});
  }
  return in.ok() && counted == draws && !bins.empty() && bins.front().bin == bin_of(minimum) &&
         bins.back().bin == bin_of(maximum);
}

}  // namespace

// Layout: mark, number of cells, then per cell reference, scale, flags (1 quantiles, 2 failed), draws; with draws also
// minimum, maximum, sum, squares (low, middle, high); with quantiles the number of bins and, for each, the step from
// the bin before and the count, in as few bytes as they need.
void CellBank::write(std::vector<std::uint8_t>& bytes) const {
  ByteWriter out(bytes);
  out.put(file_mark);
  out.put(static_cast<std::uint64_t>(cells_.size()));
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    out.put(specs_[i].reference);
    out.put(specs_[i].scale);
    write_cell(cells_[i], bytes);
  }
}

void CellBank::write_cell(const Cell& cell, std::vector<std::uint8_t>& bytes) const {
  ByteWriter out(bytes);
  out.put((cell.quantiles ? std::uint64_t{1} : 0) + (cell.failed ? std::uint64_t{2} : 0));
  out.put(cell.draws);
  if (cell.draws == 0) {
    return;
  }
  out.put(cell.minimum);
  out.put(cell.maximum);
  out.put(cell.sum);
  out.put(cell.squares);
  if (!cell.quantiles) {
    return;
  }
  const std::vector<BinCount> bins = histograms_.bins(cell.histogram);
  out.put_short(bins.size());
  Bin before = -static_cast<Bin>(magnitude_bins);
  for (const BinCount& entry : bins) {
    out.put_short(static_cast<std::uint64_t>(entry.bin - before));
    out.put_short(entry.count);
    before = entry.bin;
  }
}

bool CellBank::read(std::span<const std::uint8_t>& bytes) {
  ByteReader in(bytes);
  CellBank fresh(specs_);
  if (in.take() != file_mark || in.take() != cells_.size()) {
    return false;
  }
  for (std::size_t i = 0; i < cells_.size() && in.ok(); ++i) {
    Cell& cell = fresh.cells_[i];
    const CellSpec spec{in.take_double(), in.take_double(), specs_[i].quantiles, specs_[i].centre};
    const std::uint64_t flags = in.take();
    if (spec != specs_[i] || flags > 3 || ((flags & 1) != 0) != spec.quantiles) {
      return false;
    }
    cell.failed = (flags & 2) != 0;
    cell.draws = in.take();
    if (cell.draws == 0) {
      if (cell.failed) {
        return false;
      }
      continue;
    }
    cell.minimum = in.take_double();
    cell.maximum = in.take_double();
    cell.sum = in.take_sum();
    cell.squares = in.take_sum();
    const bool sums_fit = are_possible(cell.sum, cell.squares, cell.draws);
    const bool ordered =
        is_plain_extreme(cell.minimum) && is_plain_extreme(cell.maximum) && cell.minimum <= cell.maximum;
    std::vector<BinCount> bins;
    if (!sums_fit || !ordered || (cell.quantiles && !take_bins(in, cell.draws, cell.minimum, cell.maximum, bins))) {
      return false;
    }
    for (const BinCount& entry : bins) {
      fresh.histograms_.add(cell.histogram, entry.bin, entry.count);
    }
  }
  if (!in.ok()) {
    return false;
  }
  *this = std::move(fresh);
  bytes = in.rest();
  return true;
}

}  // namespace citypeak::summary
