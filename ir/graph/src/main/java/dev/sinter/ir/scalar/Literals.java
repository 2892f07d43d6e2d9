package dev.sinter.ir.scalar;

import dev.sinter.types.DType;

/** Single elements as raw bits and as text. */
public final class Literals {
    private Literals() {}

    /** The bits of {@code value} rounded (floats) or truncated and wrapped (integers) to {@code type}. */
    public static long bits(DType type, double value) {
        return ScalarOps.cast(type, DType.F64, Double.doubleToRawLongBits(value));
    }

    /** The bits of {@code value} converted to {@code type}. */
    public static long bits(DType type, long value) {
        return ScalarOps.cast(type, DType.I64, value);
    }

    /** The value as a double; exact but for large int64. */
    public static double toDouble(DType type, long bits) {
        return Double.longBitsToDouble(ScalarOps.cast(DType.F64, type, bits));
    }

    /** Text that {@link #parse} reads back to the same bits: {@code 0.5}, {@code -3}, {@code true}, {@code nan}, {@code inf}. */
    public static String text(DType type, long bits) {
        return switch (type) {
            case BOOL -> bits != 0 ? "true" : "false";
            case I64, I32, I16, I8, U8 -> Long.toString(bits);
            case F64 -> floating(Double.longBitsToDouble(bits), Double.toString(Double.longBitsToDouble(bits)));
            case F32, F16, BF16 -> {
                float value = Float.intBitsToFloat((int) ScalarOps.cast(DType.F32, type, bits));
                yield floating(value, Float.toString(value));
            }
        };
    }

    private static String floating(double value, String text) {
        return Double.isNaN(value) ? "nan" : Double.isInfinite(value) ? value > 0 ? "inf" : "-inf" : text;
    }

    /** The bits that {@code text} means for {@code type}; {@link IllegalArgumentException} where it means none. */
    public static long parse(DType type, String text) {
        try {
            if (!type.equals(DType.BOOL) && !isWord(text)
                    && !text.chars().allMatch(c -> "0123456789.eE+-".indexOf(c) >= 0)) {
                // Java also reads hexadecimal floats, suffixes and foreign digits.
                throw new NumberFormatException();
            }
            return switch (type) {
                case BOOL -> switch (text) {
                    case "true" -> 1;
                    case "false" -> 0;
                    default -> throw new NumberFormatException();
                };
                case I64, I32, I16, I8, U8 -> {
                    long value = Long.parseLong(text);
                    if (bits(type, value) != value) {
                        throw new NumberFormatException();
                    }
                    yield value;
                }
                case F64 -> Double.doubleToRawLongBits(decimal(text));
                // Rounded from the decimal once; the 16-bit texts are exact in float32.
                case F32 -> Float.floatToRawIntBits(
                        isWord(text) ? (float) decimal(text) : Float.parseFloat(text))
                        & 0xffffffffL;
                case F16, BF16 -> bits(type, decimal(text));
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a value of " + type, e);
        }
    }

    private static boolean isWord(String text) {
        return text.equals("nan") || text.equals("inf") || text.equals("-inf");
    }

    private static double decimal(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
