// Spikes travel along compressed rows of synapses and arrive after their delay.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "files.hpp"
#include "population.hpp"

// Where the weights of one sign land.
struct Channel {
    double* to = nullptr;
    double sign = 1.0;           // -1: a conductance holds the size of the weight
    const char* mask = nullptr;  // if given, only neurons where it is true take it

    void add(int64_t target, double weight) const {
        to[target] += sign * weight;
    }
    // As add, with a mask. Adding zero costs less than a branch that guesses wrong.
    void add_masked(int64_t target, double weight) const {
        const double signed_weight = sign * weight;
        uint64_t bits;
        std::memcpy(&bits, &signed_weight, sizeof bits);
        bits &= mask[target] ? ~uint64_t{0} : uint64_t{0};
        double taken;
        std::memcpy(&taken, &bits, sizeof taken);
        to[target] += taken;
    }
};

// `delta` input: all weights land on the membrane potential, of neurons that
// are not refractory. Otherwise the sign of a weight picks one of two variables.
struct Receptors {
    Channel positive, negative;

    const Channel& channel(double weight) const { return weight < 0 ? negative : positive; }
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
        for (size_t k = 0; k < weights_.size(); ++k) (weights_[k] < 0 ? negative : positive) = true;
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
    bool positive = false, negative = false;  // signs that occur
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
            deliver(run);
        arriving.clear();
    }

  private:
    struct Run {  // consecutive synapses of one row with the same delay
        int64_t begin, end;
    };

    void deliver(const Run& run) {
        const Channel channel = rows_.negative ? receptors_.negative : receptors_.positive;
        const int32_t* target = rows_.target;
        const float* weight = rows_.weight;
        if (channel.mask != nullptr) {  // delta: one channel for both signs
            for (int64_t k = run.begin; k < run.end; ++k)
                channel.add_masked(target[k], static_cast<double>(weight[k]));
        } else if (rows_.negative && rows_.positive) {
            for (int64_t k = run.begin; k < run.end; ++k)
                receptors_.channel(static_cast<double>(weight[k]))
                    .add(target[k], static_cast<double>(weight[k]));
        } else {
            for (int64_t k = run.begin; k < run.end; ++k)
                channel.add(target[k], static_cast<double>(weight[k]));
        }
    }

    void push(int32_t row, int64_t step) {
        const int64_t end = rows_.end(row);
        for (int64_t begin = rows_.begin(row); begin < end;) {
            const int16_t delay = rows_.delay[begin];
            const bool rest_alike = rows_.delay[end - 1] == delay;  // rows are sorted
            int64_t stop = rest_alike ? end : begin + 1;
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
