package dev.sinter.nn;

import dev.sinter.ir.Diagnostic;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How windows lie over the spatial axes of a convolution or a pooling: {@code Window.of(3, 5).stride(2).padding(1, 2)}. One number
 * stands for all axes.
 *
 * @param kernel   the size of a window
 * @param stride   from one window to the next; where empty, 1 for a convolution, the size of the window for a pooling
 * @param padding  elements added on either side
 * @param dilation from one element of a window to the next
 * @param ceil     whether a last window may reach beyond the end, if it begins before it (poolings only)
 * @param same     whether as much is padded as keeps the sizes (convolutions of stride 1 only)
 */
public record Window(List<Integer> kernel, List<Integer> stride, List<Integer> padding, List<Integer> dilation,
        boolean ceil, boolean same) {
    public Window {
        kernel = List.copyOf(kernel);
        stride = List.copyOf(stride);
        padding = List.copyOf(padding);
        dilation = List.copyOf(dilation);
        if (kernel.isEmpty() || kernel.stream().anyMatch(k -> k < 1) || stride.stream().anyMatch(s -> s < 1)
                || padding.stream().anyMatch(p -> p < 0) || dilation.stream().anyMatch(d -> d < 1)) {
            throw new Diagnostic("windows of size " + kernel + ", stride " + stride + ", padding " + padding
                    + ", dilation " + dilation
                    + ": sizes, strides and dilations are 1 or more, paddings 0 or more");
        }
    }

    /** Windows of this size. */
    public static Window of(int... kernel) {
        return new Window(list(kernel), List.of(), List.of(0), List.of(1), false, false);
    }

    public Window stride(int... newStride) {
        return new Window(kernel, list(newStride), padding, dilation, ceil, same);
    }

    public Window padding(int... newPadding) {
        return new Window(kernel, stride, list(newPadding), dilation, ceil, false);
    }

    /** Pads as much as keeps the sizes; one more behind where it is odd. */
    public Window samePadding() {
        return new Window(kernel, stride, List.of(0), dilation, ceil, true);
    }

    public Window dilation(int... newDilation) {
        return new Window(kernel, stride, padding, list(newDilation), ceil, same);
    }

    /** Lets a last window reach beyond the end. */
    public Window ceilMode() {
        return ceilMode(true);
    }

    public Window ceilMode(boolean mode) {
        return new Window(kernel, stride, padding, dilation, mode, same);
    }

    /** As one with a number for each of {@code axes} axes, and a stride. */
    Window along(String name, int axes, boolean pooling) {
        List<Integer> sizes = spread(name, "sizes", kernel, axes);
        List<Integer> steps = stride.isEmpty()
                ? pooling ? sizes : Collections.nCopies(axes, 1)
                : spread(name, "strides", stride, axes);
        if (same && steps.stream().anyMatch(step -> step != 1)) {
            throw new Diagnostic(name + ": a padding that keeps the sizes is for stride 1, not " + steps);
        }
        if (ceil && !pooling) {
            throw new Diagnostic(name + ": only poolings have a ceilMode");
        }
        return new Window(sizes, steps, spread(name, "paddings", padding, axes),
                spread(name, "dilations", dilation, axes), ceil, same);
    }

    /** How far a window reaches along an axis. */
    int reach(int axis) {
        return (kernel.get(axis) - 1) * dilation.get(axis) + 1;
    }

    private static List<Integer> spread(String name, String what, List<Integer> numbers, int axes) {
        if (numbers.size() == 1) {
            return Collections.nCopies(axes, numbers.get(0));
        }
        if (numbers.size() != axes) {
            throw new Diagnostic(
                    name + ": the " + what + " " + numbers + " are for " + numbers.size() + " axes, but there are "
                            + axes);
        }
        return numbers;
    }

    private static List<Integer> list(int... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /** The numbers as a tuple, the way modules print. */
    static String tuple(List<? extends Number> numbers) {
        return numbers.stream().map(Number::toString)
                .collect(Collectors.joining(", ", "(", numbers.size() == 1 ? ",)" : ")"));
    }
}
