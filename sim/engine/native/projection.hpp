// Spikes travel along rows of synapses and arrive after their delay.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "files.hpp"
#include "population.hpp"
#include "receptors.hpp"
#include "rows.hpp"

// What happens in a step between threshold and reset, on behalf of some synapses.
//
// Several threads call propagate(), each for its own shard of the targets; it must touch
// nothing of another shard but read spikes. A kind that cannot do that says
// parallel() == false, and the whole run has one thread and one shard.
class Projection {
  public:
    virtual ~Projection() = default;
    virtual bool parallel() const { return true; }
    // Spikes of step k may be withheld until step k + shortest_delay(), no longer. 0 for
    // synapses that must see every spike, before or behind them, in its own step.
    virtual int32_t shortest_delay() const = 0;
    // Take the source's spikes of step `fired` (none if negative; fired <= step), then act
    // on the shard's targets as of `step`. Steps come one by one, none is left out.
    virtual void propagate(int32_t shard, int64_t fired, int64_t step) = 0;
    virtual void close() {}  // after the last step, on one thread
};

// Synapses whose weights stay: rows that `rows.hpp` prepared, over all targets of a source.
class StaticProjection : public Projection {
  public:
    StaticProjection(const PreparedRows& rows, const RowGroup& group, const Population& source,
                     const Inputs& inputs, int32_t shards)
        : rows_(rows), group_(group), source_(source), to_(inputs.values()),
          mask_(group.masked ? inputs.mask(0) : nullptr), shards_(shards),
          due_(static_cast<size_t>(shards)) {
        for (Queue& queue : due_) queue.resize(static_cast<size_t>(group.longest_delay) + 1);
    }

    int32_t shortest_delay() const override { return group_.shortest_delay; }

    // Earlier spikes first: the order in which Brian2's own queue adds, so that sums
    // agree to the last bit.
    void propagate(int32_t shard, int64_t fired, int64_t step) override {
        Queue& queue = due_[static_cast<size_t>(shard)];
        for (int32_t s = 0; fired >= 0 && s < shards_; ++s) {
            const Spikes spikes = source_.spikes(s, fired);
            for (int64_t k = 0; k < spikes.count; ++k)
                push(queue, shard, spikes.first + spikes.neuron[k], fired);
        }
        std::vector<Stretch>& arriving = queue[static_cast<size_t>(step) % queue.size()];
        const size_t n = arriving.size();
        for (size_t k = 0; k < n; ++k) {
            if (k + AHEAD < n) prefetch(arriving[k + AHEAD]);
            deliver(arriving[k]);
        }
        arriving.clear();
    }

  private:
    struct Stretch {  // consecutive synapses of one row with the same delay
        const PreparedSynapse *begin, *end;
    };
    using Queue = std::vector<std::vector<Stretch>>;  // by step of arrival, cyclic
    static constexpr size_t AHEAD = 8;

    void push(Queue& queue, int32_t shard, int64_t row, int64_t fired) {
        const size_t at = static_cast<size_t>(group_.first_row + row * shards_ + shard);
        const int64_t last = rows_.first_run[at + 1];
        for (int64_t r = rows_.first_run[at]; r < last; ++r) {
            const uint64_t run = rows_.run[static_cast<size_t>(r)];
            const size_t arrival = static_cast<size_t>(fired + run_delay(run)) % queue.size();
            queue[arrival].push_back({rows_.synapse.data() + run_begin(run),
                                      rows_.synapse.data() + run_begin(rows_.run[static_cast<size_t>(r) + 1])});
        }
    }

    void deliver(const Stretch& stretch) const {
        double* to = to_;
        const char* mask = mask_;
        if (mask == nullptr)
            for (const PreparedSynapse* s = stretch.begin; s < stretch.end; ++s)
                to[s->input] += static_cast<double>(s->weight);
        else
            for (const PreparedSynapse* s = stretch.begin; s < stretch.end; ++s)
                to[s->input] += masked(static_cast<double>(s->weight), mask[s->input]);
    }

    static void prefetch(const Stretch& stretch) {
        const auto* end = reinterpret_cast<const char*>(stretch.end);
        for (const auto* line = reinterpret_cast<const char*>(stretch.begin); line < end; line += 64)
            __builtin_prefetch(line);
    }

    const PreparedRows& rows_;
    const RowGroup group_;
    const Population& source_;
    double* to_;
    const char* mask_;
    int32_t shards_;
    std::vector<Queue> due_;
};
