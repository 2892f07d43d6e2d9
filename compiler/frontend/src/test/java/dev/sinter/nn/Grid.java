package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Numbers in plain Java, in row-major order: what the tests of layers compute with, on their own. */
public final class Grid {
    private static final Random RANDOM = new Random(20);

    public final int[] sizes;
    public final double[] values;

    public Grid(int... sizes) {
        this.sizes = sizes;
        values = new double[Arrays.stream(sizes).reduce(1, (a, b) -> a * b)];
    }

    public static Grid random(int... sizes) {
        Grid grid = new Grid(sizes);
        Arrays.setAll(grid.values, i -> RANDOM.nextGaussian());
        return grid;
    }

    public static Grid of(Tensor tensor) {
        Grid grid = new Grid(Arrays.stream(tensor.shape().sizes()).mapToInt(Math::toIntExact).toArray());
        System.arraycopy(tensor.detach().to(DType.F64).toDoubleArray(), 0, grid.values, 0, grid.values.length);
        return grid;
    }

    /** A grid whose element at an index is what the function says. */
    public static Grid fill(int[] sizes, ToDoubleFunction<int[]> at) {
        Grid grid = new Grid(sizes);
        for (int i = 0; i < grid.values.length; i++) {
            grid.values[i] = at.applyAsDouble(grid.index(i));
        }
        return grid;
    }

    public int[] index(int number) {
        int[] index = new int[sizes.length];
        int left = number;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            index[axis] = left % sizes[axis];
            left /= sizes[axis];
        }
        return index;
    }

    public boolean has(int... index) {
        for (int axis = 0; axis < sizes.length; axis++) {
            if (index[axis] < 0 || index[axis] >= sizes[axis]) {
                return false;
            }
        }
        return true;
    }

    public int number(int... index) {
        int number = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            number = number * sizes[axis] + index[axis];
        }
        return number;
    }

    /** The element, 0 outside. */
    public double at(int... index) {
        return has(index) ? values[number(index)] : 0;
    }

    public void add(double value, int... index) {
        if (has(index)) {
            values[number(index)] += value;
        }
    }

    public Tensor tensor() {
        return Sinter.tensor(values.clone(), DType.F64)
                .view(Shape.of(Arrays.stream(sizes).mapToLong(size -> size).toArray()));
    }

    /** That the tensor has this shape, and these elements but for rounding. */
    public void judges(Tensor tensor) {
        judges(tensor, 1e-11);
    }

    public void judges(Tensor tensor, double tolerance) {
        Grid got = of(tensor);
        assertThat(got.sizes).containsExactly(sizes);
        for (int i = 0; i < values.length; i++) {
            double error = Math.abs(got.values[i] - values[i]);
            assertThat(error <= tolerance * Math.max(1, Math.abs(values[i])))
                    .as("element %s is %s, not %s", Arrays.toString(index(i)), got.values[i], values[i]).isTrue();
        }
    }

    public static int[] join(int[] first, int... more) {
        int[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    public static int pick(int low, int high) {
        return low + RANDOM.nextInt(high - low + 1);
    }
}
