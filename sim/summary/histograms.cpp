// SPDX-License-Identifier: MIT
// Counting draws into pages of bins; the inner loop meets every output of every draw, so it is the one written for
// speed.
#include "sim/summary/histograms.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "sim/summary/pair.hpp"

namespace citypeak::summary {

namespace {

constexpr int counter_bits = 8;
constexpr int carry_bits = 16;

/// The window is a factor of 16 either way, kept off zero and off infinity.
std::uint32_t first_magnitude(double centre, std::uint32_t window_bins) {
  const std::int64_t wanted = static_cast<std::int64_t>(magnitude_of(centre)) - window_bins / 2;
  const std::int64_t largest = static_cast<std::int64_t>(magnitude_bins) - window_bins;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(wanted, bins_per_octave, largest));
}

/// Grows by a quarter where the library would double: the pages of a worker are most of its memory.
template <class T>
void append_page(std::vector<T>& pages, std::size_t page_size) {
  if (pages.size() + page_size > pages.capacity()) {
    pages.reserve(pages.size() + pages.size() / 4 + 64 * page_size);
  }
  pages.resize(pages.size() + page_size);
}

std::vector<BinCount> merged(const std::vector<BinCount>& left, const std::vector<BinCount>& right) {
  std::vector<BinCount> both(left.size() + right.size());
  std::merge(left.begin(), left.end(), right.begin(), right.end(), both.begin(),
             [](const BinCount& a, const BinCount& b) { return a.bin < b.bin; });
  std::size_t kept = 0;
  for (std::size_t i = 1; i < both.size(); ++i) {
    if (both[i].bin == both[kept].bin) {
      both[kept].count += both[i].count;
    } else {
      both[++kept] = both[i];
    }
  }
  both.resize(both.empty() ? 0 : kept + 1);
  return both;
}

}  // namespace

Histograms::Histograms(std::span<const double> centres)
    : runs_(centres.size()),
      places_(centres.size() * most_waiting),
      zeros_(centres.size()),
      directory_(centres.size() * pages_per_cell, no_page),
      counters_(page_bins),
      carry_page_(1, no_page),
      carries_(page_bins) {
  first_.reserve(centres.size());
  for (const double centre : centres) {
    first_.push_back(first_magnitude(centre, window_bins));
  }
}

void Histograms::add(std::size_t cell, const double* values, std::size_t count) {
  if (count == block_size && runs_[cell].size == 0) {
    Positions positions;
    if (find_positions(cell, values, positions)) {
      lay_run(cell, positions);
    }
  }
  add_anywhere(cell, values, count);
}

/// The places of a full block in the cell's directory; false if any is outside the window.
bool Histograms::find_positions(std::size_t cell, const double* values, Positions& positions) const {
  const std::uint64_t lowest = first_[cell];
  const BitPair first{lowest, lowest};
  const BitPair mask{magnitude_mask, magnitude_mask};
  BitPair reach{};
  for (std::size_t i = 0; i < block_size; i += 2) {
    const BitPair bits = load_pair<BitPair>(values + i);
    const BitPair slot = ((bits >> dropped_bits) & mask) - first;  // below the window it wraps to a huge number
    const BitPair position = slot + ((bits >> 63) << std::countr_zero(window_bins));
    reach |= slot;
    std::memcpy(&positions[i], &position, sizeof(position));
  }
  return (reach[0] | reach[1]) < window_bins;
}

void Histograms::add_places(std::size_t cell, const double* values, bool outside) {
  Run& run = runs_[cell];
  const std::uint16_t* places = &places_[cell * most_waiting + run.waiting];
  for (std::size_t i = 0; outside && i < block_size; ++i) {
    if (places[i] == run.size) {
      add_anywhere(cell, values + i, 1);
    }
  }
  run.waiting += block_size;
  if (run.waiting == most_waiting) {
    count_places(cell);
  }
}

void Histograms::count_places(std::size_t cell) {
  Run& run = runs_[cell];
  // Local copies: a counter is a character, which might be a part of anything for all the compiler knows.
  std::uint8_t* const counters = counters_.data() + run.offset;
  const std::uint16_t* const places = &places_[cell * most_waiting];
  const std::uint32_t waiting = run.waiting;
  for (std::uint32_t i = 0; i < waiting; ++i) {
    const std::uint16_t place = places[i];
    if (++counters[place] == 0) [[unlikely]] {
      carry_place(cell, place);
    }
  }
  run.waiting = 0;
}

void Histograms::carry_place(std::size_t cell, std::uint16_t place) {
  if (place < runs_[cell].size) {
    carry(cell, position_of_place(cell, place), 1);
  }
}

/// The position in the window of a place in the run.
std::uint32_t Histograms::position_of_place(std::size_t cell, std::uint16_t place) const {
  const std::uint64_t bits = runs_[cell].base + place;
  const std::uint32_t slot = static_cast<std::uint32_t>(bits & magnitude_mask) - first_[cell];
  return slot + (bits > magnitude_mask ? window_bins : 0U);
}

/// Adds the places that wait, in the order of their bins; those outside have been counted.
void Histograms::add_waiting(std::size_t cell, std::vector<BinCount>& bins) const {
  const Run& run = runs_[cell];
  if (run.waiting == 0) {
    return;
  }
  std::vector<BinCount> waiting;
  for (std::uint32_t i = 0; i < run.waiting; ++i) {
    const std::uint16_t place = places_[cell * most_waiting + i];
    if (place < run.size) {
      waiting.push_back({bin_at(cell, position_of_place(cell, place)), 1});
    }
  }
  std::sort(waiting.begin(), waiting.end(), [](const BinCount& a, const BinCount& b) { return a.bin < b.bin; });
  bins = merged(bins, merged(waiting, {}));
}

std::uint32_t Histograms::position_of(std::size_t cell, double value) const {
  return magnitude_of(value) - first_[cell] + (value < 0 ? window_bins : 0U);
}

/// Pages from the smallest to the largest of a first block, and a quarter as many on either side, within one sign.
void Histograms::lay_run(std::size_t cell, const Positions& positions) {
  const auto [smallest, largest] = std::minmax_element(positions.begin(), positions.end());
  const auto low = static_cast<std::uint32_t>(*smallest / page_bins),
             high = static_cast<std::uint32_t>(*largest / page_bins);
  constexpr std::uint32_t pages_of_sign = pages_per_cell / 2;
  const std::uint32_t begin = low < pages_of_sign ? 0 : pages_of_sign, end = begin + pages_of_sign;
  const std::uint32_t margin = (high - low) / 4 + 1;
  const std::uint32_t first = low - std::min(low - begin, margin),
                      last = std::min(std::min(high, end - 1) + margin, end - 1);
  Run& run = runs_[cell];
  constexpr std::uint64_t sign = magnitude_mask + 1;
  run.base = first_[cell] + first * page_bins % window_bins + (begin == 0 ? 0 : sign);
  run.offset = counters_.size();
  for (std::uint32_t entry = first; entry <= last; ++entry) {
    if (directory_[cell * pages_per_cell + entry] != no_page) {
      break;  // a part of a block came first and has its page elsewhere
    }
    (void)page_at(cell, entry);
    run.size += page_bins;
  }
  if (run.size == 0) {
    run.offset = 0;
    return;
  }
  append_page(counters_, page_bins);  // for draws that fall elsewhere
  carry_page_.push_back(no_page);
}

void Histograms::add_anywhere(std::size_t cell, const double* values, std::size_t count) {
  const std::uint32_t first = first_[cell];
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t magnitude = magnitude_of(values[i]);
    if (magnitude - first < window_bins) {
      add_at(cell, position_of(cell, values[i]), 1);
    } else if (magnitude < bins_per_octave) {
      ++zeros_[cell];
    } else {
      ++elsewhere_[key(cell, bin_of(values[i]))];
    }
  }
}

void Histograms::add(std::size_t cell, Bin bin, std::uint64_t count) {
  if (bin == 0) {
    zeros_[cell] += count;
    return;
  }
  const std::uint32_t slot = static_cast<std::uint32_t>(bin < 0 ? -bin : bin) - first_[cell];
  if (slot < window_bins) {
    add_at(cell, slot + (bin < 0 ? window_bins : 0U), count);
  } else {
    elsewhere_[key(cell, bin)] += count;
  }
}

void Histograms::add_at(std::size_t cell, std::uint32_t position, std::uint64_t count) {
  const std::size_t page = page_at(cell, position / page_bins);
  std::uint8_t& counter = counters_[page * page_bins + position % page_bins];
  const std::uint64_t total = counter + count;
  counter = static_cast<std::uint8_t>(total);
  if (total >> counter_bits != 0) {
    carry(cell, position, total >> counter_bits);
  }
}

/// Adds `count` times 2^8 draws to a bin of the window.
void Histograms::carry(std::size_t cell, std::uint32_t position, std::uint64_t count) {
  const std::uint32_t page = directory_[cell * pages_per_cell + position / page_bins];
  if (carry_page_[page] == no_page) {
    carry_page_[page] = static_cast<std::uint32_t>(carries_.size() / page_bins);
    append_page(carries_, page_bins);
  }
  std::uint16_t& carried = carries_[std::size_t{carry_page_[page]} * page_bins + position % page_bins];
  const std::uint64_t total = carried + count;
  carried = static_cast<std::uint16_t>(total);
  if (total >> carry_bits != 0) {
    elsewhere_[key(cell, bin_at(cell, position))] += total >> carry_bits << (counter_bits + carry_bits);
  }
}

std::uint32_t Histograms::page_at(std::size_t cell, std::uint32_t directory_entry) {
  std::uint32_t& page = directory_[cell * pages_per_cell + directory_entry];
  if (page == no_page) {
    page = static_cast<std::uint32_t>(counters_.size() / page_bins);
    append_page(counters_, page_bins);
    carry_page_.push_back(no_page);
  }
  return page;
}

void Histograms::merge(const Histograms& other) {
  for (std::size_t entry = 0; entry < directory_.size(); ++entry) {
    const std::uint32_t page = other.directory_[entry];
    if (page == no_page) {
      continue;
    }
    const std::size_t cell = entry / pages_per_cell;
    const std::uint32_t first_position = static_cast<std::uint32_t>(entry % pages_per_cell) * page_bins;
    for (std::uint32_t place = 0; place < page_bins; ++place) {
      if (const std::uint64_t count = other.count_at(page, place); count != 0) {
        add_at(cell, first_position + place, count);
      }
    }
  }
  for (std::size_t cell = 0; cell < zeros_.size(); ++cell) {
    zeros_[cell] += other.zeros_[cell];
    const Run& run = other.runs_[cell];
    for (std::uint32_t i = 0; i < run.waiting; ++i) {
      const std::uint16_t place = other.places_[cell * most_waiting + i];
      if (place < run.size) {
        add_at(cell, other.position_of_place(cell, place), 1);
      }
    }
  }
  for (const auto& [where, count] : other.elsewhere_) {
    elsewhere_[where] += count;
  }
}

std::vector<BinCount> Histograms::bins(std::size_t cell) const {
  std::vector<BinCount> outside;
  const auto end = elsewhere_.upper_bound(key(cell, std::numeric_limits<Bin>::max()));
  for (auto entry = elsewhere_.lower_bound(key(cell, std::numeric_limits<Bin>::min())); entry != end; ++entry) {
    const std::uint32_t shifted = static_cast<std::uint32_t>(entry->first);
    outside.push_back({static_cast<Bin>(shifted ^ 0x80000000U), entry->second});
  }
  std::vector<BinCount> out = bins_in_window(cell);
  add_waiting(cell, out);
  return outside.empty() ? out : merged(out, outside);
}

std::vector<BinCount> Histograms::bins_in_window(std::size_t cell) const {
  std::vector<BinCount> found;
  const auto collect = [&](std::uint32_t position) {
    const std::uint32_t page = directory_[cell * pages_per_cell + position / page_bins];
    if (const std::uint64_t count = count_at(page, position % page_bins); count != 0) {
      found.push_back({bin_at(cell, position), count});
    }
  };
  // Most counters are 0: eight are looked at together.
  constexpr std::uint32_t together = sizeof(std::uint64_t);
  const auto any_in = [&](std::uint32_t entry, std::uint32_t place) {
    const std::uint32_t page = directory_[cell * pages_per_cell + entry];
    if (carry_page_[page] != no_page) return true;
    std::uint64_t counters = 0;
    std::memcpy(&counters, counters_.data() + std::size_t{page} * page_bins + place, sizeof counters);
    return counters != 0;
  };
  const auto used = [&](std::uint32_t entry) { return directory_[cell * pages_per_cell + entry] != no_page; };
  for (std::uint32_t entry = pages_per_cell; entry-- > pages_per_cell / 2;) {  // negative: farthest from zero first
    for (std::uint32_t first = page_bins; used(entry) && first > 0; first -= together) {
      if (!any_in(entry, first - together)) continue;
      for (std::uint32_t place = first; place-- > first - together;) collect(entry * page_bins + place);
    }
  }
  if (zeros_[cell] != 0) {
    found.push_back({0, zeros_[cell]});
  }
  for (std::uint32_t entry = 0; entry < pages_per_cell / 2; ++entry) {
    for (std::uint32_t first = 0; used(entry) && first < page_bins; first += together) {
      if (!any_in(entry, first)) continue;
      for (std::uint32_t place = first; place < first + together; ++place) collect(entry * page_bins + place);
    }
  }
  return found;
}

std::uint64_t Histograms::count_at(std::uint32_t page, std::uint32_t place) const {
  const std::uint64_t carried = carries_[std::size_t{carry_page_[page]} * page_bins + place];
  return (carried << counter_bits) + counters_[std::size_t{page} * page_bins + place];
}

Bin Histograms::bin_at(std::size_t cell, std::uint32_t position) const {
  const Bin magnitude = static_cast<Bin>(first_[cell] + position % window_bins);
  return position < window_bins ? magnitude : -magnitude;
}

/// Sorts by cell, then by value.
std::uint64_t Histograms::key(std::size_t cell, Bin bin) {
  return (static_cast<std::uint64_t>(cell) << 32) | (static_cast<std::uint32_t>(bin) ^ 0x80000000U);
}

std::size_t Histograms::memory_bytes() const {
  constexpr std::size_t map_node = 64;  // three pointers, colour, key, count, and the allocator's own
  return runs_.capacity() * sizeof(runs_[0]) + places_.capacity() * sizeof(places_[0]) +
         first_.capacity() * sizeof(first_[0]) + zeros_.capacity() * sizeof(zeros_[0]) +
         directory_.capacity() * sizeof(directory_[0]) + counters_.capacity() * sizeof(counters_[0]) +
         carry_page_.capacity() * sizeof(carry_page_[0]) + carries_.capacity() + elsewhere_.size() * map_node;
}

}  // namespace citypeak::summary
