package dev.sinter.nn;

/** Margins of the elements from the other end around the last two axes. */
public final class CircularPad2d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public CircularPad2d(int... margins) {
        super(2, PaddingFunctions.PaddingMode.CIRCULAR, 0, margins);
    }
}
