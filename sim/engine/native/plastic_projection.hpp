// Synapses that change while the network runs: the rules of `sim/engine/plastic_model.py`.
//
// Every synapse has its own traces and the time of its last event, and each rule computes
// with the very operations, in the very order, of the code that Brian2 generates from its
// text, so that weights agree with Brian2's to the last bit. All state of a synapse
// belongs to the shard of its target: a shard needs the source's spikes when they
// arrive, and of postsynaptic spikes only its own, of this very step. So the shards run in
// parallel, and the weights do not depend on their number.
//
// Within a step: arrivals in Brian2's order, then postsynaptic spikes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "files.hpp"
#include "population.hpp"
#include "projection.hpp"
#include "receptors.hpp"
#include "record.hpp"

// Constants of a rule, by position: the order of `parameters` in plastic_model.py.
using Constants = std::vector<double>;

inline double clipped(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}

// value^exponent for 0 <= value <= 1; the two usual exponents are exact without pow.
inline double power(double value, double exponent) {
    if (exponent == 0.0) return 1.0;
    return exponent == 1.0 ? value : std::pow(value, exponent);
}

// A rule has the state of a synapse, what an arriving spike does (it returns what is passed on)
// and what a postsynaptic one does. `since` is minus the time since the last event.
struct ShortTermRule {
    static constexpr bool LEARNS = false;
    static constexpr size_t CONSTANTS = 3;
    struct State {
        double used = 0.0, resources = 1.0, sent = 0.0;
    };
    explicit ShortTermRule(const Constants& c) : use(c[0]), recovery(1.0 / c[1]), facilitation(1.0 / c[2]) {}

    double arrive(double& weight, State& s, double since) const {
        const double left = std::exp(recovery * since);
        s.resources = (1.0 + (s.resources * left)) - left;
        s.used = s.used * std::exp(facilitation * since);
        s.used += use * (1.0 - s.used);
        s.sent = (weight * s.used) * s.resources;
        s.resources -= s.used * s.resources;
        return s.sent;
    }
    void post(double&, State&, double) const {}
    static double shown(double, const State& s) { return s.sent; }

    double use, recovery, facilitation;
};

struct PairRule {
    static constexpr bool LEARNS = true;
    static constexpr size_t CONSTANTS = 7;
    struct State {
        double x = 0.0, y = 0.0;
    };
    explicit PairRule(const Constants& c)
        : w_max(c[0]), keep(c[1]), rise(c[2] * c[0]), fall(c[3] * c[0]), fast_x(1.0 / c[4]),
          fast_y(1.0 / c[5]), mu(c[6]), inverse(1.0 / c[0]) {}

    double arrive(double& weight, State& s, double since) const {
        const double passed_on = weight;
        decay(s, since);
        weight = clipped(weight - (fall * (power(clipped(inverse * weight, 0, 1), mu) * s.y)), 0.0, w_max);
        s.x = 1.0 + (keep * s.x);
        return passed_on;
    }
    void post(double& weight, State& s, double since) const {
        decay(s, since);
        weight = clipped(weight + (rise * (power(clipped(1.0 - (inverse * weight), 0, 1), mu) * s.x)), 0.0, w_max);
        s.y = 1.0 + (keep * s.y);
    }
    static double shown(double weight, const State&) { return weight; }

    void decay(State& s, double since) const {
        s.x = s.x * std::exp(fast_x * since);
        s.y = s.y * std::exp(fast_y * since);
    }
    double w_max, keep, rise, fall, fast_x, fast_y, mu, inverse;
};

struct TripletRule {
    static constexpr bool LEARNS = true;
    static constexpr size_t CONSTANTS = 10;
    struct State {
        double r1 = 0.0, r2 = 0.0, o1 = 0.0, o2 = 0.0;
    };
    explicit TripletRule(const Constants& c)
        : w_max(c[0]), keep(c[1]), a2_plus(c[2]), a3_plus(c[3]), a2_minus(c[4]), a3_minus(c[5]),
          plus(1.0 / c[6]), minus(1.0 / c[7]), x(1.0 / c[8]), y(1.0 / c[9]) {}

    double arrive(double& weight, State& s, double since) const {
        const double passed_on = weight;
        decay(s, since);
        weight = clipped(weight - (w_max * (s.o1 * (a2_minus + (a3_minus * s.r2)))), 0.0, w_max);
        s.r1 = 1.0 + (keep * s.r1);
        s.r2 = 1.0 + (keep * s.r2);
        return passed_on;
    }
    void post(double& weight, State& s, double since) const {
        decay(s, since);
        weight = clipped(weight + (w_max * (s.r1 * (a2_plus + (a3_plus * s.o2)))), 0.0, w_max);
        s.o1 = 1.0 + (keep * s.o1);
        s.o2 = 1.0 + (keep * s.o2);
    }
    static double shown(double weight, const State&) { return weight; }

    void decay(State& s, double since) const {
        s.o1 = s.o1 * std::exp(minus * since);
        s.o2 = s.o2 * std::exp(y * since);
        s.r1 = s.r1 * std::exp(plus * since);
        s.r2 = s.r2 * std::exp(x * since);
    }
    double w_max, keep, a2_plus, a3_plus, a2_minus, a3_minus, plus, minus, x, y;
};

// Compressed rows as the wiring has them, and their order for delivery: by shard of the
// target, row, and delay; within one delay the order of the row stays.
class PlasticRows {
  public:
    PlasticRows(const std::string& stem, int64_t n_source, int64_t n_target, int32_t shards)
        : n_source_(n_source) {
        const auto offsets = read_array<int64_t>(stem + ".offsets");
        const auto targets = read_array<int32_t>(stem + ".targets");
        const auto delays = read_array<int16_t>(stem + ".delays");
        if (offsets.size() != static_cast<size_t>(n_source) + 1 || targets.size() != delays.size() ||
            offsets.back() != static_cast<int64_t>(targets.size()) || targets.size() >= UINT32_MAX)
            throw std::runtime_error("plastic synapses do not fit together: " + stem);
        original.reserve(targets.size());
        first_.push_back(0);
        for (int32_t shard = 0; shard < shards; ++shard)
            for (int64_t row = 0; row < n_source; ++row)
                take(offsets, targets, delays, row, shard_begin(n_target, shard, shards),
                     shard_begin(n_target, shard + 1, shards));
        for (const uint32_t k : original) {
            target.push_back(targets[k]);
            delay.push_back(delays[k]);
        }
        if (!delays.empty()) {
            shortest = *std::min_element(delays.begin(), delays.end());
            longest = *std::max_element(delays.begin(), delays.end());
        }
        index_targets(n_target);
    }

    size_t size() const { return target.size(); }
    uint32_t begin(int32_t shard, int64_t row) const { return first_[at(shard, row)]; }
    uint32_t end(int32_t shard, int64_t row) const { return first_[at(shard, row) + 1]; }
    uint32_t begin_shard(int32_t shard) const { return first_[at(shard, 0)]; }

    std::vector<uint32_t> original;  // index in the wiring
    std::vector<int32_t> target;
    std::vector<int16_t> delay;
    std::vector<uint32_t> first_onto, onto;  // synapses onto every target
    int32_t shortest = 0, longest = 0;

  private:
    size_t at(int32_t shard, int64_t row) const { return static_cast<size_t>(shard * n_source_ + row); }

    void take(const std::vector<int64_t>& offsets, const std::vector<int32_t>& targets,
              const std::vector<int16_t>& delays, int64_t row, int64_t low, int64_t high) {
        const auto begin = targets.begin() + offsets[static_cast<size_t>(row)];
        const auto end = targets.begin() + offsets[static_cast<size_t>(row) + 1];
        const auto from = std::lower_bound(begin, end, low), to = std::lower_bound(from, end, high);
        const size_t start = original.size();
        original.resize(start + static_cast<size_t>(to - from));
        std::iota(original.begin() + static_cast<int64_t>(start), original.end(),
                  static_cast<uint32_t>(from - targets.begin()));
        std::stable_sort(original.begin() + static_cast<int64_t>(start), original.end(),
                         [&](uint32_t a, uint32_t b) { return delays[a] < delays[b]; });
        first_.push_back(static_cast<uint32_t>(original.size()));
    }

    void index_targets(int64_t n_target) {
        first_onto.assign(static_cast<size_t>(n_target) + 1, 0);
        for (const int32_t t : target) ++first_onto[static_cast<size_t>(t) + 1];
        std::partial_sum(first_onto.begin(), first_onto.end(), first_onto.begin());
        onto.resize(target.size());
        std::vector<uint32_t> next(first_onto.begin(), first_onto.end() - 1);
        for (uint32_t k = 0; k < target.size(); ++k) onto[next[static_cast<size_t>(target[k])]++] = k;
    }

    int64_t n_source_;
    std::vector<uint32_t> first_;
};

template <typename Rule>
class PlasticProjection : public Projection {
  public:
    // `stem` names the files of the synapses, `course` those that are written.
    PlasticProjection(const std::string& stem, const std::string& course, const Constants& constants,
                      const Population& source, const Population& target, Receptors receptors,
                      int32_t shards, double dt, int64_t n_steps, int64_t every)
        : rule_(constants), rows_(stem, source.size, target.size, shards), source_(source),
          target_(target), receptors_(receptors), shards_(shards), dt_(dt), every_(every),
          synapses_(rows_.size()), due_(static_cast<size_t>(shards)),
          sampled_(static_cast<size_t>(shards)), samples_file_(course + ".samples"),
          final_file_(course + ".final") {
        const auto weights = read_array<double>(stem + ".weights");
        if (weights.size() != rows_.size()) throw std::runtime_error("weights are cut short: " + stem);
        for (size_t k = 0; k < weights.size(); ++k) synapses_[k].weight = weights[rows_.original[k]];
        for (Queue& queue : due_) queue.resize(static_cast<size_t>(rows_.longest) + 1);
        choose_samples(read_array<int64_t>(stem + ".sampled"), (n_steps + every - 1) / every);
    }

    int32_t shortest_delay() const override { return rows_.shortest; }

    void propagate(int32_t shard, int64_t fired, int64_t step) override {
        const double t = static_cast<double>(step) * dt_;
        if (step % every_ == 0) sample(shard, step / every_);
        Queue& queue = due_[static_cast<size_t>(shard)];
        for (int32_t s = 0; fired >= 0 && s < shards_; ++s) {
            const Spikes spikes = source_.spikes(s, fired);
            for (int64_t k = 0; k < spikes.count; ++k)
                push(queue, shard, spikes.first + spikes.neuron[k], fired);
        }
        std::vector<Stretch>& arriving = queue[static_cast<size_t>(step) % queue.size()];
        for (const Stretch& stretch : arriving)
            for (uint32_t k = stretch.begin; k < stretch.end; ++k) arrive(k, t);
        arriving.clear();
        if (!Rule::LEARNS) return;
        const Spikes own = target_.spikes(shard, step);
        for (int64_t n = 0; n < own.count; ++n) {
            const auto j = static_cast<size_t>(own.first + own.neuron[n]);
            for (uint32_t k = rows_.first_onto[j]; k < rows_.first_onto[j + 1]; ++k) post(rows_.onto[k], t);
        }
    }

    void close() override {
        std::vector<double> final_values(synapses_.size());
        for (size_t k = 0; k < synapses_.size(); ++k)
            final_values[rows_.original[k]] = Rule::shown(synapses_[k].weight, synapses_[k].state);
        samples_file_.write(samples_.data(), samples_.size());
        samples_file_.close();
        final_file_.write(final_values.data(), final_values.size());
        final_file_.close();
    }

  private:
    struct Synapse {
        double weight = 0.0, last = 0.0;
        typename Rule::State state;
    };
    struct Stretch {  // consecutive synapses of one row with the same delay
        uint32_t begin, end;
    };
    using Queue = std::vector<std::vector<Stretch>>;  // by step of arrival, cyclic
    struct Sampled {
        uint32_t synapse, column;
    };

    void arrive(uint32_t k, double t) {
        Synapse& s = synapses_[k];
        const double weight = s.weight;
        const double passed_on = rule_.arrive(s.weight, s.state, -(t - s.last));
        s.last = t;
        receptors_.channel(weight).add(rows_.target[k], passed_on);
    }

    void post(uint32_t k, double t) {
        Synapse& s = synapses_[k];
        rule_.post(s.weight, s.state, -(t - s.last));
        s.last = t;
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

    void choose_samples(const std::vector<int64_t>& chosen, int64_t n_samples) {
        std::vector<uint32_t> column(rows_.size(), UINT32_MAX);
        for (size_t c = 0; c < chosen.size(); ++c)
            column.at(static_cast<size_t>(chosen[c])) = static_cast<uint32_t>(c);
        for (int32_t shard = 0; shard < shards_; ++shard) {
            const uint32_t end = shard + 1 < shards_ ? rows_.begin_shard(shard + 1)
                                                     : static_cast<uint32_t>(rows_.size());
            for (uint32_t k = rows_.begin_shard(shard); k < end; ++k)
                if (column[rows_.original[k]] != UINT32_MAX)
                    sampled_[static_cast<size_t>(shard)].push_back({k, column[rows_.original[k]]});
        }
        width_ = chosen.size();
        samples_.resize(static_cast<size_t>(n_samples) * width_);
    }

    // Before anything of the step happens to the synapses.
    void sample(int32_t shard, int64_t number) {
        double* row = samples_.data() + static_cast<size_t>(number) * width_;
        for (const Sampled& s : sampled_[static_cast<size_t>(shard)])
            row[s.column] = Rule::shown(synapses_[s.synapse].weight, synapses_[s.synapse].state);
    }

    const Rule rule_;
    const PlasticRows rows_;
    const Population& source_;
    const Population& target_;
    const Receptors receptors_;
    const int32_t shards_;
    const double dt_;
    const int64_t every_;
    std::vector<Synapse> synapses_;
    std::vector<Queue> due_;
    std::vector<std::vector<Sampled>> sampled_;
    std::vector<double> samples_;
    size_t width_ = 0;
    OutputFile samples_file_, final_file_;
};
