package dev.sinter;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArithmeticTest {
    private static final double[] POINTS = {-2.5, -1, -0.5, -0.0, 0, 0.25, 0.5, 1, 1.5, 2.5, 3, Double.NaN,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    @Test
    @DisplayName("T7: functions of one number agree with the Java library's within an ulp or two of float64")
    void unary() {
        Map<UnaryOperator<Tensor>, DoubleUnaryOperator> rows = new LinkedHashMap<>();
        rows.put(Tensor::exp, Math::exp);
        rows.put(Tensor::log, Math::log);
        rows.put(Tensor::sin, Math::sin);
        rows.put(Tensor::cos, Math::cos);
        rows.put(Tensor::tanh, Math::tanh);
        rows.put(Tensor::sigmoid, x -> 1 / (1 + Math.exp(-x)));
        rows.put(x -> x.pow(2.5), x -> Math.pow(x, 2.5));
        rows.put(Tensor::sqrt, Math::sqrt);
        rows.put(Tensor::rsqrt, x -> 1 / Math.sqrt(x));
        rows.put(Tensor::reciprocal, x -> 1 / x);
        rows.put(Tensor::neg, x -> -x);
        rows.put(Tensor::abs, Math::abs);
        rows.put(Tensor::floor, Math::floor);
        rows.put(Tensor::ceil, Math::ceil);
        rows.put(Tensor::round, Math::rint);
        rows.put(Tensor::trunc, x -> x < 0 ? Math.ceil(x) : Math.floor(x));
        rows.put(Tensor::sign, Math::signum);
        rows.put(Tensor::square, x -> x * x);
        rows.put(Tensor::relu, x -> Double.isNaN(x) ? x : Math.max(x, 0));
        rows.put(x -> x.clamp(-0.75, 1.25), x -> Double.isNaN(x) ? x : Math.min(Math.max(x, -0.75), 1.25));
        rows.put(x -> x.pow(2), x -> x * x);
        rows.put(x -> x.pow(-1), x -> 1 / x);
        rows.put(x -> x.mul(3).add(0.5), x -> x * 3 + 0.5);
        rows.put(x -> x.rsub(1), x -> 1 - x);
        rows.forEach((ours, plain) -> {
            double[] result = ours.apply(tensor(POINTS)).toDoubleArray();
            for (int i = 0; i < POINTS.length; i++) {
                double expected = plain.applyAsDouble(POINTS[i]);
                if (Double.isNaN(expected) || Double.isInfinite(expected)) {
                    assertThat(result[i]).as("at " + POINTS[i]).isEqualTo(Double.valueOf(expected));
                } else {
                    assertThat(result[i]).as("at " + POINTS[i]).isCloseTo(expected,
                            Offset.offset(2 * Math.ulp(expected)));
                }
            }
        });
    }

    @Test
    @DisplayName("T7: floor division and remainder have the divisor's sign, fmod the dividend's")
    void division() {
        long[] a = {7, -7, 7, -7, 6, 0};
        long[] b = {3, 3, -3, -3, 3, 5};
        long[] floors = new long[6];
        long[] remainders = new long[6];
        long[] fmods = new long[6];
        for (int i = 0; i < a.length; i++) {
            floors[i] = Math.floorDiv(a[i], b[i]);
            remainders[i] = Math.floorMod(a[i], b[i]);
            fmods[i] = a[i] % b[i];
        }
        assertThat(tensor(a).floorDivide(tensor(b)).toLongArray()).containsExactly(floors);
        assertThat(tensor(a).remainder(tensor(b)).toLongArray()).containsExactly(remainders);
        assertThat(tensor(a).fmod(tensor(b)).toLongArray()).containsExactly(fmods);
        assertThat(tensor(a).toFloat().floorDivide(tensor(b)).toFloatArray()).containsExactly(2, -3, -3, 2, 2, 0);
        assertThat(tensor(a).div(tensor(b)).toFloatArray()).containsExactly(7f / 3, -7f / 3, -7f / 3, 7f / 3, 2, 0);
        assertThat(tensor(1, 0).div(0).toFloatArray()).containsExactly(Float.POSITIVE_INFINITY, Float.NaN);
    }

    @Test
    @DisplayName("T7: an integer divided by zero names the op, the shapes and the line that asked for it, not the one that looks")
    void divisionByZero() {
        Tensor fine = tensor(6, 8).floorDivide(tensor(3, 2));
        Tensor wrong = fine.floorDivide(tensor(2, 1).sub(tensor(2, 2))); // asked for here
        int line = new Throwable().getStackTrace()[0].getLineNumber() - 1;
        assertThatThrownBy(() -> wrong.add(1).toLongArray()).isInstanceOf(ArithmeticException.class)
                .hasMessage("rem of i64[2] by i64[2]: an integer is divided by zero, asked for at "
                        + "dev.sinter.ArithmeticTest.divisionByZero(ArithmeticTest.java:" + line
                        + ")");
        assertThatThrownBy(() -> tensor(1, 2).remainder(0).toLongArray()).isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("rem of i64[2] by i64[").hasMessageContaining("ArithmeticTest.java:");
        assertThat(Sinter.empty(0).toLong().floorDivide(0).toLongArray()).isEmpty();
    }

    @Test
    @DisplayName("T7: integers stay integers under pow; negative exponents are refused")
    void pow() {
        assertThat(tensor(2, -3).pow(5).toLongArray()).containsExactly(32, -243);
        assertThat(tensor(2, -3).pow(0).toLongArray()).containsExactly(1, 1);
        assertThatThrownBy(() -> tensor(2, 3).pow(-1)).isInstanceOf(Diagnostic.class).hasMessageContaining("floating");
    }

    @Test
    @DisplayName("T7: logic, comparison and choice")
    void logic() {
        Tensor a = tensor(new boolean[]{true, true, false, false});
        Tensor b = tensor(new boolean[]{true, false, true, false});
        assertThat(a.logicalAnd(b).toBooleanArray()).containsExactly(true, false, false, false);
        assertThat(a.logicalOr(b).toBooleanArray()).containsExactly(true, true, true, false);
        assertThat(a.logicalXor(b).toBooleanArray()).containsExactly(false, true, true, false);
        assertThat(a.logicalNot().toBooleanArray()).containsExactly(false, false, true, true);
        assertThat(a.add(b).toBooleanArray()).containsExactly(true, true, true, false);
        assertThat(a.mul(b).toBooleanArray()).containsExactly(true, false, false, false);
        assertThatThrownBy(() -> a.sub(b)).isInstanceOf(Diagnostic.class).hasMessageContaining("bool");
        Tensor x = tensor(1.0, Double.NaN, 3);
        assertThat(x.eq(x).toBooleanArray()).containsExactly(true, false, true);
        assertThat(x.isNaN().toBooleanArray()).containsExactly(false, true, false);
        assertThat(x.maximum(tensor(2.0, 2, 2)).toFloatArray()).containsExactly(2, Float.NaN, 3);
        assertThat(Sinter.where(x.gt(2), x, tensor(0.0)).toFloatArray()).containsExactly(0, 0, 3);
        assertThat(tensor(6, 3).bitwiseAnd(tensor(2, 1)).toLongArray()).containsExactly(2, 1);
        assertThat(tensor(6, 3).bitwiseNot().toLongArray()).containsExactly(-7, -4);
    }

    @Test
    @DisplayName("T10: broadcasting follows the standard rule; a mismatch names both shapes and the axis, and the user's line")
    void broadcasting() {
        Tensor table = tensor(new long[][]{{1}, {2}, {3}, {4}}).add(tensor(new long[][]{{5, -5, 5, -5, 5}}));
        assertThat((long[][]) table.toArray()).isDeepEqualTo(
                new long[][]{{6, -4, 6, -4, 6}, {7, -3, 7, -3, 7}, {8, -2, 8, -2, 8}, {9, -1, 9, -1, 9}});
        assertThatThrownBy(() -> Sinter.ones(3, 4).add(Sinter.ones(2, 4)))
                .isInstanceOfSatisfying(Diagnostic.class, refusal -> {
                    assertThat(refusal).hasMessageContaining("[3, 4]").hasMessageContaining("[2, 4]")
                            .hasMessageContaining("axis 0");
                    assertThat(refusal.userLine().orElseThrow().getFileName()).isEqualTo("ArithmeticTest.java");
                });
    }

    @Test
    @DisplayName("T15: equal and allClose")
    void equality() {
        assertThat(tensor(1, 2).equal(tensor(1, 2))).isTrue();
        assertThat(tensor(1, 2).equal(tensor(1.0, 2))).isTrue();
        assertThat(tensor(1.0, Double.NaN).equal(tensor(1.0, Double.NaN))).isFalse();
        assertThat(Sinter.ones(2).equal(Sinter.ones(1, 2))).isFalse();
        assertThat(tensor(1.0, 1000).allClose(tensor(1.000001, 1000.001))).isTrue();
        assertThat(tensor(1.0, 1000).allClose(tensor(1.1, 1000))).isFalse();
    }
}
