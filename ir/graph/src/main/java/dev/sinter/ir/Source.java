package dev.sinter.ir;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops without inputs: where values come from. */
public sealed interface Source extends Op {
    TensorType type();

    @Override
    default TensorType type(List<TensorType> inputs) {
        Arity.check(this, inputs, 0);
        return type();
    }

    @Override
    default List<@Nullable Node> gradient(Gradient g) {
        return List.of();
    }

    /** A value that the caller of the graph gives. */
    record Input(String id, TensorType type) implements Source {
        @Override
        public String opName() {
            return "input";
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            throw new IllegalStateException("the input %" + id + " is given, not computed");
        }
    }

    /** A tensor known when the graph is built. */
    record Constant(Literal literal) implements Source {
        /** Constants that differ in the bits of their NaNs only are one. */
        public Constant {
            literal = literal.withOneNaN();
        }

        public static Constant scalar(DType dtype, long bits) {
            return new Constant(new Literal(TensorType.of(dtype), bits));
        }

        @Override
        public String opName() {
            return "constant";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("value", literal.text());
        }

        @Override
        public TensorType type() {
            return literal.type();
        }

        /** Only a scalar is computed; the elements of other constants are data. */
        @Override
        public Kernel kernel(List<TensorType> inputs) {
            if (type().shape().rank() != 0) {
                throw new IllegalStateException("a constant of " + type() + " is data, not computed");
            }
            return Kernel.map(inputs, type(), List.of(), new Expr.Const(literal.dtype(), literal.bits(0)));
        }
    }

    /** The coordinate along one axis, as int64. */
    record Iota(Shape shape, int axis) implements Source {
        @Override
        public String opName() {
            return "iota";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axis", axis);
        }

        @Override
        public TensorType type() {
            Arity.axis(this, axis, shape);
            return new TensorType(DType.I64, shape);
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            return Kernel.map(inputs, type(), List.of(), new Expr.Index(Dim.coordinate(axis)));
        }
    }

    /** The value of a dimension, as an int64 scalar: what a mean over a symbolic axis divides by. */
    record Size(Dim dim) implements Source {
        @Override
        public String opName() {
            return "size";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("dim", dim);
        }

        @Override
        public TensorType type() {
            return TensorType.of(DType.I64);
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            return Kernel.map(inputs, type(), List.of(), new Expr.Index(dim));
        }
    }
}
