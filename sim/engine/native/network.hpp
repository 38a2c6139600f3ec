// The network of one run and its loop; `plan_reader.hpp` builds it from the plan file.
//
// The order within a step is Brian2's: state update and threshold, synapses (external
// drives, then projections in order), reset. Traces show the state at the start of a
// step.
//
// Threads. Each population is cut into one shard per thread (`shards.hpp`). A thread
// does the whole step for its shards: it integrates them, delivers to them, resets them,
// and reads nothing of another shard except the list of spikes. Since no synapse is
// faster than `lag_` steps, a thread waits before it delivers in step k only until all
// others have found the spikes of step k - lag_: nobody waits for the slowest in the same
// step. Spike lists of 2 lag_ + 2 steps are kept, which is how far two threads can be
// apart. With one thread it is the same loop, never waiting. Where others need the
// processors, one thread may do all shards for a while (`crew.hpp`).
//
// A new kind of synapse is a `Projection` (`projection.hpp`): it says how late spikes may
// be shown to it, and whether its shards may run in parallel. Projections act in the
// order in which they were added. Populations give their spikes of this step through
// spikes(shard, step) as soon as they have advanced; with one shard that is all of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "crew.hpp"
#include "drive.hpp"
#include "neurons.hpp"
#include "population.hpp"
#include "projection.hpp"
#include "record.hpp"

// A population and all that belongs to it; what is missing is null.
struct Member {
    std::unique_ptr<Population> population;
    int64_t start = 0;           // global index of its first neuron
    Neurons* neurons = nullptr;  // the population, if it is integrated
    Receptors receptors;
    std::unique_ptr<CurrentDrive> current;
    std::vector<PoissonDrive> drives;
    std::unique_ptr<TraceRecord> trace;
    std::vector<std::string> state;  // variables that must stay numbers
};

class Network {
  public:
    void run() {
        divide();
        crew_->run([this](int32_t shard) { work(shard); });
    }

    void close() {
        spikes->close();
        for (Member& member : members)
            if (member.trace) member.trace->close();
        for (auto& projection : projections) projection->close();
    }

    // Index of the first population with a state variable that is no number, or -1.
    int64_t diverged() const {
        for (size_t p = 0; p < members.size(); ++p) {
            const Neurons* neurons = members[p].neurons;
            for (const std::string& name : members[p].state) {
                const double* values = neurons->own_state(name);
                for (int64_t i = 0; i < neurons->size; ++i)
                    if (!std::isfinite(values[i])) return static_cast<int64_t>(p);
            }
        }
        return -1;
    }

    // Filled by the reader of the plan.
    double dt = 0.0;
    int64_t n_steps = 0;
    int32_t shards = 1;
    std::unique_ptr<Inputs> inputs;
    std::vector<Member> members;
    std::unique_ptr<PreparedRows> rows;
    std::vector<std::unique_ptr<Projection>> projections;
    std::unique_ptr<SpikeRecord> spikes;

  private:
    struct alignas(128) ShardClock : Clock {};
    static constexpr int32_t MOST_LAG = 8;

    void divide() {
        lag_ = MOST_LAG;
        for (const auto& projection : projections) {
            lag_ = std::min(lag_, projection->shortest_delay());
            if (shards > 1 && !projection->parallel())
                throw std::runtime_error("a projection of this network cannot run on several threads");
        }
        clocks_.resize(static_cast<size_t>(shards));
        std::vector<Clock*> clocks;
        for (ShardClock& clock : clocks_) {
            clock.dt = dt;
            clocks.push_back(&clock);
        }
        for (Member& member : members) member.population->divide(clocks, 2 * lag_ + 2);
        crew_.reset(new Crew(shards, lag_));
    }

    void work(int32_t shard) {
        for (int64_t step = 0; step < n_steps;) {
            if (step == crew_->solo_from())
                step = shard == 0 ? work_alone(step) : crew_->rest(shard, step);
            else if (!work_together(shard, step++))
                return;
        }
        if (shard == 0 && crew_->wait(0, n_steps - 1))
            for (int64_t fired = std::max<int64_t>(0, n_steps - lag_); fired < n_steps; ++fired) record(fired);
    }

    bool work_together(int32_t shard, int64_t step) {
        const int64_t fired = step - lag_;
        integrate(shard, step);
        if (shard == 0) crew_->consider(step);
        crew_->arrive(shard, step);
        if (!crew_->wait(shard, fired)) return false;
        if (shard == 0) record(fired);
        deliver(shard, fired, step);
        if (shard == 0) report(step);
        return true;
    }

    // All shards on this thread, until it is time to try together again.
    int64_t work_alone(int64_t step) {
        crew_->wait_for_rest();
        while (step < n_steps && !crew_->failed() && (step % 64 != 0 || !crew_->should_call())) {
            for (int32_t s = 0; s < shards; ++s) integrate(s, step);
            record(step - lag_);
            for (int32_t s = 0; s < shards; ++s) deliver(s, step - lag_, step);
            report(step++);
        }
        if (crew_->failed()) return n_steps;
        crew_->call(step);
        return step;
    }

    void integrate(int32_t shard, int64_t step) {
        Clock& clock = clocks_[static_cast<size_t>(shard)];
        clock.timestep = step;
        clock.t = static_cast<double>(step) * dt;
        for (Member& member : members) {
            Population& population = *member.population;
            if (member.trace) member.trace->sample(shard, step);
            if (member.current)
                member.current->update(step, population.begin(shard), population.end(shard));
            population.advance(shard, step);
        }
    }

    void deliver(int32_t shard, int64_t fired, int64_t step) {
        for (const Member& member : members)
            for (const PoissonDrive& drive : member.drives)
                drive.deliver(step, member.population->begin(shard), member.population->end(shard));
        for (auto& projection : projections) projection->propagate(shard, fired, step);
        for (Member& member : members) member.population->reset(shard, step);
    }

    void record(int64_t fired) {
        if (fired < 0) return;
        for (const Member& member : members)
            for (int32_t s = 0; s < shards; ++s)
                spikes->add(fired, member.start, member.population->spikes(s, fired));
    }

    void report(int64_t step) {
        const auto now = std::chrono::steady_clock::now();
        if (now - reported_ < std::chrono::milliseconds(50)) return;
        reported_ = now;
        std::printf("progress %.6f\n", static_cast<double>(step + 1) / static_cast<double>(n_steps));
        std::fflush(stdout);
    }

    int32_t lag_ = 0;
    std::vector<ShardClock> clocks_;
    std::unique_ptr<Crew> crew_;
    std::chrono::steady_clock::time_point reported_ = std::chrono::steady_clock::now();
};
