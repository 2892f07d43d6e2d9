package dev.sinter.compiler.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Op;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Compares compiled kernels with the interpreter, to the bit. */
final class KernelCheck {
    private KernelCheck() {}

    static TensorType[] types(String... texts) {
        return Stream.of(texts).map(TensorType::parse).toArray(TensorType[]::new);
    }

    /** Checks an op on operands of these types, filled at random; N is 1, 3 and 5, and M 2 throughout. */
    static void check(Op op, String... types) {
        check(op.kernel(List.of(types(types))));
    }

    static void check(Kernel kernel) {
        for (long n : kernel.symbols().contains("N") ? new long[]{1, 3, 5} : new long[]{0}) {
            Map<String, Long> symbols = Map.of("N", n, "M", 2L);
            check(kernel, symbols, random(kernel, symbols, new Random(n + 7)));
        }
    }

    static List<Literal> random(Kernel kernel, Map<String, Long> symbols, Random random) {
        List<Literal> operands = new ArrayList<>();
        for (TensorType type : kernel.operands()) {
            operands.add(random(Symbols.evaluate(type, symbols), random));
        }
        return operands;
    }

    /** Elements from small numbers, large ones and special values. */
    static Literal random(TensorType type, Random random) {
        long[] bits = new long[Math.toIntExact(type.shape().numel().constant())];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = element(type.dtype(), random);
        }
        return new Literal(type, bits);
    }

    private static long element(DType dtype, Random random) {
        double[] special = {0.0, -0.0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-42,
            -1e-42};
        if (dtype == DType.BOOL) {
            return random.nextInt(2);
        }
        if (!dtype.isFloating()) {
            return Literals.bits(dtype, random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(1, 6));
        }
        return Literals.bits(dtype, random.nextInt(40) == 0
                ? special[random.nextInt(special.length)]
                : random.nextGaussian() * (random.nextInt(8) == 0 ? 100 : 1));
    }

    static void check(Kernel kernel, Map<String, Long> symbols, List<Literal> operands) {
        check(kernel, symbols, operands, CpuOptions.PLAIN);
        check(kernel, symbols, operands, CpuOptions.FASTEST);
    }

    static void check(Kernel kernel, Map<String, Long> symbols, List<Literal> operands, CpuOptions options) {
        Literal expected = Compiled.canonical(Interpreter.run(kernel, operands, symbols));
        Schedule schedule = Compiled.schedule(kernel);
        Map<String, Literal> inputs = new HashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            inputs.put("x" + i, operands.get(i));
        }
        Compiled compiled = new Compiled(schedule, options);
        for (int threads = 1; threads <= 3; threads += 2) {
            Literal actual = Compiled.canonical(compiled.run(inputs, threads).get("y"));
            if (!actual.equals(expected)) {
                assertThat(actual.text()).as("%s with %s, %d threads, %s", kernel, symbols, threads, options)
                        .isEqualTo(expected.text());
                assertThat(actual).as("%s", kernel).isEqualTo(expected);
            }
        }
    }
}
