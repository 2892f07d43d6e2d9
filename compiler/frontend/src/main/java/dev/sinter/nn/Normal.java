package dev.sinter.nn;

/** What random initial values need of mathematics, in double, for plain arrays. */
final class Normal {
    private Normal() {}

    /** How likely a standard normal number is below x. */
    static double below(double x) {
        return 0.5 * (1 + erf(x / Math.sqrt(2)));
    }

    /** 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x: its power series near 0, its continued fraction beyond. */
    static double erf(double x) {
        double size = Math.abs(x);
        if (size > 6) {
            return Math.signum(x);
        }
        if (size < 3) {
            double term = x;
            double sum = x;
            for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
                term *= 2 * x * x / (2 * n + 1);
                sum += term;
            }
            return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
        }
        double fraction = 0;
        for (int n = 60; n > 0; n--) {
            fraction = n / 2.0 / (size + fraction);
        }
        double rest = StrictMath.exp(-size * size) / (Math.sqrt(Math.PI) * (size + fraction));
        return Math.signum(x) * (1 - rest);
    }

    /** The inverse of {@link #erf}, by Newton's steps with the second derivative (Halley) from Winitzki's approximation (2008). */
    static double erfInverse(double y) {
        if (Math.abs(y) >= 1) {
            return Math.signum(y) * Double.POSITIVE_INFINITY;
        }
        double a = 0.147;
        double log = StrictMath.log1p(-y * y);
        double half = 2 / (Math.PI * a) + log / 2;
        double x = Math.signum(y) * Math.sqrt(Math.sqrt(half * half - log / a) - half);
        for (int i = 0; i < 3; i++) {
            double step = (erf(x) - y) / (2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x));
            x -= step / (1 + x * step);
        }
        return x;
    }

    /** Makes vectors of length 1 at right angles of them, each from what it has beyond those before it (twice, so that it is exact). */
    static void orthonormalize(double[][] vectors) {
        for (int i = 0; i < vectors.length; i++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    double product = dot(vectors[i], vectors[j]);
                    for (int k = 0; k < vectors[i].length; k++) {
                        vectors[i][k] -= product * vectors[j][k];
                    }
                }
            }
            double length = Math.sqrt(dot(vectors[i], vectors[i]));
            for (int k = 0; k < vectors[i].length; k++) {
                vectors[i][k] /= length;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
