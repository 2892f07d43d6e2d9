package dev.sinter.ir.scalar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** The elementary functions by their series in decimal arithmetic, to 60 digits and more: the judge of float64. */
final class Precise {
    static final MathContext DIGITS = new MathContext(80);
    private static final BigDecimal ONE = BigDecimal.ONE;
    static final BigDecimal TWO = BigDecimal.TWO;
    private static final BigDecimal NEGLIGIBLE = ONE.scaleByPowerOfTen(-80);
    /** Enough digits that the largest float64 modulo 2 pi keeps 80. */
    static final BigDecimal PI = pi(90);
    private static final BigDecimal TWO_PI = pi(400).multiply(TWO);
    static final BigDecimal LN_2 = log(TWO, new BigDecimal("0.693147180559945"));
    private static final BigDecimal ROOT_PI = pi(90).sqrt(DIGITS);

    private Precise() {}

    static BigDecimal times(BigDecimal a, BigDecimal b) {
        return a.multiply(b, DIGITS);
    }

    /** The Taylor series at a 256th of the argument, squared 8 times. */
    static BigDecimal exp(BigDecimal x) {
        BigDecimal whole = x.divide(LN_2, 0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(whole.multiply(LN_2)).divide(BigDecimal.valueOf(256), DIGITS);
        BigDecimal sum = ONE;
        BigDecimal term = ONE;
        for (int n = 1; term.abs().compareTo(NEGLIGIBLE) > 0; n++) {
            term = times(term, r).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term);
        }
        for (int i = 0; i < 8; i++) {
            sum = times(sum, sum);
        }
        return times(sum, power(whole.intValueExact()));
    }

    private static BigDecimal power(int exponent) {
        BigDecimal power = TWO.pow(Math.abs(exponent));
        return exponent < 0 ? ONE.divide(power, DIGITS) : power;
    }

    static BigDecimal log(BigDecimal x) {
        int exponent = exponent(x);
        BigDecimal significand = times(x, power(-exponent));
        BigDecimal guess = new BigDecimal(StrictMath.log(significand.doubleValue()));
        return log(significand, guess).add(LN_2.multiply(BigDecimal.valueOf(exponent)));
    }

    /** Halley's iteration for e^y = x, which triples the digits; {@code x} between 1/2 and 2. */
    private static BigDecimal log(BigDecimal x, BigDecimal guess) {
        BigDecimal y = guess;
        for (int i = 0; i < 2; i++) {
            BigDecimal e = shortExp(y);
            y = y.add(TWO.multiply(x.subtract(e)).divide(x.add(e), DIGITS));
        }
        return y;
    }

    private static BigDecimal shortExp(BigDecimal x) {
        BigDecimal sum = ONE;
        BigDecimal term = ONE;
        for (int n = 1; term.abs().compareTo(NEGLIGIBLE) > 0; n++) {
            term = times(term, x).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term);
        }
        return sum;
    }

    /** The exponent of 2 of the binade that {@code x} is in. */
    static int exponent(BigDecimal x) {
        BigDecimal size = x.abs();
        int exponent = (int) Math.floor((size.precision() - size.scale() - 1) * 3.3219280948873623);
        while (size.compareTo(power(exponent + 1)) >= 0) {
            exponent++;
        }
        while (size.compareTo(power(exponent)) < 0) {
            exponent--;
        }
        return exponent;
    }

    static BigDecimal sin(BigDecimal x) {
        BigDecimal turns = x.divide(TWO_PI, 0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(turns.multiply(TWO_PI), new MathContext(160));
        return series(r, r.pow(2, DIGITS).negate(), 1);
    }

    static BigDecimal cos(BigDecimal x) {
        BigDecimal turns = x.divide(TWO_PI, 0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(turns.multiply(TWO_PI), new MathContext(160));
        return series(ONE, r.pow(2, DIGITS).negate(), 0);
    }

    /** {@code first (1 + z/((k+1)(k+2)) + z^2/((k+1)...(k+4)) + ...)}. */
    private static BigDecimal series(BigDecimal first, BigDecimal z, int k) {
        BigDecimal sum = first;
        BigDecimal term = first;
        for (int n = k; term.abs().compareTo(first.abs().multiply(NEGLIGIBLE)) > 0; n += 2) {
            term = times(term, z).divide(BigDecimal.valueOf((n + 1L) * (n + 2)), DIGITS);
            sum = sum.add(term);
        }
        return sum;
    }

    /** sqrt(x^2 + add). */
    static BigDecimal root(BigDecimal x, int add) {
        return x.multiply(x).add(BigDecimal.valueOf(add)).sqrt(DIGITS);
    }

    /** sqrt(1 - x^2). */
    static BigDecimal cosine(BigDecimal x) {
        return ONE.subtract(x.multiply(x)).sqrt(DIGITS);
    }

    /** atan x = 2 atan(x / (1 + sqrt(1 + x^2))), eight times, and then the series; of a large x by its inverse. */
    static BigDecimal atan(BigDecimal x) {
        if (x.abs().compareTo(ONE) > 0) {
            BigDecimal right = PI.divide(TWO, DIGITS);
            return (x.signum() < 0 ? right.negate() : right).subtract(atan(ONE.divide(x, DIGITS)), DIGITS);
        }
        BigDecimal half = x;
        for (int i = 0; i < 8; i++) {
            half = half.divide(ONE.add(root(half, 1).round(DIGITS)), DIGITS);
        }
        BigDecimal z = times(half, half).negate();
        BigDecimal power = half;
        BigDecimal sum = half;
        for (int n = 3; n < 60; n += 2) {
            power = times(power, z);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
        }
        return times(sum, BigDecimal.valueOf(256));
    }

    static BigDecimal tanh(BigDecimal x) {
        BigDecimal size = x.abs();
        if (size.compareTo(new BigDecimal("1e-9")) < 0) {
            BigDecimal z = times(x, x);
            BigDecimal fifth = times(z, z).multiply(new BigDecimal(2)).divide(new BigDecimal(15), DIGITS);
            return times(x, ONE.subtract(z.divide(BigDecimal.valueOf(3), DIGITS)).add(fifth));
        }
        BigDecimal e = exp(x.multiply(TWO));
        return e.subtract(ONE).divide(e.add(ONE), DIGITS);
    }

    static BigDecimal sigmoid(BigDecimal x) {
        BigDecimal e = exp(x);
        return e.divide(e.add(ONE), DIGITS);
    }

    /** {@code 2/sqrt(pi) (x - x^3/(1! 3) + x^5/(2! 5) - ...)}. */
    static BigDecimal erf(BigDecimal x) {
        BigDecimal z = times(x, x).negate();
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int n = 1; power.abs().compareTo(x.abs().multiply(NEGLIGIBLE)) > 0; n++) {
            power = times(power, z).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(2 * n + 1), DIGITS));
        }
        return TWO.multiply(sum).divide(ROOT_PI, DIGITS);
    }

    /** For positive {@code x}. */
    static BigDecimal pow(BigDecimal x, BigDecimal y) {
        return exp(times(y, log(x)));
    }

    /** Machin's formula on integers: pi/4 = 4 atan(1/5) - atan(1/239). */
    private static BigDecimal pi(int digits) {
        BigInteger unit = BigInteger.TEN.pow(digits + 10);
        BigInteger quarter = inverseTangent(unit, 5).multiply(BigInteger.valueOf(4))
                .subtract(inverseTangent(unit, 239));
        return new BigDecimal(quarter.multiply(BigInteger.valueOf(4)), digits + 10);
    }

    private static BigInteger inverseTangent(BigInteger unit, long inverse) {
        BigInteger term = unit.divide(BigInteger.valueOf(inverse));
        BigInteger sum = term;
        for (int n = 1; term.signum() != 0; n++) {
            term = term.divide(BigInteger.valueOf(-inverse * inverse));
            sum = sum.add(term.divide(BigInteger.valueOf(2 * n + 1)));
        }
        return sum;
    }
}
