package dev.sinter.ir.judge;

import dev.sinter.ir.Cond;
import dev.sinter.ir.Contract;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Index;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Op;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Scan;
import dev.sinter.ir.Source;
import dev.sinter.ir.Unwindow;
import dev.sinter.ir.View;
import dev.sinter.ir.While;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows for the ops that move and combine elements: what each is, as plain loops over doubles.
 *
 * <p>The bound is in terms: a sum of products whose magnitudes sum to S is off by at most {@code terms * unit * S}, where terms is
 * the longest chain of roundings (Higham, Accuracy and Stability, section 4.2). 0 means equal. Shapes may mention N = 5, M = 3
 * and K = 2.
 */
final class StructuralRows {
    static final Map<String, Long> SYMBOLS = Map.of("N", 5L, "M", 3L, "K", 2L);

    /** The result's elements, for operands and the result's sizes. */
    interface Reference {
        Array of(List<Array> x, int[] sizes);
    }

    /** @param below where positive, operands of integer dtype are random indices below it */
    record Row(Op op, List<TensorType> inputs, double terms, int below, Reference reference) {
        @Override
        public String toString() {
            return op.opName() + " " + op.attributes() + " of " + inputs;
        }
    }

    private final List<Row> rows = new ArrayList<>();

    private StructuralRows() {}

    static List<Row> rows() {
        StructuralRows table = new StructuralRows();
        table.sources();
        table.casts();
        table.reductions();
        table.contractions();
        table.views();
        table.indices();
        new AlongRows(table::add).all();
        table.control();
        return table.rows;
    }

    private void add(Op op, String inputs, double terms, int below, Reference reference) {
        List<TensorType> types = inputs.isBlank()
                ? List.of()
                : Arrays.stream(inputs.split(" ")).map(TensorType::parse).toList();
        rows.add(new Row(op, types, terms, below, reference));
    }

    /** A row whose result is to be equal. */
    private void exact(Op op, String inputs, Reference reference) {
        add(op, inputs, 0, 0, reference);
    }

    private static List<Dim> dims(String... texts) {
        return Arrays.stream(texts).map(Dim::parse).toList();
    }

    private void sources() {
        exact(new Source.Constant(Literal.of(Shape.SCALAR, 2.5f)), "", (x, n) -> Array.of(n, i -> 2.5));
        exact(new Source.Constant(Literal.of(Shape.of(2, 2), 1, 2, 3, 4)), "",
                (x, n) -> Array.of(n, i -> 1 + 2 * i[0] + i[1]));
        exact(new Source.Iota(Shape.parse("[N,M,2]"), 1), "", (x, n) -> Array.of(n, i -> i[1]));
        exact(new Source.Size(Dim.parse("N*M+1")), "", (x, n) -> Array.of(n, i -> 16));
    }

    private void casts() {
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                Reference reference = (x, n) -> Array.of(n, i -> converted(x.get(0).at(i), to));
                // Values are small: only a float can be inexact, once in its own dtype.
                add(new Pointwise.Cast(to), from + "[N,7]", to.isFloating() ? 1.01 : 0, 0, reference);
            }
        }
        exact(new Pointwise.Detach(4), "f16[N]", (x, n) -> x.get(0));
        exact(new Pointwise.Mark(4), "f16[N]", (x, n) -> x.get(0));
        exact(new Pointwise.Barrier(4), "f16[N]", (x, n) -> x.get(0));
        exact(new Custom(dev.sinter.ir.Body.parse("{graph @f(%flow: f64[N]) { return %flow }}")), "f64[N] f64[N]",
                (x, n) -> x.get(0));
    }

    private static double converted(double value, DType to) {
        return switch (to) {
            case F64, F32, F16, BF16 -> value;
            case BOOL -> value != 0 ? 1 : 0;
            case I64, I32 -> (long) value;
            case I16 -> (short) (long) value;
            case I8 -> (byte) (long) value;
            case U8 -> (long) value & 0xff;
        };
    }

    private void reductions() {
        for (String dtype : List.of("f32", "f64", "f16", "i32", "u8", "i64")) {
            boolean floating = dtype.startsWith("f");
            over(Reduce.Kind.SUM, dtype + "[N,M,4]", List.of(0, 2), floating ? 20 : 0, false, 0, (a, b) -> a + b);
            over(Reduce.Kind.PROD, dtype + "[N,M,4]", List.of(1), floating ? 3 : 0, false, 1, (a, b) -> a * b);
            over(Reduce.Kind.MAX, dtype + "[N,M,4]", List.of(2), 0, false, Double.NEGATIVE_INFINITY, Math::max);
            over(Reduce.Kind.MIN, dtype + "[N,M,4]", List.of(0, 1, 2), 0, false, Double.POSITIVE_INFINITY, Math::min);
            over(Reduce.Kind.AMAX, dtype + "[N,M,4]", List.of(2), 0, false, Double.NEGATIVE_INFINITY, Math::max);
            over(Reduce.Kind.AMIN, dtype + "[N,M,4]", List.of(0, 1), 0, false, Double.POSITIVE_INFINITY, Math::min);
            over(Reduce.Kind.ARGMAX, dtype + "[N,M,4]", List.of(0, 2), 0, true, 0, (a, b) -> b > a ? 1 : 0);
            over(Reduce.Kind.ARGMIN, dtype + "[N,M,4]", List.of(1), 0, true, 0, (a, b) -> b < a ? 1 : 0);
        }
        over(Reduce.Kind.MAX, "bool[N,M]", List.of(1), 0, false, 0, Math::max);
        over(Reduce.Kind.MIN, "bool[N,M]", List.of(0), 0, false, 1, Math::min);
        over(Reduce.Kind.SUM, "f32[2,5000]", List.of(1), 128 + 10, false, 0, (a, b) -> a + b);
        over(Reduce.Kind.SUM, "f32[N,0]", List.of(1), 0, false, 0, (a, b) -> a + b);
        over(Reduce.Kind.PROD, "i16[0,N]", List.of(0), 0, false, 1, (a, b) -> a * b);
        over(Reduce.Kind.MAX, "i16[N,0]", List.of(1), 0, false, -32768, Math::max);
        over(Reduce.Kind.MIN, "u8[N,0]", List.of(1), 0, false, 255, Math::min);
        over(Reduce.Kind.SUM, "f32[N,M]", List.of(), 0, false, 0, (a, b) -> a + b);
        over(Reduce.Kind.ARGMAX, "f32[N,M]", List.of(), 0, true, 0, (a, b) -> 0);

        // Windows of 3, each second element, two apart: [0,2,4], [2,4,6].
        add(new Unwindow(Shape.parse("[M,7]"), List.of(1), List.of(3), List.of(2), List.of(2)), "f32[M,2,3]", 3, 0,
                (x, n) -> {
                    Array sum = Array.of(n, i -> 0);
                    loop(x.get(0).sizes(), i -> sum.add(x.get(0).at(i), i[0], i[1] * 2 + i[2] * 2));
                    return sum;
                });
        add(new Unwindow(Shape.parse("[5,N]"), List.of(1, 0), List.of(2, 3), List.of(1, 1), List.of(1, 1)),
                "f16[3,N-1,2,3]", 6, 0,
                (x, n) -> {
                    Array sum = Array.of(n, i -> 0);
                    loop(x.get(0).sizes(), i -> sum.add(x.get(0).at(i), i[0] + i[3], i[1] + i[2]));
                    return sum;
                });
    }

    private interface Combine {
        double of(double a, double b);
    }

    /** For a positional kind {@code combine} says by 1 that b is to be taken instead of a. */
    private void over(Reduce.Kind kind, String input, List<Integer> axes, double terms, boolean position, double start,
            Combine combine) {
        DType dtype = TensorType.parse(input).dtype();
        add(new Reduce.Over(kind, axes), input, terms, 0, (x, n) -> {
            Array from = x.get(0);
            Array result = Array.of(n, i -> start);
            Array best = Array.of(n, i -> Double.NaN);
            Array count = Array.of(n, i -> 0);
            loop(from.sizes(), i -> {
                int[] to = IntStream.range(0, i.length).filter(axis -> !axes.contains(axis)).map(axis -> i[axis])
                        .toArray();
                if (position) {
                    if (count.at(to) == 0 || combine.of(best.at(to), from.at(i)) == 1) {
                        set(result, count.at(to), to);
                        set(best, from.at(i), to);
                    }
                    count.add(1, to);
                } else {
                    set(result, combine.of(result.at(to), from.at(i)), to);
                }
            });
            return dtype.isFloating() || position ? result : Array.of(n, i -> converted(result.at(i), dtype));
        });
    }

    private static void set(Array array, double value, int... i) {
        array.add(value - array.at(i), i);
        if (array.at(i) != value) {
            // Where the old value was infinite or NaN.
            array.data()[position(array, i)] = value;
        }
    }

    private static int position(Array array, int... i) {
        int position = 0;
        for (int axis = 0; axis < i.length; axis++) {
            position = position * array.size(axis) + i[axis];
        }
        return position;
    }

    private interface Body {
        void at(int[] i);
    }

    /** All coordinates of these sizes in row-major order. */
    private static void loop(int[] sizes, Body body) {
        Array.of(sizes, i -> {
            body.at(i.clone());
            return 0;
        });
    }

    private void contractions() {
        for (String dtype : List.of("f32", "f64", "bf16", "i32", "i8")) {
            double terms = dtype.contains("f") ? 1 : 0;
            matmul(dtype, "[N,M]", "[M,4]", 3 * terms);
            matmul(dtype, "[2,1,N,M]", "[N,M,K]", 3 * terms);
            matmul(dtype, "[1,1]", "[1,1]", terms);
            matmul(dtype, "[2,0]", "[0,3]", 0);
        }
        matmul("f32", "[2,1100]", "[1100,2]", 512 + 3);
        conv("f32", "[K,1,M,9]", "[1,4,M,3]", List.of(1), List.of(0), List.of(0), List.of(1));
        conv("f32", "[2,2,3,9,8]", "[2,4,3,3,2]", List.of(2, 1), List.of(1, 0), List.of(2, 3), List.of(1, 2));
        conv("f64", "[2,1,1,5,6,4]", "[1,2,1,2,3,1]", List.of(1, 2, 3), List.of(-1, 1, 0), List.of(0, -2, 0),
                List.of(2, 1, 1));
        conv("f16", "[1,1,3,N+4]", "[1,2,3,M]", List.of(2), List.of(2), List.of(1), List.of(1));
        conv("i16", "[1,3,2,6]", "[3,1,2,2]", List.of(1), List.of(1), List.of(1), List.of(3));
    }

    private void matmul(String dtype, String a, String b, double terms) {
        add(new Contract.MatMul(), dtype + a + " " + dtype + b, terms, 0, (x, n) -> {
            Array left = x.get(0);
            Array right = x.get(1);
            int rank = n.length;
            return wrapped(dtype, Array.of(n, i -> {
                double sum = 0;
                for (int k = 0; k < right.size(right.sizes().length - 2); k++) {
                    sum += left.at(batched(left, i, i[rank - 2], k)) * right.at(batched(right, i, k, i[rank - 1]));
                }
                return sum;
            }));
        });
    }

    /** The coordinates of a matrix operand: batch axes from the right, 0 where the operand has one only. */
    private static int[] batched(Array operand, int[] i, int row, int column) {
        int batch = operand.sizes().length - 2;
        int[] at = new int[batch + 2];
        for (int axis = 0; axis < batch; axis++) {
            at[axis] = operand.size(axis) == 1 ? 0 : i[i.length - 2 - batch + axis];
        }
        at[batch] = row;
        at[batch + 1] = column;
        return at;
    }

    private static Array wrapped(String dtype, Array array) {
        DType type = DType.parse(dtype);
        return type.isFloating() ? array : Array.of(array.sizes(), i -> converted(array.at(i), type));
    }

    private void conv(String dtype, String x, String w, List<Integer> strides, List<Integer> low, List<Integer> high,
            List<Integer> dilations) {
        List<Dim> before = low.stream().map(Dim::of).toList();
        List<Dim> after = high.stream().map(Dim::of).toList();
        add(new Contract.Conv(strides, before, after, dilations), dtype + x + " " + dtype + w,
                dtype.contains("f") ? 60 : 0, 0,
                (operands, n) -> wrapped(dtype,
                        convolution(operands.get(0), operands.get(1), strides, low, dilations, n)));
    }

    /** Loops over taps and channels; what lies in the padding is skipped. */
    static Array convolution(Array x, Array w, List<Integer> strides, List<Integer> low, List<Integer> dilations,
            int[] sizes) {
        int[] taps = Arrays.copyOfRange(w.sizes(), 2, w.sizes().length);
        return Array.of(sizes, o -> {
            double[] sum = {0};
            loop(taps, tap -> {
                int[] fromX = {o[0], o[1], tap[0]};
                int[] fromW = {o[1], o[2], tap[0]};
                fromX = Arrays.copyOf(fromX, o.length);
                fromW = Arrays.copyOf(fromW, o.length);
                boolean inside = true;
                for (int s = 0; s < strides.size(); s++) {
                    fromX[3 + s] = o[3 + s] * strides.get(s) + tap[1 + s] * dilations.get(s) - low.get(s);
                    fromW[3 + s] = tap[1 + s];
                    inside &= fromX[3 + s] >= 0 && fromX[3 + s] < x.size(3 + s);
                }
                sum[0] += inside ? x.at(fromX) * w.at(fromW) : 0;
            });
            return sum[0];
        });
    }

    private void views() {
        for (String dtype : List.of("f32", "i64", "bf16", "bool")) {
            exact(new View.Transpose(List.of(2, 0, 1)), dtype + "[N,M,4]",
                    (x, n) -> Array.of(n, i -> x.get(0).at(i[1], i[2], i[0])));
            exact(new View.Reshape(Shape.parse("[2,K*N,3]")), dtype + "[N,K,6]",
                    (x, n) -> new Array(n, x.get(0).data()));
            exact(new View.Expand(Shape.parse("[2,N,M]")), dtype + "[N,1]",
                    (x, n) -> Array.of(n, i -> x.get(0).at(i[1], 0)));
            exact(new View.Slice(dims("1", "N-1"), dims("3", "K"), List.of(2, -3)), dtype + "[7,N]",
                    (x, n) -> Array.of(n, i -> x.get(0).at(1 + 2 * i[0], 4 - 3 * i[1])));
            exact(new View.Pad(dims("1", "-1"), dims("-2", "K"), List.of(0, 2), 1), dtype + "[N,M]",
                    (x, n) -> Array.of(n, i -> {
                        int row = i[0] - 1;
                        int column = i[1] + 1;
                        boolean inside = row >= 0 && row < 5 && column % 3 == 0 && column / 3 < 3;
                        return inside ? x.get(0).at(row, column / 3) : 1;
                    }));
            exact(new View.Window(List.of(2, 0), List.of(2, 3), List.of(2, 1), List.of(3, 1)), dtype + "[N,2,9]",
                    (x, n) -> Array.of(n, i -> x.get(0).at(i[0] + i[4], i[1], i[2] * 2 + i[3] * 3)));
        }
        exact(new View.Pad(dims("1"), dims("1"), List.of(1), Double.NEGATIVE_INFINITY), "f32[N]",
                (x, n) -> Array.of(n,
                        i -> i[0] % 2 == 1 && i[0] < 10 ? x.get(0).at(i[0] / 2) : Double.NEGATIVE_INFINITY));
        exact(new View.Reshape(Shape.SCALAR), "f64[1,1]", (x, n) -> new Array(n, x.get(0).data()));
    }

    private void indices() {
        exact(new View.Diagonal(0, 1), "f32[N,N]", (x, n) -> Array.of(n, i -> x.get(0).at(i[0], i[0])));
        exact(new View.Diagonal(3, 1), "f64[2,M,K,M]",
                (x, n) -> Array.of(n, i -> x.get(0).at(i[0], i[2], i[1], i[2])));
        exactIndex(new Index.Take(1), "f32[N,M,2] i64[4,2]", 3,
                (x, n) -> Array.of(n, i -> x.get(0).at(i[0], (int) x.get(1).at(i[1], i[2]), i[3])));
        exactIndex(new Index.Take(0), "i8[N] i32[]", 5, (x, n) -> Array.of(n, i -> x.get(0).at((int) x.get(1).at())));
        add(new Index.TakeAdd(0), "f32[N,M] i64[7] f32[7,M]", 8, 5, (x, n) -> {
            Array sum = x.get(0).copy();
            loop(x.get(2).sizes(), i -> sum.add(x.get(2).at(i), (int) x.get(1).at(i[0]), i[1]));
            return sum;
        });
        exactIndex(new Index.TakeAdd(1), "i64[2,M] i64[2,2] i64[2,2,2]", 3, (x, n) -> {
            Array sum = x.get(0).copy();
            loop(x.get(2).sizes(), i -> sum.add(x.get(2).at(i), i[0], (int) x.get(1).at(i[1], i[2])));
            return sum;
        });
        exactIndex(new Index.TakeSet(1), "f32[2,M] i64[7] f32[2,7]", 3, (x, n) -> {
            Array result = x.get(0).copy();
            loop(x.get(2).sizes(), i -> set(result, x.get(2).at(i), i[0], (int) x.get(1).at(i[1])));
            return result;
        });
        exactIndex(new Index.ScatterSet(0), "i16[N,M+2] i32[6,2] i16[6,2]", 5, (x, n) -> {
            Array result = x.get(0).copy();
            loop(x.get(2).sizes(), i -> set(result, x.get(2).at(i), (int) x.get(1).at(i), i[1]));
            return result;
        });
        exactIndex(new Index.Gather(1), "f16[N+4,M] i64[4,7]", 3,
                (x, n) -> Array.of(n, i -> x.get(0).at(i[0], (int) x.get(1).at(i))));
        add(new Index.ScatterAdd(0), "f32[N,M+2] i32[6,2] f32[6,2]", 7, 5, (x, n) -> {
            Array sum = x.get(0).copy();
            loop(x.get(2).sizes(), i -> sum.add(x.get(2).at(i), (int) x.get(1).at(i), i[1]));
            return sum;
        });
        exact(new Index.Update(dims("1", "M-1"), List.of(2, -1)), "f32[N,M] f32[2,K]", (x, n) -> {
            Array result = x.get(0).copy();
            loop(x.get(1).sizes(), i -> set(result, x.get(1).at(i), 1 + 2 * i[0], 2 - i[1]));
            return result;
        });
        exact(new Index.Concat(1), "bf16[2,N] bf16[2,0] bf16[2,M] bf16[2,1]", (x, n) -> Array.of(n, i -> {
            int at = i[1];
            return at < 5 ? x.get(0).at(i[0], at) : at < 8 ? x.get(2).at(i[0], at - 5) : x.get(3).at(i[0], at - 8);
        }));
        exact(new Index.Concat(0), "bool[N]", (x, n) -> x.get(0));
    }

    private void exactIndex(Op op, String inputs, int below, Reference reference) {
        add(op, inputs, 0, below, reference);
    }

    private void control() {
        dev.sinter.ir.Body negative = dev.sinter.ir.Body
                .parse("{graph @a(%x: f64[N]) { %0: f64[N] = neg %x return %0 }}");
        dev.sinter.ir.Body same = dev.sinter.ir.Body.parse("{graph @b(%x: f64[N]) { return %x }}");
        exact(new Cond(negative, same, 0), "bool[] f64[N]",
                (x, n) -> Array.of(n, i -> x.get(0).at() != 0 ? -x.get(1).at(i) : x.get(1).at(i)));
        dev.sinter.ir.Body below = dev.sinter.ir.Body
                .parse("{graph @c(%x: f64[3], %k: i64[], %n: i64[]) { %0: bool[] = lt %k, %n return %0 }}");
        dev.sinter.ir.Body twice = dev.sinter.ir.Body
                .parse("{graph @d(%x: f64[3], %k: i64[], %n: i64[]) { %0: f64[3] = add %x, %x"
                        + " %1: i64[] = constant {value=1} %2: i64[] = add %k, %1 return x=%0, k=%2 }}");
        exact(new While(below, twice, 0), "f64[3] i64[] i64[]", (x, n) -> Array.of(n,
                i -> x.get(0).at(i) * Math.pow(2, Math.max(0, x.get(2).at() - x.get(1).at()))));
        dev.sinter.ir.Body most = dev.sinter.ir.Body
                .parse("{graph @e(%c: f64[2], %x: f64[2], %w: f64[2]) { %0: f64[2] = max %c, %x"
                        + " %1: f64[2] = min %0, %w return c=%0, y=%1 }}");
        for (boolean reverse : new boolean[]{false, true}) {
            exact(new Scan(most, 1, 1, Dim.symbol("N"), reverse, 0), "f64[2] f64[N,2] f64[2]",
                    (x, n) -> Array.of(n, i -> most(x, reverse ? 0 : 4, reverse, i[0])));
            exact(new Scan(most, 1, 1, Dim.symbol("N"), reverse, 1), "f64[2] f64[N,2] f64[2]",
                    (x, n) -> Array.of(n, i -> Math.min(most(x, i[0], reverse, i[1]), x.get(2).at(i[1]))));
            exact(new Scan(most, 1, 1, Dim.symbol("N"), reverse, 2), "f64[2] f64[N,2] f64[2]",
                    (x, n) -> Array.of(n, i -> most(x, reverse ? i[0] + 1 : i[0] - 1, reverse, i[1])));
        }
    }

    /** The greatest of the start and what a scan has met when it has been at {@code at}. */
    private static double most(List<Array> x, int at, boolean reverse, int column) {
        double most = x.get(0).at(column);
        for (int i = 0; i < 5; i++) {
            most = reverse
                    ? i >= at ? Math.max(most, x.get(1).at(i, column)) : most
                    : i <= at ? Math.max(most, x.get(1).at(i, column)) : most;
        }
        return most;
    }
}
