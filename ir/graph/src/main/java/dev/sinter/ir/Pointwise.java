package dev.sinter.ir;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops that compute each element from the elements at the same place in their inputs, broadcast together. */
public sealed interface Pointwise extends Op
        permits Elementwise, Custom, Pointwise.Cast, Pointwise.Detach, Pointwise.Mark, Pointwise.Barrier {
    /** One element of the result: over {@code args}, which have the inputs' dtypes; of dtype {@code result}. */
    Expr body(DType result, List<Expr> args);

    @Override
    default Kernel kernel(List<TensorType> inputs) {
        TensorType output = type(inputs);
        List<Read> reads = new ArrayList<>();
        List<Expr> args = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            reads.add(new Read(i, Broadcast.index(inputs.get(i).shape(), output.shape())));
            args.add(new Expr.Arg(i, inputs.get(i).dtype()));
        }
        return Kernel.map(inputs, output, reads, body(output.dtype(), args));
    }

    /** Conversion of every element to another dtype, as {@link dev.sinter.ir.scalar.ScalarOp#CAST} says. */
    record Cast(DType to) implements Pointwise {
        @Override
        public String opName() {
            return "cast";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("to", to);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            return new TensorType(to, inputs.get(0).shape());
        }

        @Override
        public Expr body(DType result, List<Expr> args) {
            return Expr.cast(result, args.get(0));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.none(to.isFloating() && g.in(0).type().dtype().isFloating()
                    ? g.add(new Cast(g.in(0).type().dtype()), g.flow())
                    : null);
        }
    }

    /**
     * The same value, through which no derivative flows: where a program says that something is to count as a constant. Different
     * marks are different nodes, so that two variables which begin with one value can be told apart. Nothing is computed.
     */
    record Detach(int mark) implements Pointwise {
        @Override
        public String opName() {
            return "detach";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("mark", mark);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            return inputs.get(0);
        }

        @Override
        public Expr body(DType result, List<Expr> args) {
            return args.get(0);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.nothing();
        }
    }

    /**
     * The same value under a name of its own, so that a derivative by it does not count other uses of what it was made from: an
     * argument of a function that is differentiated. Derivatives flow through it. Nothing is computed.
     */
    record Mark(int number) implements Pointwise {
        @Override
        public String opName() {
            return "mark";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("number", number);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            return inputs.get(0);
        }

        @Override
        public Expr body(DType result, List<Expr> args) {
            return args.get(0);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.all(g.flow());
        }
    }

    /**
     * The same value, computed anew by whoever reads it through here: what is computed from it is not shared with what is computed from
     * the value itself, so that the latter need not be kept. Derivatives flow through it.
     */
    record Barrier(int number) implements Pointwise {
        @Override
        public String opName() {
            return "barrier";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("number", number);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            return inputs.get(0);
        }

        @Override
        public Expr body(DType result, List<Expr> args) {
            return args.get(0);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.all(g.flow());
        }
    }
}
