// External input: independent Poisson spikes, and currents that switch on and off.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "random.hpp"
#include "receptors.hpp"

// A number of input spikes per neuron and step, drawn through the inverse of
// the cumulative Poisson distribution.
class PoissonDrive {
  public:
    PoissonDrive(int64_t size, uint64_t key, double weight, InverseCdf count,
                 const Receptors& receptors)
        : size_(size), key_(key), count_(std::move(count)), channel_(receptors.channel(weight)) {
        for (size_t k = 0; k < count_.size(); ++k)
            value_.push_back(channel_.sign * (static_cast<double>(count_.offset() + k) * weight));
    }

    // To neurons begin <= i < end.
    void deliver(int64_t step, int64_t begin, int64_t end) const {
        const uint64_t first = static_cast<uint64_t>(step) * static_cast<uint64_t>(size_);
        double* to = channel_.to;
        const char* mask = channel_.mask;
        for (int64_t i = begin; i < end; ++i) {
            const uint64_t bits = random_bits(key_, first + static_cast<uint64_t>(i));
            const double value = value_[count_.index(bits)];
            to[i] += mask == nullptr ? value : masked(value, mask[i]);
        }
    }

  private:
    int64_t size_;
    uint64_t key_;
    InverseCdf count_;
    Channel channel_;
    std::vector<double> value_;  // what is added, by index of the number drawn
};

struct CurrentStep {
    int64_t first, last, start, stop;  // neurons first..last, steps start <= k < stop
    double amplitude;
};

// Writes the sum of the currents that are on whenever one switches.
class CurrentDrive {
  public:
    explicit CurrentDrive(double* current) : current_(current) {}

    void add(const CurrentStep& step) { steps_.push_back(step); }

    // Into neurons begin <= i < end.
    void update(int64_t step, int64_t begin, int64_t end) const {
        bool switches = false;
        for (const CurrentStep& s : steps_) switches |= step == s.start || step == s.stop;
        if (!switches) return;
        for (int64_t i = begin; i < end; ++i) current_[i] = 0.0;
        for (const CurrentStep& s : steps_)
            if (s.start <= step && step < s.stop)
                for (int64_t i = std::max(s.first, begin); i < std::min(s.last + 1, end); ++i)
                    current_[i] += s.amplitude;
    }

  private:
    double* current_;
    std::vector<CurrentStep> steps_;
};
