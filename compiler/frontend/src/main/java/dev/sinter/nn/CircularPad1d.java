package dev.sinter.nn;

/** Margins of the elements from the other end around the last axis. */
public final class CircularPad1d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public CircularPad1d(int... margins) {
        super(1, PaddingFunctions.PaddingMode.CIRCULAR, 0, margins);
    }
}
