package dev.sinter.data;

import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some examples of another dataset.
 *
 * @param <T> an example
 */
public final class Subset<T> implements Dataset<T> {
    /** How far the fractions of a split may be from 1 together. */
    private static final double CLOSE = 1e-9;

    private final Dataset<T> whole;
    private final int[] indices;

    public Subset(Dataset<T> whole, int... indices) {
        this.whole = whole;
        this.indices = indices.clone();
    }

    /** The dataset dealt at random into parts of these sizes, which together are all of it; as PyTorch's {@code random_split} deals. */
    public static <T> List<Subset<T>> randomSplit(Dataset<T> whole, Generator generator, int... sizes) {
        if (Arrays.stream(sizes).asLongStream().sum() != whole.size()
                || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
            throw new Diagnostic("randomSplit: the sizes " + Arrays.toString(sizes) + " are "
                    + Arrays.stream(sizes).asLongStream().sum() + " examples together, but the dataset has "
                    + whole.size());
        }
        int[] order = Arrays.stream(generator.permutation(whole.size())).mapToInt(Math::toIntExact).toArray();
        List<Subset<T>> parts = new ArrayList<>();
        int start = 0;
        for (int size : sizes) {
            parts.add(new Subset<>(whole, Arrays.copyOfRange(order, start, start + size)));
            start += size;
        }
        return parts;
    }

    /** The same by the shared generator. */
    public static <T> List<Subset<T>> randomSplit(Dataset<T> whole, int... sizes) {
        return randomSplit(whole, Generator.shared(), sizes);
    }

    /** The same with fractions by the shared generator. */
    public static <T> List<Subset<T>> randomSplit(Dataset<T> whole, double... fractions) {
        return randomSplit(whole, Generator.shared(), fractions);
    }

    /** The same with fractions, which add up to 1: each part is rounded down, and what is left over goes to the first parts. */
    public static <T> List<Subset<T>> randomSplit(Dataset<T> whole, Generator generator, double... fractions) {
        double sum = Arrays.stream(fractions).sum();
        if (!(Math.abs(sum - 1) <= CLOSE) || Arrays.stream(fractions).anyMatch(part -> part < 0)) {
            throw new Diagnostic("randomSplit: the fractions " + Arrays.toString(fractions) + " add up to " + sum
                    + "; fractions that are not negative and add up to 1 are needed");
        }
        int[] sizes = new int[fractions.length];
        int left = whole.size();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (int) Math.floor(whole.size() * fractions[i]);
            left -= sizes[i];
        }
        for (int i = 0; i < left; i++) {
            sizes[i % sizes.length]++;
        }
        return randomSplit(whole, generator, sizes);
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public T get(int i) {
        return whole.get(indices[i]);
    }

    @Override
    public Batch batch(int[] positions) {
        for (int position : positions) {
            if (position < 0 || position >= indices.length) {
                throw LoadingException.ofExample(position,
                        new IndexOutOfBoundsException("example " + position + " of a subset of " + indices.length));
            }
        }
        try {
            return whole.batch(Arrays.stream(positions).map(position -> indices[position]).toArray());
        } catch (LoadingException e) {
            // Counted as this dataset counts.
            throw Arrays.stream(positions).filter(position -> indices[position] == e.index()).mapToObj(e::as)
                    .findFirst()
                    .orElse(e);
        }
    }
}
