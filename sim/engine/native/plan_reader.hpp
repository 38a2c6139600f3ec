// Builds a network from its plan: lines "keyword arguments", which
// `sim/engine/plan_files.py` writes and describes.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "files.hpp"
#include "network.hpp"
#include "noisy_projection.hpp"
#include "plastic_projection.hpp"

class PlanReader {
  public:
    PlanReader(Network& network, const std::string& folder) : network_(network), folder_(folder) {}

    void read(std::istream& plan) {
        for (std::string line; std::getline(plan, line);) {
            std::istringstream words(line);
            std::string keyword;
            words >> keyword;
            if (!keyword.empty()) read_line(keyword, words);
            if (words.fail()) throw std::runtime_error("bad line in the plan: " + line);
        }
        network_.spikes.reset(new SpikeRecord(folder_, n_neurons_, most_spikes_));
    }

  private:
    void read_line(const std::string& keyword, std::istringstream& words) {
        if (keyword == "clock") {
            network_.dt = number(words);
            words >> network_.n_steps;
        } else if (keyword == "threads") {
            words >> network_.shards;
        } else if (keyword == "spikes") {
            words >> most_spikes_;
        } else if (keyword == "inputs") {
            int64_t places = 0;
            words >> places;
            network_.inputs.reset(new Inputs(places));
        } else if (keyword == "model") {
            words >> std::ws;
            std::string path;
            std::getline(words, path);
            models_.push_back(load_model(path));
        } else if (!read_population(keyword, words) && !read_synapses(keyword, words)) {
            read_detail(keyword, words);
        }
    }

    bool read_population(const std::string& keyword, std::istringstream& words) {
        int64_t size = 0;
        if (keyword == "neurons") {
            size_t model = 0;
            words >> size >> model >> first_input_;
            add(std::unique_ptr<Population>(new Neurons(size, models_.at(model))));
            member().neurons = static_cast<Neurons*>(member().population.get());
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

    // Lines that follow all populations.
    bool read_synapses(const std::string& keyword, std::istringstream& words) {
        if (keyword == "wiring") {
            std::string stem;
            words >> stem;
            network_.rows.reset(new PreparedRows(folder_ + stem));
        } else if (keyword == "rows") {
            size_t source = 0;
            RowGroup group;
            words >> source >> group.first_row >> group.shortest_delay >> group.longest_delay >> group.masked;
            network_.projections.emplace_back(new StaticProjection(
                *network_.rows, group, *network_.members.at(source).population, *network_.inputs,
                network_.shards));
        } else if (keyword == "plastic") {
            read_plastic(words);
        } else if (keyword == "noisy") {
            read_noisy(words);
        } else {
            return false;
        }
        return true;
    }

    void read_plastic(std::istringstream& words) {
        std::string rule;
        words >> rule;
        if (rule == "short_term")
            add_plastic<ShortTermRule>(words);
        else if (rule == "stdp_pair")
            add_plastic<PairRule>(words);
        else if (rule == "stdp_triplet")
            add_plastic<TripletRule>(words);
        else
            throw std::runtime_error("unknown rule of plasticity in the plan: " + rule);
    }

    void read_noisy(std::istringstream& words) {
        size_t source = 0, target = 0;
        std::string stem, table;
        uint64_t key = 0;
        words >> source >> target >> stem >> table >> key;
        const Member& from = network_.members.at(source);
        const Member& to = network_.members.at(target);
        network_.projections.emplace_back(
            new NoisyProjection(folder_ + stem, folder_ + table, key, *from.population,
                                *to.population, to.receptors, network_.shards));
    }

    template <typename Rule>
    void add_plastic(std::istringstream& words) {
        size_t source = 0, target = 0;
        std::string stem, course;
        int64_t every = 1;
        words >> source >> target >> stem >> course >> every;
        Constants constants;
        while (constants.size() < Rule::CONSTANTS) constants.push_back(number(words));
        const Member& from = network_.members.at(source);
        const Member& to = network_.members.at(target);
        network_.projections.emplace_back(new PlasticProjection<Rule>(
            folder_ + stem, folder_ + course, constants, *from.population, *to.population,
            to.receptors, network_.shards, network_.dt, network_.n_steps, every));
    }

    // A line about the population whose line came last.
    void read_detail(const std::string& keyword, std::istringstream& words) {
        if (network_.members.empty() || member().neurons == nullptr)
            throw std::runtime_error("misplaced line in the plan: " + keyword);
        Neurons& neurons = *member().neurons;
        std::string name, file;
        if (keyword == "parameter") {
            words >> name;
            *neurons.known_state(name) = number(words);
        } else if (keyword == "initial") {
            words >> name >> file;
            set_initial(neurons, name, read_array<double>(folder_ + file));
        } else if (keyword == "receptors") {
            read_receptors(neurons, words);
        } else if (keyword == "delta_receptor") {
            words >> name;
            read_delta_receptor(neurons, name);
        } else if (keyword == "current") {
            read_current(neurons, words);
        } else if (keyword == "poisson_drive") {
            uint64_t key = 0;
            size_t offset = 0;
            words >> key >> offset >> file;
            const double weight = number(words);
            member().drives.emplace_back(neurons.size, key, weight,
                                         InverseCdf(offset, read_array<uint64_t>(folder_ + file)),
                                         member().receptors);
        } else if (keyword == "trace") {
            read_trace(neurons, words);
        } else if (keyword == "state") {
            words >> name;
            neurons.own_state(name);  // says so at once if there is none
            member().state.push_back(name);
        } else {
            throw std::runtime_error("unknown line in the plan: " + keyword);
        }
    }

    void read_receptors(Neurons& neurons, std::istringstream& words) {
        std::string excitatory, inhibitory;
        words >> excitatory >> inhibitory;
        const double sign = number(words);
        const Inputs& inputs = *network_.inputs;
        neurons.known_state(excitatory);
        neurons.known_state(inhibitory);
        neurons.move(excitatory, inputs.positive(first_input_));
        double* negative = inputs.positive(first_input_);  // one variable for both signs
        if (inhibitory != excitatory) {
            negative = inputs.negative(first_input_);
            neurons.move(inhibitory, negative);
        }
        member().receptors = {{inputs.positive(first_input_), 1.0, nullptr},
                              {negative, sign, nullptr}};
    }

    void read_delta_receptor(Neurons& neurons, const std::string& name) {
        const Inputs& inputs = *network_.inputs;
        neurons.known_state(name);
        neurons.move(name, inputs.positive(first_input_));
        const bool refractory = neurons.not_refractory() != nullptr;
        if (refractory) neurons.move("not_refractory", inputs.mask(first_input_));
        const Channel v = {inputs.positive(first_input_), 1.0, neurons.not_refractory()};
        member().receptors = {v, v};
    }

    void read_current(Neurons& neurons, std::istringstream& words) {
        std::string name;
        CurrentStep step{};
        words >> name >> step.first >> step.last >> step.start >> step.stop;
        step.amplitude = number(words);
        if (!member().current) member().current.reset(new CurrentDrive(neurons.known_state(name)));
        member().current->add(step);
    }

    void read_trace(Neurons& neurons, std::istringstream& words) {
        std::string stem, name;
        int64_t n_variables = 0;
        words >> stem >> n_variables;
        std::vector<const double*> variables;
        for (int64_t k = 0; k < n_variables; ++k) {
            words >> name;
            variables.push_back(neurons.known_state(name));
        }
        member().trace.reset(new TraceRecord(folder_ + stem + ".values", neurons,
                                             read_array<int32_t>(folder_ + stem + ".neurons"),
                                             std::move(variables), network_.n_steps));
    }

    static void set_initial(Neurons& neurons, const std::string& name,
                            const std::vector<double>& values) {
        if (values.size() != static_cast<size_t>(neurons.size))
            throw std::runtime_error("initial values do not fit the population: " + name);
        std::copy(values.begin(), values.end(), neurons.known_state(name));
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

    Member& member() { return network_.members.back(); }

    void add(std::unique_ptr<Population> population) {
        Member member;
        member.start = n_neurons_;
        n_neurons_ += population->size;
        member.population = std::move(population);
        network_.members.push_back(std::move(member));
    }

    Network& network_;
    std::string folder_;
    int64_t n_neurons_ = 0, most_spikes_ = 0, first_input_ = 0;
    std::vector<const ModelInterface*> models_;
};
