package dev.sinter.ir.scalar;

import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One element's arithmetic: a tree, with shared subtrees, of {@link ScalarOp}s over arguments.
 *
 * <p>Fusion is substitution of one expression for another's {@link Arg}.
 */
public sealed interface Expr {
    DType type();

    /** A literal, as the raw bits of its dtype: signed integers sign-extended to 64 bits, all others zero-extended. */
    record Const(DType type, long bits) implements Expr {
        @Override
        public String toString() {
            return Literals.text(type, bits);
        }
    }

    /** The {@code index}-th argument: an operand of a pointwise op, or a kernel's read. */
    record Arg(int index, DType type) implements Expr {
        @Override
        public String toString() {
            return "$" + index;
        }
    }

    /** An index expression (a loop coordinate, the size of a dimension) as an int64. */
    record Index(Dim dim) implements Expr {
        @Override
        public DType type() {
            return DType.I64;
        }

        @Override
        public String toString() {
            return "(" + dim + ")";
        }
    }

    /** The value of the kernel's fold, in the expression that finishes it; in the body of a running fold the value so far. */
    record Folded(DType type) implements Expr {
        @Override
        public String toString() {
            return "fold";
        }
    }

    /** An instruction applied to expressions. */
    final class Apply implements Expr {
        private final ScalarOp op;
        private final DType type;
        private final List<Expr> args;
        private final int hash;

        private Apply(ScalarOp op, DType type, List<Expr> args) {
            this.op = op;
            this.type = type;
            this.args = args;
            this.hash = (op.hashCode() * 31 + type.hashCode()) * 31 + args.hashCode();
        }

        public ScalarOp op() {
            return op;
        }

        @Override
        public DType type() {
            return type;
        }

        public List<Expr> args() {
            return args;
        }

        public Expr arg(int i) {
            return args.get(i);
        }

        @Override
        public boolean equals(Object other) {
            return this == other
                    || other instanceof Apply a && hash == a.hash && op == a.op && type == a.type
                            && args.equals(a.args);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        /** The whole tree, shared subtrees as often as they occur; {@link SharedText} has each once. */
        @Override
        public String toString() {
            return SharedText.word(this)
                    + args.stream().map(Expr::toString).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    static Expr of(float value) {
        return new Const(DType.F32, Float.floatToRawIntBits(value) & 0xffffffffL);
    }

    static Expr of(double value) {
        return new Const(DType.F64, Double.doubleToRawLongBits(value));
    }

    static Expr of(int value) {
        return new Const(DType.I32, value);
    }

    static Expr of(long value) {
        return new Const(DType.I64, value);
    }

    static Expr of(boolean value) {
        return new Const(DType.BOOL, value ? 1 : 0);
    }

    /** {@code value} rounded to {@code type}. */
    static Expr of(DType type, double value) {
        return new Const(type, Literals.bits(type, value));
    }

    /** The instruction on these arguments; {@link IllegalArgumentException} where their dtypes do not fit. */
    static Expr apply(ScalarOp op, Expr... args) {
        return new Apply(op, ScalarTypes.result(op, args), List.of(args));
    }

    /** {@code value} converted to {@code type}, or itself where it has that type. */
    static Expr cast(DType type, Expr value) {
        if (value.type() == type) {
            return value;
        }
        return value instanceof Const c
                ? new Const(type, ScalarOps.cast(type, c.type(), c.bits()))
                : new Apply(ScalarOp.CAST, type, List.of(value));
    }

    static Expr bitcast(DType type, Expr value) {
        if (value.type().bits() != type.bits()) {
            throw new IllegalArgumentException("bitcast from " + value.type() + " to " + type + ": the widths differ");
        }
        if (type == DType.BOOL) {
            throw new IllegalArgumentException(
                    "bitcast from " + value.type() + " to bool: a bool is 0 or 1, not any byte");
        }
        return new Apply(ScalarOp.BITCAST, type, List.of(value));
    }

    /** Replaces leaves ({@link Arg}, {@link Index}, {@link Folded}); shared subtrees stay shared. */
    default Expr replace(Function<Expr, Expr> leaves) {
        return replace(leaves, new IdentityHashMap<>());
    }

    private Expr replace(Function<Expr, Expr> leaves, Map<Expr, Expr> done) {
        if (!(this instanceof Apply apply)) {
            return this instanceof Const ? this : leaves.apply(this);
        }
        Expr known = done.get(this);
        if (known == null) {
            List<Expr> args = apply.args.stream().map(arg -> arg.replace(leaves, done)).toList();
            boolean same = true;
            for (int i = 0; i < args.size(); i++) {
                same &= args.get(i) == apply.args.get(i);
            }
            known = same ? this : new Apply(apply.op, apply.type, args);
            done.put(this, known);
        }
        return known;
    }
}
