// A library that sorts the synapses of a wiring into prepared rows (`rows.hpp`).
// `sim/engine/prepared_rows.py` calls it on the arrays where they lie.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "crew.hpp"
#include "record.hpp"
#include "rows.hpp"
#include "shards.hpp"

#define EXPORT extern "C" __attribute__((visibility("default")))

// The synapses of one projection, and where its weights land.
struct Part {
    const int64_t* offsets;
    const int32_t* targets;
    const float* weights;
    const int16_t* delays;
    int64_t target_size;
    int64_t positive, negative;  // places in `Inputs` of target 0
    int32_t flip;                // 1: negative weights land with the other sign
    int32_t group;
};

struct Group {
    int64_t n_rows;
    int64_t first_row;  // out: in STEM.rows
};

namespace {

// Writes synapses to their place in a file, some at a time.
class Writer {
  public:
    Writer(int file, int64_t position) : file_(file), position_(position) {}

    PreparedSynapse* extend(size_t n) {
        if (buffer_.size() + n > MOST) flush();
        buffer_.resize(buffer_.size() + n);
        return buffer_.data() + buffer_.size() - n;
    }
    void flush() {
        const char* data = reinterpret_cast<const char*>(buffer_.data());
        size_t left = buffer_.size() * sizeof(PreparedSynapse);
        while (left > 0) {
            const ssize_t n = pwrite(file_, data, left, position_);
            if (n <= 0) throw std::runtime_error("disk full while writing prepared synapses");
            data += n;
            position_ += n;
            left -= static_cast<size_t>(n);
        }
        buffer_.clear();
    }

  private:
    static constexpr size_t MOST = size_t{1} << 18;
    int file_;
    int64_t position_;
    std::vector<PreparedSynapse> buffer_;
};

// Sorts rows of one group, one after the other.
class RowSorter {
  public:
    RowSorter(const std::vector<const Part*>& parts, int32_t shards) : parts_(parts), shards_(shards) {
        for (const Part* part : parts)
            for (int32_t s = 0; s <= shards; ++s)
                bounds_.push_back(shard_begin(part->target_size, s, shards));
    }

    int64_t begin(int64_t row) const {
        int64_t total = 0;
        for (const Part* part : parts_) total += part->offsets[row];
        return total;
    }

    // `position` is that of the row among all synapses of the wiring.
    void sort(int64_t row, int64_t position, PreparedSynapse* to, std::vector<uint64_t>& runs,
              int64_t* runs_of_shard) {
        const size_t n = static_cast<size_t>(begin(row + 1) - begin(row));
        span(row);
        count_.assign(static_cast<size_t>(shards_) * n_delays_ + 1, 0);
        bin_.resize(n);
        bin(row);
        int64_t sum = 0;
        for (size_t b = 0; b + 1 < count_.size(); ++b) {
            if (count_[b] > 0) {
                runs.push_back(pack_run(position + sum, lowest_ + static_cast<int64_t>(b % n_delays_)));
                ++runs_of_shard[b / n_delays_];
            }
            const int64_t here = count_[b];
            count_[b] = sum;
            sum += here;
        }
        scatter(row, to);
    }

  private:
    void span(int64_t row) {
        int16_t lowest = INT16_MAX, highest = 0;
        for (const Part* part : parts_)
            for (int64_t k = part->offsets[row]; k < part->offsets[row + 1]; ++k) {
                lowest = std::min(lowest, part->delays[k]);
                highest = std::max(highest, part->delays[k]);
            }
        lowest_ = std::min(lowest, highest);
        n_delays_ = static_cast<size_t>(highest - lowest_) + 1;
    }

    void bin(int64_t row) {
        size_t at = 0;
        const int64_t* bounds = bounds_.data();
        for (const Part* part : parts_) {
            size_t shard = 0;
            for (int64_t k = part->offsets[row]; k < part->offsets[row + 1]; ++k) {
                const int32_t target = part->targets[k];
                if (target < 0 || target >= part->target_size)
                    throw std::runtime_error("a synapse onto a neuron that does not exist");
                if (target < bounds[shard]) shard = 0;
                while (target >= bounds[shard + 1]) ++shard;  // targets ascend
                const size_t b = shard * n_delays_ + static_cast<size_t>(part->delays[k] - lowest_);
                bin_[at++] = static_cast<uint32_t>(b);
                ++count_[b];
            }
            bounds += shards_ + 1;
        }
    }

    void scatter(int64_t row, PreparedSynapse* to) {
        size_t at = 0;
        for (const Part* part : parts_)
            for (int64_t k = part->offsets[row]; k < part->offsets[row + 1]; ++k) {
                const float weight = part->weights[k];
                const bool negative = weight < 0;
                PreparedSynapse& synapse = to[count_[bin_[at++]]++];
                synapse.input = static_cast<int32_t>((negative ? part->negative : part->positive) + part->targets[k]);
                synapse.weight = negative && part->flip ? -weight : weight;
            }
    }

    const std::vector<const Part*>& parts_;
    int32_t shards_;
    std::vector<int64_t> bounds_;
    int64_t lowest_ = 0;
    size_t n_delays_ = 1;
    std::vector<int64_t> count_;
    std::vector<uint32_t> bin_;
};

class Preparation {
  public:
    Preparation(const std::string& stem, int32_t shards, int32_t threads, const volatile int32_t* stop)
        : shards_(shards), threads_(threads), stop_(stop), runs_(stem + ".runs"), rows_(stem + ".rows") {
        file_ = open((stem + ".synapses").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (file_ < 0) throw std::runtime_error("cannot write " + stem + ".synapses");
    }
    ~Preparation() { close(file_); }

    void add(Group& group, const std::vector<const Part*>& parts) {
        group.first_row = n_rows_;
        std::vector<int64_t> runs_of_row(static_cast<size_t>(group.n_rows * shards_));
        std::vector<std::vector<uint64_t>> runs(static_cast<size_t>(threads_));
        Crew crew(threads_, 0);
        crew.run([&](int32_t thread) { sort(group, parts, thread, runs[static_cast<size_t>(thread)], runs_of_row.data()); });
        for (int64_t& n : runs_of_row) {  // to the number of the first run
            const int64_t here = n;
            n = n_runs_;
            n_runs_ += here;
        }
        rows_.write(runs_of_row.data(), runs_of_row.size());
        for (const auto& some : runs) runs_.write(some.data(), some.size());
        n_rows_ += static_cast<int64_t>(runs_of_row.size());
        n_synapses_ += RowSorter(parts, shards_).begin(group.n_rows);
    }

    void finish() {
        const uint64_t end = pack_run(n_synapses_, 0);
        runs_.write(&end, 1);
        rows_.write(&n_runs_, 1);
        runs_.close();
        rows_.close();
    }

  private:
    void sort(const Group& group, const std::vector<const Part*>& parts, int32_t thread,
              std::vector<uint64_t>& runs, int64_t* runs_of_row) const {
        RowSorter sorter(parts, shards_);
        const int64_t first = share(sorter, group.n_rows, thread);
        const int64_t last = share(sorter, group.n_rows, thread + 1);
        Writer writer(file_, (n_synapses_ + sorter.begin(first)) * static_cast<int64_t>(sizeof(PreparedSynapse)));
        for (int64_t row = first; row < last; ++row) {
            if (*stop_) throw std::runtime_error("stopped");
            const int64_t begin = sorter.begin(row), n = sorter.begin(row + 1) - begin;
            sorter.sort(row, n_synapses_ + begin, writer.extend(static_cast<size_t>(n)), runs,
                        runs_of_row + row * shards_);
        }
        writer.flush();
    }

    // First row of a thread's part of all synapses.
    int64_t share(const RowSorter& sorter, int64_t n_rows, int32_t thread) const {
        const int64_t wanted = sorter.begin(n_rows) / threads_ * thread;
        if (thread >= threads_) return n_rows;
        int64_t low = 0, high = n_rows;
        while (low < high) {
            const int64_t middle = (low + high) / 2;
            if (sorter.begin(middle) < wanted)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    int32_t shards_, threads_;
    const volatile int32_t* stop_;
    int file_ = -1;
    OutputFile runs_, rows_;
    int64_t n_rows_ = 0, n_runs_ = 0, n_synapses_ = 0;
};

inline uint64_t rotated(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

}  // namespace

// Prepare groups of projections; `parts` are in the order in which they act. Returns 0,
// or 1 with what went wrong in `message`.
EXPORT int npu_prepare(const char* stem, const Part* parts, int32_t n_parts, Group* groups,
                       int32_t n_groups, int32_t shards, int32_t threads, const volatile int32_t* stop,
                       char* message, int64_t message_size) {
    try {
        Preparation preparation(stem, shards, threads, stop);
        for (int32_t g = 0; g < n_groups; ++g) {
            std::vector<const Part*> members;
            for (int32_t p = 0; p < n_parts; ++p)
                if (parts[p].group == g) members.push_back(parts + p);
            preparation.add(groups[g], members);
        }
        preparation.finish();
        return 0;
    } catch (const std::exception& error) {
        std::snprintf(message, static_cast<size_t>(message_size), "%s", error.what());
        return 1;
    }
}

// A number that changes with any byte of an array, at the speed of memory.
EXPORT uint64_t npu_fingerprint(const char* data, int64_t bytes, uint64_t seed) {
    constexpr uint64_t ODD = 0x9E3779B97F4A7C15ull, MIX = 0xBF58476D1CE4E5B9ull;
    uint64_t lane[4] = {seed, seed ^ ODD, seed + MIX, ~seed};
    int64_t at = 0;
    for (; at + 32 <= bytes; at += 32) {
        uint64_t word[4];
        std::memcpy(word, data + at, 32);
        for (int k = 0; k < 4; ++k) lane[k] = rotated(lane[k] + word[k] * MIX, 31) * ODD;
    }
    uint64_t sum = static_cast<uint64_t>(bytes);
    for (; at < bytes; ++at) sum = rotated(sum ^ static_cast<unsigned char>(data[at]), 11) * MIX;
    for (const uint64_t value : lane) sum = rotated(sum ^ (value ^ value >> 29) * MIX, 27) * ODD;
    return sum ^ sum >> 32;
}
