package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One axis as several. */
public final class Unflatten extends Module {
    private final int axis;
    private final long[] sizes;

    public Unflatten(int axis, long... sizes) {
        this.axis = axis;
        this.sizes = sizes.clone();
    }

    @Override
    public Tensor forward(Tensor x) {
        int counted = axis < 0 ? axis + x.rank() : axis;
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.remove(counted);
        dims.addAll(counted, Arrays.stream(sizes).mapToObj(Dim::of).toList());
        return x.reshape(Shape.of(dims));
    }

    @Override
    protected String describe() {
        return "dim=" + axis + ", unflattened_size=" + Words.shape(Shape.of(sizes));
    }
}
