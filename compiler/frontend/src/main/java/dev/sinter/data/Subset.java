package dev.sinter.data;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Some examples of another dataset. */
public final class Subset implements Dataset {
    private final Dataset whole;
    private final int[] indices;

    public Subset(Dataset whole, int... indices) {
        this.whole = whole;
        this.indices = indices.clone();
    }

    /** The dataset dealt at random into parts of these sizes, which together are all of it. */
    public static List<Subset> randomSplit(Dataset whole, Generator generator, int... sizes) {
        if (Arrays.stream(sizes).sum() != whole.size()) {
            throw new Diagnostic("randomSplit: the sizes " + Arrays.toString(sizes) + " are "
                    + Arrays.stream(sizes).sum() + " examples together, but the dataset has "
                    + whole.size());
        }
        int[] order = Arrays.stream(generator.permutation(whole.size())).mapToInt(Math::toIntExact).toArray();
        List<Subset> parts = new ArrayList<>();
        int start = 0;
        for (int size : sizes) {
            parts.add(new Subset(whole, Arrays.copyOfRange(order, start, start + size)));
            start += size;
        }
        return parts;
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public List<Tensor> get(int i) {
        return whole.get(indices[i]);
    }

    @Override
    public List<Tensor> batch(int[] positions) {
        return whole.batch(Arrays.stream(positions).map(i -> indices[i]).toArray());
    }
}
