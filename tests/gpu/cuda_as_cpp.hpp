// Runs CUDA kernels on the processor: blocks and threads one after the other. Enough for kernels
// without shared memory and barriers, which is all that sim/gpu/cuda has.
#pragma once

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <utility>

#define __global__
#define __device__ static inline

struct Index {
    unsigned int x;
};
static thread_local Index blockIdx, threadIdx, blockDim, gridDim;

template <typename T>
T atomicAdd(T* to, T value) {
    const T before = *to;
    *to += value;
    return before;
}

// `arguments` as for cuLaunchKernel: a pointer to each argument.
template <typename... A, std::size_t... I>
void launch(void (*kernel)(A...), unsigned grid, unsigned block, void** arguments,
            std::index_sequence<I...>) {
    gridDim.x = grid;
    blockDim.x = block;
    for (blockIdx.x = 0; blockIdx.x < grid; ++blockIdx.x)
        for (threadIdx.x = 0; threadIdx.x < block; ++threadIdx.x)
            kernel(*static_cast<std::remove_cv_t<A>*>(arguments[I])...);
}
template <typename... A>
void launch(void (*kernel)(A...), unsigned grid, unsigned block, void** arguments) {
    launch(kernel, grid, block, arguments, std::make_index_sequence<sizeof...(A)>{});
}
