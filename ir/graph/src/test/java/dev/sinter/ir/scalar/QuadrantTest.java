package dev.sinter.ir.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The angles that come nearest to a multiple of pi/2, in every binade: their reduction cancels the most, and a random sample never
 * meets them. There one of sin and cos is the rest of the angle itself, and the other 1, both to the last place.
 */
@DisplayName("T7: sin and cos")
class QuadrantTest {
    /** Bits of fraction of the numbers here; the largest float64 needs 1024 more than its result has. */
    private static final int SCALE = 1400;

    private static final BigInteger PI = inverseTangent(5).shiftLeft(4).subtract(inverseTangent(239).shiftLeft(2));
    private static final BigInteger TWO_BY_PI = BigInteger.TWO.shiftLeft(2 * SCALE).divide(PI);

    /** {@code significand * 2^exponent}, its nearest number of right angles modulo 4, and what it is beyond them. */
    private record Angle(BigInteger significand, int exponent, int quarter, BigDecimal rest) {
        double value() {
            return Math.scalb(significand.doubleValue(), exponent);
        }

        /** What sin is, and cos at {@code turns} 1. */
        BigDecimal sine(int turns) {
            return switch (quarter + turns & 3) {
                case 0 -> rest;
                case 1 -> BigDecimal.ONE;
                case 2 -> rest.negate();
                default -> BigDecimal.ONE.negate();
            };
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"F64, 53, -51, 971, 0.75", "F32, 24, -22, 104, 0.51"})
    @DisplayName("are within their bounds at the angles nearest to multiples of pi/2")
    void areExactNearMultiplesOfARightAngle(DType dtype, int bits, int from, int to, double bound) {
        List<Angle> angles = new ArrayList<>();
        for (int exponent = from; exponent < to; exponent++) {
            angles.add(nearest(bits, exponent));
        }
        Literal x = new Literal(TensorType.of(dtype, angles.size()),
                angles.stream().mapToLong(angle -> Literals.bits(dtype, angle.value())).toArray());
        Literal sin = run(Elementwise.SIN, x);
        Literal cos = run(Elementwise.COS, x);
        for (int i = 0; i < angles.size(); i++) {
            Angle angle = angles.get(i);
            assertThat(ulps(dtype, sin.bits(i), angle.sine(0))).as("sin %s", angle.value()).isLessThan(bound);
            assertThat(ulps(dtype, cos.bits(i), angle.sine(1))).as("cos %s", angle.value()).isLessThan(bound);
        }
    }

    private static Literal run(Elementwise op, Literal argument) {
        Graph.Builder builder = Graph.builder();
        Node x = builder.input("x", argument.type());
        Graph graph = builder.graph("g", List.of(x), Map.of("y", builder.add(op, List.of(x))));
        return Interpreter.run(graph, Map.of("x", argument)).get("y");
    }

    private static double ulps(DType dtype, long bits, BigDecimal exact) {
        double actual = Literals.toDouble(dtype, bits);
        double unit = dtype == DType.F32 ? Math.ulp((float) actual) : Math.ulp(actual);
        return new BigDecimal(actual).subtract(exact).divide(new BigDecimal(unit), MathContext.DECIMAL64).abs()
                .doubleValue();
    }

    /** The best approximations of 2^exponent * 2/pi by fractions are its convergents: the denominator is the significand. */
    private static Angle nearest(int bits, int exponent) {
        BigInteger rightAngles = exponent < 0 ? TWO_BY_PI.shiftRight(-exponent) : TWO_BY_PI.shiftLeft(exponent);
        BigInteger dividend = rightAngles;
        BigInteger divisor = BigInteger.ONE.shiftLeft(SCALE);
        BigInteger previous = BigInteger.ZERO;
        BigInteger significand = BigInteger.ONE;
        while (true) {
            BigInteger[] division = dividend.divideAndRemainder(divisor);
            dividend = divisor;
            divisor = division[1];
            BigInteger next = dividend.divide(divisor).multiply(significand).add(previous);
            if (next.bitLength() > bits) {
                return angle(significand, exponent, rightAngles.multiply(significand));
            }
            previous = significand;
            significand = next;
        }
    }

    private static Angle angle(BigInteger significand, int exponent, BigInteger rightAngles) {
        BigInteger quarter = rightAngles.shiftRight(SCALE - 1).add(BigInteger.ONE).shiftRight(1);
        BigInteger rest = rightAngles.subtract(quarter.shiftLeft(SCALE)).multiply(PI);
        BigDecimal radians = new BigDecimal(rest).divide(new BigDecimal(BigInteger.TWO.shiftLeft(2 * SCALE)),
                MathContext.DECIMAL128);
        return new Angle(significand, exponent, quarter.intValue() & 3, radians);
    }

    /** Of 1/inverse: two such give pi by Machin's formula, pi/4 = 4 atan(1/5) - atan(1/239). */
    private static BigInteger inverseTangent(long inverse) {
        BigInteger term = BigInteger.ONE.shiftLeft(SCALE).divide(BigInteger.valueOf(inverse));
        BigInteger sum = term;
        for (int n = 1; term.signum() != 0; n++) {
            term = term.divide(BigInteger.valueOf(-inverse * inverse));
            sum = sum.add(term.divide(BigInteger.valueOf(2 * n + 1)));
        }
        return sum;
    }
}
