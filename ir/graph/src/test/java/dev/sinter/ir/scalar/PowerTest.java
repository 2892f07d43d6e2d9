package dev.sinter.ir.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.types.DType;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

@DisplayName("T7: a power")
class PowerTest {
    private static final double[] SPECIAL = {0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2, -2, 3, -3, 4, -5, 1e-10,
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, -Double.MIN_VALUE,
        Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE,
        // The last odd numbers and the last with a fraction, and the nearest to 1.
        0x1p24, 0x1p24 - 1, 1 - 0x1p24, 0x1p23 - 0.5, 0x1p53, 0x1p53 - 1, 1 - 0x1p53, 0x1p52 + 1, 0x1p51 + 0.5,
        1 - 0x1p-24, 1 + 0x1p-23, -1 - 0x1p-23, 1 - 0x1p-53, 1 + 0x1p-52, -1 - 0x1p-52};

    private static Expr on(DType type) {
        return Elementary.pow(new Expr.Arg(0, type), new Expr.Arg(1, type));
    }

    /** C99, F.9.4.4: as Java's, but for 1 to NaN and to infinities, and -1 to infinities, which are 1. */
    private static double expected(double x, double y) {
        return x == 1 || x == -1 && Double.isInfinite(y) ? 1 : StrictMath.pow(x, y);
    }

    @Test
    @DisplayName("of special values has the value that C99 states")
    void ofSpecialValuesHasTheValueThatC99States() {
        CompiledExpr.F32 narrow = CompiledExpr.f32(on(DType.F32));
        CompiledExpr.F64 wide = CompiledExpr.f64(on(DType.F64));
        for (double x : SPECIAL) {
            for (double y : SPECIAL) {
                float f = (float) x;
                float g = (float) y;
                assertThat(Ulps.f32(narrow.of(f, g), expected(f, g))).as("%s to %s", f, g).isLessThan(0.501);
                double power = expected(x, y);
                double actual = wide.of(x, y);
                boolean close = Math.abs(actual - power) <= Math.ulp(power);
                assertThat(close || Double.compare(actual, power) == 0).as("%s to %s is %s", x, y, actual).isTrue();
            }
        }
    }

    @Test
    @DisplayName("of float32 is within its bound on a sample")
    void ofFloat32IsWithinItsBound(TestReporter reporter) {
        sample32(400_000, reporter);
    }

    @Test
    @Tag("campaign")
    @DisplayName("of float32 is within its bound on a large sample")
    void ofFloat32IsWithinItsBoundOnALargeSample(TestReporter reporter) {
        sample32(400_000_000, reporter);
    }

    @Test
    @DisplayName("of float64 is within its bound on a sample")
    void ofFloat64IsWithinItsBound(TestReporter reporter) {
        sample64(600, reporter);
    }

    @Test
    @Tag("campaign")
    @DisplayName("of float64 is within its bound on a large sample")
    void ofFloat64IsWithinItsBoundOnALargeSample(TestReporter reporter) {
        sample64(300_000, reporter);
    }

    private static void sample32(int points, TestReporter reporter) {
        CompiledExpr.F32 function = CompiledExpr.f32(on(DType.F32));
        Random random = new Random(3);
        double worst = 0;
        String where = "";
        for (int i = 0; i < points; i++) {
            float x = (float) base(random, Float.intBitsToFloat(random.nextInt()), 22);
            float y = (float) exponent(random, x, Float.intBitsToFloat(random.nextInt()), -110, 90);
            double ulps = Ulps.f32(function.of(x, y), expected(x, y));
            if (ulps > worst) {
                worst = ulps;
                where = x + " to " + y;
            }
        }
        reporter.publishEntry("pow f32", worst + " ulp at " + where);
        assertThat(worst).as(where).isLessThanOrEqualTo(0.501);
    }

    private static void sample64(int points, TestReporter reporter) {
        CompiledExpr.F64 function = CompiledExpr.f64(on(DType.F64));
        Random random = new Random(3);
        double worst = 0;
        String where = "";
        for (int i = 0; i < points; i++) {
            double x = Math.abs(base(random, Math.scalb(1 + random.nextDouble(), random.nextInt(2098) - 1074), 50));
            double y = exponent(random, x, 0.5, -746, 710);
            if (x == 1 || x == 0 || y == 0 || Double.isInfinite(y)) {
                continue;
            }
            double ulps = Ulps.f64(function.of(x, y), Precise.pow(new BigDecimal(x), new BigDecimal(y)));
            if (ulps > worst) {
                worst = ulps;
                where = x + " to " + y;
            }
        }
        reporter.publishEntry("pow f64", worst + " ulp at " + where);
        assertThat(worst).as(where).isLessThanOrEqualTo(1);
    }

    /** Anything, close to 1, or of common size. */
    private static double base(Random random, double any, int bits) {
        return switch (random.nextInt(3)) {
            case 0 -> any;
            case 1 -> 1 + (random.nextDouble() - 0.5) * Math.scalb(1.0, -random.nextInt(bits));
            default -> (random.nextDouble() - 0.5) * 100;
        };
    }

    /** Anything, an integer, or such that the power's logarithm lies between these ends. */
    private static double exponent(Random random, double x, double any, double least, double greatest) {
        return switch (random.nextInt(4)) {
            case 0 -> any;
            case 1 -> random.nextInt(60) - 30;
            default -> (least + random.nextDouble() * (greatest - least)) / StrictMath.log(Math.abs(x));
        };
    }
}
