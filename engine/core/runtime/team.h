// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

namespace syper::core::runtime {

/// One stage of a computation: tasks that may run in any order and at the same time, on one workspace.
class Step {
public:
    virtual ~Step() = default;
    [[nodiscard]] virtual int tasks() const = 0;
    virtual void run(int task, std::byte* memory) const = 0;
};

/// Runs steps one after the other, the tasks of each on up to `threads` threads that live as long as the call. Threads
/// wait for each other between steps without the system's help at first, since steps take microseconds.
void runSteps(const std::vector<std::unique_ptr<Step>>& steps, std::byte* memory, int threads);

/// Memory that calls borrow, so that none is allocated once as many exist as there are callers at the same time.
class MemoryPool {
public:
    void setSize(std::size_t bytes) { bytes_ = (bytes + 63) / 64 * 64; }

    /// Given back at the end of its life.
    class Loan {
    public:
        explicit Loan(MemoryPool& pool) : pool_(pool), memory_(pool.take()) {}
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        ~Loan() { pool_.give(std::move(memory_)); }
        [[nodiscard]] std::byte* data() const noexcept { return memory_.get(); }

    private:
        friend class MemoryPool;
        struct Free {
            void operator()(std::byte* p) const noexcept { std::free(p); }
        };
        MemoryPool& pool_;
        std::unique_ptr<std::byte, Free> memory_;
    };

private:
    std::unique_ptr<std::byte, Loan::Free> take();
    void give(std::unique_ptr<std::byte, Loan::Free> memory);

    std::size_t bytes_ = 0;
    std::mutex mutex_;
    std::vector<std::unique_ptr<std::byte, Loan::Free>> idle_;
};

/// Places buffers into one workspace; those that are never in use at the same time may overlap.
class MemoryPlan {
public:
    /// A buffer in use from step `first` to step `last`. Returns its number.
    int add(std::size_t bytes, int first, int last);
    void extend(int buffer, int last);
    /// Finds offsets (multiples of 64); returns the bytes of the workspace.
    std::size_t place();
    [[nodiscard]] std::size_t offset(int buffer) const { return buffers_[std::size_t(buffer)].offset; }

private:
    struct Buffer {
        std::size_t bytes = 0;
        int first = 0, last = 0;
        std::size_t offset = 0;
    };
    std::vector<Buffer> buffers_;
};

}  // namespace syper::core::runtime
