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
    void** slot;  // the pointer that the generated code reads; set before every call
};

struct ModelInterface {
    const ModelArray* arrays;
    int32_t n_arrays;
    int64_t* size;
    void (*update)();
    void (*threshold)();
    void (*reset)();
};

// Every model library exports: extern "C" const ModelInterface* npu_model();
