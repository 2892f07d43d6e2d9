package dev.sinter.nn;

/** Margins of the elements at the border around the last two axes. */
public final class ReplicationPad2d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public ReplicationPad2d(int... margins) {
        super(2, PaddingFunctions.PaddingMode.REPLICATE, 0, margins);
    }
}
