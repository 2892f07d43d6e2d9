package dev.sinter.data.transforms;

import dev.sinter.Tensor;
import dev.sinter.data.Dataset;
import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.List;

/**
 * Another dataset whose images, the first tensor of each example, are transformed whenever they are asked for.
 *
 * <p>What is random follows from the seed, the epoch and the example's number, and from nothing else: whoever asks in whichever order, and
 * on however many threads, gets the same image.
 */
public final class TransformedDataset implements Dataset<List<Tensor>> {
    private final Dataset<List<Tensor>> images;
    private final Transform transform;
    private final long seed;
    private volatile long epoch;

    public TransformedDataset(Dataset<List<Tensor>> images, Transform transform, long seed) {
        this.images = images;
        this.transform = transform;
        this.seed = seed;
    }

    /** From now on the random choices are those of this epoch: said before each round, they differ from round to round. */
    public void setEpoch(long number) {
        epoch = number;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public List<Tensor> get(int i) {
        List<Tensor> example = new ArrayList<>(images.get(i));
        example.set(0, transform.apply(example.get(0), new Generator(mixed(mixed(mixed(seed) + epoch) + i))));
        return List.copyOf(example);
    }

    /** Spreads every bit over all of them (the finaliser of SplitMix64: Steele, Lea and Flood, 2014). */
    private static long mixed(long x) {
        long z = x + 0x9e37_79b9_7f4a_7c15L;
        z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }
}
