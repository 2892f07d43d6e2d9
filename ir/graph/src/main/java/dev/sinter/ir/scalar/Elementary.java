package dev.sinter.ir.scalar;

import dev.sinter.types.DType;
import java.util.function.UnaryOperator;

/**
 * The elementary functions as expressions over fma and friends: one definition for the interpreter, scalar and vector bytecode, and
 * CUDA, hence the same bits everywhere.
 */
public final class Elementary {
    private Elementary() {}

    private static Expr later(String name) {
        throw new UnsupportedOperationException(name + " has no definition yet");
    }

    /** Computed in float64 and rounded once, hence within 0.51 ulp in float32. */
    private static Expr inDouble(Expr x, UnaryOperator<Expr> function) {
        return Expr.cast(x.type(), function.apply(Expr.cast(DType.F64, x)));
    }

    public static Expr exp(Expr x) {
        return inDouble(x, Exponential::exp);
    }

    public static Expr log(Expr x) {
        return inDouble(x, Exponential::log);
    }

    public static Expr sin(Expr x) {
        return later("sin");
    }

    public static Expr cos(Expr x) {
        return later("cos");
    }

    public static Expr tanh(Expr x) {
        return later("tanh");
    }

    public static Expr sigmoid(Expr x) {
        return inDouble(x, wide -> Expr.apply(ScalarOp.DIV, Expr.of(1.0),
                Expr.apply(ScalarOp.ADD, Expr.of(1.0), Exponential.exp(Expr.apply(ScalarOp.NEG, wide)))));
    }

    public static Expr erf(Expr x) {
        return later("erf");
    }

    public static Expr pow(Expr x, Expr y) {
        return later("pow");
    }
}
