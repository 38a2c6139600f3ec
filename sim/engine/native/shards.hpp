// Shards: how neurons are divided among threads; the crew of threads.
//
// Shard s of a population is a range of its neurons that one thread integrates and
// delivers to. Every target belongs to one shard and gets its sums in the same
// order whatever the number of shards, so spikes do not depend on it.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// First neuron of a shard; a multiple of 64, so that no two threads write to one
// cache line of any state array.
inline int64_t shard_begin(int64_t size, int32_t shard, int32_t shards) {
    if (shard >= shards) return size;
    return std::min(size, (size * shard / shards + 63) / 64 * 64);
}

// Where every thread is: the last step whose spikes it has found. A thread that
// is ahead spins a little, then sleeps, so that it leaves its core to others.
class Crew {
  public:
    explicit Crew(int32_t size) : members_(static_cast<size_t>(size)) {}

    int32_t size() const { return static_cast<int32_t>(members_.size()); }

    // Call `work(member)` on as many threads as there are members; rethrow the first error.
    void run(const std::function<void(int32_t)>& work) {
        std::vector<std::thread> threads;
        for (int32_t m = 1; m < size(); ++m)
            threads.emplace_back([this, &work, m] { guarded(work, m); });
        guarded(work, 0);
        for (std::thread& thread : threads) thread.join();
        if (error_) std::rethrow_exception(error_);
    }

    void arrive(int32_t member, int64_t step) {
        members_[static_cast<size_t>(member)].step.store(step);
        if (sleepers_.load() == 0) return;
        const std::lock_guard<std::mutex> lock(mutex_);
        woken_.notify_all();
    }

    // Wait until every thread has arrived at a step. False if one of them failed.
    bool wait(int64_t step) {
        for (const Member& member : members_) {
            for (int spin = 0; spin < SPINS && member.step.load(std::memory_order_acquire) < step; ++spin)
                pause();
            if (member.step.load(std::memory_order_acquire) < step) sleep_until(member, step);
        }
        return !failed_.load(std::memory_order_relaxed);
    }

  private:
    struct alignas(128) Member {
        std::atomic<int64_t> step{-1};
    };
    static constexpr int SPINS = 1000;  // some 20 microseconds: a few steps of a small network

    static void pause() {
#if defined(__x86_64__)
        _mm_pause();
#elif defined(__aarch64__)
        asm volatile("yield");
#endif
    }

    void sleep_until(const Member& member, int64_t step) {
        std::unique_lock<std::mutex> lock(mutex_);
        ++sleepers_;
        woken_.wait(lock, [&] { return member.step.load() >= step || failed_.load(); });
        --sleepers_;
    }

    void guarded(const std::function<void(int32_t)>& work, int32_t member) {
        try {
            work(member);
        } catch (...) {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (!error_) error_ = std::current_exception();
            failed_ = true;
            woken_.notify_all();
        }
    }

    std::vector<Member> members_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::atomic<int32_t> sleepers_{0};
    std::atomic<bool> failed_{false};
    std::exception_ptr error_;
};
