// Spikes travel along compressed rows of synapses and arrive after their delay.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "files.hpp"
#include "population.hpp"

// Where a weight lands. `delta`: on the membrane potential of neurons that are
// not refractory. Otherwise its sign picks one of two variables.
struct Receptors {
    bool delta = false;
    double* excitatory = nullptr;
    double* inhibitory = nullptr;
    double inhibitory_sign = 1.0;  // -1: a conductance holds the size of the weight
    const char* not_refractory = nullptr;

    void add(int64_t target, double weight) const {
        if (delta) {
            if (not_refractory == nullptr || not_refractory[target]) excitatory[target] += weight;
        } else if (weight >= 0) {
            excitatory[target] += weight;
        } else {
            inhibitory[target] += inhibitory_sign * weight;
        }
    }
};

// The synapses of a projection, each row sorted by delay (stably). Rows that
// already are, as with one common delay, are used in place.
class Rows {
  public:
    Rows(const std::string& stem, int64_t n_source)
        : offsets_(stem + ".offsets"), targets_(stem + ".targets"), weights_(stem + ".weights"),
          delays_(stem + ".delays"), target(targets_.data()), weight(weights_.data()),
          delay(delays_.data()) {
        if (offsets_.size() != static_cast<size_t>(n_source) + 1)
            throw std::runtime_error("row offsets do not fit the source population: " + stem);
        bool sorted = true;
        for (int64_t row = 0; row < n_source && sorted; ++row)
            sorted = std::is_sorted(delay + begin(row), delay + end(row));
        if (!sorted) sort_rows(n_source);
    }

    int64_t begin(int64_t row) const { return offsets_[static_cast<size_t>(row)]; }
    int64_t end(int64_t row) const { return offsets_[static_cast<size_t>(row) + 1]; }
    int32_t longest_delay() const {
        return delays_.size() == 0 ? 0 : *std::max_element(delays_.data(), delays_.data() + delays_.size());
    }

  private:
    void sort_rows(int64_t n_source) {
        sorted_targets_.resize(targets_.size());
        sorted_weights_.resize(weights_.size());
        sorted_delays_.resize(delays_.size());
        std::vector<int64_t> order;
        for (int64_t row = 0; row < n_source; ++row) {
            order.resize(static_cast<size_t>(end(row) - begin(row)));
            std::iota(order.begin(), order.end(), begin(row));
            std::stable_sort(order.begin(), order.end(),
                             [&](int64_t a, int64_t b) { return delay[a] < delay[b]; });
            for (size_t k = 0; k < order.size(); ++k) {
                const size_t to = static_cast<size_t>(begin(row)) + k;
                sorted_targets_[to] = target[order[k]];
                sorted_weights_[to] = weight[order[k]];
                sorted_delays_[to] = delay[order[k]];
            }
        }
        target = sorted_targets_.data();
        weight = sorted_weights_.data();
        delay = sorted_delays_.data();
    }

    MappedArray<int64_t> offsets_;
    MappedArray<int32_t> targets_;
    MappedArray<float> weights_;
    MappedArray<int16_t> delays_;
    std::vector<int32_t> sorted_targets_;
    std::vector<float> sorted_weights_;
    std::vector<int16_t> sorted_delays_;

  public:
    const int32_t* target;
    const float* weight;
    const int16_t* delay;
};

class Projection {
  public:
    Projection(const std::string& stem, const Population& source, Receptors receptors)
        : source_(source), receptors_(receptors), rows_(stem, source.size),
          due_(static_cast<size_t>(rows_.longest_delay()) + 1) {}

    // Queue this step's spikes, then deliver what arrives now, earlier spikes
    // first: the order in which Brian2's own queue adds, so that sums agree to
    // the last bit.
    void propagate(int64_t step) {
        const Spikes spikes = source_.spikes();
        for (int64_t s = 0; s < spikes.count; ++s) push(spikes.neuron[s], step);
        std::vector<Run>& arriving = due_[static_cast<size_t>(step) % due_.size()];
        for (const Run& run : arriving)
            for (int64_t k = run.begin; k < run.end; ++k)
                receptors_.add(rows_.target[k], static_cast<double>(rows_.weight[k]));
        arriving.clear();
    }

  private:
    struct Run {  // consecutive synapses of one row with the same delay
        int64_t begin, end;
    };

    void push(int32_t row, int64_t step) {
        const int64_t end = rows_.end(row);
        for (int64_t begin = rows_.begin(row); begin < end;) {
            const int16_t delay = rows_.delay[begin];
            int64_t stop = begin + 1;
            while (stop < end && rows_.delay[stop] == delay) ++stop;
            due_[static_cast<size_t>(step + delay) % due_.size()].push_back({begin, stop});
            begin = stop;
        }
    }

    const Population& source_;
    Receptors receptors_;
    Rows rows_;
    std::vector<std::vector<Run>> due_;
};
