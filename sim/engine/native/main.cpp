// Runs one plan: main RUN_FOLDER [MEMORY_LIMIT_BYTES]
//
// Reads RUN_FOLDER/plan.txt, writes spikes and traces beside it, reports
// "started", "progress FRACTION", "diverged POPULATION" and at last
// "done LOOP_SECONDS" on standard output. A reader that has gone closes the
// pipe, which ends this process.

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <new>
#include <string>

#include "network.hpp"
#include "plan_reader.hpp"

static void limit_memory(const char* bytes) {
    struct rlimit limit {};
    limit.rlim_cur = limit.rlim_max = static_cast<rlim_t>(std::strtoull(bytes, nullptr, 10));
    setrlimit(RLIMIT_DATA, &limit);
}

static int simulate(const std::string& folder) {
    std::ifstream plan(folder + "plan.txt");
    if (!plan) throw std::runtime_error("cannot read the plan");
    Network network;
    PlanReader(network, folder).read(plan);
    std::printf("started\n");
    std::fflush(stdout);
    const auto start = std::chrono::steady_clock::now();
    network.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    network.close();
    std::printf("diverged %lld\n", static_cast<long long>(network.diverged()));
    std::printf("done %.9f\n", took.count());
    return 0;
}

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s RUN_FOLDER [MEMORY_LIMIT_BYTES]\n", argv[0]);
        return 2;
    }
    if (argc > 2) limit_memory(argv[2]);
    try {
        return simulate(std::string(argv[1]) + "/");
    } catch (const std::bad_alloc&) {
        std::fprintf(stderr, "out of memory (limit %s bytes)\n", argc > 2 ? argv[2] : "of the machine");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    return 1;
}
