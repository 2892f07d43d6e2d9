package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Stateful;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a loader stands in the round that was begun last: how many batches it has given, and what the round was drawn from. The order of
 * the examples, long for large datasets, is drawn again.
 */
final class Place implements Stateful {
    /** What is saved where no round is under way. */
    private static final int NONE = -1;

    /** The loader's own generator; without one the shared one is drawn from. */
    private final @Nullable Generator own;
    /** What chooses the examples; null where they just come. */
    private final @Nullable BatchSampler sampler;
    private final Kind kind;
    private Drawn latest = new Drawn(new int[0], 0, List.of());
    /** How many batches of the latest round have been given; {@link #NONE} before the first round. */
    private int given = NONE;
    /** Whether the next round to begin is the latest one again. */
    private boolean isResumed;

    /** How the order of a round comes about. */
    enum Kind {
        /** It is always the same. */
        FIXED,
        /** It is drawn from the generator. */
        DRAWN,
        /** It is drawn from the generator, unless that is the shared one: then from one whose seed is drawn, as PyTorch does. */
        SHUFFLED
    }

    /**
     * One round.
     *
     * @param before  the generator's state before anything was drawn
     * @param seed    what the random numbers of the examples follow from
     * @param batches the examples of each batch
     */
    record Drawn(int[] before, long seed, List<int[]> batches) {}

    Place(@Nullable Generator own, @Nullable BatchSampler sampler, Kind kind) {
        this.own = own;
        this.sampler = sampler;
        this.kind = kind;
    }

    /** A new round, or the one that was loaded. */
    Drawn begin() {
        boolean again = isResumed;
        isResumed = false;
        if (again && kind == Kind.FIXED) {
            latest = new Drawn(latest.before, latest.seed, batches(new Generator()));
            return latest;
        }
        Generator from = own == null ? Generator.shared() : own;
        int[] before = again ? latest.before : from.state();
        if (again) {
            from = new Generator();
            from.restore(before);
        } else {
            given = 0;
        }
        long seed = positive(from);
        Generator order = kind == Kind.SHUFFLED && own == null ? new Generator(positive(from)) : from;
        latest = new Drawn(before, seed, batches(order));
        return latest;
    }

    private static long positive(Generator from) {
        return from.bits64() & Long.MAX_VALUE;
    }

    private List<int[]> batches(Generator from) {
        return sampler == null ? List.of() : sampler.batches(from);
    }

    /** How many batches a round has. */
    int count() {
        return sampler == null ? Integer.MAX_VALUE : sampler.size();
    }

    int given() {
        return given;
    }

    /** So many batches of this round have been given; an older round than the latest does not count. */
    void give(Drawn round, int count) {
        if (round == latest) {
            given = count;
            isResumed = false;
        }
    }

    @Override
    public Map<String, Tensor> stateDict() {
        boolean isWithin = given != NONE && given < count();
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("given", Sinter.tensor(new long[]{isWithin ? given : NONE}));
        int[] now = (own == null ? Generator.shared() : own).state();
        if (kind == Kind.FIXED) {
            state.put("seed", Sinter.tensor(new long[]{isWithin ? latest.seed : 0}));
        } else {
            state.put("round", Sinter.tensor(isWithin ? latest.before : now));
        }
        if (own != null) {
            state.put("order", Sinter.tensor(now));
        }
        return state;
    }

    @Override
    public void loadStateDict(Map<String, Tensor> saved) {
        if (!saved.keySet().equals(stateDict().keySet())) {
            throw new Diagnostic(
                    "loadStateDict of DataLoader: the keys are " + saved.keySet().stream().sorted().toList()
                            + ", but " + stateDict().keySet().stream().sorted().toList()
                            + " are needed; was one shuffled and the other not?");
        }
        long count = number(saved, "given");
        if (count < NONE || count >= Math.max(1, count())) {
            throw new Diagnostic("loadStateDict of DataLoader: " + count + " batches were given, but a round has "
                    + count() + "; is it the same data, in batches of the same size?");
        }
        int[] before = new int[0];
        if (kind != Kind.FIXED) {
            before = Objects.requireNonNull(saved.get("round")).toIntArray();
            new Generator().restore(before);
        }
        if (own != null) {
            own.restore(Objects.requireNonNull(saved.get("order")).toIntArray());
        }
        long seed = kind == Kind.FIXED ? number(saved, "seed") : 0;
        boolean isSame = given == count
                && (kind == Kind.FIXED ? seed == latest.seed : Arrays.equals(before, latest.before));
        // A round that is under way and is loaded as it stands can go on.
        if (!isSame) {
            latest = new Drawn(before, seed, List.of());
        }
        given = (int) count;
        isResumed = count != NONE;
    }

    private static long number(Map<String, Tensor> saved, String key) {
        return Objects.requireNonNull(saved.get(key)).reshape(1).toLongArray()[0];
    }
}
