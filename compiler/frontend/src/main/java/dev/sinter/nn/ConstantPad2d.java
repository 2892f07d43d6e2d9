package dev.sinter.nn;

/** Margins of one number around the last two axes. */
public final class ConstantPad2d extends Padding {
    public ConstantPad2d(double value, int... margins) {
        super(2, PaddingFunctions.PaddingMode.CONSTANT, value, margins);
    }
}
