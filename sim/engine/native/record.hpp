// What a run leaves behind: spikes, exact counts, traces.
#pragma once

#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "population.hpp"

class OutputFile {
  public:
    explicit OutputFile(const std::string& path) : path_(path), file_(std::fopen(path.c_str(), "wb")) {
        if (file_ == nullptr) throw std::runtime_error("cannot write " + path);
    }
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile() {
        if (file_ != nullptr) std::fclose(file_);
    }
    template <typename T>
    void write(const T* values, size_t n) {
        if (std::fwrite(values, sizeof(T), n, file_) != n)
            throw std::runtime_error("disk full while writing " + path_);
    }
    void close() {
        const int failed = std::fclose(file_);
        file_ = nullptr;
        if (failed != 0) throw std::runtime_error("disk full while writing " + path_);
    }

  private:
    std::string path_;
    std::FILE* file_;
};

// Counts every spike; stores them up to a limit.
class SpikeRecord {
  public:
    SpikeRecord(const std::string& folder, int64_t n_neurons, int64_t most)
        : counts_(static_cast<size_t>(n_neurons)), left_(most), steps_(folder + "spikes.step"),
          neurons_(folder + "spikes.neuron"), count_file_(folder + "spikes.count") {}

    void add(int64_t step, int64_t first_neuron, const Spikes& spikes) {
        for (int64_t k = 0; k < spikes.count; ++k) {
            const int64_t global = first_neuron + spikes.first + spikes.neuron[k];
            ++counts_[static_cast<size_t>(global)];
            if (left_ == 0) continue;
            --left_;
            step_buffer_.push_back(static_cast<int32_t>(step));
            neuron_buffer_.push_back(static_cast<int32_t>(global));
        }
        if (step_buffer_.size() > 65536) flush();
    }
    void close() {
        flush();
        count_file_.write(counts_.data(), counts_.size());
        steps_.close();
        neurons_.close();
        count_file_.close();
    }

  private:
    void flush() {
        steps_.write(step_buffer_.data(), step_buffer_.size());
        neurons_.write(neuron_buffer_.data(), neuron_buffer_.size());
        step_buffer_.clear();
        neuron_buffer_.clear();
    }

    std::vector<int64_t> counts_;
    std::vector<int32_t> step_buffer_, neuron_buffer_;
    int64_t left_;
    OutputFile steps_, neurons_, count_file_;
};

// Values of some variables of some neurons at the start of every step:
// float32, shape (steps, variables, neurons). Kept in memory, so that every thread
// can add the neurons of its own shard.
class TraceRecord {
  public:
    TraceRecord(const std::string& path, const Population& population, std::vector<int32_t> neurons,
                std::vector<const double*> variables, int64_t n_steps)
        : population_(population), neurons_(std::move(neurons)), variables_(std::move(variables)),
          values_(static_cast<size_t>(n_steps) * neurons_.size() * variables_.size()), file_(path) {}

    void sample(int32_t shard, int64_t step) {
        const size_t row = neurons_.size() * variables_.size();
        float* value = values_.data() + static_cast<size_t>(step) * row;
        for (size_t k = 0; k < neurons_.size(); ++k) {
            const int32_t i = neurons_[k];
            if (i < population_.begin(shard) || i >= population_.end(shard)) continue;
            for (size_t v = 0; v < variables_.size(); ++v)
                value[v * neurons_.size() + k] = static_cast<float>(variables_[v][i]);
        }
    }
    void close() {
        file_.write(values_.data(), values_.size());
        file_.close();
    }

  private:
    const Population& population_;
    std::vector<int32_t> neurons_;
    std::vector<const double*> variables_;
    std::vector<float> values_;
    OutputFile file_;
};
