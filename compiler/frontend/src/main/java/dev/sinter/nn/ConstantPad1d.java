package dev.sinter.nn;

/** Margins of one number around the last axis. */
public final class ConstantPad1d extends Padding {
    public ConstantPad1d(double value, int... margins) {
        super(1, PaddingFunctions.PaddingMode.CONSTANT, value, margins);
    }
}
