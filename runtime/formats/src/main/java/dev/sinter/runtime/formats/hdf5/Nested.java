package dev.sinter.runtime.formats.hdf5;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.lang.reflect.Array;

/** Tensors as jHDF takes them: arrays of arrays, or one boxed number. */
final class Nested {
    private Nested() {}

    static Object of(String name, Buffer tensor) {
        if (tensor.dtype() == DType.F16 || tensor.dtype() == DType.BF16) {
            throw new IllegalArgumentException("the tensor '" + name + "' is " + tensor.typeText()
                    + ", which Sinter does not write to HDF5; convert it with toFloat(), or use .safetensors or .pth");
        }
        if (tensor.count() == 0 && tensor.rank() > 1) {
            throw new IllegalArgumentException("the tensor '" + name + "' is " + tensor.typeText()
                    + ": HDF5 datasets of several axes without elements are not written; use .safetensors or .pth");
        }
        Object flat = tensor.array();
        if (tensor.dtype() == DType.BOOL) {
            boolean[] bools = new boolean[tensor.count()];
            for (int i = 0; i < bools.length; i++) {
                bools[i] = tensor.bytes()[i] != 0;
            }
            flat = bools;
        }
        if (tensor.rank() == 0) {
            return Array.get(flat, 0);
        }
        return part(flat, tensor.sizes(), 0, 0);
    }

    private static Object part(Object flat, long[] sizes, int axis, int from) {
        int size = (int) sizes[axis];
        Class<?> element = flat.getClass().getComponentType();
        if (axis == sizes.length - 1) {
            Object row = Array.newInstance(element, size);
            System.arraycopy(flat, from, row, 0, size);
            return row;
        }
        int stride = 1;
        for (int inner = axis + 1; inner < sizes.length; inner++) {
            stride *= (int) sizes[inner];
        }
        Class<?> rowType = element;
        for (int inner = axis + 1; inner < sizes.length; inner++) {
            rowType = rowType.arrayType();
        }
        Object rows = Array.newInstance(rowType, size);
        for (int i = 0; i < size; i++) {
            Array.set(rows, i, part(flat, sizes, axis + 1, from + i * stride));
        }
        return rows;
    }
}
