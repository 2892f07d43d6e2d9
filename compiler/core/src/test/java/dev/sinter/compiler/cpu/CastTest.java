package dev.sinter.compiler.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every dtype into every other, judged by {@link CastOracle}: all values of the narrow ones, edges and random values of the wide. */
class CastTest {
    private static long[] values(DType type) {
        return switch (type) {
            case BOOL -> new long[]{0, 1};
            case U8 -> LongStream.range(0, 256).toArray();
            case I8 -> LongStream.range(-128, 128).toArray();
            case I16 -> LongStream.range(-32768, 32768).toArray();
            case F16, BF16 -> LongStream.range(0, 65536).toArray();
            case I32, I64 -> integers(type);
            case F32, F64 -> floats(type);
        };
    }

    private static long[] integers(DType type) {
        List<Long> all = new ArrayList<>(List.of(0L));
        for (int power = 0; power < type.bits(); power++) {
            for (int tie = Math.max(0, power - 54); tie <= power; tie++) {
                // A power of two, half a unit of some format above it, and what lies next to that.
                for (long next = -1; next <= 1; next++) {
                    all.add((1L << power) + (1L << tie) + next);
                    all.add(-(1L << power) - (1L << tie) + next);
                    all.add((1L << power) + 3 * (1L << tie) + next);
                }
            }
        }
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            all.add(random.nextLong() >> random.nextInt(64));
        }
        return all.stream().mapToLong(value -> type == DType.I32 ? (int) (long) value : value).toArray();
    }

    private static long[] floats(DType type) {
        int digits = type == DType.F64 ? 52 : 23;
        int exponents = type == DType.F64 ? 2048 : 256;
        long sign = 1L << type.bits() - 1;
        List<Long> all = new ArrayList<>();
        Random random = new Random(2);
        for (int exponent = 0; exponent < exponents; exponent++) {
            List<Long> fractions = new ArrayList<>(List.of(0L, 1L, (1L << digits) - 1, random.nextLong()));
            // Halfway between neighbours of the narrower formats, just beside, and half a float32's unit beside.
            for (int kept : type == DType.F64 ? new int[]{7, 10, 23} : new int[]{7, 10}) {
                long half = 1L << digits - kept - 1;
                long near = type == DType.F64 ? 1L << 28 : 1;
                for (long beside : new long[]{0, -1, 1, near, -near, near + 1, -near - 1}) {
                    fractions.add(half + beside);
                    fractions.add(3 * half + beside);
                }
            }
            for (long fraction : fractions) {
                long bits = (long) exponent << digits | fraction & (1L << digits) - 1;
                all.add(bits);
                all.add(bits | sign);
            }
        }
        for (double value : new double[]{2147483647, 2147483648.0, -2147483648.0, -2147483649.0, 0x1p63, -0x1p63,
            65504, 65519.99, 65520, 255.9, 256, -0.9, -1, -128, -129, 0x1p-24, 0x1p-25, 0x1.8p-25, 0x1p-133, 1e-320}) {
            all.add(type == DType.F64
                    ? Double.doubleToRawLongBits(value)
                    : Float.floatToRawIntBits((float) value) & 0xffffffffL);
        }
        return all.stream().mapToLong(Long::longValue).toArray();
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    @DisplayName("T4: casts to all dtypes are what an oracle over big integers says: interpreted, compiled, by vectors, and eager")
    void all(DType from) {
        long[] values = values(from);
        TensorType type = TensorType.of(from, values.length);
        Literal operand = new Literal(type, values);
        for (DType to : DType.values()) {
            long[] expected = LongStream.of(values).map(bits -> CastOracle.cast(to, from, bits)).toArray();
            Literal judge = Compiled.canonical(new Literal(TensorType.of(to, values.length), expected));
            Kernel kernel = new Pointwise.Cast(to).kernel(List.of(type));
            Literal meaning = Compiled.canonical(Interpreter.run(kernel, List.of(operand), Map.of()));
            compare(from, to, values, meaning, judge);
            KernelCheck.check(kernel, Map.of(), List.of(operand));
            Tensor eager = Sinter.tensor(Buffer.ofBits(from, values, values.length)).to(to);
            Literal computed = new Literal(eager.type(), eager.toBuffer().bits());
            compare(from, to, values, Compiled.canonical(computed), judge);
        }
    }

    private static void compare(DType from, DType to, long[] values, Literal actual, Literal judge) {
        long[] found = actual.bits();
        long[] expected = judge.bits();
        for (int i = 0; i < found.length; i++) {
            if (found[i] != expected[i]) {
                assertThat(Long.toHexString(found[i])).as("%s -> %s of %x", from, to, values[i])
                        .isEqualTo(Long.toHexString(expected[i]));
            }
        }
        assertThat(actual.type()).isEqualTo(judge.type());
    }

    @Test
    @DisplayName("T4: well-known values: ties to even, overflow, subnormals, two roundings, saturation and wrapping")
    void wellKnown() {
        assertThat(floats(DType.F16, 2049, 2051, 65504, 65519.9, 65520, -65520, 0x1p-24, 0x1p-25, 0x1.8p-25, 1e-9))
                .containsExactly(2048, 2052, 65504, 65504, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0x1p-24,
                        0, 0x1p-24, 0);
        assertThat(floats(DType.BF16, 257, 259, 3.4e38, 3.39e38, 1.00390625, 1.01171875))
                .containsExactly(256, 260, Double.POSITIVE_INFINITY, 0x1.fep127, 1, 1.015625);
        // By way of float32, where the last bit is lost: to nearest at once it would be 1 + 2^-10.
        assertThat(floats(DType.F16, 1 + 0x1p-11 + 0x1p-40)).containsExactly(1);
        assertThat(floats(DType.BF16, 0x1p40 + 0x1p32 + 1)).containsExactly(0x1p40);
        assertThat(floats(DType.F32, 1e39, -1e39, 1e-46, 16777217)).containsExactly(Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY, 0, 16777216);
        assertThat(integers(DType.I64, Double.NaN, 1e30, -1e30, 2.9, -2.9, Double.NEGATIVE_INFINITY))
                .containsExactly(0, Long.MAX_VALUE, Long.MIN_VALUE, 2, -2, Long.MIN_VALUE);
        assertThat(integers(DType.I32, Double.NaN, 1e30, -1e30, 2.9, -2.9))
                .containsExactly(0, Integer.MAX_VALUE, Integer.MIN_VALUE, 2, -2);
        assertThat(integers(DType.U8, -1, 256, 300.7, -0.9, Double.NaN, 1e30)).containsExactly(255, 0, 44, 0, 0, 255);
        assertThat(integers(DType.I8, 128, -129, 200, Double.NaN)).containsExactly(-128, 127, -56, 0);
        assertThat(integers(DType.BOOL, Double.NaN, -0.0, 0.1, 4.9e-324)).containsExactly(1, 0, 1, 1);
        assertThat(Sinter.tensor(-1, 300).toByte().toLong().toLongArray()).containsExactly(255, 44);
        assertThat(Sinter.tensor(-1, 1L << 32).toInt().toIntArray()).containsExactly(-1, 0);
    }

    private static double[] floats(DType to, double... values) {
        return Sinter.tensor(values).to(to).toDouble().toDoubleArray();
    }

    private static long[] integers(DType to, double... values) {
        return Sinter.tensor(values).to(to).toLong().toLongArray();
    }
}
