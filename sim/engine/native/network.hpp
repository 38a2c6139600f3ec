// The network of one run, built from its plan file, and its loop.
//
// The order within a step is Brian2's: state update and threshold, synapses,
// reset. Traces show the state at the start of a step.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "drive.hpp"
#include "population.hpp"
#include "projection.hpp"
#include "record.hpp"

class Network {
  public:
    // Plan lines are "keyword arguments"; sim/engine/plan.py writes and describes them.
    Network(const std::string& folder, std::istream& plan) : folder_(folder) {
        for (std::string line; std::getline(plan, line);) {
            std::istringstream words(line);
            std::string keyword;
            words >> keyword;
            if (!keyword.empty()) read(keyword, words);
            if (words.fail()) throw std::runtime_error("bad line in the plan: " + line);
        }
        spikes_.reset(new SpikeRecord(folder_, n_neurons_, most_spikes_));
    }

    void run() {
        auto reported = std::chrono::steady_clock::now();
        for (int64_t step = 0; step < n_steps_; ++step) {
            advance(step);
            const auto now = std::chrono::steady_clock::now();
            if (now - reported < std::chrono::milliseconds(50)) continue;
            reported = now;
            std::printf("progress %.6f\n", static_cast<double>(step + 1) / static_cast<double>(n_steps_));
            std::fflush(stdout);
        }
    }

    void close() {
        spikes_->close();
        for (auto& trace : traces_) trace->close();
    }

    // Index of the first population with a membrane potential that is no number, or -1.
    int64_t diverged() const {
        for (size_t p = 0; p < populations_.size(); ++p) {
            const Neurons* neurons = neurons_[p];
            const double* v = neurons == nullptr ? nullptr : neurons->state("v");
            for (int64_t i = 0; v != nullptr && i < neurons->size; ++i)
                if (!std::isfinite(v[i])) return static_cast<int64_t>(p);
        }
        return -1;
    }

  private:
    void advance(int64_t step) {
        clock_.timestep = step;
        clock_.t = static_cast<double>(step) * clock_.dt;
        for (auto& trace : traces_) trace->sample();
        for (auto& current : currents_)
            if (current) current->update(step);
        for (size_t p = 0; p < populations_.size(); ++p) {
            populations_[p]->advance(clock_);
            const Spikes fired = populations_[p]->spikes();
            spikes_->add(step, start_[p], fired.neuron, fired.count);
        }
        for (const PoissonDrive& drive : drives_) drive.deliver(step);
        for (Projection& projection : projections_) projection.propagate(step);
        for (auto& population : populations_) population->reset();
    }

    void read(const std::string& keyword, std::istringstream& words) {
        if (keyword == "clock") {
            clock_.dt = number(words);
            words >> n_steps_;
        } else if (keyword == "spikes") {
            words >> most_spikes_;
        } else if (keyword == "model") {
            words >> std::ws;
            std::string path;
            std::getline(words, path);
            models_.push_back(load_model(path));
        } else if (keyword == "projection") {
            read_projection(words);
        } else if (!read_population(keyword, words)) {
            read_detail(keyword, words);
        }
    }

    bool read_population(const std::string& keyword, std::istringstream& words) {
        int64_t size = 0;
        if (keyword == "neurons") {
            size_t model = 0;
            words >> size >> model;
            add(std::unique_ptr<Population>(new Neurons(size, models_.at(model), clock_)));
            neurons_.back() = static_cast<Neurons*>(populations_.back().get());
        } else if (keyword == "poisson_source") {
            uint64_t key = 0, threshold = 0;
            int64_t start = 0, stop = 0;
            words >> size >> key >> threshold >> start >> stop;
            add(std::unique_ptr<Population>(new PoissonSource(size, key, threshold, start, stop)));
        } else if (keyword == "listed_source") {
            std::string stem;
            words >> size >> stem;
            add(std::unique_ptr<Population>(new ListedSource(
                size, read_array<int32_t>(folder_ + stem + ".neuron"),
                read_array<int32_t>(folder_ + stem + ".step"))));
        } else {
            return false;
        }
        return true;
    }

    // A line about the population whose line came last.
    void read_detail(const std::string& keyword, std::istringstream& words) {
        Neurons* neurons = neurons_.empty() ? nullptr : neurons_.back();
        if (neurons == nullptr) throw std::runtime_error("misplaced line in the plan: " + keyword);
        std::string name, file;
        if (keyword == "parameter") {
            words >> name;
            neurons->parameter(name) = number(words);
        } else if (keyword == "initial") {
            words >> name >> file;
            set_initial(*neurons, name, read_array<double>(folder_ + file));
        } else if (keyword == "receptors") {
            std::string excitatory, inhibitory;
            words >> excitatory >> inhibitory;
            const double sign = number(words);
            receptors_.back() = {{&neurons->parameter(excitatory), 1.0, nullptr},
                                 {&neurons->parameter(inhibitory), sign, nullptr}};
        } else if (keyword == "delta_receptor") {
            words >> name;
            const Channel v = {&neurons->parameter(name), 1.0, neurons->not_refractory()};
            receptors_.back() = {v, v};
        } else if (keyword == "current") {
            read_current(*neurons, words);
        } else if (keyword == "poisson_drive") {
            uint64_t key = 0;
            size_t offset = 0;
            words >> key >> offset >> file;
            const double weight = number(words);
            drives_.emplace_back(neurons->size, key, weight,
                                 InverseCdf(offset, read_array<uint64_t>(folder_ + file)),
                                 receptors_.back());
        } else if (keyword == "trace") {
            read_trace(*neurons, words);
        } else {
            throw std::runtime_error("unknown line in the plan: " + keyword);
        }
    }

    void read_current(Neurons& neurons, std::istringstream& words) {
        std::string name;
        CurrentStep step{};
        words >> name >> step.first >> step.last >> step.start >> step.stop;
        step.amplitude = number(words);
        if (!currents_.back())
            currents_.back().reset(new CurrentDrive(neurons.size, &neurons.parameter(name)));
        currents_.back()->add(step);
    }

    void read_trace(Neurons& neurons, std::istringstream& words) {
        std::string stem, name;
        int64_t n_variables = 0;
        words >> stem >> n_variables;
        std::vector<const double*> variables;
        for (int64_t k = 0; k < n_variables; ++k) {
            words >> name;
            variables.push_back(&neurons.parameter(name));
        }
        traces_.emplace_back(new TraceRecord(folder_ + stem + ".values",
                                             read_array<int32_t>(folder_ + stem + ".neurons"),
                                             std::move(variables)));
    }

    void read_projection(std::istringstream& words) {
        size_t source = 0, target = 0;
        std::string stem;
        words >> source >> target >> stem;
        projections_.emplace_back(folder_ + stem, *populations_.at(source), receptors_.at(target));
    }

    static void set_initial(Neurons& neurons, const std::string& name,
                            const std::vector<double>& values) {
        if (values.size() != static_cast<size_t>(neurons.size))
            throw std::runtime_error("initial values do not fit the population: " + name);
        double* state = &neurons.parameter(name);
        for (size_t i = 0; i < values.size(); ++i) state[i] = values[i];
    }

    // Numbers are written in hexadecimal, so that every bit arrives.
    static double number(std::istringstream& words) {
        std::string text;
        words >> text;
        size_t used = 0;
        const double value = std::stod(text, &used);
        if (used != text.size()) throw std::runtime_error("not a number in the plan: " + text);
        return value;
    }

    void add(std::unique_ptr<Population> population) {
        start_.push_back(n_neurons_);
        n_neurons_ += population->size;
        populations_.push_back(std::move(population));
        neurons_.push_back(nullptr);
        receptors_.push_back(Receptors());
        currents_.emplace_back(nullptr);
    }

    std::string folder_;
    Clock clock_;
    int64_t n_steps_ = 0, n_neurons_ = 0, most_spikes_ = 0;
    std::vector<const ModelInterface*> models_;
    // One entry per population; the last four are empty for sources.
    std::vector<std::unique_ptr<Population>> populations_;
    std::vector<int64_t> start_;
    std::vector<Neurons*> neurons_;
    std::vector<Receptors> receptors_;
    std::vector<std::unique_ptr<CurrentDrive>> currents_;
    std::vector<PoissonDrive> drives_;
    std::vector<Projection> projections_;
    std::vector<std::unique_ptr<TraceRecord>> traces_;
    std::unique_ptr<SpikeRecord> spikes_;
};
