package dev.sinter.compiler.cpu;

import dev.sinter.types.DType;
import java.math.BigInteger;

/** What a cast gives, computed with big integers from the definitions of the formats; it shares nothing with the code it judges. */
final class CastOracle {
    private CastOracle() {}

    /** A float's format: digits with the leading one, bits in all, and the exponent of its least unit. */
    private record Format(int digits, int bits, int least) {
        static Format of(DType type) {
            return switch (type) {
                case F16 -> new Format(11, 16, -24);
                case BF16 -> new Format(8, 16, -133);
                case F32 -> new Format(24, 32, -149);
                case F64 -> new Format(53, 64, -1074);
                default -> throw new IllegalArgumentException(type.toString());
            };
        }

        long infinity() {
            return (1L << bits - digits) - 1 << digits - 1;
        }

        long sign() {
            return 1L << bits - 1;
        }
    }

    /** {@code units * 2^exponent}, or what is no number. */
    private record Exact(boolean isNaN, boolean isInfinite, boolean isNegative, BigInteger units, int exponent) {
        boolean isZero() {
            return units.signum() == 0 && !isNaN && !isInfinite;
        }

        BigInteger truncated() {
            BigInteger whole = exponent >= 0 ? units.shiftLeft(exponent) : units.shiftRight(-exponent);
            return isNegative ? whole.negate() : whole;
        }
    }

    static long cast(DType to, DType from, long bits) {
        Exact value = from.isFloating() ? decode(Format.of(from), bits) : whole(bits);
        if (to == DType.BOOL) {
            return value.isZero() ? 0 : 1;
        }
        if (to.isFloating()) {
            boolean isByWayOfFloat = to.bits() == 16 && !(from.bits() == 16 && from.isFloating());
            Exact reached = isByWayOfFloat ? decode(Format.of(DType.F32), encode(Format.of(DType.F32), value)) : value;
            return encode(Format.of(to), reached);
        }
        return wrap(to, from.isFloating() ? saturated(to == DType.I64 ? 64 : 32, value) : value.truncated());
    }

    private static Exact whole(long value) {
        BigInteger big = BigInteger.valueOf(value);
        return new Exact(false, false, value < 0, big.abs(), 0);
    }

    private static Exact decode(Format format, long bits) {
        long magnitude = bits & format.sign() - 1;
        boolean isNegative = (bits & format.sign()) != 0;
        int exponent = (int) (magnitude >>> format.digits() - 1);
        long fraction = magnitude & (1L << format.digits() - 1) - 1;
        if (magnitude >= format.infinity()) {
            return new Exact(magnitude > format.infinity(), magnitude == format.infinity(), isNegative,
                    BigInteger.ZERO, 0);
        }
        return exponent == 0
                ? new Exact(false, false, isNegative, BigInteger.valueOf(fraction), format.least())
                : new Exact(false, false, isNegative, BigInteger.valueOf(fraction | 1L << format.digits() - 1),
                        format.least() + exponent - 1);
    }

    /** Rounded to nearest, ties to even. */
    private static long encode(Format format, Exact value) {
        long sign = value.isNegative() ? format.sign() : 0;
        if (value.isNaN()) {
            return format.infinity() | 1L << format.digits() - 2;
        }
        if (value.isInfinite()) {
            return sign | format.infinity();
        }
        int unit = Math.max(value.units().bitLength() + value.exponent() - format.digits(), format.least());
        int dropped = unit - value.exponent();
        BigInteger units = dropped <= 0 ? value.units().shiftLeft(-dropped) : rounded(value.units(), dropped);
        if (units.bitLength() > format.digits()) {
            units = units.shiftRight(1);
            unit++;
        }
        if (units.bitLength() < format.digits()) {
            return sign | units.longValueExact();
        }
        long biased = unit - format.least() + 1;
        long implicit = 1L << format.digits() - 1;
        long magnitude = (biased << format.digits() - 1) + (units.longValueExact() - implicit);
        return sign | Math.min(magnitude, format.infinity());
    }

    private static BigInteger rounded(BigInteger units, int dropped) {
        BigInteger[] parts = units.divideAndRemainder(BigInteger.ONE.shiftLeft(dropped));
        int half = parts[1].compareTo(BigInteger.ONE.shiftLeft(dropped - 1));
        boolean isUp = half > 0 || half == 0 && parts[0].testBit(0);
        return isUp ? parts[0].add(BigInteger.ONE) : parts[0];
    }

    private static BigInteger saturated(int bits, Exact value) {
        BigInteger greatest = BigInteger.ONE.shiftLeft(bits - 1).subtract(BigInteger.ONE);
        BigInteger least = greatest.negate().subtract(BigInteger.ONE);
        if (value.isNaN()) {
            return BigInteger.ZERO;
        }
        if (value.isInfinite()) {
            return value.isNegative() ? least : greatest;
        }
        return value.truncated().max(least).min(greatest);
    }

    private static long wrap(DType to, BigInteger value) {
        BigInteger modulus = BigInteger.ONE.shiftLeft(to.bits());
        BigInteger rest = value.mod(modulus);
        boolean isNegative = to != DType.U8 && rest.testBit(to.bits() - 1);
        return (isNegative ? rest.subtract(modulus) : rest).longValueExact();
    }
}
