// Where weights land.
//
// The variables that synapses write to lie in one array for the whole network,
// the inputs: population p from its `first`, for weights that are not negative, and as
// many places further on for negative ones. So a prepared synapse is one index and one
// number, whatever it targets. Under `delta` input both signs land on the membrane
// potential, and only on neurons that are not refractory: `mask` has one byte per place.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

struct FreeAligned {
    void operator()(void* memory) const { ::operator delete[](memory, std::align_val_t(64)); }
};
using Memory = std::unique_ptr<char[], FreeAligned>;

// Zeroed memory that starts at a cache line.
inline Memory aligned_memory(size_t bytes) {
    Memory memory(static_cast<char*>(::operator new[](bytes + 64, std::align_val_t(64))));
    std::memset(memory.get(), 0, bytes + 64);
    return memory;
}

// value if taken, else 0. Adding zero costs less than a branch that guesses wrong.
inline double masked(double value, char taken) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    bits &= uint64_t{0} - static_cast<uint64_t>(taken != 0);
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

class Inputs {
  public:
    explicit Inputs(int64_t places)
        : places_(places), values_(aligned_memory(2 * static_cast<size_t>(places) * sizeof(double))),
          mask_(aligned_memory(2 * static_cast<size_t>(places))) {
        std::memset(mask_.get(), 1, 2 * static_cast<size_t>(places));
    }
    double* values() const { return reinterpret_cast<double*>(values_.get()); }
    double* positive(int64_t first) const { return values() + first; }
    double* negative(int64_t first) const { return values() + places_ + first; }
    char* mask(int64_t first) const { return mask_.get() + first; }

  private:
    int64_t places_;
    Memory values_, mask_;
};

// Where the weights of one sign onto one population land.
struct Channel {
    double* to = nullptr;
    double sign = 1.0;           // -1: a conductance holds the size of the weight
    const char* mask = nullptr;  // if given, only neurons where it is true take it

    void add(int64_t target, double weight) const {
        const double value = sign * weight;
        to[target] += mask == nullptr ? value : masked(value, mask[target]);
    }
};

struct Receptors {
    Channel positive, negative;

    const Channel& channel(double weight) const { return weight < 0 ? negative : positive; }
};
