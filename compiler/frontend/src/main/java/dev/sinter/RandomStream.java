package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Source;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Random numbers that are computed within a program: a key and a counter, both tensors, which the program reads and writes. Used where
 * a compiled function must draw, as dropout does; the same bits in every way of running it.
 */
public final class RandomStream implements Stateful {
    private static final RandomStream SHARED = new RandomStream(0);
    private static final ScopedValue<Own> OWN = ScopedValue.newInstance();

    private final Tensor key;
    private final Tensor next;

    public RandomStream(long seed) {
        key = Tensor.of(Buffer.of(new long[]{seed}));
        next = Tensor.of(Buffer.of(new long[]{0}));
    }

    /**
     * The stream that is used where none is named; {@link Sinter#manualSeed} begins it anew. While a loader makes an example, that thread has
     * another one for the example.
     */
    public static RandomStream shared() {
        return OWN.isBound() ? OWN.get().stream() : SHARED;
    }

    /** What {@code body} gives, where {@link #shared} is a new stream of this seed for the calls of this thread. */
    public static <T> T withShared(long seed, Supplier<T> body) {
        return ScopedValue.where(OWN, new Own(seed)).call(body::get);
    }

    /** A stream that is made when it is first asked for. */
    private static final class Own {
        private final long seed;
        private @Nullable RandomStream made;

        Own(long seed) {
            this.seed = seed;
        }

        RandomStream stream() {
            RandomStream known = made;
            if (known == null) {
                known = new RandomStream(seed);
                made = known;
            }
            return known;
        }
    }

    /** Begins the stream of {@code seed}. */
    public void manualSeed(long seed) {
        key.variable().storage().set(Value.known(Buffer.of(new long[]{seed})));
        next.variable().storage().set(Value.known(Buffer.of(new long[]{0})));
    }

    /** The key and the counter. */
    @Override
    public Map<String, Tensor> stateDict() {
        return Map.of("key", key.detach(), "next", next.detach());
    }

    /** Goes on where the saved stream stood. */
    @Override
    public void loadStateDict(Map<String, Tensor> saved) {
        Tensor savedKey = saved.get("key");
        Tensor savedNext = saved.get("next");
        if (savedKey == null || savedNext == null || saved.size() != 2) {
            throw new Diagnostic("loadStateDict of RandomStream: the keys are "
                    + saved.keySet().stream().sorted().toList() + ", but [key, next] are needed");
        }
        long[] both = Sinter.cat(List.of(savedKey.reshape(1), savedNext.reshape(1)), 0).toLongArray();
        key.variable().storage().set(Value.known(Buffer.of(new long[]{both[0]})));
        next.variable().storage().set(Value.known(Buffer.of(new long[]{both[1]})));
    }

    Tensor key() {
        return key;
    }

    Tensor next() {
        return next;
    }

    /** Uniform float32 numbers in [0, 1): 24 random bits times 2^-24. */
    public Tensor uniform(Shape shape) {
        Sampling.checkDraw("dropout, or another draw of a RandomStream,");
        Dim count = shape.numel();
        Tensor number = Ops.apply(new Source.Iota(Shape.of(count), 0)).view(shape);
        Tensor bits = Ops.apply(Elementwise.RANDOM_BITS, key, Ops.apply(Elementwise.ADD, number, next));
        Tensor drawn = count.isConstant()
                ? Ops.constant(DType.I64, count.constant())
                : Ops.apply(new Source.Size(count));
        Sinter.noGrad(() -> {
            Ops.write("add", next, Ops.apply(Elementwise.ADD, next, drawn));
        });
        Tensor low = Ops.apply(Elementwise.AND, bits, Ops.constant(DType.I64, 0xff_ffff));
        return Ops.apply(Elementwise.MUL, low.toFloat(), Ops.constant(DType.F32, 0x1p-24));
    }
}
