package dev.sinter.nn;

/** Margins of the elements from the other end around the last three axes. */
public final class CircularPad3d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public CircularPad3d(int... margins) {
        super(3, PaddingFunctions.PaddingMode.CIRCULAR, 0, margins);
    }
}
