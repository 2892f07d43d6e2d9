package dev.sinter.compiler.cpu;

import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import java.util.List;

/**
 * The bounds of what an instruction gives, as far as they decide how it is computed: conversions between 64-bit floats and integers go by
 * way of int32 where that is exact, since only AVX-512 has the direct way. Bounds of floats leave NaN out.
 */
final class Ranges {
    private static final long[] NONE = {Long.MIN_VALUE, Long.MAX_VALUE};

    private Ranges() {}

    static long[] of(ScalarOp op, DType from, DType dtype, List<Value> args) {
        long[] known = switch (op) {
            case MIN -> new long[]{Math.min(args.get(0).lo, args.get(1).lo), Math.min(args.get(0).hi, args.get(1).hi)};
            case MAX -> new long[]{Math.max(args.get(0).lo, args.get(1).lo), Math.max(args.get(0).hi, args.get(1).hi)};
            case SHR -> args.get(1).isConst() && !dtype.isFloating() ? shifted(dtype, args.get(0), args.get(1)) : NONE;
            case NEG -> dtype.isFloating() ? new long[]{negated(args.get(0).hi), negated(args.get(0).lo)} : NONE;
            case RINT -> new long[]{args.get(0).lo, args.get(0).hi};
            case MUL -> dtype == DType.F64 ? product(args.get(0), args.get(1)) : NONE;
            case CAST -> cast(from, dtype, args.get(0));
            default -> NONE;
        };
        long[] least = Bounds.of(dtype);
        return new long[]{Math.max(known[0], least[0]), Math.min(known[1], least[1])};
    }

    /** Integers wrap, so that bounds beyond the dtype's say nothing; NaN becomes 0; float32 rounds. */
    private static long[] cast(DType from, DType dtype, Value value) {
        if (!isInt(value) || dtype == DType.BOOL || dtype.isFloating() && dtype.bits() == 16) {
            return NONE;
        }
        if (dtype.isFloating()) {
            return dtype == DType.F64
                    ? new long[]{value.lo, value.hi}
                    : new long[]{(long) (float) value.lo, (long) (float) value.hi};
        }
        long lo = from.isFloating() ? Math.min(value.lo, 0) : value.lo;
        long hi = from.isFloating() ? Math.max(value.hi, 0) : value.hi;
        long[] all = Bounds.of(dtype);
        return lo >= all[0] && hi <= all[1] ? new long[]{lo, hi} : NONE;
    }

    /** Whether a value, or NaN, is known to lie well within int32. */
    static boolean isInt(Value value) {
        return value.lo > Integer.MIN_VALUE && value.hi < Integer.MAX_VALUE;
    }

    private static long[] shifted(DType dtype, Value value, Value distance) {
        int shift = (int) distance.lo & dtype.bits() - 1;
        return new long[]{value.lo >> shift, value.hi >> shift};
    }

    private static long negated(long bound) {
        return bound == Long.MIN_VALUE ? Long.MAX_VALUE : bound == Long.MAX_VALUE ? Long.MIN_VALUE : -bound;
    }

    /** A product with a constant, bounded generously. */
    private static long[] product(Value a, Value b) {
        Value constant = a.isConst() ? a : b;
        Value other = a.isConst() ? b : a;
        if (!constant.isConst() || !isInt(other)) {
            return NONE;
        }
        double factor = Math.abs(Double.longBitsToDouble(constant.data));
        double most = factor * Math.max(Math.abs(other.lo), Math.abs(other.hi)) + 1;
        return most < Integer.MAX_VALUE ? new long[]{-(long) most - 1, (long) most + 1} : NONE;
    }

    /** The bounds of a constant. */
    static long[] of(DType dtype, long bits) {
        if (dtype != DType.F64 && dtype != DType.F32) {
            return NONE;
        }
        double value = dtype == DType.F64 ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
        return Math.abs(value) < Integer.MAX_VALUE
                ? new long[]{(long) Math.floor(value), (long) Math.ceil(value)}
                : NONE;
    }
}
