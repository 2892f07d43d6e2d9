package dev.sinter.nn;

/** Margins of zeros around the last two axes. */
public final class ZeroPad2d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public ZeroPad2d(int... margins) {
        super(2, PaddingFunctions.PaddingMode.CONSTANT, 0, margins);
    }
}
