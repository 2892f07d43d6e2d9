package dev.sinter.ir.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.types.DType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("T7: an elementary function")
class ElementaryTest {
    static final List<ElementaryRows.Row> ROWS = ElementaryRows.ROWS;

    @ParameterizedTest(name = "{0}")
    @FieldSource("ROWS")
    @DisplayName("is within its bound on a sample of float32, on float16, and around edges")
    void isWithinItsBoundOnASampleOfFloat32(ElementaryRows.Row row, TestReporter reporter) {
        Worst worst = new Worst(row);
        for (long bits = 0; bits < 1L << 32; bits += 16411) {
            worst.at((int) bits);
        }
        for (int half = 0; half < 1 << 16; half++) {
            worst.at(Float.floatToRawIntBits(Float.float16ToFloat((short) half)));
        }
        around(row, worst::at);
        worst.report(reporter);
    }

    /** Run with {@code -Dgroups=campaign -Dsinter.test.excluded=none}; minutes. */
    @ParameterizedTest(name = "{0}")
    @FieldSource("ROWS")
    @Tag("campaign")
    @DisplayName("is within its bound on all float32")
    void isWithinItsBoundOnAllFloat32(ElementaryRows.Row row, TestReporter reporter) {
        List<Worst> parts = IntStream.range(0, 256).parallel().mapToObj(part -> {
            Worst worst = new Worst(row);
            for (int low = 0; low < 1 << 24; low++) {
                worst.at(part << 24 | low);
            }
            return worst;
        }).toList();
        parts.stream().reduce((a, b) -> a.ulps > b.ulps ? a : b).orElseThrow().report(reporter);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("ROWS")
    @DisplayName("is within its bound on a sample of float64")
    void isWithinItsBoundOnASampleOfFloat64(ElementaryRows.Row row, TestReporter reporter) {
        sample64(row, 600, reporter);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("ROWS")
    @Tag("campaign")
    @DisplayName("is within its bound on a large sample of float64")
    void isWithinItsBoundOnALargeSampleOfFloat64(ElementaryRows.Row row, TestReporter reporter) {
        sample64(row, 300_000, reporter);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("ROWS")
    @DisplayName("has its special values, bit by bit")
    void hasItsSpecialValues(ElementaryRows.Row row) {
        CompiledExpr.F32 narrow = CompiledExpr.f32(row.on(DType.F32));
        CompiledExpr.F64 wide = CompiledExpr.f64(row.on(DType.F64));
        row.special().forEach((x, y) -> {
            float f = narrow.of(Float.intBitsToFloat((int) Literals.parse(DType.F32, x)), 0);
            assertThat(Literals.text(DType.F32, Float.floatToIntBits(f) & 0xffffffffL)).as("%s %s", row, x)
                    .isEqualTo(Literals.text(DType.F32, Literals.parse(DType.F32, y)));
            double d = wide.of(Double.longBitsToDouble(Literals.parse(DType.F64, x)), 0);
            assertThat(Literals.text(DType.F64, Double.doubleToLongBits(d))).as("%s %s", row, x)
                    .isEqualTo(Literals.text(DType.F64, Literals.parse(DType.F64, y)));
        });
    }

    /** The bits of the neighbours of all that is special, both signs. */
    private static void around(ElementaryRows.Row row, IntConsumer at) {
        IntStream edges = IntStream.concat(
                row.edges().stream().mapToInt(edge -> Float.floatToIntBits(edge.floatValue())),
                // 0, the subnormals' ends, all powers of two, infinity and NaN.
                IntStream.range(0, 256).map(exponent -> exponent << 23));
        edges.forEach(edge -> {
            for (int step = -64; step <= 64; step++) {
                at.accept(edge + step);
                at.accept(edge + step ^ Integer.MIN_VALUE);
            }
        });
    }

    private static void sample64(ElementaryRows.Row row, int points, TestReporter reporter) {
        CompiledExpr.F64 function = CompiledExpr.f64(row.on(DType.F64));
        Random random = new Random(7);
        double worst = 0;
        double where = 0;
        for (int i = 0; i < points; i++) {
            double x = argument(row, random);
            double y = function.of(x, 0);
            // The special values are a test of their own.
            if (x == 0 || y == 0 && Math.abs(x) >= 1 || Double.isNaN(y)) {
                continue;
            }
            double ulps = Ulps.f64(y, row.exact().apply(new BigDecimal(x)));
            if (ulps > worst) {
                worst = ulps;
                where = x;
            }
        }
        reporter.publishEntry(row + " f64", worst + " ulp at " + where);
        assertThat(worst).as("%s of %s", row, where).isLessThanOrEqualTo(row.bound64());
    }

    /** Near an edge, of any size, in the middle of the range, or near a multiple of pi/2. */
    private static double argument(ElementaryRows.Row row, Random random) {
        double sign = random.nextBoolean() ? 1 : -1;
        return switch (random.nextInt(4)) {
            case 0 -> {
                double edge = row.edges().get(random.nextInt(row.edges().size()));
                yield edge + (random.nextInt(65) - 32) * Math.ulp(edge);
            }
            case 1 -> sign * Math.scalb(1 + random.nextDouble(), random.nextInt(row.reach() + 60) - 60);
            case 2 -> sign * random.nextDouble() * 3;
            default -> row.reach() > 100
                    ? Math.rint(random.nextDouble() * (1 << random.nextInt(30))) * Math.PI / 2
                    : sign * random.nextDouble() * (1 << row.reach());
        };
    }

    /** The argument with the greatest error so far. */
    private static final class Worst {
        private final ElementaryRows.Row row;
        private final CompiledExpr.F32 function;
        private double ulps;
        private float where;

        Worst(ElementaryRows.Row row) {
            this.row = row;
            this.function = CompiledExpr.f32(row.on(DType.F32));
        }

        void at(int bits) {
            float x = Float.intBitsToFloat(bits);
            double error = Ulps.f32(function.of(x, 0), row.rough().applyAsDouble(x));
            if (error > ulps) {
                ulps = error;
                where = x;
            }
        }

        void report(TestReporter reporter) {
            reporter.publishEntry(row + " f32", ulps + " ulp at " + where);
            assertThat(ulps).as("%s of %s", row, where).isLessThanOrEqualTo(row.bound32());
        }
    }
}
