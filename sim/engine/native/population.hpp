// Populations: what every kind has in common, and spike sources.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "random.hpp"
#include "shards.hpp"

struct Clock {
    double dt = 0.0;
    double t = 0.0;
    int64_t timestep = 0;
};

// The neurons of one shard that fired in one step, ascending: first + neuron[k].
struct Spikes {
    const int32_t* neuron = nullptr;
    int64_t count = 0;
    int32_t first = 0;
};

// Each shard is driven by its own thread. The spikes of the last `kept` steps can be
// read by all threads.
class Population {
  public:
    explicit Population(int64_t size) : size(size) {}
    virtual ~Population() = default;
    // Called once, before the first step; a shard's clock stays where it is.
    virtual void divide(const std::vector<Clock*>& clocks, int32_t kept) {
        shards_ = static_cast<int32_t>(clocks.size());
        kept_ = kept;
    }
    virtual void advance(int32_t shard, int64_t step) = 0;  // one step, up to the spikes
    virtual void reset(int32_t, int64_t) {}
    virtual Spikes spikes(int32_t shard, int64_t step) const = 0;

    int64_t begin(int32_t shard) const { return shard_begin(size, shard, shards_); }
    int64_t end(int32_t shard) const { return shard_begin(size, shard + 1, shards_); }

    const int64_t size;

  protected:
    size_t slot(int32_t shard, int64_t step) const {
        return static_cast<size_t>(shard) * static_cast<size_t>(kept_) + static_cast<size_t>(step % kept_);
    }

    int32_t shards_ = 1, kept_ = 1;
};

// Each generator fires in a step with probability threshold / 2^64.
class PoissonSource : public Population {
  public:
    PoissonSource(int64_t size, uint64_t key, uint64_t threshold, int64_t start, int64_t stop)
        : Population(size), key_(key), threshold_(threshold), start_(start), stop_(stop) {}

    void divide(const std::vector<Clock*>& clocks, int32_t kept) override {
        Population::divide(clocks, kept);
        fired_.resize(static_cast<size_t>(shards_ * kept_));
        for (int32_t s = 0; s < shards_; ++s)
            for (int64_t k = 0; k < kept_; ++k)
                fired_[slot(s, k)].resize(static_cast<size_t>(end(s) - begin(s)) + 1);
        count_.resize(fired_.size());
    }
    void advance(int32_t shard, int64_t step) override {
        std::vector<int32_t>& fired = fired_[slot(shard, step)];
        size_t count = 0;
        if (step >= start_ && step < stop_) {
            const uint64_t first = static_cast<uint64_t>(step) * static_cast<uint64_t>(size);
            for (int64_t i = begin(shard); i < end(shard); ++i) {
                fired[count] = static_cast<int32_t>(i);
                count += random_bits(key_, first + static_cast<uint64_t>(i)) < threshold_;
            }
        }
        count_[slot(shard, step)] = static_cast<int64_t>(count);
    }
    Spikes spikes(int32_t shard, int64_t step) const override {
        return {fired_[slot(shard, step)].data(), count_[slot(shard, step)], 0};
    }

  private:
    uint64_t key_, threshold_;
    int64_t start_, stop_;
    std::vector<std::vector<int32_t>> fired_;
    std::vector<int64_t> count_;
};

// Spikes known beforehand, sorted by step and neuron; all of them in shard 0.
class ListedSource : public Population {
  public:
    ListedSource(int64_t size, std::vector<int32_t> neuron, std::vector<int32_t> step)
        : Population(size), neuron_(std::move(neuron)), step_(std::move(step)) {}

    void divide(const std::vector<Clock*>& clocks, int32_t kept) override {
        Population::divide(clocks, kept);
        fired_.resize(static_cast<size_t>(shards_ * kept_));
    }
    void advance(int32_t shard, int64_t step) override {
        if (shard != 0) return;
        const size_t first = next_;
        while (next_ < step_.size() && step_[next_] <= step) ++next_;
        fired_[slot(0, step)] = {neuron_.data() + first, static_cast<int64_t>(next_ - first), 0};
    }
    Spikes spikes(int32_t shard, int64_t step) const override { return fired_[slot(shard, step)]; }

  private:
    std::vector<int32_t> neuron_, step_;
    size_t next_ = 0;
    std::vector<Spikes> fired_;
};
