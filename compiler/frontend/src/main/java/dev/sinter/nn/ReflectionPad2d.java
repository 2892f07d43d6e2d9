package dev.sinter.nn;

/** Margins of the elements mirrored at the border around the last two axes. */
public final class ReflectionPad2d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public ReflectionPad2d(int... margins) {
        super(2, PaddingFunctions.PaddingMode.REFLECT, 0, margins);
    }
}
