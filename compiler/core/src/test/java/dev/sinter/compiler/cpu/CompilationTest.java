package dev.sinter.compiler.cpu;

import com.sun.management.ThreadMXBean;
import dev.sinter.compiler.driver.LiteralBuffers;
import java.time.Duration;
import static dev.sinter.compiler.cpu.KernelCheck.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Contract;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.View;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.WorkerTeam;
import dev.sinter.types.Dim;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("own-jvm")
@DisplayName("The JVM's optimising compiler")
class CompilationTest {
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private static List<Kernel> kernels() {
        List<Dim> one = List.of(Dim.ONE, Dim.ONE);
        return List.of(
                new Contract.MatMul().kernel(List.of(types("f32[24,40]", "f32[40,64]"))),
                new Contract.MatMul().kernel(List.of(types("f64[5,40]", "f64[40,20]"))),
                new Contract.Conv(List.of(1, 1), one, one, List.of(1, 1))
                        .kernel(List.of(types("f32[2,1,3,8,8]", "f32[1,16,3,3,3]"))),
                new View.Slice(List.of(Dim.ZERO, Dim.ONE), List.of(Dim.of(20), Dim.of(29)), List.of(1, 2))
                        .kernel(List.of(types("f32[20,60]"))),
                Elementwise.EXP.kernel(List.of(types("f32[400]"))),
                Elementwise.LOG.kernel(List.of(types("f32[400]"))),
                Elementwise.ADD.kernel(List.of(types("f32[20,24]", "f32[24]"))),
                new Reduce.Over(Reduce.Kind.SUM, List.of(0, 2)).kernel(List.of(types("f32[4,3,60]"))),
                new Reduce.Over(Reduce.Kind.MAX, List.of(1)).kernel(List.of(types("f32[10,200]"))),
                new Reduce.Over(Reduce.Kind.SUM, List.of(0)).kernel(List.of(types("f32[100,40]"))));
    }

    @Test
    @DisplayName("compiles every method of every form, and then calls allocate nothing")
    void compilesAll() {
        Queue<String> failed = new ConcurrentLinkedQueue<>();
        Set<String> compiled = new ConcurrentSkipListSet<>();
        try (RecordingStream stream = new RecordingStream()) {
            stream.enable("jdk.Compilation").withThreshold(Duration.ZERO);
            stream.setReuse(false);
            stream.onEvent("jdk.Compilation", event -> {
                RecordedMethod method = event.getValue("method");
                if (!method.getType().getName().startsWith("generated.")) {
                    return;
                }
                String name = method.getType().getName() + "." + method.getName();
                if (!event.getBoolean("succeded")) {
                    failed.add(name + " at tier " + event.getValue("compileLevel"));
                } else if (event.getShort("compileLevel") == 4) {
                    compiled.add(name);
                }
            });
            stream.startAsync();
            for (Kernel kernel : kernels()) {
                for (CpuOptions options : List.of(CpuOptions.FASTEST, CpuOptions.PLAIN)) {
                    runUntilQuiet(kernel, options);
                }
            }
            stream.stop();
        }
        assertThat(failed).isEmpty();
        assertThat(compiled).anyMatch(name -> name.contains("tile") && name.contains("_vector"))
                .anyMatch(name -> name.contains("chunk1x"));
    }

    /** Runs until the compiled code allocates nothing, as boxed vectors would. */
    private static void runUntilQuiet(Kernel kernel, CpuOptions options) {
        Compiled program = new Compiled(Compiled.schedule(kernel), options);
        List<Buffer> inputs = new ArrayList<>();
        kernel.operands().forEach(type -> inputs.add(LiteralBuffers.buffer(KernelCheck.random(type, new Random(5)))));
        Buffer[] given = inputs.toArray(new Buffer[0]);
        Buffer[] results = new Buffer[1];
        program.program.setTeam(new WorkerTeam(1));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long end = System.nanoTime() + LONGEST_NANOS;
        long allocated = 1;
        while (allocated != 0 && System.nanoTime() < end) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200; i++) {
                program.program.run(given, results);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("bytes that 200 calls allocate of %s with %s", kernel, options).isZero();
    }
}
