package dev.sinter.ir;

import static dev.sinter.ir.scalar.Expr.apply;
import static dev.sinter.ir.scalar.Expr.cast;
import static dev.sinter.ir.scalar.Expr.of;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;

/**
 * Threefry-2x32 with 20 rounds as scalar arithmetic (Salmon et al., SC 2011, section 3.2 and table 2).
 *
 * <p>Of the key, the counter and the result, each two words of 32 bits, the first word is the low half of an int64 and the second its
 * high half: counting up by one changes the first word first.
 */
final class Threefry {
    private static final int[] ROTATIONS = {13, 15, 26, 6, 17, 29, 16, 24};
    /** The parity constant of the key schedule for 32-bit words. */
    private static final int PARITY = 0x1BD11BDA;

    private Threefry() {}

    static Expr bits(Expr key, Expr counter) {
        Expr k0 = low(key);
        Expr k1 = high(key);
        Expr[] keys = {k0, k1, apply(ScalarOp.XOR, apply(ScalarOp.XOR, k0, k1), of(PARITY))};
        Expr x0 = apply(ScalarOp.ADD, low(counter), keys[0]);
        Expr x1 = apply(ScalarOp.ADD, high(counter), keys[1]);
        for (int round = 0; round < 20; round++) {
            int distance = ROTATIONS[round % 8];
            x0 = apply(ScalarOp.ADD, x0, x1);
            x1 = apply(ScalarOp.OR, apply(ScalarOp.SHL, x1, of(distance)), apply(ScalarOp.USHR, x1, of(32 - distance)));
            x1 = apply(ScalarOp.XOR, x1, x0);
            if (round % 4 == 3) {
                int injection = round / 4 + 1;
                x0 = apply(ScalarOp.ADD, x0, keys[injection % 3]);
                x1 = apply(ScalarOp.ADD, apply(ScalarOp.ADD, x1, keys[(injection + 1) % 3]), of(injection));
            }
        }
        Expr upper = apply(ScalarOp.SHL, cast(DType.I64, x1), of(32L));
        return apply(ScalarOp.OR, upper, apply(ScalarOp.AND, cast(DType.I64, x0), of(0xffffffffL)));
    }

    private static Expr low(Expr x) {
        return cast(DType.I32, x);
    }

    private static Expr high(Expr x) {
        return cast(DType.I32, apply(ScalarOp.USHR, x, of(32L)));
    }
}
