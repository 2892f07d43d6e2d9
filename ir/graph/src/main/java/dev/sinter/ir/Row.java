package dev.sinter.ir;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.kernel.Write;
import dev.sinter.ir.scalar.Elementary;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Ops along one axis whose every result depends on more of its row: orders, and running results. The shape stays. */
public sealed interface Row extends Op {
    int axis();

    /** The same op along another axis. */
    Row along(int newAxis);

    /** How the elements of a row combine into running results. */
    enum Kind {
        /** {@code y[i] = y[i-1] + x[i]}, from +0. */
        SUM,
        /** {@code y[i] = y[i-1] * x[i]}, from {@code x[0]}. */
        PROD,
        /** The greatest so far; NaN from the first one on; +0 above -0. */
        MAX,
        /** The least so far; NaN from the first one on; -0 below +0. */
        MIN,
        /** {@code y[i] = log(exp(y[i-1]) + exp(x[i]))}, from {@code x[0]}. */
        LOGSUMEXP,
        /** Of x and a: {@code y[i] = a[i] * y[i-1] + x[i]}, in two roundings, from {@code x[0]}; a[0] does not matter. */
        LINEAR;

        /** The kind of that {@link #text}; {@link IllegalArgumentException} where there is none. */
        public static Kind parse(String text) {
            for (Kind kind : values()) {
                if (kind.text().equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("there is no accumulation '" + text + "'; known are "
                    + Arrays.stream(values()).map(Kind::text).toList());
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The dtype of the running value: what is added or multiplied again and again keeps more bits than are written, float64 for float32
         * and float32 for the 16-bit floats, and is rounded where it is written only.
         */
        DType running(DType dtype) {
            boolean grows = this != MAX && this != MIN;
            return grows && dtype == DType.F32 ? DType.F64 : dtype.computed();
        }

        Expr next(Expr before, List<Expr> x, Expr isFirst) {
            Expr combined = switch (this) {
                case SUM -> Expr.apply(ScalarOp.ADD, before, x.get(0));
                case PROD -> Expr.apply(ScalarOp.MUL, before, x.get(0));
                case MAX -> Expr.apply(ScalarOp.MAX, before, x.get(0));
                case MIN -> Expr.apply(ScalarOp.MIN, before, x.get(0));
                case LOGSUMEXP -> Elementary.logAddExp(before, x.get(0));
                case LINEAR -> Expr.apply(ScalarOp.ADD, Expr.apply(ScalarOp.MUL, x.get(1), before), x.get(0));
            };
            return this == SUM ? combined : Expr.apply(ScalarOp.SELECT, isFirst, x.get(0), combined);
        }
    }

    /** A kernel over the rows: all operands and the output have the same coordinates, and those along {@code axis} are folded. */
    private static Kernel rows(List<TensorType> inputs, TensorType output, int axis, boolean backwards, Expr body,
            Fold fold, Expr result) {
        Shape shape = output.shape();
        int rank = shape.rank();
        List<Dim> extents = new ArrayList<>(shape.dims());
        Dim length = extents.remove(/* index */ axis);
        extents.add(length);
        List<Dim> index = new ArrayList<>(Kernel.coordinates(rank - 1));
        Dim step = Dim.coordinate(rank - 1);
        index.add(axis, backwards ? length.minus(1).minus(step) : step);
        List<Read> reads = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            reads.add(new Read(i, index));
        }
        return new Kernel(inputs, output, extents, rank - 1, reads, body, fold, result, Write.each(index));
    }

    /**
     * {@code argsort(x)}: for each place along {@code axis} the position of the element that is there in the order. NaN is above all numbers,
     * -0 equals +0, and equal elements keep their order, descending too.
     */
    record Argsort(int axis, boolean descending) implements Row {
        @Override
        public Row along(int newAxis) {
            return new Argsort(newAxis, descending);
        }

        @Override
        public String opName() {
            return "argsort";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axis", axis).with("descending", descending);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            Arity.axis(this, axis, inputs.get(0).shape());
            return new TensorType(DType.I64, inputs.get(0).shape());
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            return rows(inputs, type(inputs), axis, false, new Expr.Arg(0, inputs.get(0).dtype()),
                    descending ? Fold.DESCENDING_ORDER : Fold.ORDER, new Expr.Folded(DType.I64));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.nothing();
        }
    }

    /**
     * {@code accumulate(x)}: running results along {@code axis}, one element after the other from the first on, or from the last one on where
     * it goes backwards. The running value is wider than what is written, see {@link Kind#running}.
     */
    record Accumulate(Kind kind, int axis, boolean backwards) implements Row {
        @Override
        public Row along(int newAxis) {
            return new Accumulate(kind, newAxis, backwards);
        }

        @Override
        public String opName() {
            return "accumulate";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("kind", kind.text()).with("axis", axis).with("backwards", backwards);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, kind == Kind.LINEAR ? 2 : 1);
            TensorType x = inputs.get(0);
            Arity.axis(this, axis, x.shape());
            boolean floats = kind == Kind.LOGSUMEXP || kind == Kind.LINEAR;
            if (floats && !x.dtype().isFloating()) {
                throw new Diagnostic("accumulate " + kind.text() + " of " + x + ": a floating dtype is needed");
            }
            if (x.dtype() == DType.BOOL && (kind == Kind.SUM || kind == Kind.PROD)) {
                throw new Diagnostic("accumulate " + kind.text() + " of " + x
                        + ": a numeric dtype is needed; cast to i64 to count");
            }
            if (inputs.size() > 1 && !inputs.get(1).equals(x)) {
                throw new Diagnostic("accumulate linear of " + x + ": factors of the same type are needed, not "
                        + inputs.get(1));
            }
            return x;
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            TensorType output = type(inputs);
            DType dtype = output.dtype();
            DType running = kind.running(dtype);
            List<Expr> x = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                x.add(Expr.cast(running, new Expr.Arg(i, dtype)));
            }
            Expr before = new Expr.Folded(running);
            Expr step = new Expr.Index(Dim.coordinate(output.shape().rank() - 1));
            Expr body = kind.next(before, x, Expr.apply(ScalarOp.EQ, step, Expr.of(0L)));
            return rows(inputs, output, axis, backwards, body, Fold.RUNNING, Expr.cast(dtype, before));
        }

        /** {@code x} one place further in the direction of the op, or against it; {@code value} in the place that becomes free. */
        private Node shifted(Gradient g, Node x, boolean further, double value) {
            List<Dim> low = new ArrayList<>(Collections.nCopies(x.shape().rank(), Dim.ZERO));
            List<Dim> high = new ArrayList<>(low);
            int by = further == backwards ? -1 : 1;
            low.set(axis, Dim.of(by));
            high.set(axis, Dim.of(-by));
            return g.add(new View.Pad(low, high, Collections.nCopies(x.shape().rank(), 0), value), x);
        }

        /** What flows to each running value, through its own result and, by {@code factors}, through the running values after it. */
        private Node flows(Gradient g, Node factors) {
            return g.add(new Accumulate(Kind.LINEAR, axis, !backwards), g.flow(), shifted(g, factors, false, 0));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            if (!g.in(0).type().dtype().isFloating()) {
                return g.nothing();
            }
            return switch (kind) {
                case SUM -> g.all(g.add(new Accumulate(Kind.SUM, axis, !backwards), g.flow()));
                case PROD -> g.all(g.mul(flows(g, g.in(0)), shifted(g, g.out(), true, 1)));
                case MAX, MIN -> g.all(g.add(new Index.ScatterAdd(axis), g.zeros(g.in(0).type()), chosen(g), g.flow()));
                case LOGSUMEXP -> {
                    Node before = shifted(g, g.out(), true, Double.NEGATIVE_INFINITY);
                    yield g.all(g.mul(flows(g, share(g, before)), share(g, g.in(0))));
                }
                case LINEAR -> {
                    Node flows = flows(g, g.in(1));
                    yield g.all(flows, g.mul(flows, shifted(g, g.out(), true, 0)));
                }
            };
        }

        /** The part of a result's exponential that {@code term}'s is; 0 where that is 0. */
        private Node share(Gradient g, Node term) {
            return g.where(g.eq(term, g.number(Double.NEGATIVE_INFINITY)), g.number(0),
                    g.exp(g.sub(term, g.out())));
        }

        /** Where along the axis each result comes from: of equal elements the last in the direction of the op. */
        private Node chosen(Gradient g) {
            Node x = g.in(0);
            Node reaches = kind == Kind.MAX ? g.ge(x, g.out()) : g.ge(g.out(), x);
            Node here = g.add(Elementwise.OR, reaches, g.add(Elementwise.NE, x, x));
            Node places = g.add(new Source.Iota(x.shape(), axis));
            Node none = g.number(DType.I64, backwards ? Integer.MAX_VALUE : 0);
            return g.add(new Accumulate(backwards ? Kind.MIN : Kind.MAX, axis, backwards), g.where(here, places, none));
        }
    }
}
