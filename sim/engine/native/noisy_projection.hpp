// Static synapses that are read with noise: every delivery adds a new normal number.
//
// What arrives is weight + sigma * xi, with xi drawn from (key, step of arrival, index of the
// synapse in the wiring), so it depends neither on the number of threads nor on what else
// is in the network. The sign of the weight alone says where it lands: noise does not turn an
// inhibitory synapse into an excitatory one. Exact synapses stay in the prepared rows.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "plastic_projection.hpp"
#include "random.hpp"

class NoisyProjection : public Projection {
  public:
    NoisyProjection(const std::string& stem, const std::string& table, uint64_t key,
                    const Population& source, const Population& target, Receptors receptors,
                    int32_t shards)
        : rows_(stem, source.size, target.size, shards), source_(source), receptors_(receptors),
          shards_(shards), key_(key), normal_(read_array<double>(table)),
          due_(static_cast<size_t>(shards)) {
        const auto weights = read_array<float>(stem + ".weights");
        const auto sigma = read_array<float>(stem + ".sigma");
        if (weights.size() != rows_.size() || sigma.size() != rows_.size())
            throw std::runtime_error("weights are cut short: " + stem);
        cells_.reserve(rows_.size());
        for (const uint32_t k : rows_.original) cells_.push_back({weights[k], sigma[k]});
        for (Queue& queue : due_) queue.resize(static_cast<size_t>(rows_.longest) + 1);
    }

    int32_t shortest_delay() const override { return rows_.shortest; }

    void propagate(int32_t shard, int64_t fired, int64_t step) override {
        Queue& queue = due_[static_cast<size_t>(shard)];
        for (int32_t s = 0; fired >= 0 && s < shards_; ++s) {
            const Spikes spikes = source_.spikes(s, fired);
            for (int64_t k = 0; k < spikes.count; ++k)
                push(queue, shard, spikes.first + spikes.neuron[k], fired);
        }
        const uint64_t counter = static_cast<uint64_t>(step) * rows_.size();
        std::vector<Stretch>& arriving = queue[static_cast<size_t>(step) % queue.size()];
        for (const Stretch& stretch : arriving)
            for (uint32_t k = stretch.begin; k < stretch.end; ++k) arrive(k, counter);
        arriving.clear();
    }

  private:
    struct Cell {
        float weight, sigma;
    };
    struct Stretch {  // consecutive synapses of one row with the same delay
        uint32_t begin, end;
    };
    using Queue = std::vector<std::vector<Stretch>>;  // by step of arrival, cyclic

    void arrive(uint32_t k, uint64_t counter) const {
        const double weight = static_cast<double>(cells_[k].weight);
        const double xi = normal_(random_bits(key_, counter + rows_.original[k]));
        receptors_.channel(weight).add(rows_.target[k], weight + static_cast<double>(cells_[k].sigma) * xi);
    }

    void push(Queue& queue, int32_t shard, int64_t row, int64_t fired) {
        const uint32_t end = rows_.end(shard, row);
        for (uint32_t begin = rows_.begin(shard, row); begin < end;) {
            const int16_t delay = rows_.delay[begin];
            uint32_t stop = begin + 1;
            while (stop < end && rows_.delay[stop] == delay) ++stop;
            queue[static_cast<size_t>(fired + delay) % queue.size()].push_back({begin, stop});
            begin = stop;
        }
    }

    const PlasticRows rows_;
    const Population& source_;
    const Receptors receptors_;
    const int32_t shards_;
    const uint64_t key_;
    const NormalTable normal_;
    std::vector<Cell> cells_;
    std::vector<Queue> due_;
};
