package dev.sinter.runtime.cuda;

import dev.sinter.types.Dim;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** The device memory of a {@link CudaProgram} for given values of its symbols, and its steps recorded there. */
final class Layout {
    static final long FAULT_BYTES = Integer.BYTES;

    /** What the driver aligns allocations to; the widest accesses need less. */
    private static final long ALIGNMENT = 256;

    private final CudaDriver driver;
    private final CudaPlan plan;
    private final long[] symbols;
    private final ToLongFunction<Dim> sizes;
    private final long[] addresses;
    private final long memory;
    final long faults;
    private final Arena parameters = Arena.ofShared();
    private long graph = -1;

    Layout(CudaDriver driver, CudaPlan plan, long[] symbols, ToLongFunction<Dim> sizes) {
        this.driver = driver;
        this.plan = plan;
        this.symbols = symbols;
        this.sizes = sizes;
        this.addresses = new long[plan.slots().size()];
        long end = align(FAULT_BYTES * faultCount());
        for (int i = 0; i < addresses.length; i++) {
            CudaPlan.Slot slot = plan.slots().get(i);
            addresses[i] = end;
            long elements = slot.lengths().stream().mapToLong(sizes).max().orElse(0);
            end = Math.addExact(end, align(Math.multiplyExact(elements, slot.dtype().bytes())));
        }
        memory = driver.allocate(end);
        faults = memory;
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] += memory;
        }
    }

    private static long align(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    boolean isFor(long[] values) {
        return Arrays.equals(symbols, values);
    }

    long address(int slot) {
        return addresses[slot];
    }

    /** One cell per step, and one at least. */
    int faultCount() {
        return Math.max(1, plan.steps().size());
    }

    /** Records all steps, to be replayed. */
    void record(long stream, ToLongFunction<CudaPlan.Launch> functions, int mostBlocks, Map<String, Long> values) {
        driver.beginCapture(stream);
        for (int step = 0; step < plan.steps().size(); step++) {
            switch (plan.steps().get(step)) {
                case CudaPlan.Copy copy -> {
                    long bytes = sizes.applyAsLong(copy.elements()) * plan.slots().get(copy.from()).dtype().bytes();
                    if (bytes > 0) {
                        driver.copyOnDevice(address(copy.to()), address(copy.from()), bytes, stream);
                    }
                }
                case CudaPlan.Launch launch -> {
                    int blocks = (int) Math.min(mostBlocks, sizes.applyAsLong(launch.blocks()));
                    if (blocks > 0) {
                        MemorySegment block = parameters(launch.arguments(), step, values);
                        driver.launch(functions.applyAsLong(launch), CudaDriver.Grid.line(blocks, launch.threads()),
                                stream, block);
                    }
                }
            }
        }
        graph = driver.endCapture(stream);
    }

    /** The addresses of the values, then the values. */
    private MemorySegment parameters(List<CudaPlan.Argument> arguments, int step, Map<String, Long> values) {
        int n = arguments.size();
        MemorySegment block = parameters.allocate(ValueLayout.JAVA_LONG, 2L * n);
        for (int i = 0; i < n; i++) {
            long value = switch (arguments.get(i)) {
                case CudaPlan.Argument.Address address -> address(address.slot());
                case CudaPlan.Argument.Symbol symbol -> Objects.requireNonNull(values.get(symbol.name()));
                case CudaPlan.Argument.Fault fault -> faults + FAULT_BYTES * step;
            };
            block.setAtIndex(ValueLayout.JAVA_LONG, i, block.address() + Long.BYTES * (long) (n + i));
            block.setAtIndex(ValueLayout.JAVA_LONG, n + i, value);
        }
        return block;
    }

    void replay(long stream) {
        if (!plan.steps().isEmpty()) {
            driver.launchGraph(graph, stream);
        }
    }

    void free() {
        if (graph >= 0) {
            driver.destroyGraph(graph);
        }
        driver.free(memory);
        parameters.close();
    }
}
