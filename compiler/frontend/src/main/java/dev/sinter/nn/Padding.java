package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.PaddingFunctions.PaddingMode;
import java.util.Arrays;

/** What paddings have in common: margins, before and after, for the last axis first. */
public abstract sealed class Padding extends Module permits ZeroPad1d, ZeroPad2d, ZeroPad3d, ConstantPad1d,
        ConstantPad2d, ConstantPad3d, ReflectionPad1d, ReflectionPad2d, ReflectionPad3d, ReplicationPad1d,
        ReplicationPad2d, ReplicationPad3d, CircularPad1d, CircularPad2d, CircularPad3d {
    private final int[] margins;
    private final PaddingMode mode;
    private final double value;

    Padding(int spatial, PaddingMode mode, double value, int... margins) {
        this.mode = mode;
        this.value = value;
        this.margins = margins.length == 1 ? new int[2 * spatial] : margins.clone();
        if (margins.length == 1) {
            Arrays.fill(this.margins, margins[0]);
        }
        if (this.margins.length != 2 * spatial) {
            throw new Diagnostic(getClass().getSimpleName() + ": one margin or " + 2 * spatial + " are needed, not "
                    + margins.length);
        }
    }

    @Override
    public final Tensor forward(Tensor x) {
        return mode == PaddingMode.CONSTANT
                ? Functional.pad(x, margins, value)
                : Functional.pad(x, margins, mode);
    }

    @Override
    protected String describe() {
        String text = Arrays.toString(margins).replace('[', '(').replace(']', ')');
        return mode == PaddingMode.CONSTANT && value != 0 ? "padding=" + text + ", value=" + Words.of(value) : text;
    }
}
