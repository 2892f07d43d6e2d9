package dev.sinter.ir;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.kernel.Write;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Ops that combine many elements into one. */
public sealed interface Reduce extends Op permits Reduce.Over, Unwindow {
    /** How elements combine. */
    enum Kind {
        SUM(Fold.SUM),
        PROD(Fold.PROD),
        /** The greatest; its gradient goes to the first element that is it. */
        MAX(Fold.MAX),
        /** The least; its gradient goes to the first element that is it. */
        MIN(Fold.MIN),
        /** The greatest; its gradient is shared evenly by all elements that are it. */
        AMAX(Fold.MAX),
        /** The least; its gradient is shared evenly by all elements that are it. */
        AMIN(Fold.MIN),
        ARGMAX(Fold.ARGMAX),
        ARGMIN(Fold.ARGMIN);

        private final Fold fold;

        Kind(Fold fold) {
            this.fold = fold;
        }

        public Fold fold() {
            return fold;
        }

        /** The kind of that {@link #text}; {@link IllegalArgumentException} where there is none. */
        public static Kind parse(String text) {
            for (Kind kind : values()) {
                if (kind.text().equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("there is no reduction '" + text + "'; known are "
                    + Arrays.stream(values()).map(Kind::text).toList());
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Combines the elements along {@code axes} (ascending), which vanish from the shape. The positional kinds give the row-major
     * position within those axes.
     */
    record Over(Kind kind, List<Integer> axes) implements Reduce {
        public Over {
            axes = axes.stream().sorted().toList();
        }

        @Override
        public String opName() {
            return "reduce";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("kind", kind.text()).with("axes", axes);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            TensorType input = inputs.get(0);
            if (new HashSet<>(axes).size() != axes.size()) {
                throw new Diagnostic(kind.text() + " of " + input + ": an axis is named twice in " + axes);
            }
            axes.forEach(axis -> Arity.axis(this, axis, input.shape()));
            if (input.dtype() == DType.BOOL && (kind == Kind.SUM || kind == Kind.PROD)) {
                throw new Diagnostic(
                        kind.text() + " of " + input + ": a numeric dtype is needed; cast to i64 to count");
            }
            List<Dim> dims = new ArrayList<>();
            for (int axis = 0; axis < input.shape().rank(); axis++) {
                if (!axes.contains(axis)) {
                    dims.add(input.shape().dim(axis));
                } else if (input.shape().dim(axis).is(0) && (kind == Kind.ARGMAX || kind == Kind.ARGMIN)) {
                    throw new Diagnostic(kind.text() + " of " + input + ": axis " + axis
                            + " is empty, so there is no element to point at");
                }
            }
            return new TensorType(kind.fold().result(input.dtype()), Shape.of(dims));
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            Shape shape = inputs.get(0).shape();
            TensorType output = type(inputs);
            Dim[] index = new Dim[shape.rank()];
            List<Dim> extents = new ArrayList<>(output.shape().dims());
            int free = 0;
            for (int axis = 0; axis < shape.rank(); axis++) {
                if (axes.contains(axis)) {
                    index[axis] = Dim.coordinate(extents.size());
                    extents.add(shape.dim(axis));
                } else {
                    index[axis] = Dim.coordinate(free++);
                }
            }
            DType dtype = inputs.get(0).dtype();
            Expr body = Expr.cast(dtype.computed(), new Expr.Arg(0, dtype));
            List<Read> reads = List.of(new Read(0, List.of(index)));
            if (axes.isEmpty() && kind.fold() != Fold.ARGMAX && kind.fold() != Fold.ARGMIN) {
                return Kernel.map(inputs, output, reads, Expr.cast(dtype, body));
            }
            return new Kernel(
                    inputs, output, extents, free, reads, body, kind.fold(), finish(body.type(), output.dtype()),
                    Write.each(Kernel.coordinates(free)));
        }

        private Expr finish(DType computed, DType result) {
            Expr folded = new Expr.Folded(kind.fold().result(computed));
            if (computed == result || kind.fold().result(computed) == result) {
                return folded;
            }
            // The fold runs in int32, whose extremes of nothing are not the narrow dtype's.
            if (!result.isFloating() && (kind.fold() == Fold.MAX || kind.fold() == Fold.MIN)) {
                ScalarOp clamp = kind.fold() == Fold.MAX ? ScalarOp.MAX : ScalarOp.MIN;
                folded = Expr.apply(clamp, folded, new Expr.Const(computed, kind.fold().identity(result)));
            }
            return Expr.cast(result, folded);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            Node in = g.in(0);
            return switch (kind) {
                case SUM -> g.all(g.unreduce(g.flow(), axes, in.shape()));
                case MAX, MIN -> {
                    Kind position = kind == Kind.MAX ? Kind.ARGMAX : Kind.ARGMIN;
                    Node chosen = g.unreduce(g.add(new Over(position, axes), in), axes, in.shape());
                    Node here = g.add(Elementwise.EQ, chosen, position(g, in.shape()));
                    yield g.all(g.add(Elementwise.WHERE, here, g.unreduce(g.flow(), axes, in.shape()), g.number(0)));
                }
                case AMAX, AMIN -> g.all(shared(g));
                case PROD -> g.all(others(g));
                case ARGMAX, ARGMIN -> g.nothing();
            };
        }

        /** The flow divided among the elements that are the extreme one; where that is NaN, among those that are NaN. */
        private Node shared(Gradient g) {
            Node x = g.in(0);
            Node extreme = g.unreduce(g.out(), axes, x.shape());
            Node areNaN = g.and(g.add(Elementwise.NE, x, x), g.add(Elementwise.NE, extreme, extreme));
            Node reaches = g.add(Elementwise.OR, g.eq(x, extreme), areNaN);
            Node count = g.add(new Over(Kind.SUM, axes), g.where(reaches, g.number(1), g.number(0)));
            Node share = g.unreduce(g.div(g.flow(), count), axes, x.shape());
            return g.where(reaches, share, g.number(0));
        }

        /**
         * The flow times the product of the other elements: the whole product divided by the element, or, where that is the only
         * zero, the product of all that are not; where another one is zero, zero.
         */
        private Node others(Gradient g) {
            Node x = g.in(0);
            Node isZero = g.eq(x, g.number(0));
            Node filled = g.where(isZero, g.number(1), x);
            Node zeros = g.add(new Over(Kind.SUM, axes), g.add(new Pointwise.Cast(x.type().dtype()), isZero));
            Node product = g.unreduce(g.mul(g.flow(), g.add(this, filled)), axes, x.shape());
            Node otherZeros = g.sub(g.unreduce(zeros, axes, x.shape()), g.where(isZero, g.number(1), g.number(0)));
            return g.where(g.eq(otherZeros, g.number(0)), g.div(product, filled), g.number(0));
        }

        /** For each element its row-major position within the reduced axes. */
        private Node position(Gradient g, Shape shape) {
            Node position = null;
            Dim stride = Dim.ONE;
            for (int i = axes.size() - 1; i >= 0; i--) {
                Node term = g.add(new Source.Iota(shape, axes.get(i)));
                if (!stride.is(1)) {
                    term = g.add(Elementwise.MUL, term,
                            stride.isConstant()
                                    ? g.number(DType.I64, stride.constant())
                                    : g.add(new Source.Size(stride)));
                }
                position = position == null ? term : g.add(Elementwise.ADD, term, position);
                stride = stride.times(shape.dim(axes.get(i)));
            }
            return position == null ? g.number(DType.I64, 0) : position;
        }
    }
}
