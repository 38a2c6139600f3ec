// Raw little-endian arrays on disk, read whole or mapped.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

template <typename T>
std::vector<T> read_array(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::vector<T> values(static_cast<size_t>(file.tellg()) / sizeof(T));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(T)));
    if (!file) throw std::runtime_error("cut short: " + path);
    return values;
}

// A read-only view of a file; synapse arrays stay in the page cache, uncopied.
template <typename T>
class MappedArray {
  public:
    explicit MappedArray(const std::string& path) {
        const int file = open(path.c_str(), O_RDONLY);
        struct stat info {};
        if (file < 0 || fstat(file, &info) != 0) throw std::runtime_error("cannot read " + path);
        size_ = static_cast<size_t>(info.st_size) / sizeof(T);
        if (size_ > 0) {
            void* address = mmap(nullptr, size_ * sizeof(T), PROT_READ, MAP_PRIVATE, file, 0);
            if (address == MAP_FAILED) throw std::runtime_error("cannot map " + path);
            data_ = static_cast<const T*>(address);
        }
        close(file);
    }
    MappedArray(const MappedArray&) = delete;
    MappedArray& operator=(const MappedArray&) = delete;
    MappedArray(MappedArray&& other) noexcept : data_(other.data_), size_(other.size_) {
        other.data_ = nullptr;
        other.size_ = 0;
    }
    ~MappedArray() {
        if (data_ != nullptr) munmap(const_cast<T*>(data_), size_ * sizeof(T));
    }

    const T& operator[](size_t i) const { return data_[i]; }
    const T* data() const { return data_; }
    size_t size() const { return size_; }

  private:
    const T* data_ = nullptr;
    size_t size_ = 0;
};
