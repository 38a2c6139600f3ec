// The threads of a run: in step with each other, and one alone where that is faster.
//
// Threads that share their processors with other programs wait for whichever is not
// running, and may then be slower together than one alone. So member 0, the leader,
// watches how long it waits: when that is more than half of the time, it lets the
// others go at a step they all agree on and does their shards itself, and after a while
// it tries again. Nothing of it changes a result.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

class Crew {
  public:
    static constexpr int64_t NEVER = std::numeric_limits<int64_t>::max();

    // Members wait in step k for what others did in step k - lag.
    Crew(int32_t size, int64_t lag) : members_(static_cast<size_t>(size)), lag_(lag) {}

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
        if (sleepers_.load() > 0) wake();
    }

    // Wait until every thread has arrived at a step. False if one of them failed.
    bool wait(int32_t self, int64_t step) {
        for (size_t m = 0; m < members_.size(); ++m) {
            const Member& member = members_[m];
            if (member.step.load(std::memory_order_acquire) >= step) continue;
            const auto start = std::chrono::steady_clock::now();
            for (int spin = 0; spin < SPINS && member.step.load(std::memory_order_acquire) < step; ++spin)
                pause();
            sleep([&] { return member.step.load() >= step; });
            if (self == 0) waited_ += std::chrono::steady_clock::now() - start;
        }
        return !failed_.load(std::memory_order_relaxed);
    }

    // First step that the leader does alone, or NEVER.
    int64_t solo_from() const { return solo_from_.load(std::memory_order_acquire); }

    // The leader asks in every step, before it arrives: shall it go on alone? The others
    // cannot get past the step that is set here without having seen it.
    void consider(int64_t step) {
        if (size() == 1 || step % 64 != 0 || solo_from() != NEVER) return;
        const auto now = std::chrono::steady_clock::now();
        const auto took = now - window_;
        if (took < std::chrono::milliseconds(1)) return;
        const bool slow = 2 * waited_ > took;
        window_ = now;
        waited_ = {};
        good_ = slow ? 0 : good_ + 1;
        if (good_ > 20) alone_ = SHORTEST;
        if (slow) solo_from_.store(step + lag_ + 1);
    }

    // A member that has come to solo_from() rests until it is called. Returns the step to
    // go on with.
    int64_t rest(int32_t member, int64_t step) {
        Member& self = members_[static_cast<size_t>(member)];
        self.resting.store(true);
        if (sleepers_.load() > 0) wake();
        sleep([&] { return called_.load() >= step; });
        return failed_ ? NEVER : called_.load();
    }

    // The leader waits until all others rest.
    void wait_for_rest() {
        for (size_t m = 1; m < members_.size(); ++m)
            sleep([&] { return members_[m].resting.load(); });
        alone_until_ = std::chrono::steady_clock::now() + alone_;
        alone_ = std::min(2 * alone_, LONGEST);
    }

    // A thread, perhaps one that rests, could not go on.
    bool failed() const { return failed_.load(std::memory_order_relaxed); }

    bool should_call() const { return std::chrono::steady_clock::now() > alone_until_; }

    // The leader has done all steps before this one.
    void call(int64_t step) {
        for (Member& member : members_) {
            member.step.store(step - 1);
            member.resting.store(false);
        }
        window_ = std::chrono::steady_clock::now();
        waited_ = {};
        solo_from_.store(NEVER);
        called_.store(step);
        wake();
    }

  private:
    using Duration = std::chrono::steady_clock::duration;
    struct alignas(128) Member {
        std::atomic<int64_t> step{-1};
        std::atomic<bool> resting{false};
    };
    static constexpr int SPINS = 1000;  // some 20 microseconds: a few steps of a small network
    static constexpr Duration SHORTEST = std::chrono::milliseconds(20), LONGEST = std::chrono::seconds(1);

    static void pause() {
#if defined(__x86_64__)
        _mm_pause();
#elif defined(__aarch64__)
        asm volatile("yield");
#endif
    }

    template <typename Condition>
    void sleep(Condition done) {
        if (done()) return;
        std::unique_lock<std::mutex> lock(mutex_);
        ++sleepers_;
        woken_.wait(lock, [&] { return done() || failed_.load(); });
        --sleepers_;
    }

    void wake() {
        const std::lock_guard<std::mutex> lock(mutex_);
        woken_.notify_all();
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
    const int64_t lag_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::atomic<int32_t> sleepers_{0};
    std::atomic<bool> failed_{false};
    std::exception_ptr error_;
    std::atomic<int64_t> solo_from_{NEVER}, called_{0};
    // Of the leader alone.
    Duration waited_{}, alone_ = SHORTEST;
    std::chrono::steady_clock::time_point window_ = std::chrono::steady_clock::now(), alone_until_{};
    int64_t good_ = 0;
};
