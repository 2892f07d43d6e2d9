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
     * @param bound64 likewise in float64
     * @param rough the function in double, good to far more than float32
     * @param exact the function to 60 digits, for finite arguments where it has a finite value
     * @param reach the exponent of 2 above which all is settled (overflow, 1, 0)
     * @param edges arguments around which thresholds lie
     * @param special texts of arguments and results that hold bit by bit, in both dtypes
     */
    record Row(String name, UnaryOperator<Expr> function, double bound32, double bound64, DoubleUnaryOperator rough,
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
            new Row("exp", Elementary::exp, 0.88, 1, StrictMath::exp, Precise::exp, 10,
                    List.of(88.72284, 89.0, -87.33655, -103.97208, -104.0, 709.782712893384, 710.0, -708.3964185322641,
                            -744.4400719213812, -745.1332191019412, -746.0, 0.34657359),
                    Map.of("0", "1", "-0.0", "1", "inf", "inf", "-inf", "0", "nan", "nan", "1e30", "inf", "-1e30",
                            "0")),
            new Row("log", Elementary::log, 0.88, 1, StrictMath::log, Precise::log, 1024,
                    List.of(1.0, Math.sqrt(0.5), Math.sqrt(2), 2 * Math.sqrt(2), 0x1p-126, 0x1p-1022, 0.5, 2.0),
                    Map.of("0", "-inf", "-0.0", "-inf", "1", "0", "inf", "inf", "-inf", "nan", "nan", "nan", "-1",
                            "nan",
                            "-1e-40", "nan")),
            new Row("sin", Elementary::sin, 0.51, 1, StrictMath::sin, Precise::sin, 1024,
                    List.of(0.5, Math.PI / 4, Math.PI / 2, Math.PI, 2 * Math.PI, 710 * Math.PI, 0x1.fffffep127, 1.0,
                            1e6, 1e9, 0x1p24, 0x1p53, 6381956970095103.0 * 0x1p797),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "nan", "-inf", "nan", "nan", "nan")),
            new Row("cos", Elementary::cos, 0.51, 1, StrictMath::cos, Precise::cos, 1024,
                    List.of(0.5, Math.PI / 4, Math.PI / 2, Math.PI, 2 * Math.PI, 710 * Math.PI, 0x1.fffffep127, 1.0,
                            1e6, 1e9, 0x1p24, 0x1p53, 6381956970095103.0 * 0x1p797),
                    Map.of("0", "1", "-0.0", "1", "inf", "nan", "-inf", "nan", "nan", "nan")),
            new Row("tanh", Elementary::tanh, 0.95, 1, StrictMath::tanh, Precise::tanh, 6,
                    List.of(1.0, 9.01, 10.0, 19.06, 20.0),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "1", "-inf", "-1", "nan", "nan", "30", "1", "-30", "-1")),
            new Row("sigmoid", Elementary::sigmoid, 0.87, 1, ElementaryRows::sigmoid, Precise::sigmoid, 10,
                    List.of(17.3, -17.3, -87.33655, -88.0, -103.97208, -105.0, 37.0, -37.0, -708.3964185322641,
                            -745.1332191019412, -750.0),
                    Map.of("0", "0.5", "-0.0", "0.5", "inf", "1", "-inf", "0", "nan", "nan", "1e30", "1", "-1e30",
                            "0")),
            new Row("exp2", Elementary::exp2, 0.51, 0.88, x -> StrictMath.pow(2, x),
                    x -> Precise.exp(Precise.times(x, Precise.LN_2)), 10,
                    List.of(0.5, 1.5, 127.9999, -126.0, 1023.999, -1022.0, -1074.5),
                    Map.of("0", "1", "-0.0", "1", "10", "1024", "-3", "0.125", "inf", "inf", "-inf", "0", "nan", "nan",
                            "-1e30", "0", "1e30", "inf")),
            new Row("expm1", Elementary::expm1, 0.51, 2, StrictMath::expm1,
                    x -> Precise.exp(x).subtract(BigDecimal.ONE), 9,
                    List.of(0.34657359, -0.34657359, 1.0397, -1.0397, 40.0, -40.0, 709.7, 88.7),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "inf", "-inf", "-1", "nan", "nan")),
            new Row("log2", Elementary::log2, 0.51, 0.51, x -> StrictMath.log(x) / StrictMath.log(2),
                    x -> Precise.log(x).divide(Precise.LN_2, Precise.DIGITS), 1023,
                    List.of(1.0, 0.5, 2.0, 1.4142135, 0.70710678),
                    Map.of("0", "-inf", "-0.0", "-inf", "1", "0", "8", "3", "inf", "inf", "-1", "nan", "nan", "nan")),
            new Row("log10", Elementary::log10, 0.51, 0.51, StrictMath::log10,
                    x -> Precise.log(x).divide(Precise.log(BigDecimal.TEN), Precise.DIGITS), 1023,
                    List.of(1.0, 10.0, 0.1, 1000.0),
                    Map.of("0", "-inf", "-0.0", "-inf", "1", "0", "1000", "3", "1e10", "10", "inf", "inf", "-1", "nan",
                            "nan", "nan")),
            new Row("log1p", Elementary::log1p, 0.51, 0.75, StrictMath::log1p, x -> Precise.log(x.add(BigDecimal.ONE)),
                    1023, List.of(0.5, -0.5, 1.0, -0.29289, 0.41421356, -0.9999),
                    Map.of("0", "0", "-0.0", "-0.0", "-1", "-inf", "inf", "inf", "-2", "nan", "nan", "nan")),
            new Row("tan", Elementary::tan, 0.51, 2, StrictMath::tan,
                    x -> Precise.sin(x).divide(Precise.cos(x), Precise.DIGITS), 1023,
                    List.of(0.5, Math.PI / 4, Math.PI / 2, Math.PI, 1e6, 1e9),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "nan", "-inf", "nan", "nan", "nan")),
            new Row("asin", Elementary::asin, 0.51, 3, StrictMath::asin,
                    x -> Precise.atan(x.divide(Precise.cosine(x), Precise.DIGITS)), 0,
                    List.of(0.5, 0.99, 0.9999999, -0.5),
                    Map.of("0", "0", "-0.0", "-0.0", "2", "nan", "nan", "nan")),
            new Row("acos", Elementary::acos, 0.51, 3, StrictMath::acos,
                    x -> x.signum() < 0
                            ? Precise.PI.add(Precise.atan(Precise.cosine(x).divide(x, Precise.DIGITS)))
                            : Precise.atan(Precise.cosine(x).divide(x, Precise.DIGITS)),
                    0, List.of(0.5, 0.99, 0.9999999, -0.5, -0.9999999),
                    Map.of("1", "0", "2", "nan", "nan", "nan")),
            new Row("atan", Elementary::atan, 0.51, 1, StrictMath::atan, Precise::atan, 1023,
                    List.of(0.4375, 0.6875, 1.1875, 2.4375, 1.0),
                    Map.of("0", "0", "-0.0", "-0.0", "nan", "nan")),
            new Row("sinh", Elementary::sinh, 0.51, 2, StrictMath::sinh,
                    x -> Precise.exp(x).subtract(Precise.exp(x.negate())).divide(Precise.TWO), 9,
                    List.of(1.0, -1.0, 20.0, 710.4, 89.4),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "inf", "-inf", "-inf", "nan", "nan")),
            new Row("cosh", Elementary::cosh, 0.51, 2, StrictMath::cosh,
                    x -> Precise.exp(x).add(Precise.exp(x.negate())).divide(Precise.TWO), 9,
                    List.of(1.0, 20.0, 710.4, 89.4),
                    Map.of("0", "1", "-0.0", "1", "inf", "inf", "-inf", "inf", "nan", "nan")),
            new Row("asinh", Elementary::asinh, 0.51, 3, ElementaryRows::asinh,
                    x -> x.signum() < 0
                            ? Precise.log(Precise.root(x, 1).subtract(x)).negate()
                            : Precise.log(Precise.root(x, 1).add(x)),
                    1023, List.of(1.0, 0x1p60, 0x1p28),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "inf", "-inf", "-inf", "nan", "nan")),
            new Row("acosh", Elementary::acosh, 0.51, 3,
                    x -> x < 1
                            ? Double.NaN
                            : x > 0x1p30
                                    ? StrictMath.log(x) + StrictMath.log(2)
                                    : StrictMath.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1))),
                    x -> Precise.log(Precise.root(x, -1).add(x)), 1023, List.of(1.0001, 2.0, 0x1p60),
                    Map.of("1", "0", "0.5", "nan", "-2", "nan", "-1e30", "nan", "inf", "inf", "nan", "nan")),
            new Row("atanh", Elementary::atanh, 0.51, 3, x -> StrictMath.log1p(2 * x / (1 - x)) / 2,
                    x -> Precise.log(BigDecimal.ONE.add(x).divide(BigDecimal.ONE.subtract(x), Precise.DIGITS))
                            .divide(Precise.TWO),
                    0, List.of(0.5, -0.5, 0.999),
                    Map.of("0", "0", "-0.0", "-0.0", "1", "inf", "-1", "-inf", "2", "nan", "nan", "nan")),
            new Row("sinc", Elementary::sinc, 0.51, 3, ElementaryRows::sinc,
                    x -> Precise.sin(Precise.times(Precise.PI, x)).divide(Precise.times(Precise.PI, x), Precise.DIGITS),
                    8, List.of(0.5, 1.0, 1.5, 100.0),
                    Map.of("0", "1", "-0.0", "1", "1", "0", "-7", "0", "inf", "nan", "nan", "nan")),
            new Row("erfc", Elementary::erfc, 0.51, 3, ElementaryRows::erfc,
                    x -> BigDecimal.ONE.subtract(Precise.erf(x)), 3,
                    List.of(0.5, -0.5, 1.0, -6.0, 2.0),
                    Map.of("0", "1", "-0.0", "1", "inf", "0", "-inf", "2", "nan", "nan", "30", "0", "-30", "2")),
            new Row("erf", Elementary::erf, 0.95, 1, ElementaryRows::erf, Precise::erf, 3,
                    List.of(1.0, 3.93, 3.83, 5.93, 5.86),
                    Map.of("0", "0", "-0.0", "-0.0", "inf", "1", "-inf", "-1", "nan", "nan", "30", "1", "-30", "-1")));

    private ElementaryRows() {}

    /** Beyond 2 the continued fraction {@code exp(-x^2)/sqrt(pi) 1/(x + 1/2/(x + 2/2/(x + ...)))}. */
    private static double erfc(double x) {
        if (!(x > 2)) {
            return 1 - erf(x);
        }
        double rest = 0;
        for (int n = 150; n > 0; n--) {
            rest = n / 2.0 / (x + rest);
        }
        return StrictMath.exp(-x * x) / Math.sqrt(Math.PI) / (x + rest);
    }

    private static double asinh(double x) {
        double size = Math.abs(x);
        double sum = size + size * size / (1 + Math.sqrt(1 + size * size));
        return Math.copySign(size > 0x1p30 ? StrictMath.log(size) + StrictMath.log(2) : StrictMath.log1p(sum), x);
    }

    /** Of a float32; its rest is exact. */
    private static double sinc(double x) {
        double rest = x - Math.rint(x);
        double sine = StrictMath.sin(Math.PI * rest) * (Math.rint(x) % 2 == 0 ? 1 : -1);
        return x == 0 ? 1 : rest == 0 ? 0 : sine / (Math.PI * x);
    }

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
