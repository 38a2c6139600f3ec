// Shards: how neurons are divided among threads.
//
// Shard s of a population is a range of its neurons that one thread integrates and
// delivers to. Every target belongs to one shard and gets its sums in the same
// order whatever the number of shards, so spikes do not depend on it.
#pragma once

#include <algorithm>
#include <cstdint>

// First neuron of a shard; a multiple of 64, so that no two threads write to one
// cache line of any state array.
inline int64_t shard_begin(int64_t size, int32_t shard, int32_t shards) {
    if (shard >= shards) return size;
    return std::min(size, (size * shard / shards + 63) / 64 * 64);
}
