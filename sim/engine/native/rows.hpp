// Prepared rows: all synapses of a wiring, sorted for delivery, in three files.
//
// A group joins the projections of one source population (`sim/engine/row_groups.py`
// says which may be joined). It has one row per source neuron, and the synapses of a
// row are sorted by shard of the target, then delay, and within one delay they keep the
// order of the projections and of their rows. STEM.synapses holds them back to back,
// row by row; STEM.runs one number per stretch of equal row, shard and delay, with a last
// one for the end; STEM.rows, for every row and shard, the number of its first run,
// with a last one for the end.
#pragma once

#include <cstdint>
#include <string>

#include "files.hpp"

struct PreparedSynapse {
    int32_t input;  // place in `Inputs`
    float weight;   // as it is added
};

// A run packs the index of its first synapse and its delay in steps.
inline uint64_t pack_run(int64_t begin, int64_t delay) {
    return static_cast<uint64_t>(begin) << 16 | static_cast<uint64_t>(delay);
}
inline int64_t run_begin(uint64_t run) { return static_cast<int64_t>(run >> 16); }
inline int64_t run_delay(uint64_t run) { return static_cast<int64_t>(run & 0xFFFF); }

struct RowGroup {
    int64_t first_row = 0;  // in STEM.rows, of the first source neuron and shard
    int32_t shortest_delay = 0, longest_delay = 0;
    bool masked = false;  // some targets take nothing while they are refractory
};

struct PreparedRows {
    explicit PreparedRows(const std::string& stem)
        : synapse(stem + ".synapses"), run(stem + ".runs"), first_run(stem + ".rows") {
        if (run.size() == 0 || run_begin(run[run.size() - 1]) != static_cast<int64_t>(synapse.size()) ||
            first_run.size() == 0 || first_run[first_run.size() - 1] + 1 != static_cast<int64_t>(run.size()))
            throw std::runtime_error("prepared synapses are cut short: " + stem);
    }
    MappedArray<PreparedSynapse> synapse;
    MappedArray<uint64_t> run;
    MappedArray<int64_t> first_run;
};
