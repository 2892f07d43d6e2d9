package dev.sinter.ir.scalar;

import dev.sinter.types.DType;

/** The meaning of each {@link ScalarOp}, on raw bits: what the interpreter runs and constant folding uses. */
public final class ScalarOps {
    private ScalarOps() {}

    /** Evaluates {@code op} whose arguments have dtype {@code type} (of the branches, for a select; of the source, for a cast). */
    public static long evaluate(ScalarOp op, DType type, DType result, long a, long b, long c) {
        if (op == ScalarOp.SELECT) {
            return a != 0 ? b : c;
        }
        if (op == ScalarOp.CAST) {
            return cast(result, type, a);
        }
        if (op == ScalarOp.BITCAST) {
            return fit(result, a);
        }
        return switch (type) {
            case F32 ->
                f32(op, Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b), Float.intBitsToFloat((int) c));
            case F64 -> f64(op, Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c));
            case I32 -> i32(op, (int) a, (int) b);
            case I64 -> i64(op, a, b);
            case BOOL -> bool(op, a, b);
            default -> throw new IllegalArgumentException(op + " is not defined on " + type);
        };
    }

    /** The lowest bits as a dtype of that width keeps them: signed integers sign-extended, all others zero-extended. */
    private static long fit(DType type, long bits) {
        int unused = 64 - type.bits();
        return type.kind() == DType.Kind.SIGNED ? bits << unused >> unused : bits << unused >>> unused;
    }

    private static long f32(ScalarOp op, float a, float b, float c) {
        return switch (op) {
            case ADD -> bits(a + b);
            case SUB -> bits(a - b);
            case MUL -> bits(a * b);
            case DIV -> bits(a / b);
            case REM -> bits(a % b);
            case FMA -> bits(Math.fma(a, b, c));
            case NEG -> bits(-a);
            case ABS -> bits(Math.abs(a));
            case MIN -> bits(Math.min(a, b));
            case MAX -> bits(Math.max(a, b));
            case SQRT -> bits((float) Math.sqrt(a));
            case FLOOR -> bits((float) Math.floor(a));
            case CEIL -> bits((float) Math.ceil(a));
            case RINT -> bits((float) Math.rint(a));
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            default -> throw new IllegalArgumentException(op + " is not defined on f32");
        };
    }

    private static long f64(ScalarOp op, double a, double b, double c) {
        return switch (op) {
            case ADD -> bits(a + b);
            case SUB -> bits(a - b);
            case MUL -> bits(a * b);
            case DIV -> bits(a / b);
            case REM -> bits(a % b);
            case FMA -> bits(Math.fma(a, b, c));
            case NEG -> bits(-a);
            case ABS -> bits(Math.abs(a));
            case MIN -> bits(Math.min(a, b));
            case MAX -> bits(Math.max(a, b));
            case SQRT -> bits(Math.sqrt(a));
            case FLOOR -> bits(Math.floor(a));
            case CEIL -> bits(Math.ceil(a));
            case RINT -> bits(Math.rint(a));
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            default -> throw new IllegalArgumentException(op + " is not defined on f64");
        };
    }

    private static int i32(ScalarOp op, int a, int b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case NEG -> -a;
            case ABS -> Math.abs(a);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case NOT -> ~a;
            case SHL -> a << b;
            case SHR -> a >> b;
            case USHR -> a >>> b;
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            default -> throw new IllegalArgumentException(op + " is not defined on i32");
        };
    }

    private static long i64(ScalarOp op, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case NEG -> -a;
            case ABS -> Math.abs(a);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case NOT -> ~a;
            case SHL -> a << b;
            case SHR -> a >> b;
            case USHR -> a >>> b;
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            default -> throw new IllegalArgumentException(op + " is not defined on i64");
        };
    }

    private static long bool(ScalarOp op, long a, long b) {
        return switch (op) {
            case AND -> a & b;
            case OR -> a | b;
            case XOR, NE -> a ^ b;
            case NOT -> a ^ 1;
            case EQ -> (a ^ b) ^ 1;
            case LT -> ~a & b & 1;
            case LE -> (a ^ 1) | b;
            default -> throw new IllegalArgumentException(op + " is not defined on bool");
        };
    }

    private static long bits(float value) {
        return Float.floatToRawIntBits(value) & 0xffffffffL;
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    /** Converts one element as {@link ScalarOp#CAST} says. */
    public static long cast(DType to, DType from, long bits) {
        if (to == from) {
            return bits;
        }
        return switch (from) {
            case F64 -> fromDouble(to, Double.longBitsToDouble(bits));
            case F32 -> fromFloat(to, Float.intBitsToFloat((int) bits));
            case F16 -> fromFloat(to, Float.float16ToFloat((short) bits));
            case BF16 -> fromFloat(to, Float.intBitsToFloat((int) bits << 16));
            case I64, I32, I16, I8, U8, BOOL -> fromLong(to, bits);
        };
    }

    private static long fromDouble(DType to, double value) {
        return switch (to) {
            case F64 -> bits(value);
            case F32 -> bits((float) value);
            case F16, BF16 -> fromFloat(to, (float) value);
            case BOOL -> value != 0 ? 1 : 0;
            case I64 -> (long) value;
            case I32, I16, I8, U8 -> fromLong(to, (int) value);
        };
    }

    private static long fromFloat(DType to, float value) {
        return switch (to) {
            case F64 -> bits((double) value);
            case F32 -> bits(value);
            case F16 -> Float.floatToFloat16(value) & 0xffffL;
            case BF16 -> bfloat16(value);
            case BOOL -> value != 0 ? 1 : 0;
            case I64 -> (long) value;
            case I32, I16, I8, U8 -> fromLong(to, (int) value);
        };
    }

    private static long fromLong(DType to, long value) {
        return switch (to) {
            case F64 -> bits((double) value);
            case F32 -> bits((float) value);
            case F16, BF16 -> fromFloat(to, (float) value);
            case BOOL -> value != 0 ? 1 : 0;
            case I64 -> value;
            case I32 -> (int) value;
            case I16 -> (short) value;
            case I8 -> (byte) value;
            case U8 -> value & 0xff;
        };
    }

    private static int bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (bits >>> 16 | 0x40) & 0xffff;
        }
        return (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
    }
}
