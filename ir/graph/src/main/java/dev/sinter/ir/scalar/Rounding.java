package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.and;
import static dev.sinter.ir.scalar.Algebra.bits;
import static dev.sinter.ir.scalar.Algebra.eq;
import static dev.sinter.ir.scalar.Algebra.le;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.real;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.signed;
import static dev.sinter.ir.scalar.Algebra.whole;

import dev.sinter.types.DType;

/** Functions that only choose among neighbours, signs or bits: all exact, of float32 and float64 or of int32 and int64. */
public final class Rounding {
    private Rounding() {}

    /** -1, 0 or 1; 0 and NaN stay as they are. */
    public static Expr sign(Expr x) {
        Expr zero = Expr.of(x.type(), 0);
        Expr negative = select(lt(x, zero), Expr.of(x.type(), -1), x);
        return select(lt(zero, x), Expr.of(x.type(), 1), negative);
    }

    /** Towards zero; -0.5 gives -0. */
    public static Expr trunc(Expr x) {
        return select(lt(x, Expr.of(x.type(), 0)), Expr.apply(ScalarOp.CEIL, x), Expr.apply(ScalarOp.FLOOR, x));
    }

    /**
     * The magnitude of the first with the sign of the second, be it 0. A NaN counts as positive: which sign the NaN of 0/0 has,
     * processors disagree on.
     */
    public static Expr copySign(Expr magnitude, Expr sign) {
        return select(eq(sign, sign), signed(abs(magnitude), sign), abs(magnitude));
    }

    /** The next number after {@code x} towards {@code y}, and {@code y} where they are equal. */
    public static Expr nextAfter(Expr x, Expr y) {
        DType type = bits(x).type();
        Expr zero = Expr.of(x.type(), 0);
        Expr away = eq(lt(x, y), lt(zero, x));
        Expr step = select(away, whole(type, 1), whole(type, -1));
        Expr least = signed(real(whole(type, 1)), y);
        Expr next = select(eq(x, zero), least, real(add(bits(x), step)));
        Expr numbers = and(eq(x, x), eq(y, y));
        return select(numbers, select(eq(x, y), y, next), Expr.of(x.type(), Double.NaN));
    }

    /** {@code x * 2^distance}, wrapping; 0 where the distance is negative or the width and more. */
    public static Expr shiftLeft(Expr x, Expr distance) {
        return select(isWithin(distance), Expr.apply(ScalarOp.SHL, x, distance), whole(x.type(), 0));
    }

    /** {@code x / 2^distance} rounded down; as by the width where the distance is negative or more. */
    public static Expr shiftRight(Expr x, Expr distance) {
        Expr last = whole(x.type(), x.type().bits() - 1);
        return Expr.apply(ScalarOp.SHR, x, select(isWithin(distance), distance, last));
    }

    private static Expr isWithin(Expr distance) {
        return and(le(whole(distance.type(), 0), distance),
                lt(distance, whole(distance.type(), distance.type().bits())));
    }
}
