// Populations that a compiled model integrates.
#pragma once

#include <dlfcn.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "model.hpp"
#include "population.hpp"
#include "receptors.hpp"

inline const ModelInterface* load_model(const std::string& path) {
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(std::string("cannot load model: ") + dlerror());
    using Entry = const ModelInterface* (*)();
    const auto entry = reinterpret_cast<Entry>(dlsym(library, "npu_model"));
    if (entry == nullptr) throw std::runtime_error("no npu_model in " + path);
    return entry();
}

// One population of a model. Its arrays are whole; each shard has a table of pointers
// to its part of them, with which the generated code is called.
class Neurons : public Population {
  public:
    Neurons(int64_t size, const ModelInterface* model) : Population(size), model_(model) {
        for (int32_t a = 0; a < model->n_arrays; ++a) {
            const ModelArray& array = model->arrays[a];
            const size_t n = array.kind == PER_NEURON ? static_cast<size_t>(size) : 1;
            storage_.push_back(aligned_memory(n * static_cast<size_t>(array.bytes)));
            base_.push_back(storage_.back().get());
        }
        spike_space_ = find("_spikespace");
        double* last_spike = state("lastspike");
        for (int64_t i = 0; last_spike != nullptr && i < size; ++i) last_spike[i] = -1e4;
        char* active = not_refractory();
        if (active != nullptr) std::memset(active, 1, static_cast<size_t>(size));
        auto* index = static_cast<int32_t*>(pointer("i"));
        for (int64_t i = 0; index != nullptr && i < size; ++i) index[i] = static_cast<int32_t>(i);
    }

    // The array of a variable: one element if it is shared, else one per neuron.
    double* state(const std::string& name) const { return static_cast<double*>(pointer(name)); }
    double* known_state(const std::string& name) const {
        double* values = state(name);
        if (values == nullptr) throw std::runtime_error("model has no variable " + name);
        return values;
    }
    // As known_state(), of a variable with a value for each neuron.
    double* own_state(const std::string& name) const {
        const int32_t a = find(name);
        if (a < 0 || model_->arrays[a].kind != PER_NEURON || model_->arrays[a].bytes != sizeof(double))
            throw std::runtime_error("model has no variable of each neuron " + name);
        return state(name);
    }
    char* not_refractory() const { return static_cast<char*>(pointer("not_refractory")); }

    // Keep a variable elsewhere, with the values that it has.
    template <typename T>
    void move(const std::string& name, T* to) {
        std::memcpy(to, pointer(name), static_cast<size_t>(size) * sizeof(T));
        base_[static_cast<size_t>(find(name))] = reinterpret_cast<char*>(to);
    }

    void divide(const std::vector<Clock*>& clocks, int32_t kept) override {
        Population::divide(clocks, kept);
        for (int32_t s = 0; s < shards_; ++s) {
            std::vector<void*> table;
            for (int32_t a = 0; a < model_->n_arrays; ++a) {
                const ModelArray& array = model_->arrays[a];
                const int64_t skipped = array.kind == PER_NEURON ? begin(s) * array.bytes : 0;
                table.push_back(base_[static_cast<size_t>(a)] + skipped);
            }
            replace(table, "t", &clocks[static_cast<size_t>(s)]->t);
            replace(table, "dt", &clocks[static_cast<size_t>(s)]->dt);
            replace(table, "t_in_timesteps", &clocks[static_cast<size_t>(s)]->timestep);
            tables_.push_back(std::move(table));
            const size_t bytes = static_cast<size_t>(end(s) - begin(s) + 1) * sizeof(int32_t);
            for (int32_t k = 0; k < kept; ++k) fired_.push_back(aligned_memory(bytes));
        }
    }

    void advance(int32_t shard, int64_t step) override {
        void** table = tables_[static_cast<size_t>(shard)].data();
        table[spike_space_] = fired_[slot(shard, step)].get();
        model_->advance(table, end(shard) - begin(shard));
    }
    void reset(int32_t shard, int64_t step) override {
        if (spikes(shard, step).count == 0) return;
        model_->reset(tables_[static_cast<size_t>(shard)].data(), end(shard) - begin(shard));
    }
    Spikes spikes(int32_t shard, int64_t step) const override {
        const auto* space = reinterpret_cast<const int32_t*>(fired_[slot(shard, step)].get());
        return {space, space[end(shard) - begin(shard)], static_cast<int32_t>(begin(shard))};
    }

  private:
    int32_t find(const std::string& name) const {
        for (int32_t a = 0; a < model_->n_arrays; ++a)
            if (name == model_->arrays[a].name) return a;
        return -1;
    }
    void* pointer(const std::string& name) const {
        const int32_t a = find(name);
        return a < 0 ? nullptr : base_[static_cast<size_t>(a)];
    }
    void replace(std::vector<void*>& table, const std::string& name, void* target) const {
        const int32_t a = find(name);
        if (a >= 0) table[static_cast<size_t>(a)] = target;
    }

    const ModelInterface* model_;
    int32_t spike_space_ = -1;
    std::vector<Memory> storage_;
    std::vector<char*> base_;
    std::vector<std::vector<void*>> tables_;
    std::vector<Memory> fired_;
};
