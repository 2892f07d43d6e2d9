// The words of CUDA C for g++: included before a kernel's unchanged text, it runs that text on one CPU thread.
//
// Each CUDA thread is a fiber with its own stack; a fiber runs until it waits at a barrier or a shuffle. Blocks run one after the
// other. Fibers and blocks run in a chosen order, and shared memory starts as garbage, so that a kernel which is right only by luck
// of timing is wrong in one of the orders. What CUDA leaves undefined at barriers and shuffles ends the launch with a sentence.
#pragma once
#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define __global__
#define __device__ static
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))
#define __shared__ static __attribute__((section("emulated_shared")))

struct dim3 {
    unsigned x, y, z;
};
static dim3 threadIdx, blockIdx, blockDim, gridDim;

namespace emulator {

// Shared with the stand-in for libcuda.
struct Launch {
    dim3 grid, block;
    int order;       // 0 forwards, 1 backwards, more: the seed of a shuffle
    char fault[400]; // empty where all went well
};

enum State { READY, AT_BARRIER, AT_WARP, DONE };

struct Fiber {
    ucontext_t start;
    jmp_buf here;
    bool started;
    State state;
    int line;           // of the barrier or shuffle it waits at
    unsigned mask;      // the lanes it waits for
    unsigned exchanges; // how many it has taken part in
    uint64_t given[2];  // to the exchange of that parity
    dim3 index;
};

const int MOST = 1024, WARP = 32, STACK = 64 << 10;
static Fiber fibers[MOST];
static char *stacks;
static int threads, current;
static jmp_buf scheduler;
static Launch *launch;
static void (*body)(void *);
static void *argument;

extern "C" char __start_emulated_shared[] __attribute__((weak, visibility("hidden")));
extern "C" char __stop_emulated_shared[] __attribute__((weak, visibility("hidden")));

inline void wait() {
    if (!_setjmp(fibers[current].here)) _longjmp(scheduler, 1);
}

[[noreturn]] inline void fault(const char *what, int line) {
    snprintf(launch->fault, sizeof launch->fault, "line %d, block (%u,%u,%u), thread (%u,%u,%u): %s", line, blockIdx.x, blockIdx.y, blockIdx.z,
             threadIdx.x, threadIdx.y, threadIdx.z, what);
    _longjmp(scheduler, 2);
}

inline void barrier(int line) {
    fibers[current].state = AT_BARRIER;
    fibers[current].line = line;
    wait();
}

inline void meet(unsigned mask, int line) {
    Fiber &me = fibers[current];
    if (!(mask >> current % WARP & 1)) fault("a lane calls a warp function whose mask leaves it out", line);
    me.state = AT_WARP;
    me.line = line;
    me.mask = mask;
    wait();
}

template <class T> T exchange(unsigned mask, T value, int from, int line) {
    Fiber &me = fibers[current];
    int parity = me.exchanges++ & 1, warp = current / WARP * WARP;
    me.given[parity] = 0;
    memcpy(&me.given[parity], &value, sizeof value);
    meet(mask, line);
    if (warp + from >= threads || !(mask >> from & 1)) fault("a shuffle reads a lane that does not take part", line);
    memcpy(&value, &fibers[warp + from].given[parity], sizeof value);
    return value;
}

inline int source(int from, int width) {
    int lane = current % WARP;
    return from < lane / width * width || from >= lane / width * width + width ? lane : from;
}

inline void enter() {
    for (;;) { // a fiber serves one block after the other
        body(argument);
        fibers[current].state = DONE;
        wait();
    }
}

// Runs a fiber until it waits; false where it ends the launch.
inline bool resume(int number) {
    current = number;
    Fiber &fiber = fibers[number];
    threadIdx = fiber.index;
    switch (_setjmp(scheduler)) {
        case 0: break;
        case 1: return true;
        default: return false;
    }
    if (fiber.started) _longjmp(fiber.here, 1);
    fiber.started = true;
    getcontext(&fiber.start);
    fiber.start.uc_stack.ss_sp = stacks + (size_t)number * STACK;
    fiber.start.uc_stack.ss_size = STACK;
    makecontext(&fiber.start, enter, 0);
    setcontext(&fiber.start);
    return false;
}

// Lets warps go on whose waiting lanes are all that they wait for; lanes of one meeting name the same line and mask.
inline bool releaseWarps() {
    bool any = false;
    for (int warp = 0; warp < threads; warp += WARP)
        for (int lane = 0; lane < WARP && warp + lane < threads; lane++) {
            Fiber &first = fibers[warp + lane];
            if (first.state != AT_WARP) continue;
            bool all = true;
            for (int other = 0; other < WARP && warp + other < threads; other++) {
                Fiber &f = fibers[warp + other];
                if (first.mask >> other & 1) all = all && f.state == AT_WARP && f.line == first.line && f.mask == first.mask;
            }
            if (!all) continue;
            unsigned mask = first.mask;
            for (int other = 0; other < WARP && warp + other < threads; other++)
                if (mask >> other & 1) fibers[warp + other].state = READY;
            any = true;
        }
    return any;
}

// Lets the block go on from a barrier that all of it has reached.
inline bool releaseBlock() {
    for (int i = 0; i < threads; i++)
        if (fibers[i].state != AT_BARRIER || fibers[i].line != fibers[0].line) return false;
    for (int i = 0; i < threads; i++) fibers[i].state = READY;
    return true;
}

// Position i of n in the chosen order: i * odd + seed runs through all of a power of two.
inline int chosen(int i, int n, int order) {
    if (order < 2) return order == 0 ? i : n - 1 - i;
    int size = 1, seen = -1;
    while (size < n) size *= 2;
    for (int k = 0;; k++) {
        int at = (int)(((unsigned)k * (4u * order + 1) + order) % size);
        if (at < n && ++seen == i) return at;
    }
}

inline bool runBlock(const int *inOrder) {
    memset(__start_emulated_shared, 0xff, __stop_emulated_shared - __start_emulated_shared);
    for (int i = 0; i < threads; i++) {
        fibers[i].state = READY;
        fibers[i].exchanges = 0;
    }
    for (;;) {
        bool done = true;
        for (int i = 0; i < threads; i++)
            if (fibers[inOrder[i]].state == READY && !resume(inOrder[i])) return false;
        for (int i = 0; i < threads; i++) done = done && fibers[i].state == DONE;
        if (done) return true;
        if (releaseWarps() || releaseBlock()) continue;
        for (int i = 0; i < threads; i++)
            if (fibers[i].state != DONE) {
                threadIdx = fibers[i].index;
                if (_setjmp(scheduler)) return false;
                fault(fibers[i].state == AT_WARP ? "lanes that a warp function names never come to it" : "not all threads of the block come to this barrier",
                      fibers[i].line);
            }
    }
}

inline void run(Launch *l, void (*kernel)(void *), void *arguments) {
    launch = l;
    body = kernel;
    argument = arguments;
    blockDim = l->block;
    gridDim = l->grid;
    threads = (int)(blockDim.x * blockDim.y * blockDim.z);
    int blocks = (int)(gridDim.x * gridDim.y * gridDim.z);
    if (!stacks) stacks = (char *)mmap(0, (size_t)MOST * STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    static int inOrder[MOST];
    for (int i = 0; i < threads; i++) {
        inOrder[i] = chosen(i, threads, l->order);
        fibers[i].started = false;
        fibers[i].index = {i % blockDim.x, i / blockDim.x % blockDim.y, i / blockDim.x / blockDim.y};
    }
    for (int i = 0; i < blocks; i++) {
        unsigned b = l->order == 1 ? blocks - 1 - i : i;
        blockIdx = {b % gridDim.x, b / gridDim.x % gridDim.y, b / gridDim.x / gridDim.y};
        if (!runBlock(inOrder)) return;
    }
}

// Calls a kernel with the values that the driver was given by address.
template <class... A> struct Call {
    void (*kernel)(A...);
    void **values;
    template <int... I> struct At {};
    template <int... I> void at(At<I...>) { kernel(*(A *)values[I]...); }
    static void thread(void *self) { ((Call *)self)->at(At<__integer_pack((int)sizeof...(A))...>()); }
};
template <class... A> void begin(void (*kernel)(A...), Launch *l, void **values) {
    Call<A...> call = {kernel, values};
    run(l, Call<A...>::thread, &call);
}
template <class... A> int sizes(void (*)(A...), int *into) {
    int all[] = {(int)sizeof(A)..., 0};
    memcpy(into, all, sizeof all);
    return sizeof...(A);
}

inline float asFloat(int bits) { float f; memcpy(&f, &bits, 4); return f; }
inline int asInt(float value) { int i; memcpy(&i, &value, 4); return i; }
inline double asDouble(long long bits) { double d; memcpy(&d, &bits, 8); return d; }
inline long long asLong(double value) { long long l; memcpy(&l, &value, 8); return l; }
} // namespace emulator

// One line per kernel after its text gives the driver a way in.
#define EMULATED(name)                                                                                                            \
    extern "C" void emulated_##name(emulator::Launch *l, void **values) { emulator::begin(name, l, values); }                   \
    extern "C" int sizes_##name(int *into) { return emulator::sizes(name, into); }

#define __syncthreads() emulator::barrier(__LINE__)
#define __syncwarp(mask) emulator::meet(mask, __LINE__)
#define __shfl_sync(mask, value, from) emulator::exchange(mask, value, (from) & 31, __LINE__)
#define __shfl_down_sync(mask, value, by) emulator::exchange(mask, value, emulator::source(emulator::current % 32 + (by), 32), __LINE__)
#define __shfl_up_sync(mask, value, by) emulator::exchange(mask, value, emulator::source(emulator::current % 32 - (by), 32), __LINE__)
#define __shfl_xor_sync(mask, value, by) emulator::exchange(mask, value, emulator::current % 32 ^ (by), __LINE__)
#define __int_as_float(bits) emulator::asFloat(bits)
#define __float_as_int(value) emulator::asInt(value)
#define __longlong_as_double(bits) emulator::asDouble(bits)
#define __double_as_longlong(value) emulator::asLong(value)
template <class T> inline T atomicExch(T *at, T value) { T old = *at; *at = value; return old; }
