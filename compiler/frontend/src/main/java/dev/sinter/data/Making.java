package dev.sinter.data;

import dev.sinter.RandomStream;
import dev.sinter.Sinter;
import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** A round of a loader, seen from where its examples are made: what their random numbers follow from, and whether they are still wanted. */
final class Making {
    private static final ScopedValue<Making> NOW = ScopedValue.newInstance();
    /** 2^64 divided by the golden ratio, made odd: spreads consecutive numbers over all bits (Knuth, The Art of Computer Programming 3, 6.4). */
    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private final long seed;
    private volatile boolean isStopped;

    /** @param seed of the round */
    Making(long seed) {
        this.seed = seed;
    }

    /** Examples are wanted no longer: whoever makes some stops before the next one. */
    void stop() {
        isStopped = true;
    }

    boolean isStopped() {
        return isStopped;
    }

    /** What {@code body} gives, as part of this round and without gradients, which could not go from one thread to another. */
    <T> T run(Supplier<T> body) {
        return ScopedValue.where(NOW, this).call(() -> Sinter.noGrad(body));
    }

    /** These examples of a dataset. */
    static <T> List<T> examples(Dataset<T> dataset, int[] indices) {
        List<T> examples = new ArrayList<>(indices.length);
        for (int i : indices) {
            examples.add(example(i, () -> dataset.get(i)));
        }
        return examples;
    }

    /** What {@code get} gives, as example {@code i}. */
    static <T> T example(long i, Supplier<T> get) {
        if (NOW.isBound() && NOW.get().isStopped) {
            throw new CancellationException("the loop over the batches has ended");
        }
        try {
            return NOW.isBound() ? withRandomness(mixed(NOW.get().seed, i), get) : get.get();
        } catch (Throwable e) {
            if (e instanceof CancellationException cancelled && NOW.isBound() && NOW.get().isStopped) {
                throw cancelled;
            }
            throw LoadingException.ofExample(i, e);
        }
    }

    private static <T> T withRandomness(long seed, Supplier<T> get) {
        return Generator.withShared(seed, () -> RandomStream.withShared(seed, get));
    }

    /** A seed for each example: the finalizer of SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014). */
    private static long mixed(long seed, long i) {
        long bits = seed + (i + 1) * GOLDEN;
        bits = (bits ^ bits >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        bits = (bits ^ bits >>> 27) * 0x94d0_49bb_1331_11ebL;
        return bits ^ bits >>> 31;
    }
}
