package dev.sinter.ir.scalar;

import dev.sinter.types.DType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** One row per elementary function of one argument: what it is, by sources that share nothing with it, and where to look closely. */
final class ElementaryRows {
    /**
     * @param bound32 the greatest error in float32, in ulp, as the Javadoc states it
     * @param rough the function in double, good to far more than float32
     * @param exact the function to 60 digits, for finite arguments where it has a finite value
     * @param reach the exponent of 2 above which all is settled (overflow, 1, 0)
     * @param edges arguments around which thresholds lie
     * @param special texts of arguments and results that hold bit by bit, in both dtypes
     */
    record Row(String name, UnaryOperator<Expr> function, double bound32, DoubleUnaryOperator rough,
            Function<BigDecimal, BigDecimal> exact, int reach, List<Double> edges, Map<String, String> special) {
        Expr on(DType type) {
            return function.apply(new Expr.Arg(0, type));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Row> ROWS = List.of(
            new Row("exp", Elementary::exp, 0.88, StrictMath::exp, Precise::exp, 10,
                    List.of(88.72284, 89.0, -87.33655, -103.97208, -104.0, 709.782712893384, 710.0, -708.3964185322641,
                            -744.4400719213812, -745.1332191019412, -746.0, 0.34657359),
                    Map.of("0", "1", "-0.0", "1", "inf", "inf", "-inf", "0", "nan", "nan", "1e30", "inf", "-1e30",
                            "0")),
            new Row("log", Elementary::log, 0.88, StrictMath::log, Precise::log, 1024,
                    List.of(1.0, Math.sqrt(0.5), Math.sqrt(2), 2 * Math.sqrt(2), 0x1p-126, 0x1p-1022, 0.5, 2.0),
                    Map.of("0", "-inf", "-0.0", "-inf", "1", "0", "inf", "inf", "-inf", "nan", "nan", "nan", "-1",
                            "nan",
                            "-1e-40", "nan")),
            new Row("sin", Elementary::sin, 0.51, StrictMath::sin, Precise::sin, 1024,
                    List.of(0.5, Math.PI / 4, Math.PI / 2, Math.PI, 2 * Math.PI, 710 * Math.PI, 0x1.fffffep127, 1.0,
                            1e6, 1e9, 0x1p24, 0x1p53, 6381956970095103.0 * 0x1p797),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "nan", "-inf", "nan", "nan", "nan")),
            new Row("cos", Elementary::cos, 0.51, StrictMath::cos, Precise::cos, 1024,
                    List.of(0.5, Math.PI / 4, Math.PI / 2, Math.PI, 2 * Math.PI, 710 * Math.PI, 0x1.fffffep127, 1.0,
                            1e6, 1e9, 0x1p24, 0x1p53, 6381956970095103.0 * 0x1p797),
                    Map.of("0", "1", "-0.0", "1", "inf", "nan", "-inf", "nan", "nan", "nan")),
            new Row("tanh", Elementary::tanh, 0.95, StrictMath::tanh, Precise::tanh, 6,
                    List.of(1.0, 9.01, 10.0, 19.06, 20.0),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "1", "-inf", "-1", "nan", "nan", "30", "1", "-30", "-1")),
            new Row("sigmoid", Elementary::sigmoid, 0.87, ElementaryRows::sigmoid, Precise::sigmoid, 10,
                    List.of(17.3, -17.3, -87.33655, -88.0, -103.97208, -105.0, 37.0, -37.0, -708.3964185322641,
                            -745.1332191019412, -750.0),
                    Map.of("0", "0.5", "-0.0", "0.5", "inf", "1", "-inf", "0", "nan", "nan", "1e30", "1", "-1e30",
                            "0")),
            new Row("erf", Elementary::erf, 0.95, ElementaryRows::erf, Precise::erf, 3,
                    List.of(1.0, 3.93, 3.83, 5.93, 5.86),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "1", "-inf", "-1", "nan", "nan", "30", "1", "-30", "-1")));

    private ElementaryRows() {}

    private static double sigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /** {@code 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1*3*...*(2n+1))}: all terms have one sign, so no digits cancel. */
    private static double erf(double x) {
        if (!(Math.abs(x) < 6)) {
            return Double.isNaN(x) ? x : Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-13 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
    }
}
