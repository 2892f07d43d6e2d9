package dev.sinter.ir.scalar;

/**
 * The elementary functions as expressions over fma and friends: one definition for the interpreter, scalar and vector bytecode, and
 * CUDA, hence the same bits everywhere.
 */
public final class Elementary {
    private Elementary() {}

    public static Expr exp(Expr x) {
        return Exponential.exp(x);
    }

    public static Expr log(Expr x) {
        return Logarithm.log(x);
    }

    public static Expr sin(Expr x) {
        return Trigonometric.sin(x);
    }

    public static Expr cos(Expr x) {
        return Trigonometric.cos(x);
    }

    public static Expr tanh(Expr x) {
        return Logistic.tanh(x);
    }

    public static Expr sigmoid(Expr x) {
        return Logistic.sigmoid(x);
    }

    public static Expr erf(Expr x) {
        return ErrorFunction.erf(x);
    }

    public static Expr pow(Expr x, Expr y) {
        return Power.pow(x, y);
    }
}
