package dev.sinter.random;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of random numbers, determined by its seed: the same as PyTorch's generator for the CPU.
 *
 * <p>A generator is not for several threads at once.
 */
public final class Generator {
    /** The seed of generators that were given none, so that programs repeat themselves unless they ask otherwise. */
    private static final long UNSEEDED = 67_280_421_310_721L;

    private static final Generator SHARED = new Generator();
    private static final ScopedValue<Own> OWN = ScopedValue.newInstance();
    /** From this many elements on, float normals are made in runs of 16. */
    private static final int RUN = 16;

    private long seed;
    private MersenneTwister words;
    /** The second normal of a pair, NaN where there is none. */
    private double spare = Double.NaN;

    public Generator() {
        this(UNSEEDED);
    }

    public Generator(long seed) {
        this.seed = seed;
        this.words = new MersenneTwister(seed);
    }

    /** The generator that is used where none is named. While a loader makes an example, that thread has another one for the example. */
    public static Generator shared() {
        return OWN.isBound() ? OWN.get().generator() : SHARED;
    }

    /**
     * What {@code body} gives, where {@link #shared} is a new generator of this seed for the calls of this thread: so what it draws depends on
     * neither earlier draws nor other threads.
     */
    public static <T> T withShared(long seed, Supplier<T> body) {
        return ScopedValue.where(OWN, new Own(seed)).call(body::get);
    }

    /** A generator that is made when it is first asked for: most examples ask for none. */
    private static final class Own {
        private final long seed;
        private @Nullable Generator made;

        Own(long seed) {
            this.seed = seed;
        }

        Generator generator() {
            Generator known = made;
            if (known == null) {
                known = new Generator(seed);
                made = known;
            }
            return known;
        }
    }

    /** Begins the stream of {@code newSeed} anew, of which the low 32 bits count. */
    public synchronized Generator manualSeed(long newSeed) {
        seed = newSeed;
        words = new MersenneTwister(newSeed);
        spare = Double.NaN;
        return this;
    }

    public long initialSeed() {
        return seed;
    }

    /** 32 random bits. */
    public int bits32() {
        return words.next();
    }

    /** 64 random bits: the first word drawn is the upper half. */
    public long bits64() {
        long upper = Integer.toUnsignedLong(words.next());
        return upper << 32 | Integer.toUnsignedLong(words.next());
    }

    /** Uniform in [0, 1): the low 24 bits of a word, times 2^-24. */
    public float uniformFloat() {
        return (words.next() & 0xff_ffff) * 0x1p-24f;
    }

    /** Uniform in [0, 1): the low 53 bits of two words, times 2^-53. */
    public double uniformDouble() {
        return (bits64() & (1L << 53) - 1) * 0x1p-53;
    }

    /** An integer below {@code bound}, as the remainder of a draw: 32 bits where they suffice. */
    public long below(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("a random integer below " + bound + ": the bound is 1 or more");
        }
        return bound < 1L << 32
                ? Integer.toUnsignedLong(words.next()) % bound
                : Long.remainderUnsigned(bits64(), bound);
    }

    /** A standard normal in double; every second one comes from the pair of the one before. */
    public double normal() {
        if (!Double.isNaN(spare)) {
            double second = spare;
            spare = Double.NaN;
            return second;
        }
        double angle = 2 * Math.PI * uniformDouble();
        double radius = StrictMath.sqrt(-2 * StrictMath.log1p(-uniformDouble()));
        spare = radius * StrictMath.sin(angle);
        return radius * StrictMath.cos(angle);
    }

    /** Fills with uniforms in [low, high). */
    public void uniform(float[] into, float low, float high) {
        for (int i = 0; i < into.length; i++) {
            into[i] = uniformFloat() * (high - low) + low;
        }
    }

    /** Fills with uniforms in [low, high). */
    public void uniform(double[] into, double low, double high) {
        for (int i = 0; i < into.length; i++) {
            into[i] = uniformDouble() * (high - low) + low;
        }
    }

    /**
     * Fills with normals. From 16 elements on the array is filled with uniforms first, which are then transformed in runs of 16
     * (Box and Muller, 1958): the first eight of a run give radii, the last eight angles. Where the length is not a multiple of 16, the
     * last 16 elements are drawn and transformed again.
     */
    public void normal(float[] into, float mean, float deviation) {
        if (into.length < RUN) {
            for (int i = 0; i < into.length; i++) {
                into[i] = (float) (normal() * deviation + mean);
            }
            return;
        }
        uniform(into, 0, 1);
        for (int start = 0; start + RUN <= into.length; start += RUN) {
            transform(into, start, mean, deviation);
        }
        if (into.length % RUN != 0) {
            int start = into.length - RUN;
            for (int i = start; i < into.length; i++) {
                into[i] = uniformFloat();
            }
            transform(into, start, mean, deviation);
        }
    }

    private static void transform(float[] run, int start, float mean, float deviation) {
        for (int i = start; i < start + RUN / 2; i++) {
            float radius = (float) StrictMath.sqrt(-2 * (float) StrictMath.log(1 - run[i]));
            // In float all the way, as PyTorch's vectors have it: a model's weights follow every bit.
            float angle = (float) (2 * Math.PI) * run[i + RUN / 2];
            run[i] = radius * (float) StrictMath.cos(angle) * deviation + mean;
            run[i + RUN / 2] = radius * (float) StrictMath.sin(angle) * deviation + mean;
        }
    }

    /** As {@link #normal(float[], float, float)} in double. */
    public void normal(double[] into, double mean, double deviation) {
        if (into.length < RUN) {
            for (int i = 0; i < into.length; i++) {
                into[i] = normal() * deviation + mean;
            }
            return;
        }
        uniform(into, 0, 1);
        for (int start = 0; start + RUN <= into.length; start += RUN) {
            transform(into, start, mean, deviation);
        }
        if (into.length % RUN != 0) {
            int start = into.length - RUN;
            for (int i = start; i < into.length; i++) {
                into[i] = uniformDouble();
            }
            transform(into, start, mean, deviation);
        }
    }

    private static void transform(double[] run, int start, double mean, double deviation) {
        for (int i = start; i < start + RUN / 2; i++) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - run[i]));
            double angle = 2 * Math.PI * run[i + RUN / 2];
            run[i] = radius * StrictMath.cos(angle) * deviation + mean;
            run[i + RUN / 2] = radius * StrictMath.sin(angle) * deviation + mean;
        }
    }

    /** The numbers from 0 to {@code n - 1} in random order. */
    public long[] permutation(int n) {
        long[] order = new long[n];
        Arrays.setAll(order, i -> i);
        for (int i = 0; i < n - 1; i++) {
            int with = i + (int) (Integer.toUnsignedLong(words.next()) % (n - i));
            long moved = order[i];
            order[i] = order[with];
            order[with] = moved;
        }
        return order;
    }

    /** What {@link #restore} goes back to: the words of the twister, then the spare normal in two halves. */
    public int[] state() {
        int[] twister = words.state();
        int[] state = Arrays.copyOf(twister, twister.length + 2);
        long bits = Double.doubleToRawLongBits(spare);
        state[twister.length] = (int) (bits >>> 32);
        state[twister.length + 1] = (int) bits;
        return state;
    }

    /** Goes back to an earlier {@link #state}. */
    public void restore(int[] state) {
        if (state.length < 2) {
            throw new IllegalArgumentException("a generator's state is longer than " + state.length + " numbers");
        }
        int length = state.length - 2;
        words.setState(Arrays.copyOf(state, length));
        spare = Double.longBitsToDouble((long) state[length] << 32 | Integer.toUnsignedLong(state[length + 1]));
    }
}
