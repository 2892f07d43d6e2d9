package dev.sinter.compiler.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Literal;
import dev.sinter.ir.text.Parser;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.cuda.CudaException;
import dev.sinter.runtime.cuda.CudaProgram;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes wrong on the device is told as on the CPU, and the program can be used again. */
class CudaFaultTest {
    private TestDevice device;

    @BeforeEach
    void open() {
        device = TestDevice.emulator();
    }

    private CudaProgram program(String graph) {
        return Cases.lower(Parser.parse(graph), Scheduler.fusing()).load(device.driver(), 0, device.compiler());
    }

    private static Literal longs(long... values) {
        return new Literal(TensorType.of(DType.I64, values.length), values);
    }

    @Test
    @DisplayName("C6: an index outside of its tensor is an IndexOutOfBoundsException")
    void outside() {
        try (CudaProgram take = program(
                "graph @pick(%x: i64[3], %i: i64[2]) { %0: i64[2] = take %x, %i {axis=0} return y=%0 }")) {
            assertThat(Cases.run(take, Map.of("x", longs(7, 8, 9), "i", longs(2, 0)))).containsEntry("y", longs(9, 7));
            assertThatThrownBy(() -> Cases.run(take, Map.of("x", longs(7, 8, 9), "i", longs(2, 3))))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining(
                            "pick, step 0 on the GPU: an index lies outside of the tensor that it indexes");
            assertThatThrownBy(() -> Cases.run(take, Map.of("x", longs(7, 8, 9), "i", longs(-1, 0))))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(Cases.run(take, Map.of("x", longs(7, 8, 9), "i", longs(1, 1)))).containsEntry("y", longs(8, 8));
        }
    }

    @Test
    @DisplayName("C6: an update outside of its tensor writes nothing there")
    void updateOutside() {
        try (CudaProgram add = program(
                "graph @g(%x: i64[3], %i: i64[2], %u: i64[2]) { %0: i64[3] = take_add %x, %i, %u {axis=0} return y=%0 }")) {
            assertThatThrownBy(() -> Cases.run(add, Map.of("x", longs(7, 8, 9), "i", longs(2, 3), "u", longs(1, 1))))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(Cases.run(add, Map.of("x", longs(7, 8, 9), "i", longs(2, 2), "u", longs(1, 1))))
                    .containsEntry("y", longs(7, 8, 11));
        }
    }

    @Test
    @DisplayName("C6: division of integers by zero is an ArithmeticException")
    void byZero() {
        try (CudaProgram div = program("graph @g(%x: i64[2], %z: i64[2]) { %0: i64[2] = div %x, %z return y=%0 }")) {
            assertThatThrownBy(() -> Cases.run(div, Map.of("x", longs(7, 8), "z", longs(1, 0))))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("divided by zero");
            assertThat(Cases.run(div, Map.of("x", longs(7, Long.MIN_VALUE), "z", longs(-2, -1)))).containsEntry("y",
                    longs(-3, Long.MIN_VALUE));
        }
    }

    @Test
    @DisplayName("C6: a wrong shape is told before anything is computed, and a closed program says so")
    void misuse() {
        CudaProgram div = program("graph @g(%x: f32[N,2]) { %0: f32[N,2] = add %x, %x return y=%0 }");
        assertThatThrownBy(() -> div.run(new Buffer[]{Buffer.of(new float[3], 3)}, new Buffer[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("f32[N,2] is needed");
        Buffer[] outputs = new Buffer[1];
        for (int n : new int[]{2, 5, 0, 2}) {
            div.run(new Buffer[]{Buffer.of(new float[2 * n], n, 2)}, outputs);
            assertThat(outputs[0].type()).hasToString("f32[" + n + ",2]");
        }
        div.close();
        div.close();
        assertThatThrownBy(() -> div.run(new Buffer[]{Buffer.of(new float[2], 1, 2)}, new Buffer[1]))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("C6: a missing barrier in a generated kernel is found by the emulator")
    void plantedFault() {
        CudaBackend.Program program = Cases.lower(
                Parser.parse("graph @g(%x: f32[20,40], %w: f32[40,20]) { %0: f32[20,20] = matmul %x, %w return y=%0 }"),
                Scheduler.fusing());
        assertThat(List.of("__syncthreads();\n            const int depth", "__syncthreads();\n            if ((k0"))
                .allSatisfy(barrier -> {
                    assertThat(program.source()).contains(barrier);
                    byte[] right = device.compiler().compile(program.source(), "sm_90", List.of()).image();
                    byte[] wrong = device.compiler()
                            .compile(program.source().replace(barrier, barrier.substring(17)), "sm_90", List.of())
                            .image();
                    assertThat(results(program, right)).hasSize(1);
                    assertThat(results(program, wrong)).hasSizeGreaterThan(1);
                });
    }

    /** The different results in different orders of threads. */
    private Set<Map<String, Literal>> results(CudaBackend.Program program, byte[] image) {
        Random random = new Random(4);
        Map<String, Literal> inputs = Map.of("x", Bits.random(TensorType.parse("f32[20,40]"), random), "w",
                Bits.random(TensorType.parse("f32[40,20]"), random));
        Set<Map<String, Literal>> results = new HashSet<>();
        for (int order : new int[]{0, 1, 5}) {
            device.order(order);
            try (CudaProgram matmul = new CudaProgram(device.driver(), 0, program.plan(), image)) {
                results.add(Bits.canonical(Cases.run(matmul, inputs)));
            }
        }
        device.order(0);
        return results;
    }

    @Test
    @DisplayName("D1: no GPU of that number is a sentence")
    void noSuchDevice() {
        assertThatThrownBy(() -> device.driver().device(7)).isInstanceOf(CudaException.class)
                .hasMessage("CUDA answered CUDA_ERROR_INVALID_DEVICE when asked to give GPU 7.");
    }
}
