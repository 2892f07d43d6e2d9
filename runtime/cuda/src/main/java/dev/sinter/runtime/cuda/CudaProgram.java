package dev.sinter.runtime.cuda;

import dev.sinter.runtime.Binding;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.Signature;
import dev.sinter.types.Dim;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A compiled entry point that runs on a GPU: inputs are copied there, the kernels run, outputs are copied back.
 *
 * <p>All its tensors live in one piece of device memory, laid out anew when the symbols change; for given values of the symbols the steps
 * are recorded once and replayed. Calls take turns. The memory is given back by {@link #close}.
 */
public final class CudaProgram implements Executable, AutoCloseable {
    private static final long NOTHING = -1;
    private static final int MOST_BLOCKS = 1 << 20;

    private final CudaDriver driver;
    private final CudaPlan plan;
    private final Binding binding;
    private final long context;
    private final long module;
    private final long stream;
    private final Map<String, Long> functions = new HashMap<>();
    private @Nullable Layout layout;
    private boolean closed;

    /**
     * A program on GPU {@code device}.
     *
     * @param image the compiled kernels; empty where there are none. {@link CudaException} where they are for another GPU
     */
    public CudaProgram(CudaDriver driver, int device, CudaPlan plan, byte[] image) {
        this.driver = driver;
        this.plan = plan;
        this.binding = new Binding(plan.signature());
        context = driver.retainContext(device);
        driver.use(context);
        module = image.length == 0 ? NOTHING : driver.loadModule(image);
        stream = driver.createStream();
        for (CudaPlan.Step step : plan.steps()) {
            if (step instanceof CudaPlan.Launch launch && !functions.containsKey(launch.function())) {
                functions.put(launch.function(), driver.function(module, launch.function()));
            }
        }
    }

    @Override
    public Signature signature() {
        return plan.signature();
    }

    public CudaPlan plan() {
        return plan;
    }

    /**
     * As {@link Executable#run} says.
     *
     * @throws IndexOutOfBoundsException where an index that the program loads lies outside of the tensor it indexes
     * @throws ArithmeticException       where integers are divided by zero
     */
    @Override
    public synchronized void run(@Nullable Buffer[] inputs, @Nullable Buffer[] outputs) {
        if (closed) {
            throw new IllegalStateException(plan.signature().entry() + " is closed");
        }
        binding.bind(inputs);
        binding.provide(inputs, outputs);
        driver.use(context);
        Layout now = layout();
        for (int i = 0; i < inputs.length; i++) {
            toDevice(now, plan.inputs().get(i), inputs[i]);
        }
        driver.fill(now.faults, (byte) 0, Layout.FAULT_BYTES * now.faultCount(), stream);
        now.replay(stream);
        driver.synchronize(stream);
        checkFaults(now);
        for (int i = 0; i < outputs.length; i++) {
            Buffer output = outputs[i];
            if (output != null && output.count() > 0) {
                driver.copyToHost(memory(output), now.address(plan.outputs().get(i)), bytes(output));
            }
        }
    }

    private void toDevice(Layout now, int slot, @Nullable Buffer buffer) {
        if (buffer != null && buffer.count() > 0) {
            driver.copyToDevice(now.address(slot), memory(buffer), bytes(buffer));
        }
    }

    private static long bytes(Buffer buffer) {
        return (long) buffer.count() * buffer.dtype().bytes();
    }

    private static MemorySegment memory(Buffer buffer) {
        return switch (buffer.dtype()) {
            case F32 -> MemorySegment.ofArray(buffer.floats());
            case F64 -> MemorySegment.ofArray(buffer.doubles());
            case F16, BF16, I16 -> MemorySegment.ofArray(buffer.shorts());
            case I32 -> MemorySegment.ofArray(buffer.ints());
            case I64 -> MemorySegment.ofArray(buffer.longs());
            case I8, U8, BOOL -> MemorySegment.ofArray(buffer.bytes());
        };
    }

    private Layout layout() {
        long[] symbols = binding.symbols();
        if (layout == null || !layout.isFor(symbols)) {
            Layout old = layout;
            layout = null;
            if (old != null) {
                old.free();
            }
            Map<String, Long> values = new HashMap<>();
            List<String> names = plan.signature().symbols();
            for (int i = 0; i < symbols.length; i++) {
                values.put(names.get(i), symbols[i]);
            }
            Layout made = new Layout(driver, plan, symbols.clone(), dim -> evaluate(dim, values));
            for (int slot = 0; slot < plan.slots().size(); slot++) {
                toDevice(made, slot, plan.slots().get(slot).constant());
            }
            made.record(stream, launch -> Objects.requireNonNull(functions.get(launch.function())),
                    MOST_BLOCKS, values);
            layout = made;
        }
        return layout;
    }

    private static long evaluate(Dim dim, Map<String, Long> values) {
        return dim.evaluate(name -> {
            Long value = values.get(name);
            if (value == null) {
                throw new IllegalStateException("the symbol " + name + " has no value");
            }
            return value;
        });
    }

    private void checkFaults(Layout now) {
        int[] kinds = new int[now.faultCount()];
        driver.copyToHost(MemorySegment.ofArray(kinds), now.faults, Layout.FAULT_BYTES * kinds.length);
        for (int step = 0; step < plan.steps().size(); step++) {
            String where = plan.signature().entry() + ", step " + step + " on the GPU: ";
            if (kinds[step] == 1) {
                throw new IndexOutOfBoundsException(
                        where + "an index lies outside of the tensor that it indexes; symbols are "
                                + Arrays.toString(binding.symbols()));
            }
            if (kinds[step] == 2) {
                throw new ArithmeticException(where + "integers are divided by zero");
            }
        }
    }

    /** Gives all device memory back; later calls are {@link IllegalStateException}s. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        driver.use(context);
        if (layout != null) {
            layout.free();
        }
        driver.destroyStream(stream);
        if (module != NOTHING) {
            driver.unloadModule(module);
        }
    }
}
