package dev.sinter.ir;

import dev.sinter.types.DType;

/** Which dtypes a pointwise op takes. */
enum Domain {
    FLOAT("a floating dtype"),
    /** Where a 16-bit float will not do, being computed in float32. */
    WIDE_FLOAT("f32 or f64"),
    NUMBER("a numeric dtype"),
    INTEGER("an integer dtype"),
    BITS("an integer dtype or bool"),
    INT64("i64"),
    ANY("any dtype");

    private final String words;

    Domain(String words) {
        this.words = words;
    }

    boolean admits(DType type) {
        return switch (this) {
            case FLOAT -> type.isFloating();
            case WIDE_FLOAT -> type == DType.F32 || type == DType.F64;
            case NUMBER -> type != DType.BOOL;
            case INTEGER -> type.isInteger();
            case BITS -> !type.isFloating();
            case INT64 -> type == DType.I64;
            case ANY -> true;
        };
    }

    String words() {
        return words;
    }
}
