package dev.sinter.nn;

/** Margins of zeros around the last axis. */
public final class ZeroPad1d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public ZeroPad1d(int... margins) {
        super(1, PaddingFunctions.PaddingMode.CONSTANT, 0, margins);
    }
}
