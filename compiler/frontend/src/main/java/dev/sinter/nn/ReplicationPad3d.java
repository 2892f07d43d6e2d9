package dev.sinter.nn;

/** Margins of the elements at the border around the last three axes. */
public final class ReplicationPad3d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public ReplicationPad3d(int... margins) {
        super(3, PaddingFunctions.PaddingMode.REPLICATE, 0, margins);
    }
}
