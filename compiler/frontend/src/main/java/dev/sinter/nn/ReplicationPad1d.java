package dev.sinter.nn;

/** Margins of the elements at the border around the last axis. */
public final class ReplicationPad1d extends Padding {
    /** One margin on all sides, or pairs, before and after, for the last axis first. */
    public ReplicationPad1d(int... margins) {
        super(1, PaddingFunctions.PaddingMode.REPLICATE, 0, margins);
    }
}
