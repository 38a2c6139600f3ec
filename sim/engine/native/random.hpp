// Counter-based random numbers: the value depends on (key, counter) only.
//
// So a spike source gives the same spikes in C++ and in NumPy, whatever else is
// in the network, and two runs that differ in one parameter share their noise.
// The mixing function is SplitMix64 (Steele, Lea & Flood 2014), whose stream
// from seed `key` is random_bits(key, 0), random_bits(key, 1), ...
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

inline uint64_t random_bits(uint64_t key, uint64_t counter) {
    uint64_t z = key + 0x9E3779B97F4A7C15ull * (counter + 1);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

// Inverse of a cumulative distribution over whole numbers: an offset plus the
// number of thresholds that are <= the random bits. A guide table, small enough to
// stay in the nearest cache, has that number for every bin of the bits that no threshold
// divides; the few others are searched.
class InverseCdf {
  public:
    InverseCdf(size_t offset, std::vector<uint64_t> thresholds)
        : offset_(offset), thresholds_(std::move(thresholds)) {
        size_t k = 0;
        for (size_t bin = 0; bin < guide_.size(); ++bin) {
            const uint64_t low = static_cast<uint64_t>(bin) << (64 - GUIDE_BITS);
            const uint64_t high = low | (~uint64_t{0} >> GUIDE_BITS);
            while (k < thresholds_.size() && thresholds_[k] <= low) ++k;
            const bool divided = k < thresholds_.size() && thresholds_[k] <= high;
            guide_[bin] = divided || k > INT16_MAX ? int16_t{-1} : static_cast<int16_t>(k);
        }
    }

    size_t operator()(uint64_t bits) const { return offset_ + index(bits); }

    // The number without the offset: 0 <= index(bits) < size().
    size_t index(uint64_t bits) const {
        const int16_t known = guide_[bits >> (64 - GUIDE_BITS)];
        if (known >= 0) return static_cast<size_t>(known);
        const auto above = std::upper_bound(thresholds_.begin(), thresholds_.end(), bits);
        return static_cast<size_t>(above - thresholds_.begin());
    }
    size_t offset() const { return offset_; }
    size_t size() const { return thresholds_.size() + 1; }

  private:
    static constexpr int GUIDE_BITS = 10;

    size_t offset_;
    std::vector<uint64_t> thresholds_;
    std::vector<int16_t> guide_ = std::vector<int16_t>(size_t{1} << GUIDE_BITS);
};

// Standard normal numbers; as `standard_normal` in `sim/engine/counter_random.py`, which
// also makes the table. The lowest bit is the sign, the upper 52 the probability of a
// larger size: its exponent chooses the octave, its mantissa a place within.
class NormalTable {
  public:
    explicit NormalTable(std::vector<double> table) : table_(std::move(table)) {}

    double operator()(uint64_t bits) const {
        int exponent = 0;
        const double larger = (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
        const double place = (std::frexp(larger, &exponent) - 0.5) * (2 * PARTS);
        const int part = static_cast<int>(place);
        const size_t at = static_cast<size_t>(part - exponent * (PARTS + 1));
        const double low = table_[at];
        const double size = low + (place - part) * (table_[at + 1] - low);
        return bits & 1 ? -size : size;
    }

  private:
    static constexpr int PARTS = 64;
    std::vector<double> table_;
};
