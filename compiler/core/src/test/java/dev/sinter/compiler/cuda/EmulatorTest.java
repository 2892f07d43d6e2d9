package dev.sinter.compiler.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.runtime.cuda.CudaDriver;
import dev.sinter.runtime.cuda.CudaDriver.Grid;
import dev.sinter.runtime.cuda.CudaException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The emulator runs right kernels and finds planted faults, below the driver code that a GPU gets. */
class EmulatorTest {
    private static final String HALVES = """
            extern "C" __global__ void halves(const float* in, float* out) {
                float sum = in[blockIdx.x * 32 + threadIdx.x];
                for (int h = 16; h >= 1; h /= 2) sum += __shfl_down_sync(0xffffffffu, sum, h);
                if (threadIdx.x == 0) out[blockIdx.x] = sum;
            }
            """;
    private static final String TURN = """
            extern "C" __global__ void turn(const float* in, float* out) {
                __shared__ float tile[64];
                tile[threadIdx.x] = in[threadIdx.x];
                BARRIER
                out[threadIdx.x] = tile[63 - threadIdx.x];
            }
            """;

    private Emulator emulator;
    private CudaDriver driver;

    @BeforeEach
    void open() {
        emulator = Emulator.open();
        driver = emulator.driver();
        emulator.order(0);
        emulator.fault();
    }

    private float[] run(String source, String kernel, Grid grid, float[] in, int outputs) {
        long module = driver.loadModule(emulator.compile(source, "sm_90", List.of()).image());
        long input = driver.allocate(in.length * 4L);
        long output = driver.allocate(outputs * 4L);
        float[] out = new float[outputs];
        try (Arena arena = Arena.ofConfined()) {
            driver.copyToDevice(input, MemorySegment.ofArray(in), in.length * 4L);
            MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_LONG, input, output);
            MemorySegment parameters = arena.allocateFrom(ValueLayout.JAVA_LONG, values.address(),
                    values.address() + 8);
            driver.launch(driver.function(module, kernel), grid, 0, parameters);
            driver.synchronize(0);
            driver.copyToHost(MemorySegment.ofArray(out), output, outputs * 4L);
        } finally {
            driver.free(input);
            driver.free(output);
            driver.unloadModule(module);
        }
        return out;
    }

    private static float[] counting(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        return values;
    }

    @Test
    void theDeviceSaysWhatItIs() {
        assertThat(driver.deviceCount()).isEqualTo(1);
        assertThat(driver.device(0)).hasToString("cuda:0 CPU emulator (sm_90, 1024 MiB, 1 multiprocessors)");
        assertThat(driver.version()).isEqualTo(12060);
        assertThat(driver.memory().total()).isPositive();
    }

    @Test
    void shufflesAddAWarp() {
        for (int order : new int[]{0, 1, 2, 7}) {
            emulator.order(order);
            assertThat(run(HALVES, "halves", Grid.line(2, 32), counting(64), 2)).containsExactly(496, 1520);
        }
    }

    @Test
    void sharedMemoryWithABarrierTurnsABlockRound() {
        for (int order : new int[]{0, 1, 2, 7}) {
            emulator.order(order);
            assertThat(run(TURN.replace("BARRIER", "__syncthreads();"), "turn", Grid.line(1, 64), counting(64), 64)[0])
                    .isEqualTo(63);
        }
    }

    @Test
    void aMissingBarrierShowsInAtLeastOneOrder() {
        boolean wrong = false;
        for (int order : new int[]{0, 1, 2, 7}) {
            emulator.order(order);
            float[] turned = run(TURN.replace("BARRIER", ""), "turn", Grid.line(1, 64), counting(64), 64);
            for (int i = 0; i < 64; i++) {
                wrong |= turned[i] != 63 - i;
            }
        }
        assertThat(wrong).isTrue();
    }

    @Test
    void aBarrierThatSomeThreadsSkipIsAFault() {
        String source = TURN.replace("BARRIER", "if (threadIdx.x < 40) __syncthreads();");
        assertThatThrownBy(() -> run(source, "turn", Grid.line(1, 64), counting(64), 64))
                .isInstanceOf(CudaException.class)
                .hasMessageStartingWith("CUDA answered CUDA_ERROR_LAUNCH_FAILED when asked to launch a kernel");
        assertThat(emulator.fault()).contains("line 4").contains("not all threads of the block come to this barrier");
    }

    @Test
    void aShuffleWithLanesThatAreGoneIsAFault() {
        String source = HALVES.replace("float sum", "if (threadIdx.x == 9) return; float sum");
        assertThatThrownBy(() -> run(source, "halves", Grid.line(1, 32), counting(32), 1))
                .isInstanceOf(CudaException.class);
        assertThat(emulator.fault()).contains("lanes that a warp function names never come to it");
    }

    @Test
    void aWriteBesideAnAllocationIsAFault() {
        String source = HALVES.replace("out[blockIdx.x]", "out[blockIdx.x + 1]");
        assertThatThrownBy(() -> run(source, "halves", Grid.line(1, 32), counting(32), 1))
                .isInstanceOf(CudaException.class);
        assertThat(emulator.fault()).contains("a kernel wrote beside an allocation of 4 bytes");
    }

    @Test
    void memoryStartsAsGarbage() {
        String source = HALVES.replace("if (threadIdx.x == 0)", "if (threadIdx.x == 99)");
        assertThat(run(source, "halves", Grid.line(1, 32), counting(32), 1)).containsExactly(Float.NaN);
    }

    @Test
    void everyCallOfTheDriverWorksOnce() {
        long stream = driver.createStream();
        long start = driver.createEvent();
        long end = driver.createEvent();
        long memory = driver.allocate(64);
        long copy = driver.allocate(64);
        MemorySegment host = driver.allocateHost(64);
        driver.beginCapture(stream);
        driver.fill(memory, (byte) 7, 64, stream);
        driver.copyOnDevice(copy, memory, 64, stream);
        long graph = driver.endCapture(stream);
        driver.record(start, stream);
        driver.launchGraph(graph, stream);
        driver.copyToHost(host, copy, 64, stream);
        driver.record(end, stream);
        driver.await(end);
        driver.synchronize(stream);
        assertThat(driver.elapsed(start, end)).isGreaterThanOrEqualTo(0);
        assertThat(host.get(ValueLayout.JAVA_BYTE, 63)).isEqualTo((byte) 7);
        driver.copyToDevice(memory, host, 64, stream);
        driver.destroyGraph(graph);
        driver.freeHost(host);
        driver.free(memory);
        driver.free(copy);
        driver.destroyEvent(start);
        driver.destroyEvent(end);
        driver.destroyStream(stream);
        assertThatThrownBy(() -> driver.synchronize(stream)).hasMessageContaining("was given back");
    }

    @Test
    @DisplayName("C6: an image for another kind of processor is refused by name")
    void aForeignImageIsRefused() {
        assertThatThrownBy(() -> driver.loadModule(new byte[64])).hasMessageStartingWith(
                "CUDA answered CUDA_ERROR_INVALID_IMAGE when asked to load a module of 64 bytes");
    }
}
