package dev.sinter.nn;

/** Margins of one number around the last three axes. */
public final class ConstantPad3d extends Padding {
    public ConstantPad3d(double value, int... margins) {
        super(3, PaddingFunctions.PaddingMode.CONSTANT, value, margins);
    }
}
