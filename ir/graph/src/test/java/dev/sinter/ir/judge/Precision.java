package dev.sinter.ir.judge;

import dev.sinter.types.DType;

/** How finely a floating dtype resolves, as the error bounds need it. */
enum Precision {
    F32(24, -149, Float.MAX_VALUE),
    F64(53, -1074, Double.MAX_VALUE),
    F16(11, -24, 65504),
    BF16(8, -133, 0x1.fep127);

    private final int significand;
    private final int leastExponent;
    private final double max;

    Precision(int significand, int leastExponent, double max) {
        this.significand = significand;
        this.leastExponent = leastExponent;
        this.max = max;
    }

    static Precision of(DType type) {
        return valueOf(type.name());
    }

    /** The greatest relative error of one rounding in the normal range. */
    double unit() {
        return Math.scalb(1.0, -significand);
    }

    /** The least positive value. */
    double least() {
        return Math.scalb(1.0, leastExponent);
    }

    double max() {
        return max;
    }
}
