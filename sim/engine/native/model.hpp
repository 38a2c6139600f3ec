// The interface of a compiled neuron model: what `sim/engine/codegen.py` exports
// from the code that Brian2 generated for one (neuron model, input) pair.
#pragma once

#include <cstdint>

enum ArrayKind : int32_t {
    PER_NEURON = 0,  // one element per neuron
    SHARED = 1,      // one element for the whole population
    SPIKE_SPACE = 2  // int32: indices of the neurons that fired, their number at [size]
};

struct ModelArray {
    const char* name;
    int32_t bytes;  // of one element
    int32_t kind;
};

// The functions work on the arrays they are given, in the order of the list, and
// keep nothing between calls, so several threads may call them at once.
struct ModelInterface {
    const ModelArray* arrays;
    int32_t n_arrays;
    void (*advance)(void* const* arrays, int64_t size);  // state update and threshold
    void (*reset)(void* const* arrays, int64_t size);
};

// Every model library exports: extern "C" const ModelInterface* npu_model();
