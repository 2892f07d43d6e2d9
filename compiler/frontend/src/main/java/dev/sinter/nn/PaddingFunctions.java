package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Margins around tensors; part of {@link Functional}. */
public abstract sealed class PaddingFunctions extends ActivationFunctions permits PoolingFunctions {
    PaddingFunctions() {}

    /** What a margin is filled with. */
    public enum PaddingMode {
        /** One number. */
        CONSTANT,
        /** The elements mirrored at the border, which itself is not repeated. */
        REFLECT,
        /** The element at the border. */
        REPLICATE,
        /** The elements from the other end. */
        CIRCULAR
    }

    /**
     * With a margin of {@code value}. The margins are pairs, before and after, for the last axis first; negative ones crop.
     */
    public static Tensor pad(Tensor x, int[] margins, double value) {
        check(x, margins);
        List<Dim> low = new ArrayList<>(Collections.nCopies(x.rank(), Dim.ZERO));
        List<Dim> high = new ArrayList<>(low);
        for (int i = 0; i < margins.length; i += 2) {
            low.set(x.rank() - 1 - i / 2, Dim.of(margins[i]));
            high.set(x.rank() - 1 - i / 2, Dim.of(margins[i + 1]));
        }
        return Sinter.apply(new View.Pad(low, high, Collections.nCopies(x.rank(), 0), value), x);
    }

    /** With a margin made of the elements themselves. */
    public static Tensor pad(Tensor x, int[] margins, PaddingMode mode) {
        if (mode == PaddingMode.CONSTANT) {
            return pad(x, margins, 0);
        }
        check(x, margins);
        Tensor result = x;
        for (int i = 0; i < margins.length; i += 2) {
            result = pad(result, x.rank() - 1 - i / 2, margins[i], margins[i + 1], mode);
        }
        return result;
    }

    private static Tensor pad(Tensor x, int axis, int before, int after, PaddingMode mode) {
        if (before == 0 && after == 0) {
            return x;
        }
        long size = x.size(axis);
        long most = mode == PaddingMode.REFLECT ? size - 1 : mode == PaddingMode.CIRCULAR ? size : Integer.MAX_VALUE;
        if (before < 0 || after < 0 || Math.max(before, after) > most || size == 0) {
            throw new Diagnostic(
                    "pad of shape " + x.shape() + ": margins of " + before + " and " + after + " along axis "
                            + axis + " cannot be filled in mode " + mode + "; they are from 0 to " + most);
        }
        List<Tensor> parts = new ArrayList<>();
        if (before > 0) {
            parts.add(switch (mode) {
                case REFLECT -> x.narrow(axis, 1, before).flip(axis);
                case CIRCULAR -> x.narrow(axis, size - before, before);
                case REPLICATE, CONSTANT -> repeated(x.narrow(axis, 0, 1), axis, before);
            });
        }
        parts.add(x);
        if (after > 0) {
            parts.add(switch (mode) {
                case REFLECT -> x.narrow(axis, size - 1 - after, after).flip(axis);
                case CIRCULAR -> x.narrow(axis, 0, after);
                case REPLICATE, CONSTANT -> repeated(x.narrow(axis, size - 1, 1), axis, after);
            });
        }
        return Sinter.cat(parts, axis);
    }

    private static Tensor repeated(Tensor slice, int axis, int times) {
        List<Dim> dims = new ArrayList<>(slice.shape().dims());
        dims.set(axis, Dim.of(times));
        return slice.expand(Shape.of(dims));
    }

    private static void check(Tensor x, int[] margins) {
        if (margins.length % 2 != 0 || margins.length > 2 * x.rank()) {
            throw new Diagnostic("pad of shape " + x.shape() + ": the margins " + Arrays.toString(margins)
                    + " are no pairs, before and after, for its last axes");
        }
    }
}
