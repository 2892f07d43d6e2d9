package dev.sinter.ir.judge;

/**
 * The gamma function's logarithm and derivatives with fewer cases than the ops have: every positive argument is brought up to 30
 * by the recurrence, one by one, where few terms of Stirling's series suffice.
 */
final class GammaSeries {
    private static final int FAR = 30;

    private GammaSeries() {}

    static double lgamma(double x) {
        if (Double.isInfinite(x) || x <= 0 && x == Math.rint(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < 0) {
            return x > -1e-18
                    ? -Math.log(-x)
                    : Math.log(Math.PI / Math.abs(x * Math.sin(Math.PI * (x - Math.rint(x))))) - lgamma(-x);
        }
        double sum = 0;
        double lost = 0;
        double y = x;
        for (; y < FAR; y++) {
            double term = -Math.log(y) - lost;
            double next = sum + term;
            lost = next - sum - term;
            sum = next;
        }
        double z = 1 / y / y;
        double series = (1 / 12.0 - z * (1 / 360.0 - z * (1 / 1260.0 - z * (1 / 1680.0 - z / 1188)))) / y;
        double large = Math.fma(y - 0.5, Math.log(y), -y);
        return sum + (large + (series + 0.5 * Math.log(2 * Math.PI)) - lost);
    }

    static double digamma(double x) {
        if (x == 0) {
            return -1 / x;
        }
        if (x < 0) {
            double rest = x - Math.rint(x);
            return rest == 0 ? Double.NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * rest);
        }
        double sum = 0;
        double y = x;
        for (; y < FAR; y++) {
            sum += 1 / y;
        }
        double z = 1 / y / y;
        return Math.log(y) - 0.5 / y - z * (1 / 12.0 - z * (1 / 120.0 - z * (1 / 252.0 - z / 240))) - sum;
    }

    static double trigamma(double x) {
        if (x < 0) {
            double root = Math.PI / Math.sin(Math.PI * (x - Math.rint(x)));
            return root * root - trigamma(1 - x);
        }
        double sum = 0;
        double y = x;
        for (; y < FAR; y++) {
            sum += 1 / y / y;
        }
        double z = 1 / y / y;
        return (1 + 0.5 / y + z * (1 / 6.0 - z * (1 / 30.0 - z * (1 / 42.0 - z / 30)))) / y + sum;
    }
}
