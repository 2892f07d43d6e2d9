package dev.sinter.nn;

/** Margins of the elements mirrored at the border around the last axis. */
public final class ReflectionPad1d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public ReflectionPad1d(int... margins) {
        super(1, PaddingFunctions.PaddingMode.REFLECT, 0, margins);
    }
}
