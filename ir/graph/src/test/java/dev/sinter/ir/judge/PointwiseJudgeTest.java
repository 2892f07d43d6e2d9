package dev.sinter.ir.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Judged by plain Java maths,")
class PointwiseJudgeTest {
    private static final double[] SPECIAL = {0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 2, -3, 10, -100, 88.7,
        -104, 1e-3,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};

    @Test
    @DisplayName("every pointwise op has a row")
    void everyOpHasARow() {
        assertThat(PointwiseRows.ROWS).extracting(PointwiseRows.Row::op).containsExactly(Elementwise.values());
    }

    static Stream<Arguments> rowsAndDtypes() {
        return PointwiseRows.ROWS.stream().flatMap(row -> Arrays.stream(DType.values())
                .filter(dtype -> type(row.op(), dtype, 1) != null)
                .map(dtype -> Arguments.of(row.op(), dtype, row)));
    }

    private static List<TensorType> inputs(Elementwise op, DType dtype, long n) {
        List<TensorType> types = new ArrayList<>();
        for (int i = 0; i < op.arity(); i++) {
            types.add(TensorType.of(op == Elementwise.WHERE && i == 0 ? DType.BOOL : dtype, n));
        }
        return types;
    }

    private static @Nullable TensorType type(Elementwise op, DType dtype, long n) {
        try {
            return op.type(inputs(op, dtype, n));
        } catch (Diagnostic e) {
            return null;
        }
    }

    @ParameterizedTest(name = "{0} of {1} has its value")
    @MethodSource("rowsAndDtypes")
    void hasItsValue(Elementwise op, DType dtype, PointwiseRows.Row row) {
        List<Literal> arguments = arguments(op, dtype);
        Literal result;
        try {
            result = run(op, arguments);
        } catch (UnsupportedOperationException e) {
            abort(e.getMessage());
            return;
        }
        for (int i = 0; i < result.size(); i++) {
            String problem = dtype.isFloating()
                    ? judgeReal(row, dtype, arguments, result, i)
                    : judgeWhole(row, arguments, result, i);
            if (problem != null) {
                int at = i;
                fail("%s of %s is %s, %s", op,
                        arguments.stream().map(x -> Literals.text(x.dtype(), x.bits(at))).toList(),
                        Literals.text(result.dtype(), result.bits(i)), problem);
            }
        }
    }

    private static Literal run(Elementwise op, List<Literal> arguments) {
        Graph.Builder builder = Graph.builder();
        Map<String, Literal> values = new LinkedHashMap<>();
        List<Node> inputs = new ArrayList<>();
        for (Literal argument : arguments) {
            String name = "x" + values.size();
            values.put(name, argument);
            inputs.add(builder.input(name, argument.type()));
        }
        return Interpreter.run(builder.graph("g", inputs, Map.of("y", builder.add(op, inputs))), values).get("y");
    }

    private static double real(List<Literal> arguments, int which, int i) {
        return which < arguments.size()
                ? Literals.toDouble(arguments.get(which).dtype(), arguments.get(which).bits(i))
                : 0;
    }

    private static @Nullable String judgeReal(PointwiseRows.Row row, DType dtype, List<Literal> arguments,
            Literal result, int i) {
        assert row.real() != null : row.op();
        double expected = row.op() == Elementwise.NEXTAFTER && dtype == DType.F32
                ? Math.nextAfter((float) real(arguments, 0, i), real(arguments, 1, i))
                : row.real().of(real(arguments, 0, i), real(arguments, 1, i), real(arguments, 2, i));
        double actual = Literals.toDouble(result.dtype(), result.bits(i));
        if (Double.isNaN(expected) || Double.isInfinite(expected) || row.roundings() == 0) {
            return Double.compare(expected, actual) == 0 ? null : "not " + expected;
        }
        Precision precision = Precision.of(dtype);
        // The narrow dtypes compute in float32 first; the reference itself is off by one unit in float64's last place or a few.
        double reference = switch (row.op()) {
            case ERFC, ERFINV, LGAMMA, DIGAMMA, TRIGAMMA -> 200;
            default -> 2;
        };
        double roundings = dtype == DType.F64
                ? row.roundings() + reference
                : dtype == DType.F32
                        ? row.roundings() + 0.001
                        : 1 + row.roundings() * Precision.F32.unit() / precision.unit();
        double size = switch (row.op()) {
            // Which cancels where the sum is near 1.
            case LOGADDEXP -> Math.max(Math.abs(expected), Math.abs(real(arguments, 0, i)));
            // Which have zeros between the integers.
            case LGAMMA, DIGAMMA -> Math.max(Math.abs(expected), dtype == DType.F64 ? 16 : 1);
            default -> Math.abs(expected);
        };
        double bound = roundings * precision.unit() * size + (precision.least() * roundings) / 2;
        boolean overflows = Double.isInfinite(actual) && Math.abs(expected) + bound >= precision.max();
        boolean close = overflows || Math.abs(actual - expected) <= bound;
        boolean sameSign = Math.copySign(1, actual) == Math.copySign(1, expected);
        return close && sameSign ? null : "not within " + bound + " of " + expected;
    }

    private static @Nullable String judgeWhole(PointwiseRows.Row row, List<Literal> arguments, Literal result, int i) {
        assert row.whole() != null : row.op();
        long[] x = new long[3];
        for (int which = 0; which < arguments.size(); which++) {
            x[which] = arguments.get(which).bits(i);
        }
        long exact = row.whole().of(x[0], x[1], x[2]);
        long wrapped = switch (result.dtype()) {
            case I64 -> exact;
            case I32 -> (int) exact;
            case I16 -> (short) exact;
            case I8 -> (byte) exact;
            case U8 -> exact & 0xff;
            case BOOL -> exact & 1;
            default -> throw new AssertionError(result.dtype());
        };
        return wrapped == result.bits(i) ? null : "not " + wrapped;
    }

    /** All pairs of special values, then random ones; of a unary op on 16 bits all there are. */
    private static List<Literal> arguments(Elementwise op, DType dtype) {
        Random random = new Random(op.ordinal() * 31 + dtype.ordinal());
        if (op.arity() == 1 && dtype.bits() <= 16) {
            long[] all = all(dtype);
            return List.of(new Literal(TensorType.of(dtype, all.length), all));
        }
        long[] special = special(dtype);
        int pairs = special.length * special.length;
        int n = pairs + 4000;
        List<Literal> arguments = new ArrayList<>();
        for (TensorType type : inputs(op, dtype, n)) {
            long[] bits = new long[n];
            int which = arguments.size();
            for (int i = 0; i < n; i++) {
                boolean condition = type.dtype() != dtype;
                bits[i] = condition
                        ? random.nextInt(2)
                        : i < pairs
                                ? special[which == op.arity() - 1 ? i % special.length : i / special.length]
                                : random(dtype, random);
                boolean divisor = which == 1 && (op == Elementwise.DIV || op == Elementwise.REM) && !dtype.isFloating();
                bits[i] = divisor && bits[i] == 0 ? 1 : bits[i];
            }
            arguments.add(new Literal(type, bits));
        }
        return arguments;
    }

    private static long[] all(DType dtype) {
        long count = dtype == DType.BOOL ? 2 : 1L << dtype.bits();
        return LongStream.range(0, count).map(i -> dtype == DType.I16 ? (short) i : dtype == DType.I8 ? (byte) i : i)
                .toArray();
    }

    private static long[] special(DType dtype) {
        if (dtype == DType.BOOL) {
            return new long[]{0, 1};
        }
        if (!dtype.isFloating()) {
            long least = dtype == DType.U8 ? 0 : -1L << dtype.bits() - 1;
            long greatest = dtype == DType.U8 ? 255 : ~least;
            return LongStream.concat(LongStream.of(least, greatest, least + 1, greatest - 1),
                    LongStream.of(0, 1, 2, 7, 100, -1, -2, -7).filter(x -> x >= least)).toArray();
        }
        Precision precision = Precision.of(dtype);
        double least = precision.least();
        double normal = least / precision.unit() / 2;
        double[] edges = {least, -least, normal - least, normal, -normal, precision.max(), -precision.max(),
            precision.max() / 3};
        return LongStream.concat(
                Arrays.stream(SPECIAL).mapToLong(x -> Literals.bits(dtype, x)),
                Arrays.stream(edges).mapToLong(x -> Literals.bits(dtype, x))).toArray();
    }

    private static long random(DType dtype, Random random) {
        long bits = dtype.isFloating() && random.nextBoolean()
                ? Literals.bits(dtype, (random.nextDouble() - 0.5) * (1 << random.nextInt(6)))
                : random.nextLong() >> random.nextInt(dtype.bits());
        return switch (dtype) {
            case F64, I64 -> bits;
            case F32 -> bits & 0xffffffffL;
            case F16, BF16 -> bits & 0xffff;
            default -> Literals.bits(dtype, bits);
        };
    }

    /** Known answers of the authors' own test, for 2x32 and 20 rounds: counter, key, result, the low word first. */
    @ParameterizedTest
    @CsvSource({
        "00000000, 00000000, 00000000, 00000000, 6b200159, 99ba4efe",
        "ffffffff, ffffffff, ffffffff, ffffffff, 1cb996fc, bb002be7",
        "243f6a88, 85a308d3, 13198a2e, 03707344, c4923a9c, 483df7a0",
    })
    @DisplayName("random bits are those of Threefry-2x32")
    void randomBitsAreThoseOfThreefry(String c0, String c1, String k0, String k1, String r0, String r1) {
        Literal key = Literal.of(Shape.SCALAR, word(k0, k1));
        Literal counter = Literal.of(Shape.SCALAR, word(c0, c1));
        assertThat(run(Elementwise.RANDOM_BITS, List.of(key, counter)))
                .isEqualTo(Literal.of(Shape.SCALAR, word(r0, r1)));
    }

    private static long word(String low, String high) {
        return Long.parseUnsignedLong(high + low, 16);
    }
}
