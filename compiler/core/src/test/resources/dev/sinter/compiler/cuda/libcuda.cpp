// A stand-in for libcuda.so.1 on a machine without a GPU: memory is the host's, a module is a shared object that g++ made from the
// kernels with cuda_words.h, and everything has happened when a call returns. Memory starts as garbage and has a margin on
// both sides that is checked whenever somebody waits, so that a write beside an allocation is found.
#include <dlfcn.h>
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <map>
#include <string>
#include <vector>

#define CUDA extern "C" __attribute__((visibility("default"))) int

namespace {
enum { OK = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_IMAGE = 200, NO_SUCH_NAME = 500, ILLEGAL_ADDRESS = 700, LAUNCH_FAILED = 719 };
struct dim3 { unsigned x, y, z; };
struct Launch { dim3 grid, block; int order; char fault[400]; };
struct Function { void (*run)(Launch *, void **); std::vector<int> sizes; };
struct Node { Function *function; Launch launch; std::vector<std::vector<char>> values; };
typedef std::vector<Node> Graph;

const size_t MARGIN = 256;
std::map<char *, size_t> memory; // address -> bytes
Graph *recording = nullptr;
int order = 0;
char fault[400];

// Whether all margins are; a damaged one is reported once.
bool intact() {
    bool all = true;
    for (auto &m : memory) {
        char *margins[] = {m.first - MARGIN, m.first + m.second};
        for (char *margin : margins)
            for (size_t i = 0; i < MARGIN; i++)
                if (margin[i] != (char)0xA5) {
                    snprintf(fault, sizeof fault, "a kernel wrote beside an allocation of %zu bytes", m.second);
                    margin[i] = (char)0xA5;
                    all = false;
                }
    }
    return all;
}

int run(Function *function, Launch launch, void **values) {
    launch.order = order;
    launch.fault[0] = 0;
    function->run(&launch, values);
    if (!launch.fault[0]) return OK;
    strcpy(fault, launch.fault);
    return LAUNCH_FAILED;
}

int waited() { return intact() ? OK : ILLEGAL_ADDRESS; }
} // namespace

// For tests: the order of threads and blocks, and what the last fault was.
CUDA emulatorOrder(int chosen) { order = chosen; return OK; }
CUDA emulatorFault(char *into, int size) { snprintf(into, size, "%s", fault); fault[0] = 0; return OK; }

CUDA cuInit(unsigned) { return OK; }
// NVRTC asks for private tables when a libcuda is there; there are none.
CUDA cuGetExportTable(const void **table, const void *) { *table = nullptr; return NO_SUCH_NAME; }
CUDA cuDriverGetVersion(int *version) { *version = 12060; return OK; }
CUDA cuDeviceGetCount(int *count) { *count = 1; return OK; }
CUDA cuDeviceGet(int *device, int ordinal) { *device = ordinal; return ordinal == 0 ? OK : 101; }
CUDA cuDeviceGetName(char *name, int size, int) { snprintf(name, size, "CPU emulator"); return OK; }
CUDA cuDeviceTotalMem_v2(size_t *bytes, int) { *bytes = (size_t)1 << 30; return OK; }
CUDA cuDeviceGetAttribute(int *value, int attribute, int) {
    *value = attribute == 75 ? 9 : attribute == 76 ? 0 : attribute == 8 ? 49152 : 1;
    return OK;
}
CUDA cuDevicePrimaryCtxRetain(void **context, int) { *context = (void *)8; return OK; }
CUDA cuDevicePrimaryCtxRelease_v2(int) { return OK; }
CUDA cuCtxSetCurrent(void *) { return OK; }
CUDA cuMemGetInfo_v2(size_t *free, size_t *total) { *free = *total = (size_t)1 << 30; return OK; }

CUDA cuModuleLoadData(void **module, const void *image) {
    const Elf64_Ehdr *elf = (const Elf64_Ehdr *)image;
    if (memcmp(elf->e_ident, ELFMAG, SELFMAG) || elf->e_machine != EM_X86_64) return INVALID_IMAGE;
    size_t bytes = elf->e_shoff + (size_t)elf->e_shnum * elf->e_shentsize;
    char name[] = "/tmp/sinter-kernels-XXXXXX";
    int file = mkstemp(name);
    if (file < 0 || write(file, image, bytes) != (ssize_t)bytes) return INVALID_IMAGE;
    *module = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!*module) snprintf(fault, sizeof fault, "%s", dlerror());
    close(file);
    unlink(name);
    return *module ? OK : INVALID_IMAGE;
}
CUDA cuModuleUnload(void *module) { return dlclose(module) ? INVALID_VALUE : OK; }
CUDA cuModuleGetFunction(void **function, void *module, const char *name) {
    Function *f = new Function();
    f->run = (void (*)(Launch *, void **))dlsym(module, ("emulated_" + std::string(name)).c_str());
    int (*sizes)(int *) = (int (*)(int *))dlsym(module, ("sizes_" + std::string(name)).c_str());
    if (!f->run || !sizes) return NO_SUCH_NAME;
    int all[512];
    f->sizes.assign(all, all + sizes(all));
    *function = f;
    return OK;
}

CUDA cuMemAlloc_v2(void **address, size_t bytes) {
    if (bytes == 0) return INVALID_VALUE;
    char *at = (char *)aligned_alloc(256, (bytes + 2 * MARGIN + 255) / 256 * 256);
    if (!at) return OUT_OF_MEMORY;
    memset(at, 0xA5, MARGIN);
    memset(at + MARGIN, 0xff, bytes);
    memset(at + MARGIN + bytes, 0xA5, MARGIN);
    memory[at + MARGIN] = bytes;
    *address = at + MARGIN;
    return OK;
}
CUDA cuMemFree_v2(char *address) {
    if (!memory.count(address)) return INVALID_VALUE;
    int result = waited();
    memory.erase(address);
    free(address - MARGIN);
    return result;
}
CUDA cuMemAllocHost_v2(void **address, size_t bytes) { *address = malloc(bytes); return OK; }
CUDA cuMemFreeHost(void *address) { free(address); return OK; }
CUDA cuMemcpyHtoD_v2(void *to, const void *from, size_t bytes) { memcpy(to, from, bytes); return OK; }
CUDA cuMemcpyDtoH_v2(void *to, const void *from, size_t bytes) { memcpy(to, from, bytes); return waited(); }
CUDA cuMemcpyHtoDAsync_v2(void *to, const void *from, size_t bytes, void *) { memcpy(to, from, bytes); return OK; }
CUDA cuMemcpyDtoHAsync_v2(void *to, const void *from, size_t bytes, void *) { memcpy(to, from, bytes); return OK; }

// What is put into a stream is done at once, or recorded.
namespace {
void copied(Launch *l, void **v) { memcpy(*(void **)v[0], *(void **)v[1], *(size_t *)v[2]); }
void filled(Launch *l, void **v) { memset(*(void **)v[0], *(unsigned char *)v[1], *(size_t *)v[2]); }
Function copying{copied, {8, 8, 8}}, filling{filled, {8, 1, 8}};
int put(Function *function, Launch launch, void **values) {
    if (!recording) return run(function, launch, values);
    Node node{function, launch, {}};
    for (size_t i = 0; i < function->sizes.size(); i++) node.values.emplace_back((char *)values[i], (char *)values[i] + function->sizes[i]);
    recording->push_back(node);
    return OK;
}
} // namespace
CUDA cuMemcpyDtoDAsync_v2(void *to, void *from, size_t bytes, void *) {
    void *values[] = {&to, &from, &bytes};
    return put(&copying, Launch(), values);
}
CUDA cuMemsetD8Async(void *to, unsigned char value, size_t bytes, void *) {
    void *values[] = {&to, &value, &bytes};
    return put(&filling, Launch(), values);
}
CUDA cuLaunchKernel(Function *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned, void *, void **values, void **) {
    if (!gx || !gy || !gz || !bx || !by || !bz || bx * by * bz > 1024 || gy > 65535 || gz > 65535) return INVALID_VALUE;
    return put(f, Launch{{gx, gy, gz}, {bx, by, bz}, 0, ""}, values);
}

CUDA cuStreamCreate(void **stream, unsigned) { *stream = malloc(1); return OK; }
CUDA cuStreamDestroy_v2(void *stream) { free(stream); return OK; }
CUDA cuStreamSynchronize(void *) { return waited(); }
CUDA cuStreamBeginCapture_v2(void *, int) { recording = new Graph(); return OK; }
CUDA cuStreamEndCapture(void *, Graph **graph) { *graph = recording; recording = nullptr; return OK; }
CUDA cuGraphInstantiateWithFlags(Graph **ready, Graph *graph, unsigned long long) { *ready = new Graph(*graph); return OK; }
CUDA cuGraphLaunch(Graph *graph, void *) {
    for (Node &node : *graph) {
        std::vector<void *> values;
        for (auto &value : node.values) values.push_back(value.data());
        int result = run(node.function, node.launch, values.data());
        if (result != OK) return result;
    }
    return OK;
}
CUDA cuGraphDestroy(Graph *graph) { delete graph; return OK; }
CUDA cuGraphExecDestroy(Graph *graph) { delete graph; return OK; }
CUDA cuEventCreate(void **event, unsigned) { *event = malloc(1); return OK; }
CUDA cuEventDestroy_v2(void *event) { free(event); return OK; }
CUDA cuEventRecord(void *, void *) { return OK; }
CUDA cuEventSynchronize(void *) { return OK; }
CUDA cuEventElapsedTime(float *milliseconds, void *, void *) { *milliseconds = 0; return OK; }
