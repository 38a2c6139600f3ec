// A spiking network on an NVIDIA GPU, event by event: two kernels a step.
//
//   advance_neurons  one thread per neuron: takes the input that has arrived, integrates, finds
//                    spikes, draws the external input of the step;
//   deliver_spikes   a group of threads per spike: walks the row of the neuron that fired and adds
//                    each weight to a ring of sums, one slot per step of delay.
//
// The order within a step is Brian2's: state update and threshold, delivery, reset. The input
// that is delivered in a step acts from the next state update on, so the sums of step k are
// taken at the start of step k + 1; a neuron that fires is reset at once, and takes nothing on
// its potential in that step, as in Brian2.
//
// All arguments stay the same from step to step, so that any number of steps can be captured
// in one graph: the step number lives on the device. `advance_neurons` reads clock[0] and writes
// clock[1], `deliver_spikes` reads clock[1] and writes clock[0], so no block can read a
// number that another block of the same launch has changed. `fired_count` has two
// entries for the same reason: while one is read the other is made zero.
//
// Random numbers are those of `sim/engine/counter_random.py`: they depend on key, step and neuron
// only, so the network gets the very noise that it gets in the reference run.
//
// `real` is float where time is measured, and double where spikes are compared exactly.

#ifndef REAL
#define REAL float
#endif
typedef REAL real;
typedef unsigned long long bits64;

// Rows of `whole`, one per population; as `Whole` in sim/gpu/layout.py.
enum { KIND, FIRST, REFRACTORY_STEPS, SIZE, FIRE_KEY, FIRE_BELOW, FIRE_START, FIRE_STOP,
       DRIVES_BEGIN, DRIVES_END, CURRENTS_BEGIN, CURRENTS_END, FIRES_AT_THRESHOLD, N_WHOLE };
// Rows of `constant`; as `Constant` there.
enum { LEAK, REST, PER_DRIVE, PER_EXC, PER_INH, DECAY_EXC, DECAY_INH, THRESHOLD, RESET, CARRIED, DT,
       N_CONSTANT };
enum { DELTA, CURRENT, CONDUCTANCE, POISSON_SOURCE };
enum { DRIVE_KEY, DRIVE_OFFSET, THRESHOLDS_BEGIN, THRESHOLDS_END, DRIVE_CHANNEL, N_DRIVE };
enum { STEP_FIRST, STEP_LAST, STEP_START, STEP_STOP, N_STEP };

#define NEVER (-(1 << 30))

// SplitMix64 (Steele, Lea & Flood 2014).
__device__ bits64 random_bits(bits64 key, bits64 counter) {
    bits64 z = key + 0x9E3779B97F4A7C15ull * (counter + 1);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

// Offset plus the number of thresholds that are not above the bits.
__device__ bits64 poisson_number(const bits64* drive, const bits64* thresholds, bits64 bits) {
    bits64 low = drive[THRESHOLDS_BEGIN], high = drive[THRESHOLDS_END];
    while (low < high) {
        const bits64 middle = (low + high) / 2;
        if (thresholds[middle] <= bits) low = middle + 1;
        else high = middle;
    }
    return drive[DRIVE_OFFSET] + low - drive[THRESHOLDS_BEGIN];
}

__device__ real switched_current(const long long* pop, const long long* current_step,
                                 const real* amplitude, long long i, long long step) {
    real sum = 0;
    for (long long c = pop[CURRENTS_BEGIN]; c < pop[CURRENTS_END]; ++c) {
        const long long* s = current_step + c * N_STEP;
        if (s[STEP_FIRST] <= i && i <= s[STEP_LAST] && s[STEP_START] <= step && step < s[STEP_STOP])
            sum += amplitude[c];
    }
    return sum;
}

__device__ real exponential(float x) { return expf(x); }
__device__ real exponential(double x) { return exp(x); }

// block_population, block_first: of each block, its population and its first neuron there.
// ring: [slot][channel][neuron]; channel 0 excitatory (or the potential), 1 inhibitory.
// log_*: spikes in the order found, where log_capacity is not 0.
extern "C" __global__ void advance_neurons(
    const int* block_population, const int* block_first, const long long* whole,
    const real* constant, const bits64* drive, const real* drive_weight, const bits64* thresholds,
    const long long* current_step, const real* amplitude, real* v, real* exc, real* inh,
    int* last_spike, real* ring, int n_neurons, int n_slots, int n_channels, long long* clock,
    int* fired, int* fired_count, int* spike_count, int* log_neuron, int* log_step,
    int* log_count, int log_capacity) {
    const long long step = clock[0];
    if (blockIdx.x == 0 && threadIdx.x == 0) clock[1] = step + 1;

    const long long* pop = whole + block_population[blockIdx.x] * N_WHOLE;
    const real* p = constant + block_population[blockIdx.x] * N_CONSTANT;
    const long long i = block_first[blockIdx.x] + (long long)threadIdx.x;  // within the population
    if (i >= pop[SIZE]) return;
    const long long n = pop[FIRST] + i;
    const bits64 counter = (bits64)step * (bits64)pop[SIZE] + (bits64)i;
    bool fires;

    if (pop[KIND] == POISSON_SOURCE) {
        fires = step >= pop[FIRE_START] && step < pop[FIRE_STOP] &&
                random_bits((bits64)pop[FIRE_KEY], counter) < (bits64)pop[FIRE_BELOW];
    } else {
        // What was delivered in the step before.
        const long long slot = (step + n_slots - 1) % n_slots;
        real* from = ring + slot * n_channels * n_neurons + n;
        const real in_exc = from[0];
        from[0] = 0;
        real in_inh = 0;
        if (n_channels == 2) {
            in_inh = from[n_neurons];
            from[n_neurons] = 0;
        }
        const long long last = last_spike[n];
        const long long held = pop[REFRACTORY_STEPS] > 1 ? pop[REFRACTORY_STEPS] : 1;
        real potential = v[n], e = 0, h = 0;
        if (pop[KIND] == DELTA) {
            if (step - 1 - last >= held) potential += in_exc;
        } else {
            e = exc[n] + in_exc;
            h = inh[n] + in_inh;
        }

        const bool active = step - last >= pop[REFRACTORY_STEPS];
        if (active) {
            const real driven = switched_current(pop, current_step, amplitude, i, step);
            if (pop[KIND] == CONDUCTANCE) {  // exponential Euler: conductances held over the step
                const real rate = p[LEAK] + (e + h) * p[PER_DRIVE];
                const real rest = (p[REST] + driven * p[PER_DRIVE] + e * p[PER_EXC] + h * p[PER_INH]) / rate;
                potential = rest + (potential - rest) * exponential(-rate * p[DT]);
            } else {  // exact
                potential = potential * p[LEAK] + p[REST] + driven * p[PER_DRIVE] +
                            e * p[PER_EXC] + h * p[PER_INH];
            }
        }
        e *= p[DECAY_EXC];
        h *= p[DECAY_INH];
        fires = active && (potential > p[THRESHOLD] ||
                           (pop[FIRES_AT_THRESHOLD] && potential == p[THRESHOLD]));

        for (long long d = pop[DRIVES_BEGIN]; d < pop[DRIVES_END]; ++d) {
            const bits64* own = drive + d * N_DRIVE;
            const bits64 number = poisson_number(own, thresholds, random_bits(own[DRIVE_KEY], counter));
            const real value = (real)number * drive_weight[d];
            if (pop[KIND] == DELTA) potential += active && !fires ? value : 0;
            else if (own[DRIVE_CHANNEL] == 0) e += value;
            else h += value;
        }
        if (fires) {
            potential = p[RESET] + p[CARRIED] * (potential - p[THRESHOLD]);
            last_spike[n] = (int)step;
        }
        v[n] = potential;
        if (pop[KIND] != DELTA) {
            exc[n] = e;
            inh[n] = h;
        }
    }
    if (!fires) return;
    spike_count[n] += 1;
    fired[atomicAdd(fired_count + step % 2, 1)] = (int)n;
    if (log_capacity > 0) {
        const int at = atomicAdd(log_count, 1);
        if (at < log_capacity) {
            log_neuron[at] = (int)n;
            log_step[at] = (int)step;
        }
    }
}

// row: [n_neurons + 1]; synapse_to: channel * n_neurons + target; delay: of each synapse,
// where same_delay is negative. Groups of `threads_per_row` threads, a divisor of the block, share the spikes.
extern "C" __global__ void deliver_spikes(
    const long long* row, const int* synapse_to, const real* synapse_weight,
    const unsigned short* delay, int same_delay, int threads_per_row, real* ring, int n_neurons,
    int n_slots, int n_channels, long long* clock, const int* fired, int* fired_count) {
    const long long step = clock[1] - 1;
    const long long thread = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (thread == 0) {
        clock[0] = step + 1;
        fired_count[(step + 1) % 2] = 0;
    }
    const int count = fired_count[step % 2];
    const long long groups = (long long)gridDim.x * blockDim.x / threads_per_row;
    const long long per_slot = (long long)n_channels * n_neurons;
    for (long long k = thread / threads_per_row; k < count; k += groups) {
        const long long end = row[fired[k] + 1];
        for (long long s = row[fired[k]] + thread % threads_per_row; s < end; s += threads_per_row) {
            const long long slot = (step + (same_delay < 0 ? (int)delay[s] : same_delay)) % n_slots;
            atomicAdd(ring + slot * per_slot + synapse_to[s], synapse_weight[s]);
        }
    }
}

// Back to the start of a run: grid-stride over everything.
extern "C" __global__ void restore(
    const real* v_start, const real* exc_start, const real* inh_start, real* v, real* exc,
    real* inh, int* last_spike, int* spike_count, real* ring, long long n_ring, int n_neurons,
    long long* clock, int* fired_count, int* log_count) {
    const long long thread = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    const long long stride = (long long)gridDim.x * blockDim.x;
    for (long long n = thread; n < n_neurons; n += stride) {
        v[n] = v_start[n];
        exc[n] = exc_start[n];
        inh[n] = inh_start[n];
        last_spike[n] = NEVER;
        spike_count[n] = 0;
    }
    for (long long s = thread; s < n_ring; s += stride) ring[s] = 0;
    if (thread == 0) {
        clock[0] = clock[1] = 0;
        fired_count[0] = fired_count[1] = 0;
        log_count[0] = 0;
    }
}
