package dev.sinter.nn;

/** Margins of zeros around the last three axes. */
public final class ZeroPad3d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public ZeroPad3d(int... margins) {
        super(3, PaddingFunctions.PaddingMode.CONSTANT, 0, margins);
    }
}
