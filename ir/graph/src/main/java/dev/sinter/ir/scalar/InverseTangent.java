package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.and;
import static dev.sinter.ir.scalar.Algebra.bits;
import static dev.sinter.ir.scalar.Algebra.div;
import static dev.sinter.ir.scalar.Algebra.eq;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.signed;
import static dev.sinter.ir.scalar.Algebra.sub;

/** The inverse tangent of a float64, of a quotient and so of a sine and a cosine. */
final class InverseTangent {
    private static final Expr ZERO = Expr.of(0.0);
    private static final Expr ONE = Expr.of(1.0);
    private static final Expr PI = Expr.of(Math.PI);
    private static final Expr PI_LOW = Expr.of(0x1.1a62633145c07p-53);
    private static final Expr INFINITY = Expr.of(Double.POSITIVE_INFINITY);

    /** Where a piece ends, the tangent its angles are measured from, and that angle in two parts. */
    private record Piece(double end, double tangent, double angle, double low) {}

    private static final Piece[] PIECES = {
        new Piece(0.6875, 0.5, 0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56),
        new Piece(1.1875, 1, Math.PI / 4, 0x1.1a62633145c07p-55),
        new Piece(2.4375, 1.5, 0x1.f730bd281f69bp-1, 0x1.007887af0cbbdp-56),
    };

    private InverseTangent() {}

    static Expr atan(Expr x) {
        return signed(positive(abs(x)), x);
    }

    /** The angle of the point (x, y): C's special values (C99, F.9.1.4). */
    static Expr atan2(Expr y, Expr x) {
        Expr height = abs(y);
        Expr width = abs(x);
        Expr quotient = div(height, width);
        Expr none = and(eq(y, ZERO), eq(x, ZERO));
        Expr diagonal = and(eq(height, INFINITY), eq(width, INFINITY));
        return signed(beside(positive(select(none, ZERO, select(diagonal, ONE, quotient))), x), y);
    }

    /** By its tangent. */
    static Expr asin(Expr x) {
        Expr size = abs(x);
        return signed(positive(div(size, cosine(x))), x);
    }

    static Expr acos(Expr x) {
        return beside(positive(div(cosine(x), abs(x))), x);
    }

    /** sqrt(1 - x^2). */
    private static Expr cosine(Expr x) {
        return Expr.apply(ScalarOp.SQRT, mul(sub(ONE, x), add(ONE, x)));
    }

    /** The angle, or where {@code x} is negative, -0 too, pi less it. */
    private static Expr beside(Expr angle, Expr x) {
        return select(lt(bits(x), Expr.of(0L)), sub(PI, sub(angle, PI_LOW)), angle);
    }

    /** Of x >= 0: an angle from the table and the inverse tangent of (x - t) / (1 + x t), where t is that angle's tangent. */
    private static Expr positive(Expr x) {
        // The last piece: pi/2 and -1/x.
        Expr above = Expr.of(-1.0);
        Expr below = x;
        Expr angle = Expr.of(Math.PI / 2);
        Expr low = Expr.of(0x1.1a62633145c07p-54);
        for (int i = PIECES.length - 1; i >= 0; i--) {
            Piece piece = PIECES[i];
            Expr here = lt(x, Expr.of(piece.end));
            above = select(here, sub(x, Expr.of(piece.tangent)), above);
            below = select(here, fma(x, Expr.of(piece.tangent), ONE), below);
            angle = select(here, Expr.of(piece.angle), angle);
            low = select(here, Expr.of(piece.low), low);
        }
        Expr small = lt(x, Expr.of(0.4375));
        Expr t = div(select(small, x, above), select(small, ONE, below));
        Expr z = mul(t, t);
        // (atan(t) / t - 1) / t^2: minimax on |t| <= 0.4375, so that the error is 2^-57.7 of atan t.
        Expr q = polynomial(z, -0x1.555555555550cp-2, 0x1.999999998e9e3p-3, -0x1.2492491ffe086p-3, 0x1.c71c6fdeae397p-4,
                -0x1.745cdbfaf05acp-4, 0x1.3b0f2561de938p-4, -0x1.10d6311068a9ap-4, 0x1.dddfeb0a1b7aap-5,
                -0x1.97a8ddc8cc711p-5, 0x1.2b292acb3ff96p-5, -0x1.0a9e2b3dd806ap-6);
        Expr rest = fma(mul(t, z), q, select(small, ZERO, low));
        return add(select(small, ZERO, angle), add(t, rest));
    }
}
