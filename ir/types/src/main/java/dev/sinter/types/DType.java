package dev.sinter.types;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The type of one element of a tensor. */
public enum DType {
    F32(Kind.FLOAT, 32),
    F64(Kind.FLOAT, 64),
    F16(Kind.FLOAT, 16),
    BF16(Kind.FLOAT, 16),
    I64(Kind.SIGNED, 64),
    I32(Kind.SIGNED, 32),
    I16(Kind.SIGNED, 16),
    I8(Kind.SIGNED, 8),
    U8(Kind.UNSIGNED, 8),
    BOOL(Kind.BOOL, 8);

    /** How the bits of an element are read. */
    public enum Kind {
        FLOAT,
        SIGNED,
        UNSIGNED,
        BOOL
    }

    private static final Map<String, DType> BY_TEXT = Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(DType::text, Function.identity()));

    private final Kind kind;
    private final int bits;
    private final String text;

    DType(Kind kind, int bits) {
        this.kind = kind;
        this.bits = bits;
        this.text = name().toLowerCase(Locale.ROOT);
    }

    /** The name in the textual form of the graph: {@code f32}, {@code bool}. */
    public String text() {
        return text;
    }

    /** The dtype of that textual name; {@link IllegalArgumentException} where there is none. */
    public static DType parse(String text) {
        DType type = BY_TEXT.get(text);
        if (type == null) {
            throw new IllegalArgumentException(
                    "unknown dtype '" + text + "'; known are " + BY_TEXT.keySet().stream().sorted().toList()
                            + shorter(text));
        }
        return type;
    }

    /** For a name that PyTorch and NumPy use, the name here. */
    private static String shorter(String text) {
        String guess = switch (text) {
            case "float32", "float" -> "f32";
            case "float64", "double" -> "f64";
            case "float16", "half" -> "f16";
            case "bfloat16" -> "bf16";
            case "int64", "long" -> "i64";
            case "int32", "int" -> "i32";
            case "int16", "short" -> "i16";
            case "int8" -> "i8";
            case "uint8", "byte" -> "u8";
            case "boolean" -> "bool";
            default -> "";
        };
        return guess.isEmpty() ? "" : "; " + text + " is called " + guess + " here";
    }

    public Kind kind() {
        return kind;
    }

    /** Storage per element, in bits; a bool takes a whole byte. */
    public int bits() {
        return bits;
    }

    /** Storage per element, in bytes. */
    public int bytes() {
        return bits / 8;
    }

    public boolean isFloating() {
        return kind == Kind.FLOAT;
    }

    /** Signed or unsigned integers; bool is not one. */
    public boolean isInteger() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    /**
     * The dtype in which an element is computed: float32 for the 16-bit floats, int32 for integers narrower than that
     * and for bool, the dtype itself otherwise. Results are rounded or wrapped back after each operation.
     */
    public DType computed() {
        return switch (this) {
            case F16, BF16 -> F32;
            case I16, I8, U8, BOOL -> I32;
            default -> this;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
