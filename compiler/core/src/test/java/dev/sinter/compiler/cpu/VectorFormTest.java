package dev.sinter.compiler.cpu;

import static dev.sinter.compiler.cpu.KernelCheck.check;
import static dev.sinter.compiler.cpu.KernelCheck.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A map in vectors gives the interpreter's bits")
class VectorFormTest {
    private static void checkVectors(Kernel kernel, long n) {
        assertThat(Objects.requireNonNull(Form.of(kernel, CpuOptions.FASTEST)).hasVector()).as("%s", kernel).isTrue();
        Map<String, Long> symbols = Map.of("N", n);
        check(kernel, symbols, KernelCheck.random(kernel, symbols, new Random(n)));
    }

    @Test
    @DisplayName("for the elementary functions")
    void elementary() {
        int checked = 0;
        for (Elementwise op : Elementwise.values()) {
            for (String dtype : List.of("f32", "f64", "i32", "i64")) {
                String[] types = new String[op.arity()];
                Arrays.fill(types, dtype + "[N]");
                if (op == Elementwise.WHERE) {
                    continue;
                }
                Kernel kernel;
                try {
                    kernel = op.kernel(List.of(types(types)));
                } catch (Diagnostic | UnsupportedOperationException refused) {
                    continue;
                }
                if (Objects.requireNonNull(Form.of(kernel, CpuOptions.FASTEST)).hasVector()) {
                    checked++;
                    checkVectors(kernel, 77);
                }
            }
        }
        assertThat(checked).isGreaterThan(10);
    }

    @Test
    @DisplayName("for rows with a broadcast operand")
    void rows() {
        for (int n : new int[]{8, 15, 16, 17, 33, 64}) {
            checkVectors(Elementwise.ADD.kernel(List.of(types("f32[9," + n + "]", "f32[" + n + "]"))), 1);
            checkVectors(Elementwise.MUL.kernel(List.of(types("f64[9," + n + "]", "f64[9,1]"))), 1);
            checkVectors(Elementwise.SUB.kernel(List.of(types("i32[3,3," + n + "]", "i32[3,1," + n + "]"))), 1);
        }
    }
}
