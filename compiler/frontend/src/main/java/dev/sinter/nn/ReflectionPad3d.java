package dev.sinter.nn;

/** Margins of the elements mirrored at the border around the last three axes. */
public final class ReflectionPad3d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public ReflectionPad3d(int... margins) {
        super(3, PaddingFunctions.PaddingMode.REFLECT, 0, margins);
    }
}
