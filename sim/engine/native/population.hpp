// Populations: neurons that a compiled model integrates, and spike sources.
#pragma once

#include <dlfcn.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "files.hpp"
#include "model.hpp"
#include "random.hpp"

struct Clock {
    double dt = 0.0;
    double t = 0.0;
    int64_t timestep = 0;
};

struct Spikes {
    const int32_t* neuron = nullptr;
    int64_t count = 0;
};

class Population {
  public:
    explicit Population(int64_t size) : size(size) {}
    virtual ~Population() = default;
    virtual void advance(const Clock& clock) = 0;  // one step, up to the spikes
    virtual void reset() {}
    virtual Spikes spikes() const = 0;

    const int64_t size;
};

inline const ModelInterface* load_model(const std::string& path) {
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(std::string("cannot load model: ") + dlerror());
    using Entry = const ModelInterface* (*)();
    const auto entry = reinterpret_cast<Entry>(dlsym(library, "npu_model"));
    if (entry == nullptr) throw std::runtime_error("no npu_model in " + path);
    return entry();
}

// One instance of a model. Many instances share the generated code, which works
// on global pointers: bind() aims them at this instance before every call.
class Neurons : public Population {
  public:
    Neurons(int64_t size, const ModelInterface* model, Clock& clock)
        : Population(size), model_(model) {
        for (int32_t a = 0; a < model->n_arrays; ++a) {
            const ModelArray& array = model->arrays[a];
            const int64_t n = array.kind == SHARED ? 1 : size + (array.kind == SPIKE_SPACE);
            storage_.emplace_back(new char[static_cast<size_t>(n * array.bytes)]());
            pointers_.push_back(storage_.back().get());
        }
        replace("t", &clock.t);
        replace("dt", &clock.dt);
        replace("t_in_timesteps", &clock.timestep);
        double* last_spike = state("lastspike");
        for (int64_t i = 0; last_spike != nullptr && i < size; ++i) last_spike[i] = -1e4;
        char* active = not_refractory();
        if (active != nullptr) std::memset(active, 1, static_cast<size_t>(size));
        spike_space_ = static_cast<int32_t*>(pointer("_spikespace"));
    }

    double* state(const std::string& name) const { return static_cast<double*>(pointer(name)); }
    double& parameter(const std::string& name) const {
        double* value = state(name);
        if (value == nullptr) throw std::runtime_error("model has no variable " + name);
        return *value;
    }
    char* not_refractory() const { return static_cast<char*>(pointer("not_refractory")); }

    void advance(const Clock&) override {
        bind();
        model_->update();
        model_->threshold();
    }
    void reset() override {
        if (spike_space_[size] == 0) return;
        bind();
        model_->reset();
    }
    Spikes spikes() const override { return {spike_space_, spike_space_[size]}; }

  private:
    void bind() const {
        *model_->size = size;
        for (int32_t a = 0; a < model_->n_arrays; ++a) *model_->arrays[a].slot = pointers_[a];
    }
    int32_t find(const std::string& name) const {
        for (int32_t a = 0; a < model_->n_arrays; ++a)
            if (name == model_->arrays[a].name) return a;
        return -1;
    }
    void* pointer(const std::string& name) const {
        const int32_t a = find(name);
        return a < 0 ? nullptr : pointers_[a];
    }
    void replace(const std::string& name, void* target) {
        const int32_t a = find(name);
        if (a >= 0) pointers_[a] = target;
    }

    const ModelInterface* model_;
    std::vector<std::unique_ptr<char[]>> storage_;
    std::vector<void*> pointers_;
    int32_t* spike_space_ = nullptr;
};

// Each generator fires in a step with probability threshold / 2^64.
class PoissonSource : public Population {
  public:
    PoissonSource(int64_t size, uint64_t key, uint64_t threshold, int64_t start, int64_t stop)
        : Population(size), key_(key), threshold_(threshold), start_(start), stop_(stop),
          fired_(static_cast<size_t>(size)) {}

    void advance(const Clock& clock) override {
        count_ = 0;
        if (clock.timestep < start_ || clock.timestep >= stop_) return;
        const uint64_t first = static_cast<uint64_t>(clock.timestep) * static_cast<uint64_t>(size);
        for (int64_t i = 0; i < size; ++i) {
            fired_[static_cast<size_t>(count_)] = static_cast<int32_t>(i);
            count_ += random_bits(key_, first + static_cast<uint64_t>(i)) < threshold_;
        }
    }
    Spikes spikes() const override { return {fired_.data(), count_}; }

  private:
    uint64_t key_, threshold_;
    int64_t start_, stop_, count_ = 0;
    std::vector<int32_t> fired_;
};

// Spikes known beforehand, sorted by step and neuron.
class ListedSource : public Population {
  public:
    ListedSource(int64_t size, std::vector<int32_t> neuron, std::vector<int32_t> step)
        : Population(size), neuron_(std::move(neuron)), step_(std::move(step)) {}

    void advance(const Clock& clock) override {
        first_ = next_;
        while (next_ < step_.size() && step_[next_] <= clock.timestep) ++next_;
    }
    Spikes spikes() const override {
        return {neuron_.data() + first_, static_cast<int64_t>(next_ - first_)};
    }

  private:
    std::vector<int32_t> neuron_, step_;
    size_t first_ = 0, next_ = 0;
};
