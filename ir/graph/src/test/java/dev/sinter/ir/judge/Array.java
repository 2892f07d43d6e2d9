package dev.sinter.ir.judge;

import dev.sinter.ir.Literal;
import dev.sinter.types.Shape;
import java.util.Arrays;

/** A tensor of doubles for references written as plain loops; knows nothing of strides, kernels or index maps. */
record Array(int[] sizes, double[] data) {
    /** An element by its coordinates. */
    interface Element {
        double at(int... i);
    }

    static Array of(Literal literal) {
        return new Array(sizes(literal.shape()), literal.toDoubles());
    }

    static int[] sizes(Shape shape) {
        return Arrays.stream(shape.sizes()).mapToInt(Math::toIntExact).toArray();
    }

    /** The tensor with these sizes and elements. */
    static Array of(int[] sizes, Element element) {
        Array array = new Array(sizes, new double[Arrays.stream(sizes).reduce(1, (a, b) -> a * b)]);
        int[] i = new int[sizes.length];
        for (int n = 0; n < array.data.length; n++) {
            array.data[n] = element.at(i);
            for (int axis = sizes.length - 1; axis >= 0 && ++i[axis] == sizes[axis]; axis--) {
                i[axis] = 0;
            }
        }
        return array;
    }

    double at(int... i) {
        return data[position(i)];
    }

    private int position(int... i) {
        int position = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            if (i[axis] < 0 || i[axis] >= sizes[axis]) {
                throw new IndexOutOfBoundsException(Arrays.toString(i) + " of " + Arrays.toString(sizes));
            }
            position = position * sizes[axis] + i[axis];
        }
        return position;
    }

    void add(double value, int... i) {
        data[position(i)] += value;
    }

    int size(int axis) {
        return sizes[axis];
    }

    Array copy() {
        return new Array(sizes, data.clone());
    }

    /** The same with every element's sign dropped. */
    Array magnitudes() {
        return new Array(sizes, Arrays.stream(data).map(Math::abs).toArray());
    }
}
